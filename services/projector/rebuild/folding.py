"""Fold one part of a partition in memory: pure, and bounded by how it is divided into parts.

A part is the subjects whose keys hash to one bucket, so that a long partition is folded in
several passes over it, each with a share of its subjects in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from zlib import crc32

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
"""Facts kept in memory in one pass: about 0.8 KB each, and 12 partitions of 10 M events in one."""

BYTES_AT_ONCE = 384 * 1_048_576
"""The bytes of their records, which bounds facts that are larger than most."""

PENDING_RECORDS = 20_000
PENDING_BYTES = 32 * 1_048_576
DERIVED_AT_ONCE = 500


class TooMuchInMemory(Exception):
    """A pass would hold more than a process may: fold with more buckets."""


class Troubled(Exception):
    """A record cannot be read, or a subject cannot be judged: not a thing to be done in bulk.

    The partition is then applied in batches, as live does it, which parks what cannot be applied.
    """


def buckets_for(records: int) -> int:
    """Return how many passes a partition of so many records takes."""
    return max(1, -(-records // RECORDS_AT_ONCE))


def bucket_of(key: bytes | None, buckets: int) -> int:
    """Return the bucket of a record, by its key; of a record without key, the first."""
    return crc32(key or b"") % buckets


class Part:
    """What is known so far of the subjects of one bucket."""

    def __init__(self, partition: int) -> None:
        self._partition = partition
        self._states: dict[str, SubjectState] = {}
        self._seen: set[tuple[str, str]] = set()
        self._pending: dict[str, list[Admitted]] = {}
        self._pending_records = self._pending_bytes = 0
        self._bytes = 0

    def take(self, records: Iterable[LogRecord]) -> list[Admitted]:
        """Take in records in the order of the log; return what was not known yet.

        Raises:
            Troubled: one of them cannot be read or folded.
            TooMuchInMemory: there are more of them than may be kept.
        """
        fresh: list[Admitted] = []
        seen, pending = self._seen, self._pending
        size = 0
        with _trouble():
            for record in records:
                one = read_record(record)
                name = (one.agency, one.event_id)
                if name in seen:
                    continue
                seen.add(name)
                fresh.append(one)
                size += len(one.record)
                waiting = pending.get(one.subject)
                if waiting is None:
                    pending[one.subject] = [one]
                else:
                    waiting.append(one)
        self._pending_records += len(fresh)
        self._pending_bytes += size
        self._bytes += size
        if self._bytes > BYTES_AT_ONCE and len(self._states) > 1:
            raise TooMuchInMemory
        if self._pending_records >= PENDING_RECORDS or self._pending_bytes >= PENDING_BYTES:
            self._fold()
        return fresh

    def _fold(self) -> None:
        """Fold what is pending, which lets go of the records' bytes."""
        with _trouble():
            for subject, news in self._pending.items():
                known = self._states.get(subject) or SubjectState(self._partition)
                self._states[subject] = extend(known, news)
        self._pending = {}
        self._pending_records = self._pending_bytes = 0

    def derived(self, as_of: date) -> Iterator[list[SubjectRows]]:
        """Yield the rows of all subjects, some at a time; ends the part.

        Raises:
            Troubled: one of them cannot be judged.
        """
        self._fold()
        self._seen.clear()
        names = iter(list(self._states))
        while chunk := list(islice(names, DERIVED_AT_ONCE)):
            with _trouble():
                rows = [derive(name, self._states.pop(name), as_of) for name in chunk]
            yield rows


@contextmanager
def _trouble() -> Iterator[None]:
    """Within: what reading, folding or judging raises because of what was sent."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise Troubled(str(error)) from error
