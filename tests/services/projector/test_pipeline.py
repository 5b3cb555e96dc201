"""Batches worked out ahead come to what they come to one by one, or to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from contracts.topics import Topics
from infra.clock import Clock
from infra.local.postgres import drop_database
from infra.postgres import connect
from services.projector.apply import Applier
from services.projector.batch import Fetched, pieces, read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord
from services.projector.pace import Pace
from services.projector.pipeline import Pipeline
from services.projector.slots import take_slot
from services.projector.store import PositionMoved
from tests.databases import copy_database
from tests.services.projector import events
from tests.services.projector.events import Told
from tests.services.projector.world import DAY, World

MakeWorld = Callable[[], Awaitable[World]]


def on_log(*batches: Sequence[Told]) -> list[Fetched]:
    """Batches of one partition, as they stand on the log one behind the other."""
    found: list[Fetched] = []
    offset = 0
    for batch in batches:
        records = [
            LogRecord(0, offset + at, one.timestamp_ms, one.key, one.value)
            for at, one in enumerate(batch)
        ]
        offset += len(records)
        found.append({0: records})
    return found


def test_what_was_fetched_is_cut_by_its_bytes_and_nothing_is_lost() -> None:
    """A piece holds what fits, and one record at least; the order stays."""
    [fetched] = on_log([events.target(f"chi-so-{number}") for number in range(5)])
    one = len(fetched[0][0].value or b"")
    cut = list(pieces(fetched, 2 * one))
    assert [len(piece[0]) for piece in cut] == [2, 2, 1]
    assert [record for piece in cut for record in piece[0]] == fetched[0]
    assert [len(piece[0]) for piece in pieces(fetched, 1)] == [1, 1, 1, 1, 1]


@pytest.fixture
async def make_world(postgres_url: str, template: str) -> AsyncIterator[MakeWorld]:
    """Tables of a test's own; the log is in the test's hand, and no broker is needed."""
    names: list[str] = []

    async def make() -> World:
        names.append(f"pipeline{Clock().new_id().replace('-', '')}")
        url = await copy_database(postgres_url, template, names[-1])
        return World("127.0.0.1:1", url, Topics("pipeline."))

    yield make
    for name in names:
        await drop_database(postgres_url, name)


@asynccontextmanager
async def projecting(world: World) -> AsyncIterator[tuple[Applier, Pipeline]]:
    """What a projector has: a session, an applier on it, and a pipeline before it."""
    session, _ = await take_slot(world.database_url)
    idle = world.idle()
    applier = Applier(session, SubjectCache(1_000), idle.metrics, idle.clock)
    pipeline = Pipeline(
        applier,
        idle.standing,
        working=asyncio.Lock(),
        pace=Pace(100),
        metrics=idle.metrics,
        clock=idle.clock,
        topic="pipeline.chitieu.events.v1",
        on_commit=lambda: None,
    )
    idle.standing.settle(await applier.settle([0], DAY))
    try:
        yield applier, pipeline
    finally:
        await pipeline.abandon()
        await session.close()


def ours() -> bool:
    """The partitions stay with this process."""
    return True


def story() -> list[Fetched]:
    """A target, its reports, a correction of one, all with repeats in and across batches."""
    first = events.measurement("3.1", event_id="m-1", period="2023-01")
    second = events.measurement("3.2", event_id="m-2", period="2023-02")
    corrected = events.event(
        "measurement.corrected",
        "m-1-r2",
        "indicator/kinh-te-so",
        {
            "scope": "H20",
            "period": "2023-01",
            "value": {"kind": "number", "value": "3.3"},
            "report": {"agency": "H20.14", "id": "m-1"},
            "revision": 2,
            "reason": "Nhập nhầm",
        },
        source="H20.14",
    )
    return on_log(
        [events.plan(), events.indicator(), events.target(), first, first],
        [first, second, events.task()],
        [corrected, first, events.measurement("4.5", event_id="m-3", period="2023-03")],
        [corrected, second, events.target("chi-so-khac")],
    )


@pytest.mark.integration
async def test_batches_ahead_come_to_what_they_come_to_one_by_one(make_world: MakeWorld) -> None:
    """The same tables: facts once each, rows, places, outbox and positions."""
    piped, plain = await make_world(), await make_world()
    async with projecting(piped) as (_, pipeline):
        for fetched in story():
            await pipeline.put(fetched, ours)
        await pipeline.drain()
    async with projecting(plain) as (applier, _):
        positions = await applier.settle([0], DAY)
        for fetched in story():
            await applier.step_by_step(batch := await read_batch(fetched, positions))
            positions = {move.before.partition: move.after for move in batch.moves}

    assert await piped.read_model() == await plain.read_model()
    outbox = "select key, payload, known_at from projector.outbox order by key"
    assert await piped.rows(outbox) == await plain.rows(outbox)


@pytest.mark.integration
async def test_what_was_worked_out_ahead_of_a_lost_batch_is_lost_with_it(
    make_world: MakeWorld,
) -> None:
    """Another process wrote the partition: neither the batch nor the one ahead is written."""
    world = await make_world()
    first, second, third, _ = story()
    async with projecting(world) as (_, pipeline):
        await pipeline.put(first, ours)
        await pipeline.drain()
        other = await connect(world.database_url, role=None, application_name="test-other")
        await other.execute("update read_1.positions set next_offset = next_offset + 3")
        await other.close()
        await pipeline.put(second, ours)
        with pytest.raises(PositionMoved):
            await pipeline.put(third, ours)
        await pipeline.drain()

    [facts] = await world.rows("select count(*) from read.facts")
    assert facts["count"] == 4


@pytest.mark.integration
async def test_an_event_under_the_id_of_another_subjects_is_no_new_one(
    make_world: MakeWorld,
) -> None:
    """Ingest admits none; one that is there all the same changes nothing but the position."""
    world = await make_world()
    same_id = events.measurement("9.9", event_id="m-1", indicator_id="chi-so-khac")
    first, second = on_log(
        [events.target(), events.measurement("3.1", event_id="m-1", period="2023-01")],
        [same_id, events.measurement("3.2", event_id="m-2", period="2023-02")],
    )
    async with projecting(world) as (_, pipeline):
        await pipeline.put(first, ours)
        await pipeline.put(second, ours)
        with pytest.raises(PositionMoved):
            await pipeline.drain()

    facts = await world.rows("select subject, event_id from read.facts order by event_id")
    assert [row["event_id"] for row in facts] == ["kinh-te-so-2023-r1", "m-1", "m-2"]
    assert {row["subject"] for row in facts} == {"indicator/kinh-te-so"}
    [position] = await world.rows("select next_offset from read.positions")
    assert position["next_offset"] == 4


@pytest.mark.integration
async def test_what_follows_a_batch_that_was_not_written_any_more_is_not_written_either(
    make_world: MakeWorld,
) -> None:
    """A group that decides anew between two pieces of a fetch leaves no gap to stop at."""
    world = await make_world()
    first, second, third, fourth = story()
    async with projecting(world) as (_, pipeline):
        await pipeline.put(first, ours)
        for piece in (second, third, fourth):
            await pipeline.drain()
            await pipeline.put(piece, lambda: False)
        await pipeline.drain()

    [position] = await world.rows("select next_offset from read.positions")
    assert position["next_offset"] == 5
