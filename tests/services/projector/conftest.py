"""A world for each test: its own topics and its own database."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from contracts.topics import Topics
from infra.local.postgres import create_database, drop_database
from tests.services.projector.world import World

_numbers = itertools.count(1)


MakeWorld = Callable[[], Awaitable[World]]


@pytest.fixture
async def make_world(
    kafka_bootstrap: str, postgres_url: str, servers_dir: Path
) -> AsyncIterator[MakeWorld]:
    """Make as many worlds as a test compares."""
    # Where other runs share the servers, the session's folder name keeps the worlds apart.
    session = servers_dir.name.removeprefix("chitieu-test-").lower().replace("_", "")
    made: list[str] = []

    async def make() -> World:
        name = f"projector{next(_numbers)}x{session}"
        made.append(name)
        database_url = await create_database(postgres_url, name)
        world = World(kafka_bootstrap, database_url, Topics(f"{name}."))
        await world.create()
        return world

    yield make
    for name in made:
        await drop_database(postgres_url, name)


@pytest.fixture
async def world(make_world: MakeWorld) -> World:
    """Topics and tables, made and empty."""
    return await make_world()
