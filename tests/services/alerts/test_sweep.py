"""What the sweep decides on a real PostgreSQL, with the clock in the test's hand."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from tests.builders import above, count, report
from tests.services.alerts.statuses import (
    digital_economy,
    judged,
    status_bytes,
    swept_bytes,
    target_2023,
)
from tests.services.alerts.sweeping import DAY, Given, Service, records, silent
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration


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


async def test_a_look_at_what_is_kept_leaves_the_row_that_a_whole_look_leaves(
    world: World, service: Service
) -> None:
    """A count in good time, whose chance is another every month.

    Of the second nothing is kept; the third got a newer status by a program that keeps nothing.
    """
    alike = [
        judged(
            target_2023(count("12"), name=name, unit="cuộc"),
            report("10", period="2023-01-01/2023-09-12"),
            on="2023-09-15",
        )
        for name in ("sinh-ba-1", "sinh-ba-2", "sinh-ba-3")
    ]
    await service.handler(records(*(status_bytes(one, seq=1) for one in alike)))
    rows = (
        "select assessed_on, review_on, alert_ids::text, calm is null as whole"
        " from alerts.targets order by key"
    )
    [kept, *_] = await world.rows(rows)
    assert not kept["whole"]
    await world.rows("update alerts.targets set calm = null where key like '%ba-2%'")
    await world.rows("update alerts.targets set status_seq = 2 where key like '%ba-3%'")
    # A status that cannot be read any more tells that it is not: the other look needs it.
    await world.rows("update alerts.targets set status = '' where key like '%ba-1%'")
    service.clock.set(datetime(2023, 10, 3, 5, tzinfo=UTC))
    assert await service.swept() == 0
    one, *others = await world.rows(rows)
    assert others == [one, one]
    assert (one["assessed_on"], one["review_on"]) == (date(2023, 10, 3), date(2023, 11, 1))


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
