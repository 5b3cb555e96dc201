"""Long work in one transaction: no deadlock with who sends, no silence that ends the session."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest

from infra import postgres
from infra.postgres import connect
from services.projector import states
from services.projector.apply import Applier
from services.projector.batch import read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord, SubjectRows, SubjectState, derive
from services.projector.slots import take_slot
from services.projector.store import Position
from tests.services.projector import events
from tests.services.projector.events import Told
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration

LOCK = "select key from projector.outbox where key = $1 for update"
WAITING = (
    "select 1 from pg_stat_activity where datname = current_database()"
    " and application_name = 'chitieu-projector' and wait_event_type = 'Lock'"
)


@asynccontextmanager
async def writing(world: World) -> AsyncIterator[Applier]:
    """A writer with a session of its own."""
    session, _ = await take_slot(world.database_url)
    idle = world.idle()
    try:
        yield Applier(session, SubjectCache(10_000), idle.metrics, idle.clock)
    finally:
        await session.close()


async def applied(applier: Applier, told: list[Told]) -> Position:
    """The position behind these events, applied as one batch of partition 0."""
    records = [LogRecord(0, n, one.timestamp_ms, one.key, one.value) for n, one in enumerate(told)]
    positions = await applier.settle([0], DAY)
    return (await applier.apply(await read_batch({0: records}, positions)))[0]


async def test_a_sweep_locks_the_outbox_in_the_order_of_its_keys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Subjects swept one by one hold no key while they wait for a lower one: no deadlock."""
    monkeypatch.setattr(states, "SUBJECTS_AT_ONCE", 1)
    told = [
        events.target("chi-so-a", target_id="z-muc-tieu"),
        events.target("chi-so-b", target_id="a-muc-tieu"),
    ]
    sender = await connect(world.database_url, role=None, application_name="test-sender")
    async with writing(world) as applier:
        position = await applied(applier, told)
        async with sender.transaction():
            await sender.execute("set local idle_in_transaction_session_timeout = 0")
            await sender.fetch(LOCK, "target/a-muc-tieu@H20")
            sweep = asyncio.create_task(applier.sweep(position, date(2024, 1, 1)))
            await world.until(lambda: world.rows(WAITING))
            await sender.fetch(LOCK, "target/z-muc-tieu@H20")
        swept = await sweep
    await sender.close()

    assert swept.swept_to == date(2024, 1, 1)
    rows = await world.rows("select key, status_seq from projector.outbox order by key")
    assert [row["status_seq"] for row in rows] == [2, 2]


async def test_a_session_is_touched_while_many_subjects_are_swept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deriving takes longer than PostgreSQL lets a transaction fall silent; it is not silent."""

    def slowly(subject: str, state: SubjectState, as_of: date) -> SubjectRows:
        time.sleep(0.05)
        return derive(subject, state, as_of)

    monkeypatch.setattr(postgres, "IDLE_IN_TRANSACTION_SECONDS", 4)
    monkeypatch.setattr(states, "TOUCH_SUBJECTS", 5)
    told = [events.target(f"chi-so-{number}") for number in range(100)]
    async with writing(world) as applier:
        position = await applied(applier, told)
        monkeypatch.setattr(states, "derive", slowly)
        swept = await applier.sweep(position, date(2024, 1, 1))

    assert swept.swept_to == date(2024, 1, 1)
