"""A process whose clock is behind waits for the day; it does not judge, and does not give up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.projector.lag import consuming_check
from tests.services.projector import events
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


async def test_an_owner_whose_clock_is_behind_waits_until_the_day_begins_for_it_too(
    world: World,
) -> None:
    """Before the day a partition is swept to: alive, not ready, owning nothing; then it goes on."""
    places = await world.tell([events.target()])
    async with world.projector(date(2023, 3, 2)):
        await world.until_applied(places)
    more = await world.tell([events.measurement("4.2", event_id="m-1")])

    async with world.projector(date(2023, 3, 1)) as late:
        ready = consuming_check(late.standing)

        async def clock_behind() -> bool:
            reason = await ready()
            return reason is not None and reason.code == "clock_behind"

        await world.until(clock_behind)
        assert late.watch.problems() == {}
        assert late.standing.owned() == []
        late.clock.set(datetime(2023, 3, 2, 1, tzinfo=UTC))
        await world.until_applied(more)
        assert await ready() is None
