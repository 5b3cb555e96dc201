"""A rebuild on real servers: proved equal, swapped under load, silent; killed anywhere, resumed."""

from __future__ import annotations

import pytest

from tests.services.projector import events
from tests.services.projector.child import started
from tests.services.projector.rebuild_child import rebuild
from tests.services.projector.test_live import small_story
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


async def test_a_rebuild_is_equal_silent_and_live_goes_on(world: World) -> None:
    """Given live under load, when the views are rebuilt and swapped, nobody is told anything."""
    places = await world.tell(small_story())
    async with started(world, batch_records=3) as live:
        await live.until_logged("settled")
        live.keep_reading()
        await world.until_applied(places)
        await world.until_told()
        before = await world.statuses()

        ended = await rebuild(world, "--yes")

        assert ended.code == 0, ended.said
        assert ended.report["equal"], ended.report
        assert (ended.report["outcome"], ended.report["told"]) == ("swapped", 0)
        assert await world.rows("select version from projector.view_versions where live") == [
            {"version": 2}
        ]
        places = await world.tell([events.measurement("9.9", event_id="m-9", period="2023-03")])
        await world.until_applied(places)
        await world.until_told()
    after = await world.statuses()
    assert len(after) <= len(before) + 1
