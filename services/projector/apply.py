"""Apply one batch of the log in one transaction: facts, rows, outbox and positions, or nothing.

The facts' primary key decides what is new, the compare-and-set on the positions who may
write. Memory is touched only after the commit.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from services.projector import chain, store
from services.projector.cache import SubjectCache
from services.projector.fold import (
    Admitted,
    LogRecord,
    SubjectRows,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.outbox import OutboxRow, outbox_rows, queue_statuses
from services.projector.refusals import Refused, gap_in_log
from services.projector.session import LiveSession
from services.projector.store import Move, Position, Witness

# Other tasks (heartbeats, health) get the loop back after this many subjects or records.
CHUNK_SUBJECTS = 25
CHUNK_RECORDS = 500
# PostgreSQL ends a transaction in which nothing is asked for ten seconds.
TOUCH_SUBJECTS = 200
# Subjects read back from their facts in one statement.
SUBJECTS_AT_ONCE = 200

_log = get_logger("projector.apply")


class PositionMoved(Exception):
    """Another process wrote this partition, or another version is live: read positions again."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of several partitions, in the order of each, and the moves that they make."""

    records: tuple[Admitted, ...]
    moves: tuple[Move, ...]


async def read_batch(
    fetched: Mapping[int, Sequence[LogRecord]], positions: Mapping[int, Position]
) -> Batch:
    """Read what was fetched, partition by partition.

    Raises:
        Refused: a record cannot be read, or one is missing.
    """
    admitted: list[Admitted] = []
    moves: list[Move] = []
    for partition in sorted(fetched):
        position = positions[partition]
        records = fetched[partition]
        head = position.chain
        for index, record in enumerate(records):
            expected = position.next_offset + index
            if record.offset != expected:
                raise Refused(gap_in_log(partition, expected, record.offset))
            admitted.append(read_record(record))
            if head is not None:
                head = chain.link(head, record)
            if len(admitted) % CHUNK_RECORDS == 0:
                await asyncio.sleep(0)
        last = admitted[-1]
        witness = Witness(last.offset, last.timestamp_ms, hashlib.sha256(last.record).digest())
        moves.append(Move(position, last.offset + 1, witness, head))
    return Batch(tuple(admitted), tuple(moves))


class Applier:
    """Applies batches and days on one session, with the subjects it knows in memory."""

    def __init__(
        self,
        session: LiveSession,
        cache: SubjectCache,
        metrics: Metrics,
        clock: Clock,
        *,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        """`beat` is called at every step of long work."""
        self._session = session
        self._cache = cache
        self._metrics = metrics
        self._clock = clock
        self._beat = beat
        self._version: int | None = None

    async def settle(self, partitions: Sequence[int], business_day: date) -> dict[int, Position]:
        """Forget what is in memory; return the positions, beginning partitions met first."""
        self._cache.clear()
        async with self._session.live() as version:
            self._version = version
            positions = await store.read_positions(self._session, partitions)
            missing = [number for number in partitions if number not in positions]
            if missing:
                await store.insert_positions(self._session, missing, business_day)
                positions = await store.read_positions(self._session, partitions)
        self._metrics.gauge("view_version", version)
        return positions

    async def apply(self, batch: Batch) -> dict[int, Position]:
        """Apply a batch; return the positions after it.

        Raises:
            PositionMoved: the race was lost and nothing was written.
        """
        _log.debug("batch_begin", records=len(batch.records))
        started = self._clock.monotonic()
        as_of = {move.before.partition: move.before.swept_to for move in batch.moves}
        async with self._session.live() as version:
            self._check_version(version)
            if not await store.move_positions(self._session, batch.moves):
                raise PositionMoved
            new = await store.insert_facts(self._session, batch.records)
            _log.debug("batch_facts_written", records=len(batch.records), new=len(new))
            facts_at = self._clock.monotonic()
            news: dict[str, list[Admitted]] = {}
            for one in batch.records:
                if (one.partition, one.offset) in new:
                    news.setdefault(one.subject, []).append(one)
            states = await self._extended(news)
            derived = await self._derived(states, as_of)
            derived_at = self._clock.monotonic()
            await store.save_rows(self._session, derived)
            await queue_statuses(self._session, outbox_rows(derived))
        committed_at = self._clock.monotonic()
        self._cache.keep(states)
        _log.debug("batch_committed", records=len(batch.records), subjects=len(states))
        self._metrics.observe("batch_seconds", facts_at - started, stage="facts")
        self._metrics.observe("batch_seconds", derived_at - facts_at, stage="derive")
        self._metrics.observe("batch_seconds", committed_at - derived_at, stage="save")
        return {move.after.partition: move.after for move in batch.moves}

    async def sweep(self, position: Position, day: date) -> Position:
        """Judge a partition's subjects due by a later day, and move its day; all or nothing.

        Raises:
            PositionMoved: the race was lost and nothing was written.
        """
        async with self._session.live() as version:
            self._check_version(version)
            if not await store.move_day(self._session, position, day):
                raise PositionMoved
            due = await store.subjects_due(self._session, position.partition, day)
            queued: list[OutboxRow] = []
            for chunk in _chunks(due):
                states = await self._known(chunk)
                derived = await self._derived(states, {position.partition: day})
                await store.save_rows(self._session, derived)
                queued += outbox_rows(derived)
            await queue_statuses(self._session, queued)
        _log.info("day_swept", partition=position.partition, day=day.isoformat(), subjects=len(due))
        return replace(position, swept_to=day)

    def _check_version(self, version: int) -> None:
        if version != self._version:
            raise PositionMoved

    async def _extended(self, news: Mapping[str, Sequence[Admitted]]) -> dict[str, SubjectState]:
        """Return the subjects' states with what is new.

        A subject not in memory is read back from the facts, among which the new ones stand
        already; folding them again changes nothing.
        """
        states = self._cache.known(news)
        missing = [subject for subject in news if subject not in states]
        for number, (subject, admitted) in enumerate(news.items()):
            if subject in states:
                states[subject] = extend(states[subject], admitted)
            await self._breathe(number)
        fresh = {(one.partition, one.offset): one for many in news.values() for one in many}
        states.update(await self._read_back(missing, fresh))
        return states

    async def _known(self, subjects: Sequence[str]) -> dict[str, SubjectState]:
        states = self._cache.known(subjects)
        states.update(await self._read_back([one for one in subjects if one not in states], {}))
        return states

    async def _read_back(
        self, subjects: Sequence[str], fresh: Mapping[tuple[int, int], Admitted]
    ) -> dict[str, SubjectState]:
        kept: dict[str, list[Admitted]] = {subject: [] for subject in subjects}
        for chunk in _chunks(subjects):
            async for record in store.load_facts(self._session, chunk):
                place = (record.partition, record.offset)
                admitted = fresh.get(place) or read_record(record)
                kept[admitted.subject].append(admitted)
        states: dict[str, SubjectState] = {}
        for number, (subject, records) in enumerate(kept.items()):
            states[subject] = extend(SubjectState(records[0].partition), records)
            await self._breathe(number)
        return states

    async def _derived(
        self, states: Mapping[str, SubjectState], as_of: Mapping[int, date]
    ) -> list[SubjectRows]:
        derived: list[SubjectRows] = []
        for number, (subject, state) in enumerate(states.items()):
            derived.append(derive(subject, state, as_of[state.partition]))
            await self._breathe(number)
        return derived

    async def _breathe(self, number: int) -> None:
        """Between two subjects: let others run, and PostgreSQL see that the session is alive."""
        if number % CHUNK_SUBJECTS == 0:
            self._beat()
            await asyncio.sleep(0)
        if number % TOUCH_SUBJECTS == TOUCH_SUBJECTS - 1:
            await self._session.touch()


def _chunks(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        yield subjects[start : start + SUBJECTS_AT_ONCE]
