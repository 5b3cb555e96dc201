"""Handler and sweep on a real PostgreSQL, with the clock in the test's hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from contracts.status import TargetStatus, status_key
from infra.clock import SettableClock
from infra.metrics import Metrics
from infra.postgres import Pool, open_pool
from services.alerts import store
from services.alerts.handlers import StatusHandler
from services.alerts.held import changed
from services.alerts.parameters import Parameters
from services.alerts.sweep import Sweep
from tests.builders import above, report
from tests.services.alerts.statuses import (
    digital_economy,
    judged,
    status_bytes,
    swept_bytes,
    target_2023,
)
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands on the topic."""

    value: bytes | None
    offset: int = 0
    key: bytes | None = b"target/x@H20"
    topic: str = "chitieu.status.v1"
    partition: int = 0
    timestamp: int = 0


@dataclass(slots=True)
class Service:
    """The handler and the sweep on one database, behind a projector that is up unless stopped."""

    pool: Pool
    clock: SettableClock
    handler: StatusHandler
    sweep: Sweep
    told: list[int]

    async def swept(self) -> int:
        """Let the projector say that it has reached this day and instant, then sweep."""
        now, day = self.clock.now(), self.clock.business_day()
        await self.handler([Given(swept_bytes(now, swept_to=day), key=b"swept")])
        return await self.sweep.run()


@pytest.fixture
async def service(world: World) -> AsyncIterator[Service]:
    """Noon of 15/09/2023 in Viet Nam; a hold of one day."""
    clock, metrics = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC)), Metrics("alerts")
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    told: list[int] = []
    handler = StatusHandler(
        pool,
        clock=clock,
        metrics=metrics,
        parameters=Parameters(),
        changed=lambda: told.append(1),
    )
    sweep = Sweep(pool, clock=clock, metrics=metrics, parameters=Parameters(), hold=DAY)
    yield Service(pool, clock, handler, sweep, told)
    await pool.close()


def silent(name: str = "du-lieu-mo-2023", *, on: str = "2023-09-15") -> TargetStatus:
    """A target of which only another definition was ever reported."""
    target = target_2023(above("60"), name=name, unit="%", definition=2)
    return judged(target, report("20", period="2022"), on=on)


def records(*values: bytes | None) -> Sequence[Given]:
    """Records of one partition, in order."""
    return [Given(value, offset) for offset, value in enumerate(values)]


async def test_an_absence_is_told_only_after_the_hold(world: World, service: Service) -> None:
    """Half of the time is gone without a report; a quiet day later the sweep says so."""
    await service.handler(records(status_bytes(silent(), seq=1)))
    assert await service.swept() == 0
    service.clock.advance(DAY.total_seconds() - 1)
    assert await service.swept() == 0
    service.clock.advance(1)
    assert await service.swept() == 1
    [row] = await world.rows("select class, state, opened_on::text from alerts.alerts")
    assert row == {"class": "missing_report", "state": "open", "opened_on": "2023-09-16"}


async def test_news_begins_the_hold_anew(service: Service) -> None:
    """Reports may still be on their way while statuses come."""
    await service.handler(records(status_bytes(silent(), seq=1)))
    service.clock.advance(DAY.total_seconds() - 1)
    await service.handler(records(status_bytes(silent(), seq=2)))
    service.clock.advance(DAY.total_seconds() - 1)
    assert await service.swept() == 0
    service.clock.advance(1)
    assert await service.swept() == 1


async def test_an_absence_is_not_concluded_while_the_projector_is_down(
    world: World, service: Service
) -> None:
    """Quiet for months, but because nobody judges: the report may stand on the log unread."""
    await service.handler(records(status_bytes(silent(), seq=1)))
    assert await service.swept() == 0
    service.clock.advance(90 * DAY.total_seconds())
    assert await service.sweep.run() == 0
    told = judged(
        target_2023(above("60"), name="du-lieu-mo-2023", unit="%", definition=1),
        report("61", period="2023-S1"),
        on="2023-12-14",
    )
    await service.handler(records(status_bytes(told, seq=2, as_of="2023-12-14")))
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 0
    assert await world.rows("select state from alerts.alerts") == []


async def test_a_target_is_not_assessed_beyond_the_day_that_the_projector_has_reached(
    world: World, service: Service
) -> None:
    """It is July here, but statuses are judged for May: half is gone there only later."""
    service.clock.set(datetime(2023, 5, 2, 5, tzinfo=UTC))
    early = judged(target_2023(above("60"), unit="%"), on="2023-05-02")
    await service.handler(records(status_bytes(early, seq=1, as_of="2023-05-02")))
    service.clock.set(datetime(2023, 7, 3, 5, tzinfo=UTC))
    behind = swept_bytes(service.clock.now(), swept_to=date(2023, 5, 31))
    await service.handler([Given(behind, key=b"swept")])
    assert await service.sweep.run() == 0
    assert await service.swept() == 1
    [row] = await world.rows("select class, opened_on::text from alerts.alerts")
    assert row == {"class": "missing_report", "opened_on": "2023-07-03"}


async def test_the_word_of_another_partition_settles_nothing(service: Service) -> None:
    """Of this topic's partition the statuses before it are known; of that one they are not."""
    await service.handler(records(status_bytes(silent(), seq=1)))
    service.clock.advance(DAY.total_seconds())
    now, day = service.clock.now(), service.clock.business_day()
    elsewhere = swept_bytes(now, swept_to=day)
    of_another = swept_bytes(now, swept_to=day, partitions=(1, 2))
    await service.handler(
        [Given(elsewhere, key=b"swept", partition=1), Given(of_another, key=b"swept", offset=1)]
    )
    assert await service.sweep.run() == 0
    assert await service.swept() == 1


async def test_an_old_word_of_the_projector_takes_nothing_back(
    world: World, service: Service
) -> None:
    """A stopped process that wakes may say again what is long known."""
    now = service.clock.now()
    for days in (3, 1):
        old = swept_bytes(now + days * DAY, swept_to=date(2023, 9, 15 + days))
        await service.handler([Given(old, key=b"swept")])
    [row] = await world.rows("select swept_to::text, caught_up_at from alerts.swept")
    assert row == {"swept_to": "2023-09-18", "caught_up_at": now + 3 * DAY}


async def test_a_result_that_comes_after_the_deadline_is_waited_for(
    world: World, service: Service
) -> None:
    """The projector judges the day first, and applies what piled up while it was down afterwards.

    Acknowledged before the deadline, 65 of *trên 60* arrives behind a status that says *chưa đạt*.
    """
    target = target_2023(above("60"), unit="%")
    first = report("20", period="2023-S1")
    service.clock.set(datetime(2023, 12, 5, 5, tzinfo=UTC))
    behind = judged(target, first, on="2023-12-05")
    await service.handler(records(status_bytes(behind, seq=1, as_of="2023-12-05")))
    service.clock.set(datetime(2024, 1, 2, 5, tzinfo=UTC))
    past = judged(target, first, on="2024-01-02")
    assert (past.phase, past.provisional_verdict) == ("past_due", "chua_dat")
    await service.handler(records(status_bytes(past, seq=2, as_of="2024-01-02")))
    assert await service.swept() == 0
    final = judged(target, first, report("65", period="2023"), on="2024-01-02")
    await service.handler(records(status_bytes(final, seq=3, as_of="2024-01-02")))
    service.clock.advance(DAY.total_seconds())
    # Only its mark is told then: the alert had warned up to the end, and the target was met.
    assert await service.swept() == 1
    rows = await world.rows("select state, outcome from alerts.alerts where kind = 'target'")
    assert rows == [{"state": "closed", "outcome": "averted"}]


async def test_a_result_that_stays_short_after_the_deadline_is_a_miss(
    world: World, service: Service
) -> None:
    """The hold is over, all of the log is applied, and nothing better came."""
    target = target_2023(above("60"), unit="%")
    for seq, on in enumerate(("2023-12-05", "2024-01-02"), start=1):
        service.clock.set(datetime.fromisoformat(f"{on}T05:00:00+00:00"))
        status = judged(target, report("20", period="2023-S1"), on=on)
        await service.handler(records(status_bytes(status, seq=seq, as_of=on)))
    service.clock.advance(DAY.total_seconds())
    # It is closed, and marked as right.
    assert await service.swept() == 2
    rows = await world.rows("select state, outcome from alerts.alerts where kind = 'target'")
    assert rows == [{"state": "closed", "outcome": "missed"}]


async def test_a_sweep_of_nothing_due_touches_nothing(world: World, service: Service) -> None:
    """A target that was looked at waits for its next review, and the sweep passes it over."""
    await service.handler(records(status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)))
    before = await world.rows("select xmin::text, review_on::text from alerts.targets")
    service.clock.advance(20 * DAY.total_seconds())
    assert await service.swept() == 0
    assert await world.rows("select xmin::text, review_on::text from alerts.targets") == before
    assert before[0]["review_on"] == "2024-01-01"


async def test_a_sweep_goes_through_more_than_one_batch(world: World, service: Service) -> None:
    """Bounded batches, but all that is due: 450 silent targets."""
    names = [f"chi-tieu-{number:03}" for number in range(450)]
    for part in (names[:225], names[225:]):
        await service.handler(records(*(status_bytes(silent(name), seq=1) for name in part)))
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 450
    [row] = await world.rows("select count(*) as open from alerts.alerts where state = 'open'")
    assert row == {"open": 450}


async def test_two_sweeps_at_once_decide_once(world: World, service: Service) -> None:
    """Every instance may sweep; one does."""
    await service.handler(
        records(*(status_bytes(silent(f"chi-tieu-{number}"), seq=1) for number in range(20)))
    )
    service.clock.advance(DAY.total_seconds())
    assert sum(await asyncio.gather(service.swept(), service.swept())) == 20
    [row] = await world.rows("select count(*) as events from alerts.events")
    assert row == {"events": 20}


async def test_a_batch_that_comes_again_has_no_second_effect(
    world: World, service: Service
) -> None:
    """Kafka delivers at least once; status_seq says what is not newer."""
    behind = judged(*digital_economy(), on="2023-09-15")
    ahead = judged(*digital_economy(), report("4.1", period="2023-S1"), on="2023-09-15")
    batch = records(status_bytes(behind, seq=1), status_bytes(ahead, seq=2))
    await service.handler(batch)
    once = await world.rows("select alert_id, seq, body from alerts.events order by seq")
    await service.handler(batch)
    await service.handler(records(status_bytes(behind, seq=1)))
    assert await world.rows("select alert_id, seq, body from alerts.events order by seq") == once
    assert [row["seq"] for row in once] == [1, 2]
    assert len(service.told) == 1


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (None, "empty", "a status has a value"),
        (b"", "empty", "a status has a value"),
        (b"\xff\xfe not json", "not_a_status", "Invalid JSON"),
        (b"[" * 100_000, "not_a_status", "recursion limit exceeded"),
        (b'{"specversion":"1.0"}', "not_a_status", "id: Field required"),
        (b'{"specversion":"2.0","data":null}', "not_a_status", "specversion"),
    ],
)
async def test_poison_is_put_aside_and_harms_nothing(
    world: World, service: Service, value: bytes | None, code: str, words: str
) -> None:
    """Position, bytes and reason are kept; the records around it are applied."""
    good = status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)
    other = status_bytes(silent(), seq=1)
    await service.handler(records(good, value, other))
    await service.handler(records(good, value, other))
    [row] = await world.rows(
        'select topic, partition, "offset", value, code from alerts.quarantine'
    )
    assert row == {
        "topic": "chitieu.status.v1",
        "partition": 0,
        "offset": 1,
        "value": value,
        "code": code,
    }
    [reason] = await world.rows("select reason from alerts.quarantine")
    assert words in str(reason["reason"])
    [kept] = await world.rows("select count(*) as kept from alerts.targets")
    assert kept == {"kept": 2}


async def test_silence_after_a_status_that_cannot_be_read_is_no_absence(
    world: World, service: Service
) -> None:
    """What it said is not known: nothing follows from time until the next one that can be read."""
    key = b"target/du-lieu-mo-2023@H20"
    first, second = status_bytes(silent(), seq=1), status_bytes(silent(), seq=3)
    await service.handler([Given(first, key=key), Given(b"{}", offset=1, key=key)])
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 0
    await service.handler([Given(b"{}", offset=2, key=key), Given(second, offset=3, key=key)])
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 1
    [row] = await world.rows("select class from alerts.alerts")
    assert row == {"class": "missing_report"}


async def test_a_change_that_another_has_written_is_a_lost_race(
    world: World, service: Service
) -> None:
    """The unique (alert id, seq) raises, the batch rolls back whole, and comes again."""
    behind = status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)
    await service.handler(records(behind))
    await world.rows("delete from alerts.targets")
    await world.rows("delete from alerts.alerts")
    with pytest.raises(asyncpg.UniqueViolationError):
        await service.handler(records(status_bytes(silent(), seq=1), behind))
    [kept] = await world.rows("select count(*) as kept from alerts.targets")
    assert kept == {"kept": 0}


async def test_a_newer_state_of_another_process_is_a_lost_race(service: Service) -> None:
    """A zombie that held no row when the new owner wrote it cannot overwrite it."""
    old = status_bytes(silent(), seq=1)
    await service.handler(records(status_bytes(silent(), seq=5)))
    async with service.pool.acquire() as connection:
        key = status_key("target", "du-lieu-mo-2023", "H20")
        [held] = (await store.load(connection, [key])).values()
        stale = held.data.model_copy(update={"status_seq": 1})
        with pytest.raises(store.LostRace):
            await store.save(
                connection, [type(held)(stale, held.received_at, held.assessed_on)], []
            )
    await service.handler(records(old))


async def test_readers_may_select_and_nothing_else(world: World, service: Service) -> None:
    """The api reads alerts under its own role; it cannot write them, and sees nothing besides."""
    await service.handler(records(status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)))
    pool = await open_pool(world.database_url, role="chitieu_api", application_name="test")
    try:
        assert await pool.fetchval("select count(*) from alerts.alerts") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("delete from alerts.alerts")
        for name in ("outbox", "quarantine", "swept", "targets"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(f"select from alerts.{name}")
    finally:
        await pool.close()


async def test_what_is_said_by_others_goes_on_under_the_target_s_lock(
    world: World, service: Service
) -> None:
    """Found by the alert's id, saved as any change, told like it; the next status goes on."""
    behind = judged(*digital_economy(), on="2023-09-15")
    await service.handler(records(status_bytes(behind, seq=1)))
    [row] = await world.rows("select alert_id from alerts.alerts")
    name = UUID(str(row["alert_id"]))
    async with service.pool.acquire() as connection, connection.transaction():
        found = await store.load_by_alert(connection, name)
        assert found is not None
        held, life = found
        after, change = changed(held, life.said, "vn.chitieu.alert.noted.v1", service.clock.now())
        await store.save(connection, [after], [(after, change)])
        assert await store.load_by_alert(connection, UUID(int=9)) is None
    done = judged(*digital_economy(), report("4.1", period="2023-S1"), on="2023-09-15")
    await service.handler(records(status_bytes(done, seq=2)))
    events = await world.rows("select seq from alerts.events order by seq")
    queued = await world.rows("select seq from alerts.outbox order by place")
    assert events == queued == [{"seq": 1}, {"seq": 2}, {"seq": 3}]


async def test_a_target_has_one_open_alert_of_each_kind(world: World, service: Service) -> None:
    """A miss to be feared and a value that looks wrong stand side by side, each under its id."""
    target = target_2023(above("60"), unit="%")
    wrong = (report("20", period="2022"), report("2594", period="2023-S1"))
    status = judged(target, *wrong, on="2023-09-15")
    await service.handler(records(status_bytes(status, seq=1)))
    rows = await world.rows("select kind, stage, state from alerts.alerts order by kind")
    assert rows == [
        {"kind": "input", "stage": "at_risk", "state": "open"},
        {"kind": "target", "stage": "at_risk", "state": "open"},
    ]
    [kept] = await world.rows("select cardinality(alert_ids) as joined from alerts.targets")
    assert kept == {"joined": 2}
