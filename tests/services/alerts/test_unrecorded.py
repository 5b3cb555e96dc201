"""How long messages rest that were sent while nothing could be written down."""

from __future__ import annotations

from uuid import UUID

from services.alerts.delivery.unrecorded import FIRST_SECONDS, MOST_SECONDS, Unrecorded

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_night_on_a_full_disk_is_a_dozen_copies() -> None:
    """Given ten hours without a write / on sending whatever does not rest / expect fifteen."""
    rests, copies, now = Unrecorded(), 0, 0.0
    while now < 10 * 3_600:
        if ONE not in rests.resting(now):
            copies += 1
            rests.sent(ONE, now)
        now += 20
    assert copies == 15


def test_only_the_message_itself_rests() -> None:
    """Given one that rests / on asking for others / expect that they are sent."""
    rests = Unrecorded()
    rests.sent(ONE, 0)
    assert rests.resting(FIRST_SECONDS - 1) == (ONE,)
    assert rests.resting(FIRST_SECONDS) == ()
    rests.sent(OTHER, FIRST_SECONDS)
    assert rests.resting(FIRST_SECONDS) == (OTHER,)


def test_once_written_down_or_long_ago_it_is_forgotten() -> None:
    """Given a message that is known again, or that nobody has asked for / expect a first rest."""
    rests = Unrecorded()
    rests.sent(ONE, 0)
    rests.sent(ONE, 100)
    rests.written(ONE)
    rests.sent(ONE, 200)
    assert rests.resting(200 + FIRST_SECONDS) == ()
    rests.sent(OTHER, 0)
    assert rests.resting(2 * MOST_SECONDS) == ()
    rests.sent(OTHER, 2 * MOST_SECONDS)
    assert rests.resting(2 * MOST_SECONDS + FIRST_SECONDS) == ()
