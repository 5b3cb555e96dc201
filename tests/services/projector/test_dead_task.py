"""A process whose consumer has died is up and does nothing: dead, and it says so."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer

from services.projector import membership
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


async def test_a_cancellation_that_nobody_asked_for_ends_a_run_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Aiokafka passes its own on to whoever ends a consumer: the next run begins all the same."""
    left = 0

    async def leave(consumer: AIOKafkaConsumer) -> None:
        nonlocal left
        left += 1
        await membership.leave(consumer)
        if left == 1:
            raise asyncio.CancelledError

    monkeypatch.setattr("services.projector.consumer.leave", leave)
    async with world.projector() as one:
        await world.until(lambda: one.standing.settled)
        await world.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'chitieu-projector'"
        )
        await world.until(lambda: left == 1 and one.standing.settled)

        assert one.watch.problems() == {}
