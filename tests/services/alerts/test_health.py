"""What the service says of itself: alive, ready, and why it cannot start or must end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from infra.clock import Clock
from infra.health import Watch
from infra.kafka import Producer
from infra.local.postgres import create_database, drop_database
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.alerts.consuming import Consuming
from services.alerts.main import wire
from services.alerts.running import Ending, running
from services.alerts.settings import AlertsSettings
from tests.services.alerts.statuses import digital_economy, judged, status_changed
from tests.services.alerts.world import World
from tests.stopped_fetching import stop_fetching

pytestmark = pytest.mark.integration


@asynccontextmanager
async def served(world: World) -> AsyncIterator[tuple[Consuming, Watch, Ending]]:
    """Run the service in this process; it reads when the block begins."""
    settings = AlertsSettings.model_validate(
        {
            "kafka_bootstrap": world.kafka_bootstrap,
            "database_url": world.database_url,
            "topic_namespace": world.topics.namespace,
        }
    )
    clock, metrics = Clock(), Metrics("alerts")
    watch, ending = Watch(clock), Ending()
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    producer = Producer(world.kafka_bootstrap, client_id="test")
    parts = wire(settings, pool, producer, clock, metrics, ())
    try:
        async with running(parts, settings, watch, metrics, ending):
            await world.until(lambda: parts.consuming.broker)
            yield parts.consuming, watch, ending
    finally:
        await pool.close()


async def test_a_dead_consumer_is_not_live(world: World) -> None:
    """The process is up and nothing is read any more: that is dead, and it says so."""
    async with served(world) as (consuming, watch, ending):
        assert watch.problems() == {}
        assert consuming.broker is not None
        for subscriber in consuming.broker.subscribers:
            for task in getattr(subscriber, "tasks", []):
                task.cancel()
        await world.until(lambda: "consumer" in watch.problems())
        assert watch.problems()["consumer"].code == "consumer_dead"
        assert not ending.failed


async def test_where_fetching_has_ended_by_itself_a_new_run_begins(world: World) -> None:
    """Aiokafka's does so without a word; what is told afterwards is read all the same."""
    async with served(world) as (consuming, _, ending):
        before = consuming.broker
        assert stop_fetching() > 0
        await world.until(lambda: consuming.broker not in (None, before))
        status = judged(*digital_economy(), on="2023-09-15")
        change = status_changed(status, seq=1, as_of="2023-09-15")
        await world.tell([(change.subject, change)])
        await world.until_quiet(1)
        assert not ending.failed


async def test_a_process_that_loses_its_slot_takes_one_again(world: World) -> None:
    """Another may have its name in the group now: it leaves, joins anew, and goes on reading."""
    with world.alerts() as alerts:
        await world.until_ready(alerts)
        await world.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name like 'chitieu-alerts%' and datname = current_database()"
        )
        await world.until(lambda: len(alerts.said("joined")) == 2)
        status = judged(*digital_economy(), on="2023-09-15")
        change = status_changed(status, seq=1, as_of="2023-09-15")
        await world.tell([(change.subject, change)])
        await world.until_quiet(1)
        await world.until_ready(alerts)
    assert alerts.said("run_ended")
    assert alerts.process.returncode == 0


async def test_a_service_without_its_topics_says_what_to_do(world: World) -> None:
    """It ends at once, with one line that names the next step."""
    with world.alerts(CHITIEU_TOPIC_NAMESPACE="nowhere.") as alerts:
        await world.until(alerts.ended)
    [line] = alerts.said("cannot_start")
    assert "chitieu migrate" in str(line["reason"])
    assert alerts.process.returncode == 3


async def test_a_service_without_its_tables_says_what_to_do(
    world: World, postgres_url: str
) -> None:
    """An empty database is told apart from one that is away."""
    empty = await create_database(postgres_url, f"{world.topics.namespace[:-1]}empty")
    with world.alerts(CHITIEU_DATABASE_URL=empty) as alerts:
        await world.until(alerts.ended)
    await drop_database(postgres_url, f"{world.topics.namespace[:-1]}empty")
    [line] = alerts.said("cannot_start")
    assert "chitieu migrate" in str(line["reason"])
    assert alerts.process.returncode == 3


@pytest.mark.parametrize("missing", ["CHITIEU_DATABASE_URL", "CHITIEU_KAFKA_BOOTSTRAP"])
async def test_a_server_that_is_away_is_named(world: World, missing: str) -> None:
    """Nobody listens at the address: one line says which server, without a stack trace."""
    nowhere = {
        "CHITIEU_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "CHITIEU_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    }
    with world.alerts({missing: nowhere[missing]}) as alerts:
        await world.until(alerts.ended)
    [line] = alerts.said("cannot_start")
    assert ("PostgreSQL" if missing == "CHITIEU_DATABASE_URL" else "Kafka") in str(line["reason"])
    assert alerts.process.returncode == 3


def test_the_hold_is_a_day_and_ten_seconds_locally() -> None:
    """And what is set wins, also nothing at all."""
    servers = {"kafka_bootstrap": "127.0.0.1:9092", "database_url": "postgresql://x@y/z"}
    held = [
        AlertsSettings.model_validate({**servers, **given}).hold.total_seconds()
        for given in ({}, {"local": True}, {"alerts_hold_seconds": 0})
    ]
    assert held == [86_400, 10, 0]
