"""The outbox's promise: the topic ends with the latest status, whoever sent what when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from infra.kafka import KafkaUnavailable, Producer, Record
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.projector.apply import Applier
from services.projector.batch import read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord
from services.projector.publish import Publisher
from services.projector.slots import take_slot
from services.projector.views import ROLE
from tests.services.projector import events
from tests.services.projector.events import Told
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration

PARTITION = 4
TOO_LARGE = f'"{"x" * 2_000_000}"'


class HeldProducer(Producer):
    """A real producer that was stopped by its operating system before it sent."""

    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap, client_id="zombie")
        self.reached = asyncio.Event()
        self.woken = asyncio.Event()

    async def send_all(
        self, records: Sequence[Record], *, timeout_seconds: float = 4.0
    ) -> list[Any]:
        """Send once woken."""
        self.reached.set()
        await self.woken.wait()
        return await super().send_all(records, timeout_seconds=timeout_seconds)


class LosingProducer(Producer):
    """A real producer whose first answer is lost after the records are on the log."""

    lost = False

    async def send_all(
        self, records: Sequence[Record], *, timeout_seconds: float = 4.0
    ) -> list[Any]:
        """Send, and fail once."""
        sent = await super().send_all(records, timeout_seconds=timeout_seconds)
        if not self.lost:
            self.lost = True
            raise KafkaUnavailable("the answer was lost")
        return sent


class Feed:
    """Applies events to partition 4, one batch each, without a log."""

    def __init__(self, applier: Applier) -> None:
        self._applier = applier
        self._next = 0

    async def apply(self, *told: Told) -> None:
        """Apply events in one batch."""
        records = [
            LogRecord(PARTITION, self._next + n, one.timestamp_ms, one.key, one.value)
            for n, one in enumerate(told)
        ]
        positions = await self._applier.settle([PARTITION], DAY)
        await self._applier.apply(await read_batch({PARTITION: records}, positions))
        self._next += len(told)


@asynccontextmanager
async def feeding(world: World) -> AsyncIterator[Feed]:
    """A feed with a session of its own."""
    session, _ = await take_slot(world.database_url)
    idle = world.idle()
    try:
        yield Feed(Applier(session, SubjectCache(1_000), idle.metrics, idle.clock))
    finally:
        await session.close()


@asynccontextmanager
async def publishing(
    world: World, producer: Producer, metrics: Metrics | None = None
) -> AsyncIterator[Publisher]:
    """A publisher of partition 4."""
    pool = await open_pool(
        world.database_url, role=ROLE, application_name="test-publisher", min_size=0, max_size=2
    )
    try:
        yield Publisher(
            pool,
            producer,
            topic=world.topics.status.name,
            owned=lambda: [PARTITION],
            queued=asyncio.Event(),
            metrics=metrics or Metrics("projector"),
        )
    finally:
        await producer.stop()
        await pool.close()


async def test_a_state_that_did_not_change_is_not_told_again(world: World) -> None:
    """A report on another year changes no verdict's content twice, and silence is silence."""
    async with (
        feeding(world) as feed,
        publishing(world, Producer(world.kafka_bootstrap, client_id="owner")) as owner,
    ):
        await feed.apply(events.target(), events.measurement("4.2", event_id="m-1"))
        assert await owner.send_queued() == 1
        # Another agency's own unit: the target's scope is the province.
        await feed.apply(events.measurement("1.0", event_id="m-2", scope="H20.14"))

        assert await owner.send_queued() == 0

    assert [m.data.status_seq for m in await world.statuses()] == [1]


async def test_only_the_latest_of_several_changes_is_told(world: World) -> None:
    """Changes that come between two sendings go out as one, under the latest sequence."""
    async with (
        feeding(world) as feed,
        publishing(world, Producer(world.kafka_bootstrap, client_id="owner")) as owner,
    ):
        await feed.apply(events.target())
        await feed.apply(events.measurement("3.0", event_id="m-1", period="2023-01"))
        await feed.apply(events.measurement("4.2", event_id="m-2", period="2023-02"))
        assert await owner.send_queued() == 1

    [message] = await world.statuses()
    assert message.data.status_seq == 3
    assert message.id == "target/kinh-te-so-2023@H20#3"


async def test_a_woken_zombie_does_not_have_the_last_word(world: World) -> None:
    """A process that sends an old state late causes the latest to be told above it."""
    zombie_producer = HeldProducer(world.kafka_bootstrap)
    async with (
        feeding(world) as feed,
        publishing(world, Producer(world.kafka_bootstrap, client_id="owner")) as owner,
        publishing(world, zombie_producer) as zombie,
    ):
        await feed.apply(events.target())
        asleep = asyncio.create_task(zombie.send_queued())
        await zombie_producer.reached.wait()
        await owner.send_queued()
        await feed.apply(events.measurement("4.2", event_id="m-1", period="2023-02"))
        await owner.send_queued()
        zombie_producer.woken.set()
        await asleep
        overtaken = [m.data.status_seq for m in await world.statuses()]

        assert await owner.send_queued() == 1

    messages = await world.statuses()
    assert overtaken == [1, 2, 1]
    assert [m.data.status_seq for m in messages] == [1, 2, 1, 3]
    assert messages[-1].data.status == messages[1].data.status
    assert await world.rows("select key from projector.outbox where queued") == []


async def test_a_lost_answer_is_sent_again_with_the_same_bytes(world: World) -> None:
    """Unknown outcome: the row stays queued, and readers see the same message twice."""
    async with (
        feeding(world) as feed,
        publishing(world, LosingProducer(world.kafka_bootstrap, client_id="owner")) as owner,
    ):
        await feed.apply(events.target())
        with pytest.raises(KafkaUnavailable):
            await owner.send_queued()

        assert await owner.send_queued() == 1

    first, second = await world.statuses()
    assert first == second


async def test_a_status_that_is_too_large_stands_in_no_later_ones_way(world: World) -> None:
    """It is told by a metric and not tried again; the next status of its target goes out."""
    producer = Producer(world.kafka_bootstrap, client_id="owner")
    metrics = Metrics("projector")
    async with feeding(world) as feed, publishing(world, producer, metrics) as owner:
        await feed.apply(events.target())
        await world.rows("update projector.outbox set payload = convert_to($1, 'UTF8')", TOO_LARGE)
        assert await owner.send_queued() == 1
        assert await owner.send_queued() == 0
        assert refused_rows(metrics) == 1

        await feed.apply(events.measurement("4.2", event_id="m-1", period="2023-02"))
        assert await owner.send_queued() == 1
        assert await owner.send_queued() == 0
        assert refused_rows(metrics) == 0

    assert [m.data.status_seq for m in await world.statuses()] == [2]


def refused_rows(metrics: Metrics) -> float:
    """What the gauge of refused statuses says."""
    name = "chitieu_outbox_refused_rows{"
    [line] = [one for one in metrics.render().decode().splitlines() if one.startswith(name)]
    return float(line.rsplit(" ", 1)[1])
