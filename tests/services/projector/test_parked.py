"""What cannot be applied waits, and its subject's later events behind it; all else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date

import pytest

from contracts.topics import Topics
from infra import postgres
from infra.clock import Clock
from infra.local.postgres import drop_database
from services.projector import parking, redrive, salvage, states
from services.projector.apply import Applier
from services.projector.batch import read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord
from services.projector.refusals import Refused
from services.projector.slots import take_slot
from services.projector.store import Position, PositionMoved
from services.projector.waiting import DEFAULT_LIMITS, Limits
from tests.databases import copy_database
from tests.services.projector import events
from tests.services.projector.events import Told
from tests.services.projector.test_parking import measured, poisoned
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration

A, B = "chi-so-a", "chi-so-b"
LATER = events.of_a_later_version(f"indicator/{A}")
LOCKED = (
    "select xact_start from pg_stat_activity where datname = current_database()"
    " and application_name = 'chitieu-redrive' and wait_event_type = 'Lock'"
)
WAITING = "select subject, since_offset, code, events from read.parked_subjects order by subject"


class Log:
    """A partition that is written and applied in this process, batch by batch."""

    def __init__(self, world: World, applier: Applier) -> None:
        self.world = world
        self.applier = applier
        self._next = 0
        self._positions: dict[int, Position] = {}

    async def told(self, *told: Told | bytes, starts_at: int | None = None) -> None:
        """Write and apply one batch; bytes are a value of indicator A."""
        self._next = self._next if starts_at is None else starts_at
        records = [
            LogRecord(0, offset, 0, f"indicator/{A}".encode(), one)
            if isinstance(one, bytes)
            else LogRecord(0, offset, one.timestamp_ms, one.key, one.value, (("k", b"\xff"),))
            for offset, one in enumerate(told, start=self._next)
        ]
        self._next += len(records)
        if not self._positions:
            self._positions = await self.applier.settle([0], DAY)
        try:
            self._positions |= await self._applied(records)
        except PositionMoved:
            self._positions = await self.applier.settle([0], DAY)
            self._positions |= await self._applied(records)

    async def _applied(self, records: list[LogRecord]) -> dict[int, Position]:
        return await self.applier.apply(await read_batch({0: records}, self._positions))

    async def swept(self, day: date) -> None:
        """Move the day."""
        self._positions[0] = await self.applier.sweep(self._positions[0], day)

    async def waiting(self) -> list[tuple[object, ...]]:
        """Subject, since, code, number of events of all that wait."""
        return [tuple(row.values()) for row in await self.world.rows(WAITING)]

    async def values(self) -> dict[object, object]:
        """What is shown of each target."""
        rows = await self.world.rows("select target_id, value_text from read.targets")
        return {row["target_id"]: row["value_text"] for row in rows}


@pytest.fixture
async def world(postgres_url: str, template: str) -> AsyncIterator[World]:
    """Tables of a test's own; the log is in the test's hand, and no broker is needed."""
    name = f"parked{Clock().new_id().replace('-', '')}"
    url = await copy_database(postgres_url, template, name)
    yield World("127.0.0.1:1", url, Topics("parked."))
    await drop_database(postgres_url, name)


@asynccontextmanager
async def writing(world: World, limits: Limits = DEFAULT_LIMITS) -> AsyncIterator[Log]:
    """A writer with a session of its own, as a projector has it."""
    session, _ = await take_slot(world.database_url)
    idle = world.idle()
    try:
        cache = SubjectCache(1_000)
        yield Log(world, Applier(session, cache, idle.metrics, idle.clock, limits=limits))
    finally:
        await session.close()


@contextmanager
def faulty_program() -> Iterator[None]:
    """Within: the program cannot bear a value of 666."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (states, parking, salvage):
            patch.setattr(module, "derive", poisoned)
        yield


async def redriven(
    world: World, subject: str | None = None, *, dry_run: bool = False
) -> list[tuple[object, ...]]:
    """What a redrive says: subject, events applied, events that still wait, the code why."""
    async with redrive.opened(world.database_url) as session:
        return [
            (one.subject, one.applied, one.waiting, one.poison and one.poison.reason.code)
            async for one in redrive.redrive(session, subject=subject, dry_run=dry_run)
        ]


async def test_what_cannot_be_read_waits_until_a_redrive_and_nothing_of_it_is_lost(
    world: World,
) -> None:
    """Other subjects go on; after the mending, the rows are those of a log without a fault.

    The live projector believed until then that the subject waits, and goes on rightly.
    """
    target_a, target_b = events.target(A), events.target(B)
    async with writing(world) as log:
        await log.told(target_a, measured(A, 12, "3"), target_b)
        await log.told(
            LATER,
            measured(A, 13, "4.5"),
            measured(B, 13, "5"),
        )
        await log.told(measured(A, 14, "4.7"))
        assert await log.waiting() == [(f"indicator/{A}", 3, "unreadable_record", 3)]
        assert await redriven(world) == [(f"indicator/{A}", 0, 3, "unreadable_record")]
        kept = await world.rows("select key, headers, timestamp_ms from read_1.parked_events")
        assert {row["key"] for row in kept} == {target_a.key}

        # The program now reads it: as good as another value at that place.
        mended = measured(A, 16, "4.1").value
        await world.rows('update read_1.parked_events set value = $1 where "offset" = 3', mended)
        dry = await redriven(world, dry_run=True)
        assert dry == [(f"indicator/{A}", 3, 0, None)]
        assert await log.waiting() == [(f"indicator/{A}", 3, "unreadable_record", 3)]
        assert await redriven(world, subject=f"indicator/{A}") == dry
        await log.told(measured(A, 15, "4.9"))

        assert await log.waiting() == []
        facts = await world.rows(
            'select "offset" from read.facts where subject = $1 order by 1', f"indicator/{A}"
        )
    assert [row["offset"] for row in facts] == [0, 1, 3, 4, 6, 7]


async def test_what_cannot_be_judged_waits_from_its_first_event_on(world: World) -> None:
    """Two subjects of one batch; what was told of them before stays, and is marked."""
    async with writing(world) as log:
        await log.told(events.target(A), events.target(B))
        before = await world.rows("select key, payload from projector.outbox order by key")
        with faulty_program():
            await log.told(
                measured(A, 12), measured(A, 13, "666"), measured(B, 13, "666"), measured(A, 14)
            )
            assert await log.waiting() == [
                (f"indicator/{A}", 3, "cannot_judge", 2),
                (f"indicator/{B}", 4, "cannot_judge", 1),
            ]
            [row] = await world.rows(
                "select vi, event, rows_as_of from read.parked_subjects where subject like '%b'"
            )
            assert (row["event"], row["rows_as_of"]) == (f"H20.14/{B}-13", DAY)
            assert "ZeroDivisionError" in str(row["vi"])
            assert [r[1:] for r in await redriven(world)] == [
                (0, 2, "cannot_judge"),
                (0, 1, "cannot_judge"),
            ]
        assert before[1] in await world.rows("select key, payload from projector.outbox")

        assert [r[1:] for r in await redriven(world)] == [(2, 0, None), (1, 0, None)]
        assert await log.waiting() == []


async def test_rows_that_postgresql_does_not_take_wait(world: World) -> None:
    """Of a batch that PostgreSQL refuses, one subject is at fault, and found."""
    refuse = "alter table read_1.facts add constraint fault check (event_id <> $$chi-so-a-13$$)"
    await world.rows(refuse)
    async with writing(world) as log:
        many = [measured(f"chi-so-{n}", 12) for n in range(20)]
        await log.told(*many, measured(A, 12), measured(A, 13), measured(A, 14), measured(B, 12))

        assert await log.waiting() == [(f"indicator/{A}", 21, "cannot_store", 2)]
        assert len(await world.rows("select 1 from read.facts")) == 22
        assert await redriven(world) == [(f"indicator/{A}", 0, 2, "cannot_store")]
        await world.rows("alter table read_1.facts drop constraint fault")
        assert await redriven(world) == [(f"indicator/{A}", 2, 0, None)]


async def test_a_redrive_waits_for_its_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the owner is long at work on the partition, it tries again and again."""
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_SECONDS", 1)
    owner = await postgres.connect(world.database_url, role=None, application_name="test-owner")
    async with writing(world) as log:
        with faulty_program():
            await log.told(measured(A, 12, "666"))
        async with owner.transaction():
            await owner.execute("set local idle_in_transaction_session_timeout = 0")
            await owner.execute("select 1 from read_1.positions for update")
            redriving = asyncio.create_task(redriven(world))
            await world.until(lambda: world.rows(LOCKED))
            [first] = await world.rows(LOCKED)

            async def again() -> bool:
                return await world.rows(LOCKED) not in ([first], [])

            await world.until(again)
        assert await redriving == [(f"indicator/{A}", 1, 0, None)]
    await owner.close()


async def test_a_day_on_which_a_subject_cannot_be_judged_passes_for_the_others(
    world: World,
) -> None:
    """Its rows stay as they were; its later events wait; a redrive judges it as of the new day."""
    async with writing(world) as log:
        await log.told(events.target(A), measured(A, 13, "666"), events.target(B))
        with faulty_program():
            await log.swept(date(2024, 1, 5))
            await log.told(measured(A, 14), measured(B, 13, "5"))
            assert await log.waiting() == [(f"indicator/{A}", 3, "cannot_judge", 1)]
            marked = await world.rows("select * from read_1.parked_subjects")
            assert await redriven(world) == [(f"indicator/{A}", 0, 1, "cannot_judge")]
        assert [row["rows_as_of"] for row in marked] == [DAY]
        assert await world.rows("select * from read_1.parked_subjects") == marked
        await log.swept(date(2024, 1, 6))  # of those who wait nothing is judged

        assert await redriven(world) == [(f"indicator/{A}", 1, 0, None)]
    phases = await world.rows("select phase from read.targets order by target_id")
    assert len({row["phase"] for row in phases}) == 1


async def test_more_than_may_wait_stops_the_projector_and_drops_nothing(world: World) -> None:
    """The words name how many wait and may; the position stays, and more room lets it go on."""
    async with writing(world, Limits(subjects=1, events=2)) as log:
        await log.told(LATER, measured(A, 12))
        with pytest.raises(Refused) as refused:
            await log.told(measured(A, 13))
        positions = await world.rows("select next_offset from read.positions where partition = 0")

    assert refused.value.reason.code == "parked_limit"
    assert "tối đa 2" in refused.value.reason.vi
    assert positions == [{"next_offset": 2}]
    async with writing(world, Limits(subjects=1, events=3)) as log:
        await log.told(measured(A, 13), starts_at=2)
        assert await log.waiting() == [(f"indicator/{A}", 0, "unreadable_record", 3)]


async def test_a_record_that_is_not_ingests_holds_nobody_up(world: World) -> None:
    """Without a key, or under another's: it waits, and both subjects go on."""
    async with writing(world) as log:
        stray = measured(A, 12)
        records = [
            LogRecord(0, 0, 0, None, stray.value),
            LogRecord(0, 1, 0, events.target(B).key, stray.value),
        ]
        positions = await log.applier.settle([0], DAY)
        await log.applier.apply(await read_batch({0: records}, positions))

        assert await log.waiting() == [("?/0", 0, "foreign_record", 2)]
        assert await redriven(world) == [("?/0", 0, 2, "foreign_record")]
