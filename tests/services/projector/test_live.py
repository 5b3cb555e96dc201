"""From the log to rows and messages, on real Kafka and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from services.projector.apply import Applier
from services.projector.batch import read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord
from services.projector.slots import take_slot
from services.projector.store import PositionMoved
from tests.services.projector import events
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration


def small_story() -> list[Told]:
    """A plan with a target that has three results, and a task."""
    return [
        events.agency(),
        events.plan(),
        events.indicator(),
        events.target(),
        events.task(),
        events.measurement("3.7", event_id="m-1", period="2022", received_after_seconds=61),
        events.measurement("3.9", event_id="m-2", period="2023-01", received_after_seconds=62),
        events.measurement("4.2", event_id="m-3", period="2023-02", received_after_seconds=63),
    ]


async def project(world: World, told: list[Told], day: date = DAY, **changes: object) -> None:
    """Put events on the log and run a projector until all of it is applied and told."""
    places = await world.tell(told)
    async with world.projector(day, **changes):
        await world.until_applied(places)
        await world.until_told()


async def test_an_event_becomes_a_row_and_a_status_message(world: World) -> None:
    """A target and its result on the log become one row for readers and one message."""
    places = await world.tell([events.target(), events.measurement("4.25", event_id="m-1")])

    async with world.projector():
        await world.until_applied(places)
        await world.until_told()

    [row] = await world.rows("select * from read.targets")
    assert (row["target_id"], row["phase"], row["as_of"]) == ("kinh-te-so-2023", "not_due", DAY)
    assert (row["known_partition"], row["known_offset"]) == places[-1]
    assert row["lead"] == ["H20.14"]
    [*_, message] = await world.statuses()
    assert message.subject == "target/kinh-te-so-2023@H20"
    assert message.data.as_of == DAY
    assert message.data.known_at == f"{places[-1][0]}:{places[-1][1]}"


async def test_plans_indicators_agencies_and_tasks_have_rows_of_their_own(world: World) -> None:
    """What readers need beside targets is there, with the event's data as it was sent."""
    await project(world, small_story())

    [plan] = await world.rows("select * from read.plans")
    assert (plan["plan_id"], plan["issuer"], plan["issued_on"]) == (
        "ke-hoach-1",
        "H20",
        date(2023, 1, 3),
    )
    [indicator] = await world.rows("select * from read.indicators")
    assert (indicator["name"], indicator["higher_is_better"]) == (
        "Tỷ trọng kinh tế số trên GRDP",
        True,
    )
    [agency] = await world.rows("select body->>'name' as name, members from read.agencies")
    assert agency == {"name": "Sở Thông tin và Truyền thông", "members": []}
    [task] = await world.rows("select task_id, phase, overdue, due_on from read.tasks")
    assert task == {
        "task_id": "kho-du-lieu",
        "phase": "not_due",
        "overdue": False,
        "due_on": date(2023, 9, 30),
    }
    facts = await world.rows("select record from read.facts where event_id = 'm-3'")
    assert facts == [{"record": small_story()[-1].value}]


async def test_an_event_that_stands_twice_on_the_log_is_applied_once(world: World) -> None:
    """Duplicates, in one batch and in a later one, leave one fact and the same row."""
    told = small_story()
    await project(world, [*told, told[-1], told[3]])
    before = await world.read_model()

    places = await world.tell([told[-1], told[5]])
    async with world.projector():
        await world.until_applied(places)

    assert await world.read_model() == before
    assert len(before["facts"]) == len(told)
    [row] = await world.rows("select known_offset from read.targets")
    [first] = await world.rows("select \"offset\" as at from read.facts where event_id = 'm-3'")
    assert row["known_offset"] == first["at"]


async def test_a_restart_goes_on_where_postgresql_says(world: World) -> None:
    """What came while no projector ran is applied, nothing twice, by a process with no memory."""
    told = small_story()
    await project(world, told[:6])
    await project(world, told[6:])

    positions = await world.rows("select sum(next_offset)::int as applied from read.positions")
    assert positions == [{"applied": len(told)}]
    [row] = await world.rows("select value_text, status from read.targets")
    assert str(row["value_text"]).startswith("4,2")


async def test_arrival_order_and_batches_change_no_row(make_world: MakeWorld) -> None:
    """The same events forwards in one batch, and backwards one by one, give equal rows."""
    told = [
        *small_story(),
        events.withdrawn("kinh-te-so", "kinh-te-so-2023", effective_on="2023-02-01"),
    ]
    forwards, backwards = await make_world(), await make_world()

    await project(forwards, told)
    await project(backwards, told[::-1], batch_records=1)

    assert await backwards.read_model() == await forwards.read_model()


async def test_deadlines_pass_in_silence(world: World) -> None:
    """A later day alone moves phases, tells each move once, and nothing else."""
    await project(world, small_story())

    async with world.projector(date(2023, 12, 10)):
        await world.until(lambda: phase_is(world, "due_soon"))
        await world.until_told()
    async with world.projector(date(2024, 1, 1)) as one:
        await world.until(lambda: phase_is(world, "past_due"))
        await world.until_told()
        one.clock.set(datetime(2024, 1, 2, 5, tzinfo=UTC))
        await world.until(lambda: swept_to(world, date(2024, 1, 2)))

    of_target = [m for m in await world.statuses() if m.subject.startswith("target/")]
    told = [(m.data.status.phase, m.data.as_of) for m in of_target]
    assert told[-2:] == [("due_soon", date(2023, 12, 10)), ("past_due", date(2024, 1, 1))]
    sequences = [m.data.status_seq for m in of_target]
    assert all(earlier < later for earlier, later in pairwise(sequences))
    [task] = await world.rows("select overdue, as_of from read.tasks")
    assert task == {"overdue": True, "as_of": date(2024, 1, 2)}


async def phase_is(world: World, phase: str) -> bool:
    """Whether the one target is in a phase."""
    rows = await world.rows("select phase from read.targets")
    return [row["phase"] for row in rows] == [phase]


async def swept_to(world: World, day: date) -> bool:
    """Whether every partition is judged as of a day."""
    rows = await world.rows("select distinct swept_to from read.positions")
    return [row["swept_to"] for row in rows] == [day]


async def test_rows_of_a_day_are_the_same_whether_facts_or_the_day_came_first(
    make_world: MakeWorld,
) -> None:
    """Swept to a day after the facts, or fed the facts on that day: equal rows."""
    swept, fed = await make_world(), await make_world()
    await project(swept, small_story())
    async with swept.projector(date(2024, 1, 1)):
        await swept.until(lambda: phase_is(swept, "past_due"))
        await swept.until(lambda: swept_to(swept, date(2024, 1, 1)))

    await project(fed, small_story(), date(2024, 1, 1))

    assert await swept.read_model() == await fed.read_model()


async def test_who_lost_the_race_writes_nothing(world: World) -> None:
    """Two writers at one position: one goes through, the other rolls everything back."""
    told = [events.target(), events.measurement("4.2", event_id="m-1")]
    records = {
        0: [
            LogRecord(0, offset, one.timestamp_ms, one.key, one.value)
            for offset, one in enumerate(told)
        ]
    }
    async with writer(world) as one, writer(world) as two:
        positions = await one.settle([0], DAY)
        await two.settle([0], DAY)
        await one.apply(await read_batch(records, positions))
        before = await world.read_model()
        other = events.measurement("9.9", event_id="m-2")
        stale = {0: [LogRecord(0, 0, other.timestamp_ms, other.key, other.value)]}

        with pytest.raises(PositionMoved):
            await two.apply(await read_batch(stale, positions))
        with pytest.raises(PositionMoved):
            await two.sweep(positions[0], date(2024, 1, 1))

        assert await world.read_model() == before
        assert (await two.settle([0], DAY))[0].next_offset == len(told)


@asynccontextmanager
async def writer(world: World) -> AsyncIterator[Applier]:
    """A writer with a session of its own."""
    session, _ = await take_slot(world.database_url)
    idle = world.idle()
    try:
        yield Applier(session, SubjectCache(1_000), idle.metrics, idle.clock)
    finally:
        await session.close()


async def test_a_writer_notices_that_another_version_of_the_views_is_live(world: World) -> None:
    """After a swap nothing goes into the old version; the writer begins at the new positions."""
    told = [events.target(), events.measurement("4.2", event_id="m-1")]
    records = {
        0: [
            LogRecord(0, offset, one.timestamp_ms, one.key, one.value)
            for offset, one in enumerate(told)
        ]
    }
    async with writer(world) as one:
        positions = await one.settle([0], DAY)
        await world.swap_to_an_empty_version(2)

        with pytest.raises(PositionMoved):
            await one.apply(await read_batch(records, positions))
        positions = await one.settle([0], DAY)
        await one.apply(await read_batch(records, positions))

    assert await world.rows("select count(*)::int as n from read_2.facts") == [{"n": 2}]
    assert await world.rows("select count(*)::int as n from read_1.facts") == [{"n": 0}]


async def test_a_lost_session_ends_the_run_and_the_next_goes_on(world: World) -> None:
    """When PostgreSQL ends the session, the projector says so, takes a new one and goes on."""
    told = small_story()
    places = await world.tell(told[:4])
    async with world.projector() as one:
        await world.until_applied(places)
        await world.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'chitieu-projector' and datname = current_database()"
        )
        more = await world.tell(told[4:])
        await world.until_applied(more)
        assert one.watch.problems() == {}

    assert len((await world.read_model())["facts"]) == len(told)


async def test_two_projectors_share_the_partitions(world: World) -> None:
    """A second process takes a slot and partitions of its own; all events are applied once."""
    async with world.projector() as one, world.projector() as two:
        await world.until(lambda: len(one.standing.positions) == len(two.standing.positions) == 6)
        told = [events.target(f"chi-so-{number}") for number in range(40)]
        await world.until_applied(await world.tell(told))
        assert set(one.standing.positions).isdisjoint(two.standing.positions)
    model = await world.read_model()
    assert len(model["facts"]) == len(model["targets"]) == len(told)
