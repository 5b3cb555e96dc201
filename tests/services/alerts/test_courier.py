"""Couriers on a real PostgreSQL: in order, tried again, given up, gathered; dead ones reported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.alerts import AlertChanged
from domain.workdays import Workdays
from infra.clock import SettableClock
from infra.metrics import Metrics
from infra.migrate import migrate
from infra.postgres import Pool, acquire, open_pool
from services.alerts import deliveries
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome
from services.alerts.configuration import Configuration
from services.alerts.configuration_file import parse_configuration
from services.alerts.courier import Courier
from services.alerts.delivery import office_of
from services.alerts.notices import Queued, notices_of
from services.alerts.retrying import PAUSES_SECONDS
from tests.services.alerts.changes import change_of, queued

pytestmark = pytest.mark.integration

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


async def test_what_is_urgent_goes_at_once_and_each_alert_in_order(desk: Desk) -> None:
    """Several alerts at a time, the changes of one never before one another."""
    channel = Remembering()
    await desk.put([urgent("a"), urgent("b"), urgent("a", 2, "closed"), urgent("b", 2)])
    await work(desk.courier(channel))
    told = channel.told()
    assert sorted(told) == ["alert:a1", "alert:a2", "alert:b1", "alert:b2"]
    assert told.index("alert:a1") < told.index("alert:a2")
    assert told.index("alert:b1") < told.index("alert:b2")


async def test_a_failure_waits_and_what_comes_after_waits_behind_it(desk: Desk) -> None:
    """Other alerts go on; tried again later, the same notice has the same id."""
    channel, ids = Remembering(), list[str]()

    def first_fails(notice: Notice) -> Outcome:
        if notice.changes[0].data.target.endswith("a"):
            ids.append(str(notice.id))
            return Failed("not_reached") if len(ids) == 1 else Delivered()
        return Delivered()

    channel.answer = first_fails
    courier = desk.courier(channel)
    await desk.put([urgent("a"), urgent("a", 2, "closed"), urgent("b")])
    await work(courier)
    assert channel.told() == ["alert:b1"]
    desk.clock.advance(PAUSES_SECONDS[0] * 2)
    await work(courier)
    assert channel.told() == ["alert:b1", "alert:a1", "alert:a2"]
    assert ids[0] == ids[1]


async def test_what_is_not_urgent_comes_as_one_message_on_the_next_working_morning(
    desk: Desk,
) -> None:
    """On Friday noon it is Monday, half past seven; each alert once, by its last word."""
    channel = Remembering()
    courier = desk.courier(channel)
    await desk.put([change_of("a"), change_of("b"), change_of("a", 2, "closed")])
    await work(courier)
    assert channel.told() == []
    desk.clock.set(MONDAY)
    await work(courier)
    assert channel.told() == ["digest:a1,b1,a2"]
    assert "18/09/2023: 2 mục" in channel.taken[0].written.subject
    assert set(await desk.states()) == {"delivered"}


async def test_a_digest_that_fails_is_the_same_message_again(desk: Desk) -> None:
    """What is queued meanwhile goes into the next one."""
    channel, seen = Remembering(), list[Notice]()

    def fails(notice: Notice) -> Outcome:
        seen.append(notice)
        return Failed("not_reached") if len(seen) == 1 else Delivered()

    channel.answer = fails
    courier = desk.courier(channel)
    await desk.put([change_of("a"), change_of("b")])
    desk.clock.set(MONDAY)
    await work(courier)
    await desk.put([change_of("c")])
    desk.clock.advance(PAUSES_SECONDS[0] * 2)
    await work(courier)
    assert (seen[0].id, seen[0].changes) == (seen[1].id, seen[1].changes)
    assert channel.told() == ["digest:a1,b1"]


async def test_what_becomes_urgent_takes_along_what_waited_for_the_morning(desk: Desk) -> None:
    """So nobody reads the end of a story before its beginning."""
    channel = Remembering()
    await desk.put([change_of("a"), change_of("b")])
    await desk.put([urgent("a", 2, "updated")])
    await work(desk.courier(channel))
    assert channel.told() == ["alert:a1", "alert:a2"]


async def test_a_channel_that_is_gone_is_left_alone_and_told_on_another_once(desk: Desk) -> None:
    """What waited for it is given up and said to be; changed in the file, it starts anew."""
    gone, other = Remembering(), Remembering("khac")
    gone.answer = lambda _: Failed("http_410", final=True, gone=True)
    await desk.enter("thu")
    await desk.put([urgent("a"), urgent("b"), urgent("a", 2, "closed")])
    courier = desk.courier(gone, concurrency=1)
    await work(courier)
    assert await desk.states() == ["given_up"] * 3 + ["waiting"]
    await work(desk.courier(other))
    [report] = other.taken
    assert (report.kind, report.recipient) == ("report", "truc@b.vn")
    assert "«thu»" in report.written.text
    await desk.enter("thu", "2")
    gone.answer = lambda _: Delivered()
    await desk.put([urgent("c")])
    await work(courier)
    assert gone.told() == ["alert:c1"]


async def test_a_channel_that_fails_for_hours_is_told_on_another(desk: Desk) -> None:
    """Long before its notices are given up, which takes three days."""
    failing, other = Remembering(), Remembering("khac")
    failing.answer = lambda _: Failed("not_reached")
    await desk.enter("thu")
    await desk.put([urgent("a")])
    courier = desk.courier(failing)
    for pause in (0, *PAUSES_SECONDS):
        desk.clock.advance(pause * 1.2)
        await work(courier)
    assert await desk.states() == ["given_up", "waiting"]
    await work(desk.courier(other))
    assert [one.kind for one in other.taken] == ["report"]


async def test_a_receiver_that_asks_for_a_pause_gets_it_for_all_its_notices(desk: Desk) -> None:
    """Not one by one until each has been told so."""
    channel = Remembering()
    asked = list[str]()

    def busy(notice: Notice) -> Outcome:
        asked.append(str(notice.id))
        return Failed("http_429", wait_seconds=3_600) if len(asked) == 1 else Delivered()

    channel.answer = busy
    await desk.enter("thu")
    courier = desk.courier(channel, concurrency=1)
    await desk.put([urgent("a"), urgent("b"), urgent("c")])
    await work(courier)
    assert len(asked) == 1
    desk.clock.advance(3_601)
    await work(courier)
    assert sorted(channel.told()) == ["alert:a1", "alert:b1", "alert:c1"]


async def test_a_channel_that_hangs_or_raises_keeps_no_other_waiting(desk: Desk) -> None:
    """Its attempt ends by its time limit, or as a failure; nothing of the error's text is kept."""
    channel = Remembering()
    channel.timeout_seconds = 0.05

    class Hanging(Remembering):
        async def deliver(self, notice: Notice) -> Outcome:
            if notice.changes[0].data.target.endswith("a"):
                await asyncio.Event().wait()
            raise RuntimeError("https://user:geheim@example.vn")

    hanging = Hanging(timeout_seconds=0.05)
    await desk.enter("thu")
    await desk.put([urgent("a"), urgent("b")])
    await work(desk.courier(hanging))
    async with acquire(desk.pool) as connection:
        rows = await connection.fetch("select code, attempts from alerts.deliveries order by place")
    assert [(row["code"], row["attempts"]) for row in rows] == [("timeout", 1), ("error", 1)]


async def test_the_api_sees_who_was_told_but_not_how_to_reach_him(
    migrated: str, desk: Desk
) -> None:
    """Its role may read some columns; the address and the words of a report are not among them."""
    await desk.put([urgent("a")])
    pool = await open_pool(migrated, role="chitieu_api", application_name="test")
    try:
        async with acquire(pool) as connection:
            shown = await connection.fetchval("select recipient_shown from alerts.deliveries")
            assert shown == "x…x@b.vn"
            with pytest.raises(Exception, match="permission denied"):
                await connection.fetchval("select recipient from alerts.deliveries")
            with pytest.raises(Exception, match="permission denied"):
                await connection.execute("update alerts.channels set state = 'working'")
    finally:
        await pool.close()


def test_pauses_are_those_of_standard_webhooks_about_three_days_in_all() -> None:
    """So a receiver that is away over a weekend still hears of it."""
    assert timedelta(hours=74) < timedelta(seconds=sum(PAUSES_SECONDS)) < timedelta(hours=77)


def test_the_next_digest_is_on_a_working_day() -> None:
    """Before Tết it waits until after Tết."""
    tet = Workdays(frozenset(date(2023, 1, 20) + timedelta(days=n) for n in range(7)))
    before = datetime(2023, 1, 19, 1, tzinfo=UTC)
    [notice] = notices_of(change_of("a"), CONFIGURATION, tet, before)
    assert notice.digest_on == date(2023, 1, 27)
