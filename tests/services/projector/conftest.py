"""A world for each test: its own topics and its own database."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from contracts.topics import Topics
from infra.local.postgres import drop_database
from tests.databases import copy_database
from tests.services.projector.world import World

_numbers = itertools.count(1)


MakeWorld = Callable[[], Awaitable[World]]


@pytest.fixture
async def make_world(
    kafka_bootstrap: str, postgres_url: str, template: str, session_name: str
) -> AsyncIterator[MakeWorld]:
    """Make as many worlds as a test compares."""
    made: list[str] = []

    async def make() -> World:
        name = f"projector{next(_numbers)}x{session_name}"
        made.append(name)
        database_url = await copy_database(postgres_url, template, name)
        world = World(kafka_bootstrap, database_url, Topics(f"{name}."))
        await world.create_topics()
        return world

    yield make
    for name in made:
        await drop_database(postgres_url, name)


@pytest.fixture
async def world(make_world: MakeWorld) -> World:
    """Topics and tables, made and empty."""
    return await make_world()
