"""A desk of couriers: a real PostgreSQL, a clock that is moved, channels that remember."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from contracts.alerts import AlertChanged
from domain.workdays import Workdays
from infra.clock import SettableClock
from infra.metrics import Metrics
from infra.migrate import migrate
from infra.postgres import Pool, acquire, open_pool
from services.alerts.channels.port import Delivered, Notice, Outcome
from services.alerts.configuration.document import Configuration
from services.alerts.configuration.file import parse_configuration
from services.alerts.delivery import deliveries
from services.alerts.delivery.courier import Courier
from services.alerts.delivery.notices import Queued, notices_of
from services.alerts.delivery.wiring import office_of
from tests.services.alerts.changes import change_of, queued

NOW = datetime(2023, 9, 15, 5, tzinfo=UTC)  # a Friday, noon in Đồng Tháp
MONDAY = datetime(2023, 9, 18, 0, 30, tzinfo=UTC)
CONFIGURATION = parse_configuration(
    b"""
channels:
  thu: {kind: email, server: mail.example.vn, sender: a@example.vn}
  khac: {kind: email, server: mail.example.vn, sender: a@example.vn}
routes:
  - {name: gap, when: {stage: [overdue]}, send: [{channel: thu, to: [x@b.vn]}]}
  - {name: chung, send: [{channel: thu, to: [x@b.vn]}]}
digest: {at: "07:30"}
delivery: {fallback: {channel: khac, to: [truc@b.vn]}, report_after: 3}
""",
    name="test",
)


@dataclass
class Remembering:
    """A channel that remembers what it took, and answers as it is told."""

    name: str = "thu"
    timeout_seconds: float = 5.0
    taken: list[Notice] = field(default_factory=list)
    answer: Callable[[Notice], Outcome] = lambda _: Delivered()

    async def deliver(self, notice: Notice) -> Outcome:
        """Answer, and remember what was taken."""
        said = self.answer(notice)
        if isinstance(said, Delivered):
            self.taken.append(notice)
        return said

    async def close(self) -> None:
        """Nothing is held."""

    def told(self) -> list[str]:
        """What was taken, as kind and changes."""
        return [
            f"{one.kind}:" + ",".join(f"{c.data.target[-1]}{c.data.seq}" for c in one.changes)
            for one in self.taken
        ]


class Desk:
    """A database of its own, with couriers that are driven turn by turn."""

    def __init__(self, pool: Pool, configuration: Configuration = CONFIGURATION) -> None:
        self.pool = pool
        self.clock = SettableClock(NOW)
        self.configuration = configuration
        self.metrics = Metrics("alerts")

    def courier(self, channel: Remembering, *, concurrency: int = 4) -> Courier:
        """A courier of a channel."""
        office = office_of(self.configuration, self.pool, self.clock, self.metrics)
        return Courier(channel, office, concurrency=concurrency)

    async def put(self, changes: Sequence[AlertChanged]) -> None:
        """Queue the notices of changes, as the relay does."""
        now = self.clock.now()
        found: list[Queued] = []
        for change in changes:
            found += notices_of(change, self.configuration, Workdays(), now)
        async with acquire(self.pool) as connection:
            await queued(connection, changes)
            await deliveries.queue(connection, found, now)

    async def enter(self, channel: str, revision: str = "1") -> None:
        """Configure a channel."""
        async with acquire(self.pool) as connection:
            await deliveries.enter_channel(connection, channel, revision)

    async def states(self) -> list[str]:
        """The states of all notices, oldest first."""
        async with acquire(self.pool) as connection:
            rows = await connection.fetch("select state from alerts.deliveries order by place")
        return [row["state"] for row in rows]


async def work(courier: Courier) -> None:
    """Let a courier take all that is due now."""
    while True:
        courier.wake.clear()
        await courier.turn()
        under_way = list(courier._under_way.values())
        if not under_way and not courier.wake.is_set():
            return
        await asyncio.gather(*under_way)


@pytest.fixture(scope="module")
async def migrated(database_url: str) -> str:
    """A database with all tables."""
    await migrate(database_url)
    return database_url


@pytest.fixture
async def desk(migrated: str) -> AsyncIterator[Desk]:
    """A desk on empty tables."""
    pool = await open_pool(migrated, role="chitieu_alerts", application_name="test")
    async with acquire(pool) as connection:
        await connection.execute(
            "truncate alerts.events, alerts.outbox, alerts.deliveries, alerts.delivery_outbox,"
            " alerts.channels"
        )
    yield Desk(pool)
    await pool.close()


def urgent(name: str, seq: int = 1, word: str = "opened") -> AlertChanged:
    """A change that is told at once."""
    return change_of(name, seq, word, stage="overdue")
