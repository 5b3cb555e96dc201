"""The comparison of facts with the log, where reading the log takes its time."""

from __future__ import annotations

import asyncio

import pytest

from infra import postgres
from services.projector.proof.facts import FactsCheck, reading
from tests.services.projector.world import World

pytestmark = pytest.mark.integration

IDLE_SECONDS = 0.05


async def test_a_log_that_is_read_slowly_does_not_end_the_comparison(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long stretch of the log may come between two questions to PostgreSQL."""
    monkeypatch.setattr(postgres, "IDLE_IN_TRANSACTION_SECONDS", IDLE_SECONDS)
    async with reading(world.database_url) as session, session.transaction(readonly=True):
        facts = FactsCheck(session, partition=0, until=1_000, every=100)
        await facts.start()
        await asyncio.sleep(4 * IDLE_SECONDS)
        assert await facts.finish() == []
