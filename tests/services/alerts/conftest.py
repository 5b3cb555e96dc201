"""A world for each test: its own topics and its own database."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from contracts.topics import Topics
from infra.clock import SettableClock
from infra.local.postgres import drop_database
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.alerts.assessing.parameters import Parameters
from services.alerts.handlers import StatusHandler
from services.alerts.sweep import Sweep
from tests.databases import copy_database
from tests.services.alerts.sweeping import DAY, Service
from tests.services.alerts.world import World

_numbers = itertools.count(1)


@pytest.fixture
async def world(
    kafka_bootstrap: str, postgres_url: str, template: str, session_name: str
) -> AsyncIterator[World]:
    """Topics and tables, made and empty."""
    name = f"alerts{next(_numbers)}x{session_name}"
    database_url = await copy_database(postgres_url, template, name)
    made = World(kafka_bootstrap, database_url, Topics(f"{name}."))
    await made.create_topics()
    yield made
    await drop_database(postgres_url, name)


@pytest.fixture
async def service(world: World) -> AsyncIterator[Service]:
    """Noon of 15/09/2023 in Viet Nam; a hold of one day."""
    clock, metrics = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC)), Metrics("alerts")
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    told: list[int] = []
    handler = StatusHandler(
        pool,
        clock=clock,
        metrics=metrics,
        parameters=Parameters(),
        changed=lambda: told.append(1),
    )
    sweep = Sweep(pool, clock=clock, metrics=metrics, parameters=Parameters(), hold=DAY)
    yield Service(pool, clock, handler, sweep, told)
    await pool.close()
