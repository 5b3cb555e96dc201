"""Channels that are gone, fail, hang or refuse somebody: each is told for what it is, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from infra.postgres import acquire, open_pool
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome
from services.alerts.delivery.retrying import PAUSES_SECONDS
from tests.services.alerts.desk import Desk, Remembering, desk, migrated, urgent, work

__all__ = ["desk", "migrated"]

pytestmark = pytest.mark.integration


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


async def test_a_message_that_fails_while_others_are_taken_says_nothing_of_the_channel(
    desk: Desk,
) -> None:
    """It is told as a message, once it is given up; the channel is never called dead."""
    channel, other = Remembering(), Remembering("khac")

    def all_but_a(notice: Notice) -> Outcome:
        bad = notice.changes[0].data.target.endswith("a")
        return Failed("http_404") if bad else Delivered()

    channel.answer = all_but_a
    await desk.enter("thu")
    await desk.put([urgent("a")])
    courier = desk.courier(channel, concurrency=1)
    for number, pause in enumerate((0, *PAUSES_SECONDS), start=1):
        desk.clock.advance(pause * 1.2)
        await work(courier)
        desk.clock.advance(1)
        await desk.put([urgent("b", number)])
        await work(courier)
    assert len(channel.taken) == 10
    await work(desk.courier(other))
    [report] = other.taken
    assert "hoạt động, nhưng có thông báo không gửi được (http_404)" in report.written.text


async def test_a_recipient_who_is_refused_is_told_as_one_and_the_channel_works(desk: Desk) -> None:
    """Once a week, however many alerts he does not get; the channel is not called dead."""
    channel, other = Remembering(), Remembering("khac")
    channel.answer = lambda _: Failed("recipient_refused", "recipient", final=True)
    await desk.enter("thu")
    courier, fallback = desk.courier(channel), desk.courier(other)
    await desk.put([urgent("a"), urgent("b")])
    await work(courier)
    await work(fallback)
    [report] = other.taken
    assert "từ chối người nhận x…x@b.vn (recipient_refused)" in report.written.text
    async with acquire(desk.pool) as connection:
        assert await connection.fetchval("select state from alerts.channels") == "working"
    desk.clock.advance(timedelta(days=7).total_seconds())
    await desk.put([urgent("c")])
    await work(courier)
    await work(fallback)
    assert len(other.taken) == 2


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
