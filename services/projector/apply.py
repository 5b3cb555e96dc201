"""Apply one batch of the log in one transaction: facts, rows, outbox and positions, or nothing.

The facts' primary key decides what is new, the compare-and-set on the positions who may
write. Memory is touched only after the commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from services.projector import store
from services.projector.batch import Batch, by_subject
from services.projector.cache import SubjectCache
from services.projector.fold import (
    Admitted,
    SubjectRows,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.outbox import OutboxRow, outbox_rows, queue_statuses
from services.projector.parking import Division, Name, Poison, divide
from services.projector.salvage import Doubts, News, Suspect, find, news_of, suspecting
from services.projector.session import LiveSession
from services.projector.store import Position, PositionMoved
from services.projector.waiting import DEFAULT_LIMITS, Limits, Waiting

# Other tasks (heartbeats, health) get the loop back after this many subjects or records.
CHUNK_SUBJECTS = 25
# PostgreSQL ends a transaction in which nothing is asked for ten seconds.
TOUCH_SUBJECTS = 200
# Subjects read back from their facts in one statement.
SUBJECTS_AT_ONCE = 200

_log = get_logger("projector.apply")


class Applier:
    """Applies batches and days on one session, with the subjects it knows in memory."""

    def __init__(
        self,
        session: LiveSession,
        cache: SubjectCache,
        metrics: Metrics,
        clock: Clock,
        *,
        limits: Limits = DEFAULT_LIMITS,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        """`limits` bound what may wait; `beat` is called at every step of long work."""
        self._waiting = Waiting(session, limits)
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
            await self._waiting.load(partitions)
        self._metrics.gauge("view_version", version)
        return positions

    async def apply(self, batch: Batch) -> dict[int, Position]:
        """Apply a batch, but for what waits; return the positions after it.

        Raises:
            PositionMoved: the race was lost and nothing was written.
            Refused: more would wait than may.
        """
        poison: dict[Name, Poison] = {}
        while True:
            names = self._waiting.names
            division = divide(batch.records, batch.unread, waiting=names, poison=poison)
            try:
                return await self._apply(batch, division)
            except Suspect as suspect:
                days = batch.days
                news = news_of(by_subject(division.apply), suspect.subjects, days)
                await self._salvage(suspect, news, poison)

    async def _apply(self, batch: Batch, division: Division) -> dict[int, Position]:
        _log.debug("batch_begin", records=len(division.apply))
        started = self._clock.monotonic()
        days = batch.days
        async with self._session.live() as version:
            self._check_version(version)
            if not await store.move_positions(self._session, batch.moves):
                raise PositionMoved
            await self._waiting.park(division, batch.fetched, days)
            with suspecting(one.subject for one in division.apply):
                new = await store.insert_facts(self._session, division.apply)
            _log.debug("batch_facts_written", records=len(division.apply), new=len(new))
            facts_at = self._clock.monotonic()
            news = by_subject(one for one in division.apply if (one.partition, one.offset) in new)
            states = await self._extended(news)
            derived = await self._derived(states, days)
            derived_at = self._clock.monotonic()
            with suspecting(news):
                await store.save_rows(self._session, derived)
                await queue_statuses(self._session, outbox_rows(derived))
        committed_at = self._clock.monotonic()
        self._cache.keep(states)
        self._keep_waiting(division)
        _log.debug("batch_committed", records=len(division.apply), subjects=len(states))
        self._metrics.observe("batch_seconds", facts_at - started, stage="facts")
        self._metrics.observe("batch_seconds", derived_at - facts_at, stage="derive")
        self._metrics.observe("batch_seconds", committed_at - derived_at, stage="save")
        return {move.after.partition: move.after for move in batch.moves}

    async def sweep(self, position: Position, day: date) -> Position:
        """Judge a partition's subjects due by a later day, and move its day; all or nothing.

        A subject that cannot be judged waits from here on, its rows as they were.

        Raises:
            PositionMoved: the race was lost and nothing was written.
            Refused: more would wait than may.
        """
        poison: dict[Name, Poison] = {}
        while True:
            try:
                return await self._sweep(position, day, poison)
            except Suspect as suspect:
                number, after = position.partition, position.next_offset
                news = [News(one, number, (), day, after) for one in suspect.subjects]
                await self._salvage(suspect, news, poison)

    async def _sweep(
        self, position: Position, day: date, poison: Mapping[Name, Poison]
    ) -> Position:
        number = position.partition
        division = Division((), tuple(poison.values()))
        async with self._session.live() as version:
            self._check_version(version)
            if not await store.move_day(self._session, position, day):
                raise PositionMoved
            await self._waiting.park(division, {}, {number: position.swept_to})
            due = await store.subjects_due(self._session, number, day)
            queued: list[OutboxRow] = []
            for chunk in _chunks(due):
                states = await self._known(chunk)
                derived = await self._derived(states, {number: day})
                with suspecting(chunk):
                    await store.save_rows(self._session, derived)
                queued += outbox_rows(derived)
            with suspecting(due):
                await queue_statuses(self._session, queued)
        self._keep_waiting(division)
        _log.info("day_swept", partition=number, day=day.isoformat(), subjects=len(due))
        return replace(position, swept_to=day)

    async def _salvage(
        self, suspect: Suspect, news: Sequence[News], poison: dict[Name, Poison]
    ) -> None:
        """Add the poison among the suspects to what is known; raise the cause if there is none."""
        found = await find(self._session, self._known, news, self._beat)
        if not found.keys() - poison.keys():
            raise suspect.cause
        poison.update(found)

    def _keep_waiting(self, division: Division) -> None:
        """Remember who waits from now on; what is in memory of them grows old with a redrive."""
        self._waiting.keep(division)
        self._cache.drop(one.subject for one in division.begin)

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
        doubts = Doubts()
        for number, (subject, admitted) in enumerate(news.items()):
            if subject in states:
                with doubts.of(subject):
                    states[subject] = extend(states[subject], admitted)
            await self._breathe(number)
        doubts.settle()
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
        """Return the states of those subjects of which there are facts."""
        kept: dict[str, list[Admitted]] = {}
        doubts = Doubts()
        for chunk in _chunks(subjects):
            async for subject, record in store.load_facts(self._session, chunk):
                with doubts.of(subject):
                    place = (record.partition, record.offset)
                    kept.setdefault(subject, []).append(fresh.get(place) or read_record(record))
        doubts.settle()
        states: dict[str, SubjectState] = {}
        for number, (subject, records) in enumerate(kept.items()):
            with doubts.of(subject):
                states[subject] = extend(SubjectState(records[0].partition), records)
            await self._breathe(number)
        doubts.settle()
        return states

    async def _derived(
        self, states: Mapping[str, SubjectState], as_of: Mapping[int, date]
    ) -> list[SubjectRows]:
        derived: list[SubjectRows] = []
        doubts = Doubts()
        for number, (subject, state) in enumerate(states.items()):
            with doubts.of(subject):
                derived.append(derive(subject, state, as_of[state.partition]))
            await self._breathe(number)
        doubts.settle()
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
