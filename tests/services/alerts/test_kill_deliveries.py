"""Killed with -9 in mid-delivery, the service tells everybody, and never under another id."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.deliveries import problems, run, summary
from tests.services.alerts.world import World

KILLS = 3
"""Fifty, at every point, by `python -m tests.faults.deliveries`."""

pytestmark = [pytest.mark.integration, pytest.mark.faults]


async def test_every_notice_comes_and_a_duplicate_carries_its_id(
    world: World, tmp_path: Path
) -> None:
    """Killed with the other side told and nothing recorded, before that, and after Kafka."""
    told = await run(world, kills=KILLS, seed=7, folder=tmp_path)
    assert problems(told) == []
    assert summary(told)["lost"] == 0
    delivered = {one.data.notice for one in await world.delivered()}
    assert delivered >= told.wanted().keys()
