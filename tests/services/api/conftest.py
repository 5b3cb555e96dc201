"""The two example plans in a real PostgreSQL, and the api's app on a read-only role."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from infra.clock import Clock
from infra.health import Watch
from infra.metrics import Metrics
from infra.postgres import Pool, close_pool, open_pool
from services.api.app import create_app
from services.api.context import Api
from services.api.main import ROLE
from services.api.store import Store
from tests.asking import PATIENCE_SECONDS
from tests.services.api.read_model import ReadModel, example_events

TODAY = date(2023, 9, 15)


@pytest.fixture(scope="module")
async def read_model(migrated_url: str) -> ReadModel:
    """Both plans applied and judged as of 15/09/2023."""
    model = ReadModel(migrated_url)
    events = example_events("dong_thap_2022")
    await model.apply([*events, *example_events("dong_thap_2023")], day=TODAY)
    return model


@pytest.fixture(scope="module")
async def pool(read_model: ReadModel) -> AsyncIterator[Pool]:
    """A pool as the api opens it: its own role, read-only."""
    opened = await open_pool(
        read_model.url, role=ROLE, application_name="test-api", max_size=4, read_only=True
    )
    yield opened
    await close_pool(opened)


@pytest.fixture(scope="module")
async def client(pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the api's app, in this process."""
    clock = Clock(TODAY)
    # What takes long on a crowded machine is no finding here: 503 has tests of its own.
    app = create_app(
        Api(Store(pool, reading_seconds=PATIENCE_SECONDS), clock, 20_000),
        pool=pool,
        metrics=Metrics("api"),
        watch=Watch(clock),
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as opened:
        yield opened
