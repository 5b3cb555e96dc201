"""One ingest for each module of tests, on topics and a database of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from tests.services.ingest.door import Client, Door, Place, open_door
from tests.services.ingest.events import world


@pytest.fixture(scope="module")
async def place(
    kafka_bootstrap: str, migrated_url: str, session_name: str, request: pytest.FixtureRequest
) -> Place:
    """Servers with the migrations applied and the permanent topics created."""
    module = re.sub(r"[^a-z0-9]+", "-", request.path.stem.lower())
    made = Place(kafka_bootstrap, migrated_url, f"{module[:16]}-{session_name}.")
    await made.create_topics()
    return made


@pytest.fixture(scope="module")
async def door(place: Place) -> AsyncIterator[Door]:
    """A running ingest."""
    async with open_door(place) as opened:
        yield opened


@pytest.fixture(scope="module")
async def operator(door: Door) -> Client:
    """The operator of the local stack, who has told ingest of the little world."""
    client = await door.agency(None)
    answer = await client.post(world())
    assert answer.status_code == 200, answer.text
    return client
