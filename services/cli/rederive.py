"""Derive a status again from records of the log, and hold it against what was answered. Pure.

The fold is the projector's own; the reasons of the single facts are judged again too. Whatever
differs is named: a record's bytes, its place, a field of the status, what became of a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from pydantic import TypeAdapter

from contracts.codec import encode
from contracts.status import TargetStatus, TaskStatus, status_key
from domain.explanation import explain_target, explain_task
from domain.identity import EventRef
from services.api.explanation.answers import ExplanationAnswer
from services.api.explanation.book import facts_digest, record_sha256
from services.projector.fold import Admitted, LogRecord, SubjectState, derive, extend, read_record
from services.projector.refusals import FOREIGN_RECORD, Refused

_STATUS: TypeAdapter[TargetStatus | TaskStatus] = TypeAdapter(TargetStatus | TaskStatus)
SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the log and the answer do not agree on; `what` names it."""

    what: str
    log: str
    answer: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of deriving a status again; no differences: the log says the same."""

    subject: str
    records: int
    facts: int
    differences: tuple[Difference, ...]


def verify(told: ExplanationAnswer, records: Sequence[LogRecord]) -> Verified:
    """Hold an explanation against the records of its subject, in the order of the log."""
    read: list[Admitted] = []
    found: list[Difference] = []
    for record in _before_parked(told, records):
        try:
            read.append(read_record(record))
        except Refused as refused:
            if refused.reason.code == FOREIGN_RECORD:
                continue  # none of the subject's: the projector puts it aside, too
            found.append(Difference(_at(record), refused.reason.en, "applied"))
    facts, repeated = _once(read)
    found += [*repeated, *_facts(told, facts), *_evidence(told, facts)]
    found += [*_status(told, facts), *_reasons(told, facts)]
    return Verified(told.facts.subject, len(records), len(facts), tuple(found))


def _before_parked(told: ExplanationAnswer, records: Sequence[LogRecord]) -> list[LogRecord]:
    """Return the records that were applied: what waits behind a poisoned one was not."""
    if told.parked is None:
        return list(records)
    since = int(told.parked.position.partition(":")[2])
    return [record for record in records if record.offset < since]


def _once(read: Sequence[Admitted]) -> tuple[dict[EventRef, Admitted], list[Difference]]:
    """Return each event once; the log may hold one twice, but never with other bytes."""
    facts: dict[EventRef, Admitted] = {}
    found: list[Difference] = []
    for one in read:
        first = facts.setdefault(EventRef(one.agency, one.event_id), one)
        if first.record != one.record:
            what = f"{one.agency}/{one.event_id}"
            found.append(Difference(what, f"{_at(first)} ≠ {_at(one)}", "one event"))
    return facts, found


def _facts(told: ExplanationAnswer, facts: Mapping[EventRef, Admitted]) -> Iterator[Difference]:
    """Yield where the sets of facts differ: their number, or the digest of all their bytes."""
    if len(facts) != told.facts.count:
        yield Difference("facts.count", str(len(facts)), str(told.facts.count))
    digest = facts_digest((ref, one.record) for ref, one in facts.items())
    if digest != told.facts.sha256:
        yield Difference("facts.sha256", digest, told.facts.sha256)


def _evidence(told: ExplanationAnswer, facts: Mapping[EventRef, Admitted]) -> Iterator[Difference]:
    """Yield the facts named in the answer whose place or bytes are not those of the log."""
    for item in told.evidence:
        name = f"{item.event.agency}/{item.event.event_id}"
        one = facts.get(EventRef(item.event.agency, item.event.event_id))
        if one is None:
            yield Difference(name, "not on the log", item.event.position or "")
            continue
        if _at(one) != item.event.position:
            yield Difference(f"{name} position", _at(one), item.event.position or "")
        digest = record_sha256(one.record)
        if digest != item.record_sha256:
            yield Difference(f"{name} sha256", digest, item.record_sha256)


def _status(told: ExplanationAnswer, facts: Mapping[EventRef, Admitted]) -> Iterator[Difference]:
    """Yield the fields of the status that differ from those derived, member by member."""
    state = extend(SubjectState(told.facts.partition or 0), facts.values())
    rows = derive(told.facts.subject, state, told.as_of)
    key = status_key(told.kind, told.name, told.status.scope)
    payload = next((row.payload for row in rows.statuses if row.key == key), None)
    if payload is None:
        yield Difference("status", "none", key)
        return
    # Both through the contract's model, so that what is left out as default is the same.
    log = orjson.loads(encode(_STATUS.validate_json(payload)))
    answer = orjson.loads(encode(told.status))
    for name in sorted({*log, *answer}):
        if log.get(name) != answer.get(name):
            yield Difference(f"status.{name}", _short(log.get(name)), _short(answer.get(name)))


def _reasons(told: ExplanationAnswer, facts: Mapping[EventRef, Admitted]) -> Iterator[Difference]:
    """Yield the facts of which the log says otherwise what became of them."""
    explain = explain_target if told.kind == "target" else explain_task
    argued = explain((one.fact for one in facts.values()), told.name, told.as_of)
    if argued is None:
        return
    if argued.review_after != told.review_after:
        yield Difference("review_after", _day(argued.review_after), _day(told.review_after))
    derived = {one.fact.stamp.event: one.because.value for one in argued.evidence}
    for item in told.evidence:
        because = derived.get(EventRef(item.event.agency, item.event.event_id))
        if because is not None and because != item.because.value:
            name = f"{item.event.agency}/{item.event.event_id} because"
            yield Difference(name, because, item.because.value)


def _at(record: LogRecord | Admitted) -> str:
    return f"{record.partition}:{record.offset}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "none"


def _short(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
