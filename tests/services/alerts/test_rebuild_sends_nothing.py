"""Tables of alerts that come from their topic again tell nobody: what was told stays told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.workdays import Workdays
from infra.clock import SettableClock
from infra.kafka import KafkaUnavailable, Producer
from infra.kafka_topics import committed_offsets
from infra.metrics import Metrics
from infra.postgres import acquire, open_pool
from services.alerts.configuration.document import DEFAULT
from services.alerts.delivery.notices import notices_of
from services.alerts.delivery.relay import Relay
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.desk import Desk, Remembering, work
from tests.services.alerts.test_rebuild import rebuilt
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

NOW = datetime(2023, 9, 15, 5, tzinfo=UTC)
CHANGES = [change_of("a"), change_of("b"), change_of("a", 2, "closed")]


async def coordinated(world: World) -> bool:
    """Whether a broker that has just begun can tell of consumer groups yet."""
    try:
        await committed_offsets(world.kafka_bootstrap, "any", world.topics.status.name)
    except KafkaUnavailable:
        return False
    return True


async def test_a_rebuild_of_lost_tables_queues_no_notice(world: World) -> None:
    """It reads attempts to deliver on the topic too, and passes over them."""
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    producer = Producer(world.kafka_bootstrap, client_id="test")
    relay = Relay(
        pool,
        producer,
        lambda change, now: notices_of(change, DEFAULT, Workdays(), now),
        topic=world.topics.alerts.name,
        clock=SettableClock(NOW),
        metrics=Metrics("alerts"),
    )
    try:
        async with acquire(pool) as connection:
            await queued(connection, CHANGES)
        await relay.run()
        channel = Remembering("log")
        await work(Desk(pool, DEFAULT).courier(channel))
        await relay.run()
        assert len(channel.taken) == len(await world.delivered()) == len(CHANGES)
        async with acquire(pool) as connection:
            await connection.execute(
                "truncate alerts.events, alerts.outbox, alerts.alerts, alerts.deliveries"
            )
        await world.until(lambda: coordinated(world))
        report = await rebuilt(world)
        assert (report.outcome, report.rows["events"]) == ("replaced", len(CHANGES))
        assert report.skipped_records == 0
        await relay.run()
        left = await world.rows(
            "select alert_id from alerts.deliveries union all select alert_id from alerts.outbox"
        )
    finally:
        await producer.stop()
        await pool.close()
    assert left == []
