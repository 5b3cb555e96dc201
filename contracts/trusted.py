"""Read what ingest has admitted, without validating it a second time.

Ingest is the log's only writer, checks every event by its model and writes it canonically, so a
reader of the log needs the facts and not the checks. The few types that make up nearly all of a
log are built from plain JSON; every other record, and any that turns out not to be what it
should, goes through its model, whose words say what is wrong. What both ways read is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from contracts.codec import decode
from contracts.envelope import PREFIX
from domain.bound import Relation
from domain.history import Fact
from domain.identity import EventRef, Stamp
from domain.measurement import (
    Bounded,
    Done,
    Measurement,
    Number,
    ObservationStatus,
    Ratio,
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
        build = _BUILDERS.get(members["type"])
        if build is None:
            return _by_its_model(record)
        event = EventRef(intern(members["source"]), members["id"])
        occurred_at = _instant(members["time"])
        subject = intern(members["subject"])
        fact = build(event, occurred_at, subject.partition("/")[2], members["data"])
        return Said(
            event.agency,
            event.id,
            subject,
            intern(members["type"]),
            occurred_at,
            _instant(members["receivedat"]),
            fact,
        )
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


# Percentages repeat: one object for each number in use spares time and a fifth of a fact's memory.
_NUMBERS_REMEMBERED = 16_384

_Members = dict[str, Any]

_STATUS = {status.value: status for status in ObservationStatus}
_RELATION = {relation.value: relation for relation in Relation}
_STATE = {state.value: state for state in TaskState}


def _instant(text: str) -> datetime:
    if text[-1] != "Z":
        raise ValueError(text)  # not the canonical spelling
    return datetime.fromisoformat(text)


def _exact(text: object) -> Decimal:
    if not isinstance(text, str):
        raise TypeError(text)  # a float would come out inexact
    return Decimal(text)


@lru_cache(maxsize=_NUMBERS_REMEMBERED)
def _number(text: object) -> Number:
    return Number(_exact(text))


def _value(members: _Members) -> Value:
    match members["kind"]:
        case "number":
            return _number(members["value"])
        case "ratio":
            return Ratio(_exact(members["numerator"]), _exact(members["denominator"]))
        case "bound":
            return Bounded(_RELATION[members["relation"]], _exact(members["value"]))
        case "done":
            return Done(members["done"])
    raise LookupError(members["kind"])


def _source_kind(data: _Members) -> str | None:
    provenance = data.get("provenance")
    return intern(provenance["kind"]) if provenance else None


def _report(data: _Members) -> EventRef:
    return EventRef(intern(data["report"]["agency"]), data["report"]["id"])


def _measurement(indicator_id: str, data: _Members) -> Measurement:
    return Measurement(
        indicator_id,
        intern(data["scope"]),
        Period.parse(data["period"]),
        _value(data["value"]),
        _STATUS[data.get("observation_status", "A")],
        data.get("part"),
        data.get("definition") or 1,
        data.get("phrase", ""),
        _source_kind(data),
    )


def _reported(event: EventRef, at: datetime, name: str, data: _Members) -> Fact:
    return ReportStated(Stamp(event, at), event, _measurement(name, data))


def _corrected(event: EventRef, at: datetime, name: str, data: _Members) -> Fact:
    return ReportStated(Stamp(event, at, data["revision"]), _report(data), _measurement(name, data))


def _withdrawn(event: EventRef, at: datetime, _name: str, data: _Members) -> Fact:
    return ReportWithdrawn(Stamp(event, at, data["revision"]), _report(data), data["reason"])


def _task_reported(event: EventRef, at: datetime, name: str, data: _Members) -> Fact:
    as_of_on = date.fromisoformat(data["effective_on"])
    quantity = data.get("quantity")
    return TaskReported(
        Stamp(event, at, 1, as_of_on),
        name,
        intern(data["scope"]),
        as_of_on,
        _STATE[data["state"]],
        data.get("phrase", ""),
        _value(quantity) if quantity else None,
        _source_kind(data),
        tuple((each["part"], _value(each["value"])) for each in data.get("quantities", ())),
    )


_BUILDERS: dict[str, Callable[[EventRef, datetime, str, _Members], Fact]] = {
    f"{PREFIX}measurement.reported.v1": _reported,
    f"{PREFIX}measurement.corrected.v1": _corrected,
    f"{PREFIX}measurement.withdrawn.v1": _withdrawn,
    f"{PREFIX}task.status_reported.v1": _task_reported,
}
"""The types of which a log has many; the others are built by their models."""
