"""The records of which a log has many, as msgspec reads them from JSON: closed, typed, bounded.

Each says what its model in `contracts/measurements.py` or `contracts/tasks.py` says, of the one
spelling that ingest writes, and becomes the same fact. Whatever else raises a ValueError; then
the whole record goes through its model. What repeats in a log becomes a value of the domain once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from msgspec import Meta, Struct

from contracts.envelope import PREFIX
from contracts.fields import (
    EVENT_ID_MAX_LENGTH,
    PHRASE_MAX_LENGTH,
    TEXT_MAX_LENGTH,
    read_decimal,
    read_text,
)
from contracts.rules import PARTS_MAX
from domain.bound import Relation
from domain.history import Fact
from domain.identity import EventRef, Stamp, canonical_agency_id, canonical_slug
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
from domain.period import FIRST_YEAR, LAST_YEAR, Period
from domain.task import TaskReported, TaskState

# Percentages repeat: one object for each number in use spares time and a fifth of a fact's memory.
# So do the words beside them, of which 16,384 of the longest take 20 MiB.
_VALUES_REMEMBERED = 16_384
_PHRASES_REMEMBERED = 16_384
_INSTANTS_REMEMBERED = 256
_SUBJECTS_REMEMBERED = 16_384

_is_instant = re.compile(
    r"(?:20\d\d|2100)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z", re.ASCII
).fullmatch
_is_event_id = re.compile(rf"[!-~]{{1,{EVENT_ID_MAX_LENGTH}}}").fullmatch

_Phrase = Annotated[str, Meta(max_length=PHRASE_MAX_LENGTH)]
_Sentence = Annotated[str, Meta(min_length=1, max_length=TEXT_MAX_LENGTH)]
_Revision = Annotated[int, Meta(ge=1, le=10_000)]
_LaterRevision = Annotated[int, Meta(ge=2, le=10_000)]
# No fact holds what these say, so it is not looked at.
_Document: TypeAlias = dict[str, str | None] | None
_OnBehalf: TypeAlias = dict[str, Any] | None


def instant(text: str) -> datetime:
    """Return an instant in UTC, in the one spelling that ingest writes."""
    if not _is_instant(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


instant_of_many = lru_cache(maxsize=_INSTANTS_REMEMBERED)(instant)
"""The same, of an instant that many events share: those of one request are received together."""


def event_id(text: str) -> str:
    """Return the id that an agency gave its event."""
    if not _is_event_id(text):
        raise ValueError(text)
    return text


@lru_cache(maxsize=_SUBJECTS_REMEMBERED)
def subject_of(subject: str, kind: str) -> tuple[str, str]:
    """Return a subject of this kind (`indicator/<id>`), and its id."""
    found, _, name = subject.partition("/")
    if found != kind:
        raise ValueError(subject)
    return intern(subject), canonical_slug(name)


@lru_cache(maxsize=_PHRASES_REMEMBERED)
def phrase(text: str) -> str:
    """Return the words of a report: an amount, or one of the few of a task's states."""
    return read_text(text, 0, PHRASE_MAX_LENGTH)


class _Closed(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A member more means something to another program, but nothing to this one."""


class _Number(_Closed, frozen=True, tag_field="kind", tag="number"):
    value: str


class _Ratio(_Closed, frozen=True, tag_field="kind", tag="ratio"):
    numerator: str
    denominator: str


class _Bound(_Closed, frozen=True, tag_field="kind", tag="bound"):
    relation: Relation
    value: str


class _Done(_Closed, frozen=True, tag_field="kind", tag="done"):
    done: bool


_Value: TypeAlias = _Number | _Ratio | _Bound | _Done


@lru_cache(maxsize=_VALUES_REMEMBERED)
def _value(said: _Value) -> Value:
    match said:
        case _Number(value=value):
            return Number(read_decimal(value))
        case _Ratio(numerator=above, denominator=below):
            return _ratio(read_decimal(above), read_decimal(below))
        case _Bound(relation=relation, value=value):
            return Bounded(relation, read_decimal(value))
        case _Done(done=done):
            return Done(done)


def _ratio(numerator: Decimal, denominator: Decimal) -> Ratio:
    if numerator < 0 or denominator <= 0:
        raise ValueError(numerator, denominator)
    return Ratio(numerator, denominator)


class _Provenance(_Closed, frozen=True):
    kind: Literal["printed", "derived", "illustrative"]
    source: str | None = None
    note: str | None = None


class _Report(_Closed, frozen=True):
    agency: str
    id: str

    def ref(self) -> EventRef:
        return EventRef(canonical_agency_id(self.agency), event_id(self.id))


class _Data(_Closed, frozen=True, kw_only=True):
    provenance: _Provenance | None = None
    document: _Document = None
    on_behalf_of: _OnBehalf = None


class _Reported(_Data, frozen=True, kw_only=True):
    scope: str
    period: str
    value: _Value
    part: str | None = None
    definition: _Revision | None = None
    observation_status: ObservationStatus = ObservationStatus.NORMAL
    phrase: _Phrase = ""

    def measurement(self, indicator_id: str) -> Measurement:
        part, provenance = self.part, self.provenance
        return Measurement(
            indicator_id,
            canonical_agency_id(self.scope),
            Period.parse(self.period),
            _value(self.value),
            self.observation_status,
            None if part is None else intern(canonical_slug(part)),
            self.definition or 1,
            phrase(self.phrase),
            None if provenance is None else provenance.kind,
        )

    def fact(self, event: EventRef, at: datetime, name: str) -> Fact:
        return ReportStated(Stamp(event, at), event, self.measurement(name))


class _Corrected(_Reported, frozen=True, kw_only=True):
    report: _Report
    revision: _LaterRevision
    reason: _Sentence

    def fact(self, event: EventRef, at: datetime, name: str) -> Fact:
        read_text(self.reason, 1, TEXT_MAX_LENGTH)
        stamp = Stamp(event, at, self.revision)
        return ReportStated(stamp, self.report.ref(), self.measurement(name))


class _Withdrawn(_Data, frozen=True, kw_only=True):
    report: _Report
    revision: _LaterRevision
    reason: _Sentence

    def fact(self, event: EventRef, at: datetime, _name: str) -> Fact:
        stamp = Stamp(event, at, self.revision)
        return ReportWithdrawn(stamp, self.report.ref(), read_text(self.reason, 1, TEXT_MAX_LENGTH))


class _OfPart(_Closed, frozen=True):
    part: str
    value: _Value


class _TaskReported(_Data, frozen=True, kw_only=True):
    effective_on: date
    scope: str
    state: TaskState
    phrase: _Phrase = ""
    quantity: _Value | None = None
    quantities: Annotated[tuple[_OfPart, ...], Meta(max_length=PARTS_MAX)] = ()

    def fact(self, event: EventRef, at: datetime, name: str) -> Fact:
        as_of_on, provenance, quantity = self.effective_on, self.provenance, self.quantity
        if not FIRST_YEAR <= as_of_on.year <= LAST_YEAR:
            raise ValueError(as_of_on)
        return TaskReported(
            Stamp(event, at, 1, as_of_on),
            name,
            canonical_agency_id(self.scope),
            as_of_on,
            self.state,
            phrase(self.phrase),
            None if quantity is None else _value(quantity),
            None if provenance is None else provenance.kind,
            _quantities(self.quantities) if self.quantities else (),
        )


def _quantities(said: Sequence[_OfPart]) -> tuple[tuple[str, Value], ...]:
    valued = {canonical_slug(each.part): _value(each.value) for each in said}
    if len(valued) < len(said):
        raise ValueError(said)
    return tuple(valued.items())


class _Event(_Closed, frozen=True, tag_field="type"):
    """An envelope; all that ingest writes of one, its own `receivedat` included."""

    SUBJECT: ClassVar[str]  # the kind of what it is about

    id: str
    source: str
    specversion: Literal["1.0"]
    subject: str
    time: str
    receivedat: str


class MeasurementReported(_Event, frozen=True, tag=f"{PREFIX}measurement.reported.v1"):
    """As `contracts.measurements.MeasurementReported`."""

    SUBJECT = "indicator"
    data: _Reported


class MeasurementCorrected(_Event, frozen=True, tag=f"{PREFIX}measurement.corrected.v1"):
    """As `contracts.measurements.MeasurementCorrected`."""

    SUBJECT = "indicator"
    data: _Corrected


class MeasurementWithdrawn(_Event, frozen=True, tag=f"{PREFIX}measurement.withdrawn.v1"):
    """As `contracts.measurements.MeasurementWithdrawn`."""

    SUBJECT = "indicator"
    data: _Withdrawn


class TaskStatusReported(_Event, frozen=True, tag=f"{PREFIX}task.status_reported.v1"):
    """As `contracts.tasks.TaskStatusReported`."""

    SUBJECT = "task"
    data: _TaskReported


Frequent: TypeAlias = (
    MeasurementReported | MeasurementCorrected | MeasurementWithdrawn | TaskStatusReported
)
"""A record of one of the types that make up nearly all of a log."""
