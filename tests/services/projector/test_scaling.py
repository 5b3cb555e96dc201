"""Projectors come and go, and are slow: nothing is lost, nothing doubled, nobody thrown out."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import date
from functools import partial

import pytest

from infra.postgres import connect
from services.projector import membership, slots, states
from services.projector.fold import SubjectRows, SubjectState, derive
from services.projector.standing import Standing
from services.projector.store import Position
from tests.services.projector import events
from tests.services.projector.child import Child, started
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.test_kills import last_statuses
from tests.services.projector.test_parking import measured
from tests.services.projector.world import World

pytestmark = [pytest.mark.integration, pytest.mark.faults]

SUBJECTS = 24
CHAPTERS = 12
SESSION_TIMEOUT_SECONDS = 6
"""The shortest that a broker grants by default."""
STATEMENT_TIMEOUT_SECONDS = 120
"""How slow the database is, is the test's own affair: it ends that by itself."""
# While there is a row in `slow`, the database takes its time for one target.
SLOWLY = (
    "create table public.slow as select 1",
    """
    create function public.slowly() returns trigger security definer language plpgsql as $$
    begin
      while new.target_id = 'cham-2023' and exists (select from public.slow) loop
        perform pg_catalog.pg_sleep(0.1);
      end loop;
      return new;
    end $$
    """,
    """
    create trigger slowly before insert on read_1.targets
      for each row execute function public.slowly()
    """,
)
ASLEEP = (
    "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
)


def chapters() -> list[list[Told]]:
    """A target on each indicator, then results of all, chapter by chapter."""
    names = [f"chi-so-{number}" for number in range(SUBJECTS)]
    return [
        [events.target(name) for name in names],
        *([measured(name, number, f"4.{number}") for name in names] for number in range(CHAPTERS)),
    ]


async def test_projectors_that_come_and_go_under_load_leave_the_rows_of_one(
    make_world: MakeWorld,
) -> None:
    """One, three, one ended and one killed, both in place again: the same rows and messages.

    That partitions go to others where nobody comes in place is in test_kills.
    """
    clean, shared = await make_world(), await make_world()
    story = chapters()
    places = await clean.tell([one for chapter in story for one in chapter])
    async with clean.projector():
        await clean.until_applied(places)
        await clean.until_told()

    async with AsyncExitStack() as running:

        async def join() -> Child:
            child = await running.enter_async_context(started(shared, batch_records=7))
            await child.until_logged("settled")
            child.keep_reading()
            return child

        first = await join()
        places = await tell(shared, story[:3])
        await at_work(shared, first)
        second, third = await asyncio.gather(join(), join())
        telling = asyncio.create_task(tell(shared, story[3:]))
        await asyncio.gather(at_work(shared, second), at_work(shared, third))
        code, _ = await asyncio.gather(second.stop(), third.kill())
        in_place = await asyncio.gather(join(), join())
        places += await telling
        await shared.until_applied(places)
        await shared.until_told()
        codes = [code, *await asyncio.gather(*(child.stop() for child in (first, *in_place)))]

    assert codes == [0, 0, 0, 0]
    assert await shared.read_model() == await clean.read_model()
    assert await last_statuses(shared) == await last_statuses(clean)


async def tell(world: World, story: list[list[Told]]) -> list[tuple[int, int]]:
    """Put chapter after chapter on the log, each sent by itself."""
    return [place for chapter in story for place in await world.tell(chapter)]


async def at_work(world: World, child: Child) -> None:
    """Wait until a process has applied something."""
    await world.until(lambda: any(line["event"] == "batch_committed" for line in child.lines))


async def test_long_batches_and_a_slow_database_keep_their_places(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both last longer than the group waits for a sign of life, and nobody is settled anew."""

    def slowly(subject: str, state: SubjectState, as_of: date) -> SubjectRows:
        time.sleep(0.015)
        return derive(subject, state, as_of)

    settled: list[int] = []

    def settle(standing: Standing, positions: dict[int, Position]) -> None:
        settled.append(len(positions))
        as_it_is(standing, positions)

    as_it_is = Standing.settle
    patient = partial(connect, statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS)
    monkeypatch.setattr(slots, "connect", patient)
    monkeypatch.setattr(membership, "SESSION_TIMEOUT_SECONDS", SESSION_TIMEOUT_SECONDS)
    monkeypatch.setattr(Standing, "settle", settle)
    for statement in SLOWLY:
        await world.rows(statement)
    async with world.projector() as one, world.projector() as two:
        await world.until(lambda: len(one.standing.positions) == len(two.standing.positions) == 6)
        before = list(settled)
        monkeypatch.setattr(states, "derive", slowly)
        places = await world.tell([events.target("cham")])
        await world.until(lambda: world.rows(ASLEEP))
        longer = asyncio.create_task(asyncio.sleep(SESSION_TIMEOUT_SECONDS + 0.5))
        places += await world.tell([events.target(f"chi-so-{number}") for number in range(500)])
        await longer
        await world.until(lambda: world.rows(ASLEEP))
        await world.rows("delete from public.slow")
        await world.until_applied(places)

        assert settled == before
        assert one.watch.problems() == two.watch.problems() == {}
    assert len(await world.rows("select 1 from read.targets")) == 501
