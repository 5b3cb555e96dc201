"""Couriers on a real PostgreSQL: in order, tried again, gathered into digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.workdays import Workdays
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome
from services.alerts.delivery.notices import notices_of
from services.alerts.delivery.retrying import PAUSES_SECONDS
from tests.services.alerts.changes import change_of
from tests.services.alerts.desk import (
    CONFIGURATION,
    MONDAY,
    Desk,
    Remembering,
    desk,
    migrated,
    urgent,
    work,
)

__all__ = ["desk", "migrated"]

pytestmark = pytest.mark.integration


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


def test_pauses_are_those_of_standard_webhooks_about_three_days_in_all() -> None:
    """So a receiver that is away over a weekend still hears of it."""
    assert timedelta(hours=74) < timedelta(seconds=sum(PAUSES_SECONDS)) < timedelta(hours=77)


def test_the_next_digest_is_on_a_working_day() -> None:
    """Before Tết it waits until after Tết."""
    tet = Workdays(frozenset(date(2023, 1, 20) + timedelta(days=n) for n in range(7)))
    before = datetime(2023, 1, 19, 1, tzinfo=UTC)
    [notice] = notices_of(change_of("a"), CONFIGURATION, tet, before)
    assert notice.digest_on == date(2023, 1, 27)
