"""What must not keep other notices waiting: a message that cannot be written, one receiver's no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.workdays import Workdays
from infra.postgres import acquire
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome
from services.alerts.delivery import deliveries
from services.alerts.delivery.courier import Courier
from services.alerts.delivery.deliveries import Due
from services.alerts.delivery.notices import notices_of
from services.alerts.delivery.retrying import PAUSES_SECONDS
from services.alerts.delivery.wiring import office_of
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.desk import (
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


async def test_a_pause_that_is_asked_for_is_as_long_as_asked_for_all_others(desk: Desk) -> None:
    """Only the message itself waits longer, because it has failed so often already."""
    channel = Remembering()
    channel.answer = lambda _: Failed("http_503", wait_seconds=60)
    await desk.enter("thu")
    await desk.put([urgent("a")])
    courier = desk.courier(channel)
    for pause in PAUSES_SECONDS[:5]:
        await work(courier)
        desk.clock.advance(pause * 1.2)
    asked = list[str]()

    def takes_others(notice: Notice) -> Outcome:
        asked.append(notice.changes[0].data.target[-1])
        return Failed("http_503", wait_seconds=60)

    channel.answer = takes_others
    await work(courier)
    await desk.put([urgent("b")])
    desk.clock.advance(61)
    await work(courier)
    assert asked == ["a", "b"]


async def test_a_message_that_cannot_be_put_into_words_is_given_up_like_any_other(
    desk: Desk,
) -> None:
    """It is tried again at the same pauses, told as failed, and keeps nobody else waiting."""
    office = office_of(desk.configuration, desk.pool, desk.clock, desk.metrics)

    def write(due: Due) -> Notice | None:
        notice = office.write(due)
        if notice and notice.changes[0].data.target.endswith("a"):
            raise KeyError("a word that nobody wrote")
        return notice

    channel, other = Remembering(), Remembering("khac")
    courier = Courier(channel, replace(office, write=write), concurrency=4)
    await desk.enter("thu")
    await desk.put([urgent("a"), urgent("b")])
    for pause in (0, *PAUSES_SECONDS):
        desk.clock.advance(pause * 1.2)
        await work(courier)
    assert channel.told() == ["alert:b1"]
    async with acquire(desk.pool) as connection:
        [row] = await connection.fetch(
            "select state, code from alerts.deliveries where state = 'given_up'"
        )
        assert await connection.fetchval("select state from alerts.channels") == "working"
    assert (row["state"], row["code"]) == ("given_up", "not_written")
    await work(desk.courier(other))
    assert [one.written.subject for one in other.taken] == [
        "[Chỉ tiêu] Một số thông báo không gửi được"
    ]


async def test_a_digest_in_parts_tells_each_alert_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part waits for the one before it where both tell of one alert; others do not."""
    monkeypatch.setattr("services.alerts.delivery.digest.NOTICES_MAX", 2)
    channel, asked = Remembering(), list[str]()

    def first_part_fails_once(notice: Notice) -> Outcome:
        told = "".join(f"{one.data.target[-1]}{one.data.seq}" for one in notice.changes)
        asked.append(told)
        return Failed("not_reached") if len(asked) == 1 else Delivered()

    channel.answer = first_part_fails_once
    courier = desk.courier(channel, concurrency=1)
    await desk.put(
        [change_of("a"), change_of("b"), change_of("c"), change_of("a", 2), change_of("d")]
    )
    desk.clock.set(MONDAY)
    await work(courier)
    assert asked == ["a1b1", "d1"]
    desk.clock.advance(PAUSES_SECONDS[0] * 2)
    await work(courier)
    assert asked == ["a1b1", "d1", "a1b1", "c1a2"]


async def test_mornings_that_were_missed_come_as_one_digest(desk: Desk) -> None:
    """In the order in which it happened, also where the hour of the digest was moved between."""
    channel = Remembering()
    at = desk.clock.now()
    early, late = (date(2023, 9, day) for day in (18, 19))
    changes = [change_of("a"), change_of("a", 2), change_of("b"), change_of("b", 2)]
    notices = [
        replace(notice, digest_on=day, due_at=at)
        for change, day in zip(changes, (late, early, early, late), strict=True)
        for notice in notices_of(change, desk.configuration, Workdays(), at)
    ]
    async with acquire(desk.pool) as connection:
        await queued(connection, changes)
        await deliveries.queue(connection, notices, at)
    await work(desk.courier(channel))
    assert channel.told() == ["digest:a1,a2,b1,b2"]
