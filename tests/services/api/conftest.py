"""The two example plans in a real PostgreSQL, and the api's app on a read-only role."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from infra.clock import Clock
from infra.postgres import Pool, close_pool, open_pool
from services.api.main import ROLE
from tests.services.api.in_process import client_of
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
    async with client_of(pool, Clock(TODAY)) as opened:
        yield opened
