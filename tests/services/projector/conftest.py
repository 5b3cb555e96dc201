"""A world for each test: its own topics and its own database."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from contracts.topics import Topics
from infra.local.postgres import create_database, drop_database
from infra.local.process import run_blocking
from infra.migrate import migrate
from infra.postgres import connect
from services.projector.views import ensure_views
from tests.services.projector.world import World

_numbers = itertools.count(1)


MakeWorld = Callable[[], Awaitable[World]]


@pytest.fixture
async def make_world(
    kafka_bootstrap: str, postgres_url: str, servers_dir: Path, template: str
) -> AsyncIterator[MakeWorld]:
    """Make as many worlds as a test compares."""
    session = _session(servers_dir)
    made: list[str] = []

    async def make() -> World:
        name = f"projector{next(_numbers)}x{session}"
        made.append(name)
        database_url = await _copied(postgres_url, template, name)
        world = World(kafka_bootstrap, database_url, Topics(f"{name}."))
        await world.create_topics()
        return world

    yield make
    for name in made:
        await drop_database(postgres_url, name)


@pytest.fixture(scope="session")
def template(postgres_url: str, servers_dir: Path) -> Iterator[str]:
    """A database with all tables and views, to be copied: to migrate takes longer."""
    name = f"projector{_session(servers_dir)}"

    async def make() -> None:
        url = await create_database(postgres_url, name)
        await migrate(url)
        await ensure_views(url)

    run_blocking(make())
    yield name
    run_blocking(drop_database(postgres_url, name))


def _session(servers_dir: Path) -> str:
    # Where other runs share the servers, the session's folder name keeps the worlds apart.
    return servers_dir.name.removeprefix("chitieu-test-").lower().replace("_", "")


async def _copied(server_url: str, template: str, name: str) -> str:
    connection = await connect(server_url, role=None, application_name="test-copy")
    try:
        await connection.execute(f'create database "{name}" template "{template}"')
        # Who may do what with a database as a whole is not copied.
        await connection.execute(
            "update pg_database as d set datacl = t.datacl from pg_database as t"
            " where d.datname = $1 and t.datname = $2",
            name,
            template,
        )
    finally:
        await connection.close()
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


@pytest.fixture
async def world(make_world: MakeWorld) -> World:
    """Topics and tables, made and empty."""
    return await make_world()
