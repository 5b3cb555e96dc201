"""From the outbox to Kafka and the channels: nothing is dropped before it has arrived."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from contracts.alerts import AlertChanged
from infra.clock import SettableClock
from infra.kafka import KafkaUnavailable, Producer
from infra.metrics import Metrics
from infra.postgres import Pool, open_pool
from services.alerts.assess import Parameters
from services.alerts.dispatch import DeliveryFailed, Dispatcher
from services.alerts.handlers import StatusHandler
from services.alerts.relay import Relay
from tests.builders import above, report
from tests.services.alerts.statuses import digital_economy, judged, status_bytes, target_2023
from tests.services.alerts.test_store import records
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

TODAY = "2023-09-15"


class Remembering:
    """A channel that refuses a number of deliveries, and remembers the others."""

    name = "remembering"

    def __init__(self, *, refusals: int = 0) -> None:
        self.refusals = refusals
        self.taken: list[tuple[str, int]] = []

    async def deliver(self, change: AlertChanged) -> None:
        """Take a change, unless one is to be refused."""
        if self.refusals:
            self.refusals -= 1
            raise OSError("not now")
        self.taken.append((change.data.target, change.data.seq))


@pytest.fixture
async def pool(world: World) -> AsyncIterator[Pool]:
    """A database where three alerts have been opened and one of them closed again."""
    clock = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC))
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    handler = StatusHandler(
        pool,
        clock=clock,
        metrics=Metrics("alerts"),
        parameters=Parameters(),
        changed=lambda: None,
    )
    _, *reports = digital_economy()
    statuses = [
        judged(target_2023(above("4"), name=name), *reports, on=TODAY) for name in ("a", "b", "c")
    ]
    better = report("4.1", period="2023-S1")
    closed = judged(target_2023(above("4"), name="a"), *reports, better, on=TODAY)
    await handler(
        records(*(status_bytes(each, seq=1) for each in statuses), status_bytes(closed, seq=2))
    )
    yield pool
    await pool.close()


def relay(pool: Pool, producer: Producer, channel: Remembering, world: World) -> Relay:
    """A relay to the world's topic and one channel."""
    topic, metrics = world.topics.alerts.name, Metrics("alerts")
    return Relay(pool, producer, Dispatcher([channel]), topic=topic, metrics=metrics)


async def test_everything_is_sent_once_and_in_order(world: World, pool: Pool) -> None:
    """Each alert's changes in order, to Kafka and to the channel; then the outbox is empty."""
    producer, channel = Producer(world.kafka_bootstrap, client_id="test"), Remembering()
    try:
        assert await relay(pool, producer, channel, world).run() == 4
        assert await relay(pool, producer, channel, world).run() == 0
    finally:
        await producer.stop()
    assert channel.taken == [("a", 1), ("b", 1), ("c", 1), ("a", 2)]
    told = [(change.data.target, change.data.seq) for change in await world.told()]
    assert sorted(told) == sorted(channel.taken)


async def test_kafka_away_keeps_everything_in_the_outbox(world: World, pool: Pool) -> None:
    """Nobody hears of an alert that is not on its topic yet; later it goes out as it was."""
    nowhere, channel = Producer("127.0.0.1:1", client_id="test"), Remembering()
    with pytest.raises(KafkaUnavailable):
        await relay(pool, nowhere, channel, world).run()
    await nowhere.stop()
    assert channel.taken == []
    [row] = await world.rows("select count(*) as waiting from alerts.outbox")
    assert row == {"waiting": 4}
    producer = Producer(world.kafka_bootstrap, client_id="test")
    assert await relay(pool, producer, channel, world).run() == 4
    await producer.stop()


async def test_a_channel_that_refuses_gets_the_same_again(world: World, pool: Pool) -> None:
    """On the topic a change then stands twice with the same bytes, and readers know it by seq."""
    producer, channel = Producer(world.kafka_bootstrap, client_id="test"), Remembering(refusals=1)
    try:
        with pytest.raises(DeliveryFailed):
            await relay(pool, producer, channel, world).run()
        assert await relay(pool, producer, channel, world).run() == 4
    finally:
        await producer.stop()
    assert channel.taken == [("a", 1), ("b", 1), ("c", 1), ("a", 2)]
    assert len(await world.told()) == 4
