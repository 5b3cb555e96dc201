"""Consume the log: join the group, go where PostgreSQL says, apply batch after batch.

One run is one session, one slot and one membership. Whatever ends a run (PostgreSQL away,
the session lost with its slot, Kafka away) ends all three, and the next run starts from
what is committed; nothing is carried over. Only a refusal, or a fault of this program,
ends the projector.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError
from asyncpg.exceptions import DeadlockDetectedError

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka_consumers import only_own_cancellation
from infra.kafka_topics import TopicMismatch, check_topics
from infra.logs import get_logger
from infra.metrics import Metrics
from services.projector.apply import Applier
from services.projector.away import Stalled, server_away
from services.projector.batch import log_records, pieces
from services.projector.cache import SubjectCache
from services.projector.membership import Membership, fetch, leave, open_consumer
from services.projector.pace import Pace
from services.projector.pipeline import Pipeline
from services.projector.refusals import Refused, clock_behind, day_goes_back, topic_differs
from services.projector.session import LiveSession
from services.projector.settings import ProjectorSettings
from services.projector.slots import take_slot
from services.projector.standing import Standing, waiting_for
from services.projector.store import Position, PositionMoved, Witness
from services.projector.witness import check_log, watch_log, watched

STALE = (PositionMoved, NoOffsetForPartitionError, OffsetOutOfRangeError, DeadlockDetectedError)
JOIN_POLL_SECONDS = 0.1
DAY_POLL_SECONDS = 0.5
BACKOFF_SECONDS = (0.5, 1.0, 2.0, 5.0)
TOPICS_TIMEOUT_SECONDS = 10
STALLED_RUN_SECONDS = 60

_log = get_logger("projector.consumer")


class Projector:
    """Keeps one run going until told to stop."""

    def __init__(
        self,
        settings: ProjectorSettings,
        *,
        topics: Topics,
        clock: Clock,
        metrics: Metrics,
        standing: Standing,
        on_commit: Callable[[], None],
        beat: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._topics = topics
        self._topic = topics.events.name
        self._group = f"{topics.namespace}chitieu.projector"
        self._clock = clock
        self._metrics = metrics
        self._standing = standing
        self._on_commit = on_commit
        self._beat = beat
        self._stopping = asyncio.Event()
        self._pace = Pace(settings.batch_records)
        self._seen: dict[int, Witness] = {}

    def stop(self) -> None:
        """End after the batch in work."""
        self._stopping.set()

    async def until_stopped(self) -> None:
        """Wait until told to stop."""
        await self._stopping.wait()

    async def run(self) -> None:
        """Run until stopped; begin a new run whenever one ends for want of a server.

        Raises:
            Refused: it must not go on.
        """
        failures = 0
        while not self._stopping.is_set():
            try:
                async with only_own_cancellation():
                    await self._one_run()
                failures = 0
            except Refused as error:
                self._standing.refused = error.reason
                self._metrics.gauge("refused", 1, code=error.reason.code)
                _log.error(
                    "refused", code=error.reason.code, vi=error.reason.vi, en=error.reason.en
                )
                raise
            except Exception as error:
                kind = server_away(error)
                if kind is None:
                    raise
                if self._standing.settled:
                    failures = 0
                self._standing.trouble = waiting_for(kind, error)
                self._metrics.count("errors_total", kind=kind)
                pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
                failures += 1
                _log.warning(
                    "run_ended", kind=kind, error=f"{type(error).__name__}: {error}", again_in=pause
                )
                self._standing.release()
                await self._pause(pause)
            finally:
                self._standing.release()

    async def _pause(self, seconds: float) -> None:
        self._beat()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _one_run(self) -> None:
        await self._check_topics()
        session, slot = await take_slot(self._settings.database_url.get_secret_value())
        try:
            bootstrap, seen = self._settings.kafka_bootstrap, self._seen
            watch = watch_log(
                bootstrap, self._topic, self._standing, self._check_topics, self._looked, seen
            )
            async with watched(watch, session) as watching:
                await self._join(session, slot, watching)
        finally:
            await session.close()

    async def _join(self, session: LiveSession, slot: int, watching: asyncio.Task[None]) -> None:
        membership = Membership()
        consumer = open_consumer(
            self._settings.kafka_bootstrap,
            group=self._group,
            slot=slot,
            batch_records=self._settings.batch_records,
        )
        try:
            consumer.subscribe(topics=[self._topic], listener=membership)
            await consumer.start()
            _log.info("joined", group=self._group, slot=slot)
            applier = self._applier(session)
            pipeline = self._pipeline(applier, membership)
            try:
                await self._consume(consumer, membership, applier, pipeline, session, watching)
            finally:
                await pipeline.abandon()
        finally:
            await leave(consumer)

    def _applier(self, session: LiveSession) -> Applier:
        cache, limits = SubjectCache(self._settings.cached_facts), self._settings.parked_limits
        return Applier(session, cache, self._metrics, self._clock, limits=limits, beat=self._beat)

    def _pipeline(self, applier: Applier, membership: Membership) -> Pipeline:
        return Pipeline(
            applier,
            self._standing,
            working=membership.working,
            pace=self._pace,
            metrics=self._metrics,
            clock=self._clock,
            topic=self._topic,
            on_commit=self._on_commit,
        )

    async def _check_topics(self) -> None:
        try:
            await check_topics(
                self._settings.kafka_bootstrap,
                [self._topics.events, self._topics.status],
                timeout_seconds=TOPICS_TIMEOUT_SECONDS,
            )
        except TopicMismatch as error:
            raise Refused(topic_differs(str(error))) from None

    async def _consume(
        self,
        consumer: AIOKafkaConsumer,
        membership: Membership,
        applier: Applier,
        pipeline: Pipeline,
        session: LiveSession,
        watching: asyncio.Task[None],
    ) -> None:
        settled = -1
        while not self._stopping.is_set():
            self._beat()
            if watching.done():
                watching.result()  # it ends only by raising why
            if self._standing.stalled_seconds > STALLED_RUN_SECONDS:
                raise Stalled(f"no progress for {self._standing.stalled_seconds:.0f} s")
            try:
                if settled != membership.generation:
                    await pipeline.drain()
                    generation = membership.generation
                    if not await self._settle(consumer, membership, applier):
                        await self._pause(DAY_POLL_SECONDS)
                        continue
                    settled = generation
                if membership.assigned:
                    ours = partial(membership.is_still, settled)
                    await self._step(consumer, applier, pipeline, session, ours)
                else:
                    membership.ask_again(consumer)
                    await session.touch()
                    await asyncio.sleep(JOIN_POLL_SECONDS)
            except STALE as error:
                _log.warning("positions_read_again", because=type(error).__name__)
                settled = -1
        await pipeline.drain()

    async def _step(
        self,
        consumer: AIOKafkaConsumer,
        applier: Applier,
        pipeline: Pipeline,
        session: LiveSession,
        ours: Callable[[], bool],
    ) -> None:
        """Pass the day where one has ended; take what is there and put it in."""
        pipeline.check()
        today = self._clock.business_day()
        if any(one.swept_to < today for one in self._standing.positions.values()):
            await pipeline.alone(lambda: self._sweep(applier, today), ours)
        fetched = await fetch(consumer, self._pace.records)
        if fetched:
            for piece in pieces(log_records(fetched)):
                await pipeline.put(piece, ours)
            return
        await pipeline.drain()
        self._pace.caught_up()
        await session.touch()

    async def _settle(
        self, consumer: AIOKafkaConsumer, membership: Membership, applier: Applier
    ) -> bool:
        """Go to PostgreSQL's positions, after checking that the log is the one they speak of.

        False where the day of a partition has not begun yet by this process's clock.
        """
        self._standing.release()
        if not membership.assigned:
            if membership.assigned is not None:
                self._standing.settle({})  # more processes than partitions: ready to take over
            return True
        partitions = sorted(membership.assigned)
        generation = membership.generation
        today = self._clock.business_day()
        positions = await applier.settle(partitions, today)
        for position in positions.values():
            if today < position.swept_to:
                self._wait_for_day(today, position)
                return False
        await check_log(self._settings.kafka_bootstrap, self._topic, positions, before=self._seen)
        self._looked()
        if generation != membership.generation:
            return True
        for number, position in positions.items():
            consumer.seek(TopicPartition(self._topic, number), position.next_offset)
        self._standing.settle(positions)
        self._on_commit()
        _log.info(
            "settled", positions={str(one): positions[one].next_offset for one in sorted(positions)}
        )
        return True

    def _looked(self) -> None:
        self._standing.looked(self._clock.monotonic())

    def _wait_for_day(self, today: date, position: Position) -> None:
        """A clock moves on, and at midnight one may be behind another's; a day set does not."""
        if self._settings.today is not None:
            raise Refused(day_goes_back(today, position.swept_to, position.partition))
        reason = clock_behind(today, position.swept_to, position.partition)
        if self._standing.trouble != reason:
            _log.warning("waits_for_day", code=reason.code, vi=reason.vi, en=reason.en)
        self._standing.trouble = reason

    async def _sweep(self, applier: Applier, today: date) -> None:
        for number, position in sorted(self._standing.positions.items()):
            if position.swept_to < today:
                self._standing.positions[number] = await applier.sweep(position, today)
                self._on_commit()
