"""A consumer that has stopped fetching, as aiokafka's do without a word: another is made."""

from __future__ import annotations

import pytest

from services.projector import consumer
from tests.services.projector import events
from tests.services.projector.world import World
from tests.stopped_fetching import stop_fetching

pytestmark = pytest.mark.integration


async def test_a_projector_that_fetches_nothing_begins_a_new_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given fetching that has ended / on further events / expect them applied."""
    # By this it would begin anew after a minute of standing still, whatever the cause.
    monkeypatch.setattr(consumer, "STALLED_RUN_SECONDS", 3_600)
    async with world.projector() as one:
        await world.until(lambda: one.standing.settled)
        await world.until_applied(await world.tell([events.target("truoc")]))
        assert stop_fetching() > 0
        # A fetch that was on its way may still bring the first.
        for name in ("sau", "sau-nua"):
            await world.until_applied(await world.tell([events.target(name)]))
        assert one.watch.problems() == {}
