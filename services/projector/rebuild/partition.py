"""Build one partition of a version in one transaction: facts as they are read, rows at the end.

Killed at any moment, it leaves nothing behind; its position, written last, says that it is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from aiokafka.structs import ConsumerRecord

from infra.logs import get_logger
from infra.sql import load_queries
from services.projector import chain
from services.projector.fold import LogRecord
from services.projector.rebuild.building import Building
from services.projector.rebuild.copying import copy_facts, copy_rows, fact_row
from services.projector.rebuild.folding import (
    Part,
    TooMuchInMemory,
    Troubled,
    bucket_of,
    buckets_for,
)
from services.projector.rebuild.reading import LogReader
from services.projector.rows import Row
from services.projector.salvage import DATA_ERRORS
from services.projector.store import Witness
from services.projector.views import enter

SLICE_RECORDS = 1_000

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

    def read(self, records: Iterable[LogRecord]) -> None:
        head, record, link = self.head, self.last, chain.link
        for record in records:
            head = link(head, record)
        self.head, self.last = head, record

    def witness(self) -> Witness | None:
        if self.last is None:
            return None
        seen = hashlib.sha256(self.last.value or b"").digest()
        return Witness(self.last.offset, self.last.timestamp_ms, seen)


async def build_partition(
    building: Building, log: LogReader, job: Job, tell: Callable[[int], None]
) -> None:
    """Build a partition, unless an earlier attempt has done so.

    Args:
        building: the version, on a session of this process.
        log: reads the partition, as often as it takes.
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
                    await _build(building, log, job, buckets, tell)
            return
        except TooMuchInMemory:
            buckets *= 2
            _log.warning("partition_divided", partition=job.partition, passes=buckets)
        except (Troubled, *DATA_ERRORS) as error:
            _log.warning("partition_in_batches", partition=job.partition, because=str(error)[:300])
            break
    async with _claimed(building, job.partition) as wanted:
        if wanted:
            begun = _Tail(chain.begin(job.partition))
            await _insert_position(building, job.partition, 0, job.first_day, begun)


@asynccontextmanager
async def _claimed(building: Building, partition: int) -> AsyncIterator[bool]:
    """Within: a transaction that has the partition to itself; whether it is still to be built."""
    session = building.session
    async with session.transaction():
        await session.execute(_sql["claim_partition"], partition)
        await enter(session, building.version)
        yield not await session.fetchval(_sql["is_built"], partition)


async def _build(
    building: Building, log: LogReader, job: Job, buckets: int, tell: Callable[[int], None]
) -> None:
    tail = _Tail(chain.begin(job.partition))
    for bucket in range(buckets):
        part = Part(job.partition)
        chosen = _Chosen(bucket, buckets, tail if bucket == 0 else None)
        rows = _facts(log, job, chosen, part, tell)
        await copy_facts(building.session, building.version, rows)
        for derived in part.derived(job.swept_to):
            await copy_rows(building.session, building.version, derived)
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

    def of(self, raw: list[ConsumerRecord]) -> list[LogRecord]:
        wanted: Iterator[ConsumerRecord] | list[ConsumerRecord] = raw
        if self.tail is None:
            wanted = (one for one in raw if bucket_of(one.key, self.buckets) == self.bucket)
        records = [
            LogRecord(
                one.partition, one.offset, one.timestamp, one.key, one.value, tuple(one.headers)
            )
            for one in wanted
        ]
        if self.tail is None or not records:
            return records
        self.tail.read(records)
        if self.buckets == 1:
            return records
        return [one for one in records if bucket_of(one.key, self.buckets) == self.bucket]


async def _facts(
    log: LogReader, job: Job, chosen: _Chosen, part: Part, tell: Callable[[int], None]
) -> AsyncIterator[Row]:
    """Yield what is new of a pass's records as rows, folding it meanwhile."""
    async for raw in log.read(job.partition, 0, job.next_offset):
        for start in range(0, len(raw), SLICE_RECORDS):
            records = chosen.of(raw[start : start + SLICE_RECORDS])
            for one in part.take(records):
                yield fact_row(one)
            tell(len(records))
