"""PostgreSQL or Kafka away: the projector stays, says which, and goes on or ends in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from contracts.topics import Topics
from infra.kafka_topics import ensure_topics
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from tests.services.projector import events
from tests.services.projector.child import Child, started
from tests.services.projector.world import World

pytestmark = [pytest.mark.integration, pytest.mark.faults]


@pytest.fixture
async def kafka(servers_dir: Path) -> AsyncIterator[LocalKafka]:
    """A broker of this test's own, to be killed."""
    broker = LocalKafka(servers_dir / "projector-kafka")
    await asyncio.to_thread(broker.start)
    yield broker
    await asyncio.to_thread(broker.stop)


@pytest.fixture
async def postgres(servers_dir: Path) -> AsyncIterator[LocalPostgres]:
    """A PostgreSQL of this test's own, to be killed."""
    server = LocalPostgres(servers_dir / "projector-postgres")
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.stop)


async def test_the_projector_outlives_its_servers(
    kafka: LocalKafka, postgres: LocalPostgres
) -> None:
    """Each server is killed in turn: not ready, alive, then on; and SIGTERM ends it meanwhile.

    The other services, too, end in order while PostgreSQL, or Kafka, is away.
    """
    world = World(kafka.bootstrap, postgres.url, Topics("away."))
    await world.create()
    await ensure_all_topics(world)
    async with AsyncExitStack() as running:
        child, *others = [
            await running.enter_async_context(started(world, service=service))
            for service in ("projector", "projector", "ingest", "alerts", "api")
        ]
        for one in (child, *others):
            await one.until_logged("listening")
            one.keep_reading()
        await world.until(lambda: is_logged(child, "settled") and is_logged(others[0], "settled"))

        await asyncio.to_thread(postgres.kill)
        await until_waiting_for(world, child, "postgres_away")
        assert await asyncio.gather(*(one.stop() for one in others)) == [0, 0, 0, 0]
        await asyncio.to_thread(postgres.start)
        alerts = await running.enter_async_context(started(world, service="alerts"))
        await world.until_applied(await world.tell([events.target()]))
        await alerts.until_logged("listening")
        alerts.keep_reading()

        await asyncio.to_thread(kafka.kill)
        await until_waiting_for(world, child, "kafka_away")
        await asyncio.to_thread(kafka.start)
        await world.until_applied(await world.tell([events.measurement("4", event_id="m-1")]))
        await world.until_told()

        await asyncio.to_thread(kafka.kill)
        # 5 would say that the end was cut short.
        assert list(await asyncio.gather(child.stop(), alerts.stop())) == [0, 0]


async def ensure_all_topics(world: World) -> None:
    """Make the topics of all services."""
    wanted = world.topics.permanent()
    await ensure_topics(world.kafka_bootstrap, wanted)


def is_logged(child: Child, event: str) -> bool:
    """Whether a child has logged it."""
    return any(line["event"] == event for line in child.lines)


async def until_waiting_for(world: World, child: Child, code: str) -> None:
    """Wait until /ready names the server that is away, and /live is still well."""

    async def told() -> bool:
        ready = await child.ask("/ready")
        return code in [reason["code"] for reason in ready.json()["reasons"]]

    await world.until(told)
    assert (await child.ask("/live")).status_code == 200
