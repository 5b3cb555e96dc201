"""Read what ingest has admitted, without validating it a second time.

Ingest is the log's only writer, checks every event by its model and writes it canonically, so a
reader of the log needs the facts and not models. The few types that make up nearly all of a log
are built from plain JSON; every other record, and any that is not wholly what this program
expects (a stranger's, or a later program's with a field more), goes through its model, whose
words say what is wrong. What both ways read is the same; only what no fact holds is not looked
at here: the document, the letter of a focal point, the words of a provenance.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from sys import intern
from typing import NamedTuple, TypeAlias

import orjson
from pydantic import ValidationError

from contracts.codec import decode
from contracts.envelope import PREFIX
from contracts.fields import TEXT_MAX_LENGTH
from contracts.rules import PARTS_MAX
from contracts.trusted_fields import (
    Members,
    closed,
    day,
    event_id,
    instant,
    instant_of_many,
    phrase,
    subject_of,
    value,
    whole,
    words,
)
from domain.history import Fact
from domain.identity import EventRef, Stamp, canonical_agency_id, canonical_slug
from domain.measurement import (
    Measurement,
    ObservationStatus,
    ReportStated,
    ReportWithdrawn,
    Value,
)
from domain.period import Period
from domain.task import TaskReported, TaskState


class NotAdmitted(ValueError):
    """A record is no event that this program's ingest admits; the words say where and why."""


class Said(NamedTuple):
    """What an admitted event says: who sent it, of what, when, and the fact it states.

    A tuple and not a dataclass, as one is made for every record of a log.
    """

    agency: str
    event_id: str
    subject: str
    type: str
    occurred_at: datetime
    received_at: datetime
    fact: Fact


def read_admitted(record: bytes) -> Said:
    """Return what a record of the log says.

    Raises:
        NotAdmitted: it cannot be read; nothing else is raised.
    """
    try:
        members = orjson.loads(record)
        known = _BUILDERS.get(members["type"])
        if known is None or len(members) != _MEMBERS or members["specversion"] != "1.0":
            return _by_its_model(record)
        kind, subject_kind, build = known
        agency, name = canonical_agency_id(members["source"]), event_id(members["id"])
        occurred_at = instant(members["time"])
        subject, subject_id = subject_of(members["subject"], subject_kind)
        stamped = tuple.__new__(EventRef, (agency, name))
        fact = build(stamped, occurred_at, subject_id, members["data"])
        received_at = instant_of_many(members["receivedat"])
        # One is made for every record: by its class's own function it would take twice as long.
        return tuple.__new__(Said, (agency, name, subject, kind, occurred_at, received_at, fact))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        return _by_its_model(record)


def stated_data(record: bytes) -> bytes:
    """Return the canonical data of an admitted event, as its record holds it."""
    return orjson.dumps(orjson.loads(record)["data"], option=orjson.OPT_SORT_KEYS)


def _by_its_model(record: bytes) -> Said:
    try:
        event = decode(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAdmitted(f"{where}: {first['msg']}") from None
    if event.receivedat is None:
        raise NotAdmitted("receivedat is missing")
    fact = event.to_domain()
    return Said(
        event.source, event.id, event.subject, event.type, event.time, event.receivedat, fact
    )


_STATUS = {status.value: status for status in ObservationStatus}
_NORMAL = ObservationStatus.NORMAL
_STATE = {state.value: state for state in TaskState}


# Those read here and no other, `receivedat` among them.
_MEMBERS = 8
_SOURCE_KIND = {kind: kind for kind in ("printed", "derived", "illustrative")}

_PROVENANCE = frozenset({"kind", "source", "note"})
_COMMON = frozenset({"provenance", "document", "on_behalf_of"})
_MEASURED = _COMMON | {
    "scope",
    "period",
    "part",
    "definition",
    "value",
    "observation_status",
    "phrase",
}
_REVISED = frozenset({"report", "revision", "reason"})
_CORRECTED = _MEASURED | _REVISED
_WITHDRAWN = _COMMON | _REVISED
_TASK_REPORTED = _COMMON | {
    "effective_on",
    "scope",
    "state",
    "phrase",
    "quantity",
    "quantities",
}


def _source_kind(provenance: Members | None) -> str | None:
    if provenance is None:
        return None
    if len(provenance) > 1:
        closed(provenance, _PROVENANCE)
    return _SOURCE_KIND[provenance["kind"]]


def _report(data: Members) -> EventRef:
    report = data["report"]
    if len(report) != len(EventRef._fields):
        raise LookupError(report)
    return EventRef(canonical_agency_id(report["agency"]), event_id(report["id"]))


def _revision(data: Members) -> int:
    return whole(data["revision"], at_least=2)


def _reason(data: Members) -> str:
    return words(data["reason"], 1, TEXT_MAX_LENGTH)


def _measurement(indicator_id: str, data: Members) -> Measurement:
    part, definition = data.get("part"), data.get("definition")
    return Measurement(
        indicator_id,
        canonical_agency_id(data["scope"]),
        Period.parse(data["period"]),
        value(data["value"]),
        _STATUS[data["observation_status"]] if "observation_status" in data else _NORMAL,
        None if part is None else intern(canonical_slug(part)),
        1 if definition is None else whole(definition, at_least=1),
        phrase(data["phrase"]) if "phrase" in data else "",
        _source_kind(data["provenance"]) if "provenance" in data else None,
    )


def _reported(event: EventRef, at: datetime, name: str, data: Members) -> Fact:
    closed(data, _MEASURED)
    return ReportStated(Stamp(event, at), event, _measurement(name, data))


def _corrected(event: EventRef, at: datetime, name: str, data: Members) -> Fact:
    closed(data, _CORRECTED)
    _reason(data)
    return ReportStated(Stamp(event, at, _revision(data)), _report(data), _measurement(name, data))


def _withdrawn(event: EventRef, at: datetime, _name: str, data: Members) -> Fact:
    closed(data, _WITHDRAWN)
    _source_kind(data.get("provenance"))
    return ReportWithdrawn(Stamp(event, at, _revision(data)), _report(data), _reason(data))


def _task_reported(event: EventRef, at: datetime, name: str, data: Members) -> Fact:
    closed(data, _TASK_REPORTED)
    as_of_on = day(data["effective_on"])
    quantity = data.get("quantity")
    return TaskReported(
        Stamp(event, at, 1, as_of_on),
        name,
        canonical_agency_id(data["scope"]),
        as_of_on,
        _STATE[data["state"]],
        phrase(data.get("phrase", "")),
        None if quantity is None else value(quantity),
        _source_kind(data.get("provenance")),
        _quantities(data["quantities"]) if "quantities" in data else (),
    )


def _quantities(stated: object) -> tuple[tuple[str, Value], ...]:
    if not isinstance(stated, list) or len(stated) > PARTS_MAX:
        raise TypeError(stated)
    valued: dict[str, Value] = {}
    for each in stated:
        part = canonical_slug(each["part"])
        if part in valued or len(each) != 2:
            raise ValueError(each)
        valued[part] = value(each["value"])
    return tuple(valued.items())


_Build: TypeAlias = Callable[[EventRef, datetime, str, Members], Fact]


def _built(name: str, subject_kind: str, build: _Build) -> dict[str, tuple[str, str, _Build]]:
    kind = f"{PREFIX}{name}"
    return {kind: (kind, subject_kind, build)}


_BUILDERS = {
    **_built("measurement.reported.v1", "indicator", _reported),
    **_built("measurement.corrected.v1", "indicator", _corrected),
    **_built("measurement.withdrawn.v1", "indicator", _withdrawn),
    **_built("task.status_reported.v1", "task", _task_reported),
}
"""The types of which a log has many, each with itself, so that it is kept once, and the kind of
its subject; the others are built by their models."""
