"""`chitieu redrive` beside a projector at work: as if nothing had ever been at fault."""

from __future__ import annotations

import asyncio
import sys

import orjson
import pytest

from infra.local.settings import inherited_environment
from infra.postgres import connect
from tests.services.projector import events
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.test_kills import last_statuses
from tests.services.projector.test_parked import faulty_program
from tests.services.projector.test_parking import measured
from tests.services.projector.world import World

pytestmark = [pytest.mark.integration, pytest.mark.faults]

SUBJECTS = 6
WAITING_FOR_LOCK = (
    "select 1 from pg_stat_activity where datname = current_database()"
    " and application_name = 'chitieu-redrive' and wait_event_type = 'Lock'"
)


def chapter(number: int, value: str = "4") -> list[Told]:
    """One result of each of the indicators."""
    return [measured(f"chi-so-{n}", number, value) for n in range(SUBJECTS)]


def targets() -> list[Told]:
    """A target on each."""
    return [events.target(f"chi-so-{n}") for n in range(SUBJECTS)]


async def redrive(world: World, *arguments: str) -> asyncio.subprocess.Process:
    """Start the command as its user does."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.cli.main",
        "redrive",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**inherited_environment(), "CHITIEU_DATABASE_URL": world.database_url},
    )


async def killed_at_work(world: World) -> None:
    """Begin a redrive, let it wait in its transaction, and kill it there."""
    session = await connect(world.database_url, role=None, application_name="test-lock")
    try:
        async with session.transaction():
            await session.execute("set local idle_in_transaction_session_timeout = 0")
            await session.execute("select 1 from read_1.positions for update")
            process = await redrive(world, "--all")
            await world.until(lambda: world.rows(WAITING_FOR_LOCK))
            process.kill()
            await process.wait()
    finally:
        await session.close()


async def test_a_redrive_under_load_ends_in_the_rows_of_a_log_without_fault(
    make_world: MakeWorld,
) -> None:
    """A faulty program parks; the mended one redrives while events go on coming; one was killed."""
    clean, spoiled = await make_world(), await make_world()
    story = [*targets(), *chapter(1), *chapter(2, "666"), *chapter(3), *chapter(4), *chapter(5)]
    places = await clean.tell(story)
    async with clean.projector():
        await clean.until_applied(places)
        await clean.until_told()

    async with spoiled.projector(batch_records=5):
        with faulty_program():
            await spoiled.until_applied(await spoiled.tell(story[: 4 * SUBJECTS]))
            waiting = await spoiled.rows("select subject, events from read.parked_subjects")
            assert [row["events"] for row in waiting] == [2] * SUBJECTS
        await killed_at_work(spoiled)
        assert waiting == await spoiled.rows("select subject, events from read.parked_subjects")

        places = await spoiled.tell(story[4 * SUBJECTS : 5 * SUBJECTS])
        process = await redrive(spoiled, "--all", "--json")
        places += await spoiled.tell(story[5 * SUBJECTS :])
        told, words = await process.communicate()
        await spoiled.until_applied(places)
        again = await redrive(spoiled, "--all")
        assert (await again.wait(), process.returncode) == (0, 0), words.decode()
        await spoiled.until_told()

    lines = [orjson.loads(line) for line in told.splitlines()]
    assert [line["waiting"] for line in lines] == [0] * SUBJECTS
    assert await spoiled.rows("select 1 from read_1.parked_events") == []
    assert await spoiled.read_model() == await clean.read_model()
    assert await last_statuses(spoiled) == await last_statuses(clean)
