"""From the log to rows and messages, on real Kafka and PostgreSQL."""

from __future__ import annotations

import pytest

from tests.services.projector import events
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


async def test_an_event_becomes_a_row_and_a_status_message(world: World) -> None:
    """A target and its result on the log become one row for readers and one message."""
    places = await world.tell(
        [events.target(), events.measurement("4.25", event_id="m-1", period="2023")]
    )

    async with world.projector():
        await world.until_applied(places)
        await world.until_told()

    [row] = await world.rows("select * from read.targets")
    assert (row["target_id"], row["phase"]) == ("kinh-te-so-2023", "not_due")
    assert (row["known_partition"], row["known_offset"]) == places[-1]
    assert row["lead"] == ["H20.14"]
    messages = await world.statuses()
    assert messages[-1].subject == "target/kinh-te-so-2023@H20"
