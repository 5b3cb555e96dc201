"""Apply batches of the log: facts, rows, outbox and positions in one transaction, or nothing.

Usually a batch is worked out before anything is written (`prepare`), while the one before it is
still on its way, and then written in one round trip (`write`). Where something waits, cannot be
applied, or is not as it was taken to be, it goes step by step within a transaction (`apply`).
The facts' primary key decides what is new, the compare-and-set on the positions who may write.
Memory is touched only after the commit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from services.projector import store
from services.projector.batch import Batch, by_subject
from services.projector.cache import SubjectCache
from services.projector.fold import Admitted, SubjectRows, SubjectState
from services.projector.outbox import OutboxRow, outbox_rows, queue_statuses
from services.projector.parking import Division, Name, Poison, divide
from services.projector.prepared import Prepared, unknown
from services.projector.salvage import DATA_ERRORS, Doubts, News, Suspect, find, news_of, suspecting
from services.projector.session import LiveSession
from services.projector.states import States, chunks
from services.projector.store import Position, PositionMoved
from services.projector.waiting import DEFAULT_LIMITS, Limits, Waiting
from services.projector.writing import NotAsTaken, write_batch

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
        self._states = States(session, cache, beat)
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

    async def prepare(
        self,
        batch: Batch,
        *,
        ahead: Mapping[str, SubjectState],
        written: Callable[[], Awaitable[None]],
    ) -> Prepared | None:
        """Work out what a batch comes to; None where it has to be applied step by step.

        Args:
            batch: begins where the one before it, which may still be on its way, ends.
            ahead: the subjects as that one leaves them.
            written: waits until that one is committed, if the session is needed.

        Raises:
            PositionMoved: another version is live.
        """
        _log.debug("batch_begin", records=len(batch.records))
        division = divide(batch.records, batch.unread, waiting=self._waiting.names, poison={})
        if division.begin or division.wait:
            return None
        started = self._clock.monotonic()
        try:
            news = await self._news(by_subject(division.apply), ahead, written)
            states = await self._states.extended(*news, touch=False)
            derived = await self._states.derived(states, batch.days, touch=False)
        except Suspect:
            return None
        # By subject: so an index of the facts is met in its order.
        facts = [one for subject in sorted(states) for one in news[1][subject]]
        self._observe("derive", started)
        return Prepared(batch, facts, states, derived)

    async def _news(
        self,
        events: Mapping[str, Sequence[Admitted]],
        ahead: Mapping[str, SubjectState],
        written: Callable[[], Awaitable[None]],
    ) -> tuple[dict[str, SubjectState], dict[str, list[Admitted]]]:
        """Return subjects as they stand before a batch, and what is new to them in it."""
        states = self._states.in_memory(events)
        states.update({subject: ahead[subject] for subject in events if subject in ahead})
        missing = [subject for subject in events if subject not in states]
        if missing:
            await written()
            async with self._session.live() as version:
                self._check_version(version)
                states.update(await self._states.read_back(missing))
        news: dict[str, list[Admitted]] = {}
        doubts = Doubts()
        for number, (subject, many) in enumerate(events.items()):
            with doubts.of(subject):
                before = states.get(subject) or SubjectState(many[0].partition)
                if found := unknown(before, many):
                    news[subject] = found
            await self._states.breathe(number, touch=False)
        doubts.settle()
        return states, news

    async def write(self, prepared: Prepared) -> bool:
        """Write a batch that was worked out, in one round trip.

        False: it was not what it was taken for and is written otherwise, so that what was
        worked out on top of it does not hold.

        Raises:
            PositionMoved: the race was lost and nothing was written.
        """
        started = self._clock.monotonic()
        assert self._version is not None  # noqa: S101  # settled before anything is applied
        _log.debug("batch_sent", records=len(prepared.facts))
        try:
            await write_batch(self._session, self._version, prepared)
        except (NotAsTaken, *DATA_ERRORS) as error:
            _log.warning("batch_step_by_step", because=str(error))
            await self.step_by_step(prepared.batch)
            return False
        self._cache.keep(prepared.states)
        _log.debug("batch_committed", records=len(prepared.facts), subjects=len(prepared.states))
        self._observe("write", started)
        return True

    async def apply(self, batch: Batch) -> dict[int, Position]:
        """Apply a batch, but for what waits; return the positions after it.

        Raises:
            PositionMoved: the race was lost and nothing was written.
            Refused: more would wait than may.
        """
        prepared = await self.prepare(batch, ahead={}, written=_at_once)
        if prepared is None:
            await self.step_by_step(batch)
        else:
            await self.write(prepared)
        return {move.before.partition: move.after for move in batch.moves}

    async def step_by_step(self, batch: Batch) -> None:
        """Apply a batch within one transaction, statement after statement, but for what waits.

        Raises:
            PositionMoved: the race was lost and nothing was written.
            Refused: more would wait than may.
        """
        poison: dict[Name, Poison] = {}
        while True:
            names = self._waiting.names
            division = divide(batch.records, batch.unread, waiting=names, poison=poison)
            try:
                await self._apply(batch, division)
            except Suspect as suspect:
                days = batch.days
                news = news_of(by_subject(division.apply), suspect.subjects, days)
                await self._salvage(suspect, news, poison)
            else:
                return

    async def _apply(self, batch: Batch, division: Division) -> None:
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
            news = by_subject(one for one in division.apply if (one.partition, one.offset) in new)
            states = await self._with_written(news)
            derived = await self._states.derived(states, days, touch=True)
            with suspecting(news):
                await self._save(derived)
        self._cache.keep(states)
        self._keep_waiting(division)
        _log.debug("batch_committed", records=len(division.apply), subjects=len(states))
        self._observe("step_by_step", started)

    async def _with_written(
        self, news: Mapping[str, Sequence[Admitted]]
    ) -> dict[str, SubjectState]:
        """Return subjects with their news, which stand among the facts already."""
        states = self._states.in_memory(news)
        missing = [subject for subject in news if subject not in states]
        here = {subject: news[subject] for subject in states}
        extended = await self._states.extended(states, here, touch=True)
        return {**extended, **await self._states.read_back(missing)}

    async def _save(self, derived: Sequence[SubjectRows]) -> None:
        await store.save_rows(self._session, derived)
        await queue_statuses(self._session, outbox_rows(derived))

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
            for chunk in chunks(due):
                states = await self._states.known(chunk)
                derived = await self._states.derived(states, {number: day}, touch=True)
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
        found = await find(self._session, self._states.known, news, self._beat)
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

    def _observe(self, stage: str, started: float) -> None:
        self._metrics.observe("batch_seconds", self._clock.monotonic() - started, stage=stage)


async def _at_once() -> None:
    """Nothing is on its way."""
