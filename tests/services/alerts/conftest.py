"""A world for each test: its own topics and its own database."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.topics import Topics
from infra.local.postgres import create_database, drop_database
from tests.services.alerts.world import World

_numbers = itertools.count(1)


@pytest.fixture
async def world(kafka_bootstrap: str, postgres_url: str, servers_dir: Path) -> AsyncIterator[World]:
    """Topics and tables, made and empty."""
    # Where other runs share the servers, the session's folder name keeps the worlds apart.
    session = servers_dir.name.removeprefix("chitieu-test-").lower().replace("_", "")
    name = f"alerts{next(_numbers)}x{session}"
    database_url = await create_database(postgres_url, name)
    made = World(kafka_bootstrap, database_url, Topics(f"{name}."))
    await made.create()
    yield made
    await drop_database(postgres_url, name)
