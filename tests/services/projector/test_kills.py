"""Kill -9 inside the work: afterwards everything is as if nothing had happened."""

from __future__ import annotations

import signal

import pytest

from tests.services.projector import events
from tests.services.projector.child import started
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.world import World

pytestmark = [pytest.mark.integration, pytest.mark.faults]

MARKERS = (
    "batch_begin",
    "batch_sent",
    "batch_committed",
    "outbox_sent",
    "outbox_marked",
)


def story() -> list[Told]:
    """Ten indicators with a target and three results each."""
    told: list[Told] = []
    for number in range(10):
        name = f"chi-so-{number}"
        told.append(events.target(name))
        told += [
            events.measurement(
                f"{number}.{month}",
                event_id=f"m-{number}-{month}",
                indicator_id=name,
                period=f"2023-0{month}",
            )
            for month in (1, 2, 3)
        ]
    return told


async def test_kills_at_every_marker_leave_the_rows_of_an_undisturbed_run(
    make_world: MakeWorld,
) -> None:
    """Killed at each point of a batch and of a sending, the rows and last messages are equal."""
    undisturbed, killed = await make_world(), await make_world()
    places = await undisturbed.tell(story())
    async with undisturbed.projector():
        await undisturbed.until_applied(places)
        await undisturbed.until_told()
    places = await killed.tell(story())

    for marker in MARKERS:
        # More of the same, so that there is work to be killed in; a duplicate changes nothing. And
        # as if none were marked as sent: the last process may have got that far before it died.
        places += await killed.tell(story()[:20])
        await killed.rows("update projector.outbox set queued = true")
        async with started(killed) as child:
            await child.until_logged(marker)
            await child.kill()
    async with killed.projector():
        await killed.until_applied(places)
        await killed.until_told()

    assert await killed.read_model() == await undisturbed.read_model()
    assert await last_statuses(killed) == await last_statuses(undisturbed)


async def test_a_stopped_process_that_wakes_writes_nothing_old(make_world: MakeWorld) -> None:
    """Stopped with a batch in hand until another process has written it, then woken: rows equal."""
    undisturbed, frozen = await make_world(), await make_world()
    places = await undisturbed.tell(story())
    async with undisturbed.projector():
        await undisturbed.until_applied(places)
        await undisturbed.until_told()
    places = await frozen.tell(story())

    async with started(frozen, brief=True) as zombie:
        await zombie.until_logged("batch_begin")
        zombie.signal(signal.SIGSTOP)
        async with frozen.projector():
            await frozen.until_applied(places)
            await frozen.until_told()
            zombie.signal(signal.SIGCONT)
            await zombie.until_logged("settled")
            await frozen.until_told()
        assert await zombie.stop() == 0

    assert await frozen.read_model() == await undisturbed.read_model()
    assert await last_statuses(frozen) == await last_statuses(undisturbed)


async def last_statuses(world: World) -> dict[str, object]:
    """The last message of each key, without its sequence and place."""
    return {m.subject: m.data.status for m in await world.statuses()}
