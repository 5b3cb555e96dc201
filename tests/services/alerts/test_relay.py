"""From the outbox to Kafka and the notices: nothing is dropped before it has arrived."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from contracts.alerts import AlertChanged
from infra.clock import SettableClock
from infra.kafka import KafkaUnavailable, Producer
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, open_pool
from services.alerts.delivery import deliveries
from services.alerts.delivery.notices import Queued, notice_id
from services.alerts.delivery.relay import Relay
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

NOW = datetime(2023, 9, 15, 5, tzinfo=UTC)
CHANGES = [change_of("a", 1), change_of("b", 1), change_of("c", 1), change_of("a", 2, "closed")]


def to_one_reader(change: AlertChanged, now: datetime) -> list[Queued]:
    """One notice of every change."""
    said = change.data
    notice = notice_id(said.alert, said.seq, "thu", "a@b.vn")
    return [Queued(notice, "thu", "a@b.vn", "all", now, said.alert, said.seq)]


@pytest.fixture
async def pool(world: World) -> AsyncIterator[Pool]:
    """A database where three alerts have been opened and one of them closed again."""
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    async with acquire(pool) as connection:
        await queued(connection, CHANGES)
    yield pool
    await pool.close()


def relay(pool: Pool, producer: Producer, world: World) -> Relay:
    """A relay to the world's topic."""
    topic, metrics = world.topics.alerts.name, Metrics("alerts")
    clock = SettableClock(NOW)
    return Relay(pool, producer, to_one_reader, topic=topic, clock=clock, metrics=metrics)


async def waiting(world: World) -> list[int]:
    """How many changes, notices and attempts wait."""
    [row] = await world.rows(
        "select (select count(*) from alerts.outbox) as changes,"
        " (select count(*) from alerts.deliveries where state = 'waiting') as notices"
    )
    return [int(str(row["changes"])), int(str(row["notices"]))]


async def test_everything_is_sent_and_each_notice_queued_once(world: World, pool: Pool) -> None:
    """Each alert's changes in order; then the outbox is empty and the notices wait."""
    producer = Producer(world.kafka_bootstrap, client_id="test")
    try:
        assert await relay(pool, producer, world).run() == 4
        assert await relay(pool, producer, world).run() == 0
    finally:
        await producer.stop()
    assert await waiting(world) == [0, 4]
    assert len(await world.told()) == 4


async def test_an_agency_that_no_channel_knows_is_counted(world: World, pool: Pool) -> None:
    """Nothing waits for it, so nothing else would show that it heard nothing."""
    producer, metrics = Producer(world.kafka_bootstrap, client_id="test"), Metrics("alerts")
    sending = Relay(
        pool,
        producer,
        lambda _change, _now: [],
        topic=world.topics.alerts.name,
        clock=SettableClock(NOW),
        metrics=metrics,
        unknown_of=lambda change: ["H20.99"] if change.data.seq == 2 else [],
    )
    try:
        assert await sending.run() == 4
    finally:
        await producer.stop()
    assert 'chitieu_alerts_told_to_nobody_total{service="alerts"} 1.0' in metrics.render().decode()


async def test_kafka_away_keeps_everything_in_the_outbox(world: World, pool: Pool) -> None:
    """Nobody hears of an alert that is not on its topic yet; later it goes out as it was."""
    nowhere = Producer("127.0.0.1:1", client_id="test")
    with pytest.raises(KafkaUnavailable):
        await relay(pool, nowhere, world).run()
    await nowhere.stop()
    assert await waiting(world) == [4, 0]


async def test_what_a_newer_version_wrote_is_not_sent_by_an_older_one(
    world: World, pool: Pool
) -> None:
    """It could not tell whom to notify, and would send the same to the topic at every turn."""
    async with acquire(pool) as connection:
        await connection.execute(
            "with of_another_version as (insert into alerts.events (alert_id, seq, body)"
            " values (gen_random_uuid(), 1, '{}') returning alert_id, seq)"
            " insert into alerts.outbox (alert_id, seq) select * from of_another_version"
        )
    producer = Producer(world.kafka_bootstrap, client_id="test")
    try:
        with pytest.raises(ValidationError):
            await relay(pool, producer, world).run()
    finally:
        await producer.stop()
    assert (await waiting(world), await world.told()) == ([5, 0], [])


async def test_a_change_that_goes_through_twice_is_one_notice(world: World, pool: Pool) -> None:
    """On the topic it stands twice with the same bytes; its reader is told once."""
    producer = Producer(world.kafka_bootstrap, client_id="test")
    try:
        await relay(pool, producer, world).run()
        async with acquire(pool) as connection:
            await connection.execute(
                "insert into alerts.outbox (alert_id, seq) select alert_id, seq from alerts.events"
            )
        assert await relay(pool, producer, world).run() == 4
    finally:
        await producer.stop()
    assert await waiting(world) == [0, 4]
    assert len(await world.told()) == 4


async def test_what_became_of_a_notice_is_told_on_the_topic(world: World, pool: Pool) -> None:
    """Beside the alert's changes, under its key, with an id that tells the attempts apart."""
    producer = Producer(world.kafka_bootstrap, client_id="test")
    try:
        await relay(pool, producer, world).run()
        async with acquire(pool) as connection, connection.transaction():
            [due, *_] = await deliveries.due(connection, "thu", NOW, (), 9)
            attempt = deliveries.Attempt("delivered", NOW)
            await deliveries.record(connection, "thu", due, attempt)
        await relay(pool, producer, world).run()
    finally:
        await producer.stop()
    [told] = await world.delivered()
    assert (told.subject, told.data.outcome) == (str(CHANGES[0].data.alert), "delivered")
    assert told.data.recipient == "a…a@b.vn"
    assert told.id == f"{told.data.notice}/1"
    assert len(await world.told()) == 4
