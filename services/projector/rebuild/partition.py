"""Build one partition of a version in one transaction: all of it read, then subject by subject.

Killed at any moment, it leaves nothing behind; its position, written last, says that it is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from aiokafka.structs import ConsumerRecord

from infra.logs import get_logger
from infra.sql import load_queries
from services.projector import chain
from services.projector.batch import log_record
from services.projector.fold import LogRecord
from services.projector.rebuild.building import Building
from services.projector.rebuild.copying import copy_part
from services.projector.rebuild.folding import (
    Part,
    TooMuchInMemory,
    Troubled,
    bucket_of,
    buckets_for,
)
from services.projector.rebuild.reading import LogReader
from services.projector.rebuild.room import Room
from services.projector.salvage import DATA_ERRORS
from services.projector.store import Witness
from services.projector.views import enter

# Each pass reads all of the partition; with more of them, batches are the shorter way.
PASSES_AT_MOST = 64

_log = get_logger("projector.rebuild")
_sql = load_queries("services.projector.rebuild", "build.sql")


@dataclass(frozen=True, slots=True)
class Job:
    """A partition to build: up to which offset, as of which day.

    `first_day` is where its days begin if it has to be applied in batches: subjects that wait in
    the live version have rows of an earlier day.
    """

    partition: int
    next_offset: int
    swept_to: date
    first_day: date


@dataclass(slots=True)
class _Tail:
    """What the position behind the last record read says."""

    head: bytes
    last: LogRecord | None = None

    def read(self, records: Sequence[ConsumerRecord]) -> None:
        head, join = self.head, chain.join
        for one in records:
            head = join(head, one.offset, one.timestamp, one.key, one.value, one.headers)
        self.head, self.last = head, log_record(records[-1])

    def witness(self) -> Witness | None:
        if self.last is None:
            return None
        seen = hashlib.sha256(self.last.value or b"").digest()
        return Witness(self.last.offset, self.last.timestamp_ms, seen)


async def build_partition(
    building: Building, log: LogReader, room: Room, job: Job, tell: Callable[[int], None]
) -> None:
    """Build a partition, unless an earlier attempt has done so.

    Args:
        building: the version, on a session of this process.
        log: reads the partition, as often as it takes; shared by all that share the room.
        room: what this partition and others at work in this process may hold together.
        job: what to build.
        tell: called with the number of further records folded, for progress.

    Raises:
        Refused: the log does not hold what it must.
    """
    buckets = buckets_for(job.next_offset)
    while True:
        try:
            async with _claimed(building, job.partition) as wanted:
                if wanted:
                    await _build(building, log, room, job, buckets, tell)
            return
        except TooMuchInMemory as error:
            buckets *= 2
            if buckets > PASSES_AT_MOST:
                _tell_of_batches(job, error)
                break
            _log.warning("partition_divided", partition=job.partition, passes=buckets)
        except (Troubled, *DATA_ERRORS) as error:
            _tell_of_batches(job, error)
            break
    async with _claimed(building, job.partition) as wanted:
        if wanted:
            begun = _Tail(chain.begin(job.partition))
            await _insert_position(building, job.partition, 0, job.first_day, begun)


def _tell_of_batches(job: Job, error: Exception) -> None:
    because = f"{type(error).__name__}: {error}"[:300]
    _log.warning("partition_in_batches", partition=job.partition, because=because)


@asynccontextmanager
async def _claimed(building: Building, partition: int) -> AsyncIterator[bool]:
    """Within: a transaction that has the partition to itself; whether it is still to be built."""
    session = building.session
    async with session.transaction():
        await session.execute(_sql["claim_partition"], partition)
        await enter(session, building.version)
        yield not await session.fetchval(_sql["is_built"], partition)


async def _build(
    building: Building,
    log: LogReader,
    room: Room,
    job: Job,
    buckets: int,
    tell: Callable[[int], None],
) -> None:
    tail = _Tail(chain.begin(job.partition))

    def let_go(records: int) -> None:
        room.let_go()
        tell(records)

    for bucket in range(buckets):
        part = Part(job.partition)
        chosen = _Chosen(bucket, buckets, tail if bucket == 0 else None)
        with room.holding(part):
            async with room.reading:
                async for raw in log.read(job.partition, 0, job.next_offset):
                    part.take(chosen.of(raw))
                    await room.enough()
            folded = part.folded(job.swept_to)
            await copy_part(building.session, building.version, folded, let_go)
    await _insert_position(building, job.partition, job.next_offset, job.swept_to, tail)


async def _insert_position(
    building: Building, partition: int, next_offset: int, day: date, tail: _Tail
) -> None:
    seen = tail.witness()
    place = (None, None, None) if seen is None else (seen.offset, seen.timestamp_ms, seen.sha256)
    await building.session.execute(
        _sql["insert_position"], partition, next_offset, day, *place, tail.head
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which records of the log a pass takes; the first pass sees all for the chain."""

    bucket: int
    buckets: int
    tail: _Tail | None

    def of(self, records: Sequence[ConsumerRecord]) -> Sequence[ConsumerRecord]:
        if self.tail is not None:
            self.tail.read(records)
        return records if self.buckets == 1 else [one for one in records if self._takes(one.key)]

    def _takes(self, key: bytes | None) -> bool:
        return bucket_of(key, self.buckets) == self.bucket
