"""PostgreSQL or Kafka away: the projector stays, says which, and goes on or ends in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.topics import Topics
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
    """Each server is killed in turn: not ready, alive, then on; and SIGTERM ends it meanwhile."""
    world = World(kafka.bootstrap, postgres.url, Topics("away."))
    await world.create()
    async with started(world) as child:
        await child.until_logged("settled")
        child.keep_reading()

        await asyncio.to_thread(postgres.kill)
        await until_waiting_for(world, child, "postgres_away")
        await asyncio.to_thread(postgres.start)
        await world.until_applied(await world.tell([events.target()]))

        await asyncio.to_thread(kafka.kill)
        await until_waiting_for(world, child, "kafka_away")
        await asyncio.to_thread(kafka.start)
        await world.until_applied(await world.tell([events.measurement("4", event_id="m-1")]))
        await world.until_told()

        await asyncio.to_thread(kafka.kill)
        # 5 would say that the end was cut short.
        assert await child.stop() == 0


async def until_waiting_for(world: World, child: Child, code: str) -> None:
    """Wait until /ready names the server that is away, and /live is still well."""

    async def told() -> bool:
        ready = await child.ask("/ready")
        return code in [reason["code"] for reason in ready.json()["reasons"]]

    await world.until(told)
    assert (await child.ask("/live")).status_code == 200
