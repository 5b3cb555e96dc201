"""The second axis of an answer: what was known at an instant, or at a position of the log. Pure.

What is known at an instant K are the records before the first one of their partition that was
received later (the running maximum of `receivedat` is at most K). So a record that was held up
on its way counts from when it came, and what was once known stays known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain.period import FIRST_YEAR, LAST_YEAR
from domain.reasons import Words
from infra.clock import BUSINESS_ZONE
from services.api.rows import Position

KNOWN_AT_MAX_LENGTH = 8_192
PARTITIONS_MAX = 1_000
OFFSET_MAX = 2**63 - 2
AHEAD_MAX = timedelta(minutes=5)
"""Clocks differ a little: an instant up to so far ahead is the present, beyond it the future."""
HOLD = timedelta(seconds=10)
"""For so long a reservation may be under way in ingest (8 s at most) and not to be seen yet."""
_TICK = timedelta(microseconds=1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A blank stands where an address has an unescaped plus.
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?:([Zz])|([+\- ])(\d{2}:\d{2}))",
    re.ASCII,
)
_POSITIONS = re.compile(r"\d{1,4}:\d{1,19}(?:[, ]\d{1,4}:\d{1,19})*", re.ASCII)


class MalformedKnownAt(ValueError):
    """A text is neither a day, nor an instant, nor positions."""


class KnownAtOutOfRange(ValueError):
    """A text is of the right form, and means nothing that can be: `right` says what would."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


@dataclass(frozen=True, slots=True)
class KnownInstant:
    """What was received before an instant; `day` is the business day that is spoken of."""

    before: datetime
    day: date


@dataclass(frozen=True, slots=True)
class KnownPositions:
    """What stands before these offsets, by partition; of a partition left out nothing."""

    next_offsets: Mapping[int, int]


KnownAt = KnownInstant | KnownPositions


class Unsettled(StrEnum):
    """Why what was known at K may still grow (*chưa chốt*)."""

    TOO_RECENT = "too_recent"
    NOT_SENT = "not_sent"
    NOT_APPLIED = "not_applied"
    PARKED = "parked"


UNSETTLED_WORDS: Mapping[Unsettled, Words] = {
    Unsettled.TOO_RECENT: Words(
        "Thời điểm này chưa qua hẳn, sự kiện nhận trước đó còn có thể đang được ghi",
        "This instant has not wholly passed; an event received before it may still be on its way",
    ),
    Unsettled.NOT_SENT: Words(
        "Có sự kiện đã nhận trước thời điểm này mà chưa được ghi lên nhật ký",
        "An event received before this instant has not been written to the log yet",
    ),
    Unsettled.NOT_APPLIED: Words(
        "Nhật ký có bản ghi trong phạm vi này mà bảng đọc chưa áp dụng đến",
        "The log has records within this bound that the read model has not applied yet",
    ),
    Unsettled.PARKED: Words(
        "Có sự kiện trong phạm vi này đang chờ vì chưa áp dụng được",
        "An event within this bound waits, as it could not be applied",
    ),
}


@dataclass(frozen=True, slots=True)
class Cut:
    """The records known: of each partition those before an offset, and whether it is settled.

    `next_offsets[p]` is partition p's; never beyond what has been applied. `day` is the business
    day of K: that of the instant, or on which the last of the records was received.
    """

    next_offsets: tuple[int, ...]
    day: date | None = None
    unsettled: Unsettled | None = None

    def without(self, parked: Mapping[int, int]) -> Cut:
        """Return the cut, not settled where an event within it waits; known, and not applied.

        `parked`: the offset of the first event that waits, by partition.
        """
        ends = enumerate(self.next_offsets)
        waits = any(parked.get(partition, end) < end for partition, end in ends)
        return replace(self, unsettled=Unsettled.PARKED) if waits else self

    @property
    def positions(self) -> tuple[str, ...]:
        """The last record known of each partition, as `partition:offset`."""
        return tuple(f"{p}:{n - 1}" for p, n in enumerate(self.next_offsets) if n > 0)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the tables say at one moment of what came when.

    `first_after`: of each partition the first applied record received later than K, where
    there is one; `log_ends` the offsets behind the last record that ingest knows the place of;
    `unsent_since` when the oldest event was received that is not on the log yet.
    """

    positions: Sequence[Position]
    first_after: Mapping[int, int]
    log_ends: Mapping[int, int]
    unsent_since: datetime | None


def is_day(text: str) -> bool:
    """Tell whether a text is of the form of a day, `YYYY-MM-DD`."""
    return _DAY.fullmatch(text) is not None


def parse_known(text: str) -> KnownAt:
    """Read a day (its end), an RFC 3339 instant, or positions (`0:17,1:4`).

    Raises:
        MalformedKnownAt: none of the three.
        KnownAtOutOfRange: a year, an offset or a partition beyond all bounds.
    """
    if _POSITIONS.fullmatch(text):
        return _positions(text)
    if is_day(text):
        day = _real(text).date()
        return KnownInstant(_midnight_after(day), day)
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise MalformedKnownAt(text)
    local, zulu, sign, offset = found.groups()
    zone = "+00:00" if zulu else f"{'-' if sign == '-' else '+'}{offset}"
    at = _real(f"{local}{zone}").astimezone(UTC)
    return KnownInstant(at + _TICK, at.astimezone(BUSINESS_ZONE).date())


def check_not_ahead(known: KnownAt, now: datetime) -> None:
    """Refuse an instant of the future.

    Raises:
        KnownAtOutOfRange: later than the present, or a day that has not begun.
    """
    if isinstance(known, KnownPositions):
        return
    today = now.astimezone(BUSINESS_ZONE).date()
    whole_day = known.before == _midnight_after(known.day)
    if known.day > today if whole_day else known.before > now + AHEAD_MAX:
        raise KnownAtOutOfRange(f"≤ {now.astimezone(BUSINESS_ZONE).isoformat(timespec='seconds')}")


def cut_at_positions(known: KnownPositions, positions: Iterable[Position]) -> Cut:
    """Return the records known at positions, as far as they have been applied.

    Raises:
        KnownAtOutOfRange: a partition that the log does not have.
    """
    applied = {position.partition: position.next_offset for position in positions}
    last = max(applied, default=-1)
    if applied and max(known.next_offsets) > last:
        raise KnownAtOutOfRange(f"0 – {last}")
    beyond = any(wanted > applied.get(p, 0) for p, wanted in known.next_offsets.items())
    return Cut(
        tuple(min(known.next_offsets.get(p, 0), applied.get(p, 0)) for p in range(last + 1)),
        unsettled=Unsettled.NOT_APPLIED if beyond else None,
    )


def cut_at_instant(known: KnownInstant, arrived: Arrivals, now: datetime) -> Cut:
    """Return the records known at an instant, and whether more may come to be known of it."""
    applied = {position.partition: position.next_offset for position in arrived.positions}
    ends = {p: arrived.first_after.get(p, applied[p]) for p in applied}
    return Cut(
        tuple(ends.get(p, 0) for p in range(max(applied, default=-1) + 1)),
        known.day,
        _unsettled(known, arrived, applied, now),
    )


def _unsettled(
    known: KnownInstant, arrived: Arrivals, applied: Mapping[int, int], now: datetime
) -> Unsettled | None:
    if known.before > now - HOLD:
        return Unsettled.TOO_RECENT
    if arrived.unsent_since is not None and arrived.unsent_since < known.before:
        return Unsettled.NOT_SENT
    # Where a later record has been applied, nothing more can come before it.
    open_ends = {p: end for p, end in arrived.log_ends.items() if p not in arrived.first_after}
    if any(end > applied.get(p, 0) for p, end in open_ends.items()):
        return Unsettled.NOT_APPLIED
    return None


def _positions(text: str) -> KnownPositions:
    next_offsets: dict[int, int] = {}
    for place in re.split("[, ]", text):
        partition, _, offset = place.partition(":")
        if int(partition) >= PARTITIONS_MAX or int(offset) > OFFSET_MAX:
            raise KnownAtOutOfRange(f"0:0 – {PARTITIONS_MAX - 1}:{OFFSET_MAX}")
        if int(partition) in next_offsets:
            raise MalformedKnownAt(text)
        next_offsets[int(partition)] = int(offset) + 1
    return KnownPositions(next_offsets)


def _real(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise MalformedKnownAt(text) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise KnownAtOutOfRange(f"{FIRST_YEAR} – {LAST_YEAR}")
    return found


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), BUSINESS_ZONE).astimezone(UTC)
