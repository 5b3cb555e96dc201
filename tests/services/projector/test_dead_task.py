"""A process whose consumer has died is up and does nothing: dead, and it says so."""

from __future__ import annotations

import asyncio

import pytest

from tests.services.projector.world import World

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("name", ["consumer", "publisher", "gauges", "swept", "comparison"])
async def test_a_dead_task_is_not_live(world: World, name: str) -> None:
    """Whichever of its tasks has ended, /live names it, so that a supervisor starts it again."""
    async with world.projector() as one:
        await world.until(lambda: one.standing.settled)
        assert one.watch.problems() == {}
        [task] = [task for task in asyncio.all_tasks() if task.get_name() == name]

        task.cancel()
        await world.until(lambda: name in one.watch.problems())

        assert one.watch.problems()[name].code == "task_cancelled"


async def test_a_consumer_that_fell_over_a_fault_of_the_program_is_not_live(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is neither a server that is away nor a refusal ends the task, and /live says how."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("services.projector.consumer.open_consumer", broken)
    async with world.projector() as one:
        await world.until(lambda: "consumer" in one.watch.problems())

        assert one.watch.problems()["consumer"].code == "task_failed"
