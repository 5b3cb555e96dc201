"""Fold one part of a partition in memory: pure, and bounded by how it is divided into parts.

A part is the subjects whose keys hash to one bucket, so that a long partition is folded in
several passes over it, each with a share of its subjects in memory. Until all of a part is read
its records are kept as they stand on the log; then one subject after the other is read, folded,
judged and let go of, so that what is at work stays small and near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import NamedTuple, NoReturn
from zlib import crc32

from aiokafka.structs import ConsumerRecord

from domain.identity import EventRef
from services.projector.fold import (
    Admitted,
    LogRecord,
    SubjectRows,
    SubjectState,
    derive,
    extend,
    read_record,
)

RECORDS_AT_ONCE = 850_000
"""Records kept in memory in one pass: some 0.2 KB each beside their bytes, and 12 partitions of
10 M events in one."""

BYTES_AT_ONCE = 384 * 1_048_576
"""The bytes of these records, which bounds events that are larger than most."""


SUBJECTS_AT_ONCE = 20
"""Subjects that are read, then folded, then judged, so that the code of each is at hand."""


class TooMuchInMemory(Exception):
    """A pass would hold more than a process may: fold with more buckets."""


class Troubled(Exception):
    """A record cannot be read, a subject not be judged or not be held: nothing to do in bulk.

    The partition is then applied in batches, as live does it, which parks what cannot be applied.
    """


class Folded(NamedTuple):
    """A subject: how many records the log has of it, its facts in their order, and its rows."""

    records: int
    facts: Sequence[Admitted]
    rows: SubjectRows


def buckets_for(records: int) -> int:
    """Return how many passes a partition of so many records takes."""
    return max(1, -(-records // RECORDS_AT_ONCE))


def bucket_of(key: bytes | None, buckets: int) -> int:
    """Return the bucket of a record, by its key; of a record without key, the first."""
    return crc32(key or b"") % buckets


class Part:
    """The records of one bucket, by their keys, which are their subjects."""

    def __init__(self, partition: int) -> None:
        self._partition = partition
        self._records: dict[bytes | None, list[LogRecord]] = {}
        self._bytes = 0

    @property
    def held_bytes(self) -> int:
        """The bytes of the records that were taken in and not yet let go of."""
        return self._bytes

    def take(self, records: Iterable[ConsumerRecord]) -> None:
        """Take in records, in the order of the log.

        Raises:
            TooMuchInMemory: there are more of them than may be kept.
            Troubled: one subject alone has more, so that no division helps.
        """
        kept = self._records
        size = 0
        for one in records:
            key, value = one.key, one.value
            here = kept.get(key)
            if here is None:
                kept[key] = here = []
            else:
                key = here[0].key
            # Headers are in the chain by now, and would take more than all else beside the bytes.
            fields = (self._partition, one.offset, one.timestamp, key, value, ())
            here.append(tuple.__new__(LogRecord, fields))
            size += len(value or b"")
        self._bytes += size
        if self._bytes > BYTES_AT_ONCE:
            self._too_much()

    def _too_much(self) -> NoReturn:
        for key, records in self._records.items():
            if sum(len(one.value or b"") for one in records) > BYTES_AT_ONCE:
                name = (key or b"").decode(errors="replace")
                raise Troubled(f"{name} alone is more than {BYTES_AT_ONCE} bytes")
        raise TooMuchInMemory

    def folded(self, as_of: date) -> Iterator[Folded]:
        """Yield subject after subject, in the order of their keys; ends the part.

        Raises:
            Troubled: a record cannot be read, or a subject cannot be judged.
        """
        seen: set[EventRef] = set()
        # In the order of an index of the facts, which is made in less time so.
        keys = iter(sorted(self._records, key=lambda key: key or b""))
        while some := [self._records.pop(key) for key in islice(keys, SUBJECTS_AT_ONCE)]:
            self._bytes -= sum([len(one.value or b"") for records in some for one in records])
            with _trouble():
                facts = [_facts(records, seen) for records in some]
                states = [extend(SubjectState(self._partition), ones) for ones in facts]
                rows = [
                    derive(ones[0].subject, state, as_of)
                    for ones, state in zip(facts, states, strict=True)
                ]
            yield from map(Folded, map(len, some), facts, rows)


def _facts(records: Iterable[LogRecord], seen: set[EventRef]) -> list[Admitted]:
    """Read a subject's records; of an event that stands more than once, the first."""
    facts = [*map(read_record, records)]
    known = len(seen)
    seen.update([one.fact.stamp.event for one in facts])
    if len(seen) == known + len(facts):
        return facts
    first: dict[EventRef, Admitted] = {}
    for one in facts:
        first.setdefault(one.fact.stamp.event, one)
    if len(seen) < known + len(first):
        raise ValueError(f"an event of {facts[0].subject} is one of another subject, too")
    return list(first.values())


@contextmanager
def _trouble() -> Iterator[None]:
    """Within: what reading, folding or judging raises because of what was sent."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise Troubled(str(error)) from error
