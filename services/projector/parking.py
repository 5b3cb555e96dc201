"""Which events of the log wait, and from where on: pure, so that live, rebuild and test agree.

An event that cannot be applied is its subject's *poison*: it waits, and every later event of the
subject waits behind it, in order, while other subjects go on. What is shown of the subject is
what was known before the poison. A record whose key names no subject, or another subject than
its value, is none of ingest's; it waits by itself, under a name that no subject can have, and
holds nobody up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from infra.health import Reason
from services.projector.fold import (
    Admitted,
    LogRecord,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.refusals import (
    FOREIGN_RECORD,
    Refused,
    cannot_judge,
    unreadable_record,
)

Name = tuple[int, str]
"""A subject on its partition; a foreign writer may put one subject's key on two."""

PROBLEM_CHARACTERS = 300
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_SUBJECT = re.compile(r"[a-z]+/[A-Za-z0-9._:-]{1,110}")


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that this program cannot read, and the subject that it holds up."""

    record: LogRecord
    subject: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Poison:
    """The first event of a subject that cannot be applied, and why.

    `offset` is where the subject's waiting begins: that event's, or the next one of the
    partition where a day alone made the subject's judgement fail. `event` is its agency and
    id, as far as they can be read.
    """

    subject: str
    partition: int
    offset: int
    reason: Reason
    event: str | None = None

    @property
    def name(self) -> Name:
        """The subject on its partition."""
        return self.partition, self.subject


@dataclass(frozen=True, slots=True)
class Division:
    """What becomes of a batch: events to apply, subjects that begin to wait, events that wait."""

    apply: tuple[Admitted, ...]
    begin: tuple[Poison, ...] = ()
    wait: tuple[tuple[str, int, int], ...] = ()
    """Subject, partition and offset, in the order of the partitions and their records."""


def read(record: LogRecord) -> Admitted | Unread:
    """Return what a record says, or why it cannot be read and whom it holds up."""
    try:
        return read_record(record)
    except Refused as error:
        reason = error.reason
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the reading of these bytes raises
        reason = unreadable_record(record.partition, record.offset, told(error))
    return Unread(record, _held_up(record, reason), reason)


def _held_up(record: LogRecord, reason: Reason) -> str:
    key = (record.key or b"").decode(errors="replace")
    if reason.code == FOREIGN_RECORD or not _SUBJECT.fullmatch(key):
        return f"?/{record.partition}"
    return key


def unread_poison(unread: Unread) -> Poison:
    """Return what an unreadable record is to its subject."""
    record = unread.record
    return Poison(
        unread.subject, record.partition, record.offset, unread.reason, _event_of(record.value)
    )


def readable(
    records: Iterable[Admitted | Unread],
) -> tuple[list[Admitted], Poison | None]:
    """Return a subject's events up to the first that cannot be read, and what that one is."""
    events: list[Admitted] = []
    for record in records:
        if isinstance(record, Unread):
            return events, unread_poison(record)
        events.append(record)
    return events, None


def _event_of(value: bytes | None) -> str | None:
    try:
        members = orjson.loads(value or b"")
        name = f"{members['source']}/{members['id']}"
    except (ValueError, LookupError, TypeError):
        return None
    return name[:PROBLEM_CHARACTERS].replace("\x00", "?")


def told(error: BaseException) -> str:
    """Return what an error says: short, the same in every process, and fit for PostgreSQL."""
    words = _ADDRESS.sub("0x…", f"{type(error).__name__}: {error}".strip().splitlines()[0])
    return words[:PROBLEM_CHARACTERS].replace("\x00", "?")


def divide(
    records: Sequence[Admitted],
    unread: Iterable[Unread],
    *,
    waiting: Collection[Name],
    poison: Mapping[Name, Poison],
) -> Division:
    """Divide a batch, given the subjects that wait already and the poison found in it."""
    begin = {name: one for name, one in poison.items() if name not in waiting}
    stray: list[tuple[str, int, int]] = []
    for one in unread:
        found = unread_poison(one)
        stray.append((found.subject, found.partition, found.offset))
        known = begin.get(found.name)
        if found.name not in waiting and (known is None or found.offset < known.offset):
            begin[found.name] = found
    if not waiting and not begin:
        return Division(tuple(records))
    apply: list[Admitted] = []
    for record in records:
        name = (record.partition, record.subject)
        held = begin.get(name)
        if name in waiting or (held is not None and record.offset >= held.offset):
            stray.append((record.subject, record.partition, record.offset))
        else:
            apply.append(record)
    return Division(
        tuple(apply),
        tuple(sorted(begin.values(), key=lambda one: (one.partition, one.offset))),
        tuple(sorted(stray, key=lambda place: place[1:])),
    )


def find_poison(
    subject: str,
    before: SubjectState,
    events: Sequence[Admitted],
    day: date,
    *,
    next_offset: int = 0,
) -> Poison | None:
    """Return the first of a subject's events with which it cannot be judged as of a day, or None.

    `events` are in the order of the log. Where the subject cannot be judged even without them,
    the first is the poison, or `next_offset` if there is none.
    """

    def failure(count: int) -> Exception | None:
        try:
            derive(subject, extend(before, events[:count]), day)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever judging raises
            return error
        return None

    error = failure(len(events))
    if error is None:
        return None
    at = first_failing(len(events), lambda count: failure(count) is not None)
    error = failure(at) or error
    return poison_at(subject, before.partition, events, at, cannot_judge(told(error)), next_offset)


def first_failing(count: int, fails: Callable[[int], bool]) -> int:
    """Return the smallest number of events that fails, given that `count` does.

    By halving: what has once been poisoned stays so whatever comes behind it.
    """
    if count == 0 or fails(0):
        return 0
    good, bad = 0, count
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if fails(middle) else (middle, bad)
    return bad


def poison_at(
    subject: str,
    partition: int,
    events: Sequence[Admitted],
    count: int,
    reason: Reason,
    next_offset: int,
) -> Poison:
    """Return the poison that lies at the end of the first `count` events."""
    if not events:
        return Poison(subject, partition, next_offset, reason)
    first = events[max(0, count - 1)]
    return Poison(subject, partition, first.offset, reason, f"{first.agency}/{first.event_id}")
