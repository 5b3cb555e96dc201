"""What people may do with an alert, and what falls due: given an alert, on a day, expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_handling import (
    PROMISE_DAYS_MAX,
    UNABLE_WORDS,
    Chain,
    Escalate,
    Promise,
    Reading,
    Remind,
    Rest,
    Resume,
    Standing,
    Unable,
    Why,
    due,
    kept,
    latest_rest,
    unable_to_promise,
    unable_to_rest,
    unable_to_speak,
)
from domain.workdays import Workdays

DUE_ON = date(2023, 12, 31)
OPEN = Standing(
    today=date(2023, 6, 1),
    open=True,
    sought=True,
    opened_on=date(2023, 6, 1),
    due_on=DUE_ON,
    counted=True,
    higher_is_better=True,
    part=None,
    value=Decimal(60),
    newest_on=date(2023, 3, 31),
    promise=None,
    rest=None,
    level=0,
    since_on=date(2023, 6, 1),
    touched_on=date(2023, 6, 1),
    period_days=91,
)
CLOSED = replace(OPEN, open=False)
PROMISE = Promise(date(2023, 9, 30), Decimal(75))
CHAIN = Chain(waits=(5, 10), each_period=True, before_deadline=(20, 5))
# Lễ Quốc khánh 2023: Friday 1 and Monday 4 September are free.
WORKDAYS = Workdays(frozenset({date(2023, 9, 1), date(2023, 9, 4)}))


def on(day: date, alert: Standing = OPEN) -> Standing:
    """Return an alert as it stands on another day."""
    return replace(alert, today=day)


def test_whoever_takes_an_alert_promises_a_better_value_ahead_of_the_deadline() -> None:
    """A promise is taken where it lies ahead, not beyond the deadline, and says how much."""
    assert unable_to_promise(OPEN, PROMISE) is None
    expected = {
        replace(PROMISE, by_on=OPEN.today): Unable.DAY_NOT_AHEAD,
        replace(PROMISE, by_on=DUE_ON + timedelta(days=1)): Unable.DAY_AFTER_DEADLINE,
        replace(PROMISE, value=None): Unable.VALUE_MISSING,
        replace(PROMISE, value=Decimal(60)): Unable.VALUE_NO_BETTER,
        replace(PROMISE, value=Decimal(59)): Unable.VALUE_NO_BETTER,
    }
    for promise, why in expected.items():
        assert unable_to_promise(OPEN, promise) is why
    assert unable_to_promise(CLOSED, PROMISE) is Unable.CLOSED


def test_where_less_is_better_a_promise_goes_down() -> None:
    """Of a share of late files that should fall to 5 %, 8 is no promise when 6 is reached."""
    falling = replace(OPEN, higher_is_better=False, value=Decimal(6))
    assert unable_to_promise(falling, Promise(DUE_ON, Decimal(8))) is Unable.VALUE_NO_BETTER
    assert unable_to_promise(falling, Promise(DUE_ON, Decimal(5))) is None


def test_what_is_not_counted_is_promised_by_its_day_alone() -> None:
    """A report or a milestone is promised without a value."""
    milestone = replace(OPEN, counted=False, value=None)
    assert unable_to_promise(milestone, Promise(DUE_ON, None)) is None
    assert unable_to_promise(milestone, PROMISE) is Unable.VALUE_NOT_COUNTED


def test_after_its_deadline_an_alert_is_promised_within_a_year() -> None:
    """What is overdue can still be promised, but not for ever."""
    late = on(date(2024, 2, 1))
    assert unable_to_promise(late, Promise(date(2024, 6, 30), Decimal(80))) is None
    far = late.today + timedelta(days=PROMISE_DAYS_MAX + 1)
    assert unable_to_promise(late, Promise(far, Decimal(80))) is Unable.DAY_TOO_FAR


def test_a_rest_is_short_and_never_reaches_beyond_the_deadline() -> None:
    """Ninety days at most, and not past the day on which the target is due."""
    assert unable_to_rest(OPEN, None) is None
    assert unable_to_rest(OPEN, date(2023, 8, 30)) is None
    assert unable_to_rest(OPEN, date(2023, 8, 31)) is Unable.DAY_TOO_FAR
    assert unable_to_rest(OPEN, OPEN.today) is Unable.DAY_NOT_AHEAD
    near = on(date(2023, 12, 1))
    assert unable_to_rest(near, date(2024, 1, 5)) is Unable.DAY_AFTER_DEADLINE
    assert latest_rest(near) == DUE_ON
    assert unable_to_rest(on(DUE_ON), None) is Unable.DEADLINE_PASSED
    assert unable_to_rest(CLOSED, None) is Unable.CLOSED


def test_a_closed_alert_takes_no_word() -> None:
    """Notes and closings are for open alerts."""
    assert unable_to_speak(OPEN) is None
    assert unable_to_speak(CLOSED) is Unable.CLOSED


def test_a_promise_lapses_the_day_after_unless_the_value_is_there() -> None:
    """Until its day it binds; then what was promised is there, or the alert re-opens."""
    taken = replace(OPEN, promise=PROMISE)
    assert due(on(PROMISE.by_on, taken), Chain(), WORKDAYS.between) is None
    after = on(PROMISE.by_on + timedelta(days=1), taken)
    assert due(after, Chain(), WORKDAYS.between) == Resume(Why.PROMISE_LAPSED)
    reached = replace(after, value=Decimal(75))
    assert kept(reached)
    assert due(reached, Chain(), WORKDAYS.between) is None


def test_a_promise_is_held_against_the_part_that_was_promised() -> None:
    """Given another part is the worst by now / on the day after / expect the promised one's value.

    Kept there, it is kept whatever the other shows; where nothing is known of it, nobody is said to
    have broken it.
    """
    other = replace(OPEN, promise=PROMISE, part="cap-xa", value=Decimal(10), today=PROMISE.by_on)
    other = on(PROMISE.by_on + timedelta(days=1), other)
    expected = {
        None: Resume(Why.PROMISE_UNMEASURED),
        Reading(Decimal(74), higher_is_better=True): Resume(Why.PROMISE_LAPSED),
        Reading(Decimal(75), higher_is_better=True): None,
        Reading(Decimal(74), higher_is_better=False): None,
    }
    for found, fell in expected.items():
        assert due(replace(other, elsewhere=found), Chain(), WORKDAYS.between) == fell
    by_day = replace(other, promise=replace(PROMISE, value=None))
    assert due(by_day, Chain(), WORKDAYS.between) == Resume(Why.PROMISE_LAPSED)


def test_a_lapsed_promise_ends_a_rest() -> None:
    """Nobody rests on a broken promise."""
    rest = Rest(date(2023, 10, 31), next_report=False, newest_on=OPEN.newest_on)
    both = replace(OPEN, promise=PROMISE, rest=rest, today=date(2023, 10, 1))
    assert due(both, CHAIN, WORKDAYS.between) == Resume(Why.PROMISE_LAPSED)


def test_a_rest_ends_with_the_next_report_or_its_day() -> None:
    """A correction of the same period is no next report; one about a later day is."""
    rest = Rest(date(2023, 8, 30), next_report=True, newest_on=date(2023, 3, 31))
    resting = replace(OPEN, rest=rest)
    assert due(on(date(2023, 8, 29), resting), CHAIN, WORKDAYS.between) is None
    reported = replace(resting, newest_on=date(2023, 6, 30))
    assert due(reported, CHAIN, WORKDAYS.between) == Resume(Why.NEXT_REPORT)
    by_date = replace(reported, rest=replace(rest, next_report=False))
    assert due(by_date, CHAIN, WORKDAYS.between) is None
    over = on(date(2023, 8, 30), resting)
    assert due(over, CHAIN, WORKDAYS.between) == Resume(Why.DATE_REACHED)


def test_even_a_rest_does_not_silence_the_last_reminders() -> None:
    """Given a rest until the deadline / on twenty working days before it / expect a reminder."""
    rest = Rest(DUE_ON, next_report=False, newest_on=OPEN.newest_on)
    resting = replace(OPEN, rest=rest, since_on=date(2023, 11, 1), touched_on=date(2023, 11, 15))
    assert due(on(date(2023, 11, 30), resting), CHAIN, WORKDAYS.between) is None
    near = on(date(2023, 12, 1), resting)
    assert due(near, CHAIN, WORKDAYS.between) == Remind(Why.DEADLINE_NEAR)


def test_what_nobody_takes_goes_up_by_working_days() -> None:
    """Five working days after Thursday 1 June is Thursday 8 June; then ten for the next level."""
    assert due(on(date(2023, 6, 7)), CHAIN, WORKDAYS.between) is None
    assert due(on(date(2023, 6, 8)), CHAIN, WORKDAYS.between) == Escalate(1)
    told = replace(OPEN, level=1, since_on=date(2023, 6, 8), touched_on=date(2023, 6, 8))
    assert due(on(date(2023, 6, 21), told), CHAIN, WORKDAYS.between) is None
    assert due(on(date(2023, 6, 22), told), CHAIN, WORKDAYS.between) == Escalate(2)
    at_the_top = replace(told, level=2, since_on=date(2023, 6, 22), touched_on=date(2023, 6, 22))
    assert due(on(date(2023, 7, 31), at_the_top), CHAIN, WORKDAYS.between) is None


def test_holidays_are_not_counted() -> None:
    """Opened on Wednesday 30 August 2023: five working days later is 8 September, not 6."""
    opened = replace(OPEN, opened_on=date(2023, 8, 30), since_on=date(2023, 8, 30))
    opened = replace(opened, touched_on=date(2023, 8, 30))
    assert due(on(date(2023, 9, 7), opened), CHAIN, WORKDAYS.between) is None
    assert due(on(date(2023, 9, 8), opened), CHAIN, WORKDAYS.between) == Escalate(1)


@pytest.mark.parametrize(
    "quiet",
    [
        replace(OPEN, promise=PROMISE),
        replace(OPEN, rest=Rest(date(2023, 8, 30), next_report=True, newest_on=OPEN.newest_on)),
        replace(OPEN, sought=False),
        CLOSED,
    ],
    ids=["taken", "resting", "watched", "closed"],
)
def test_nothing_goes_up_that_is_taken_rests_or_is_only_watched(quiet: Standing) -> None:
    """The chain is for what nobody sees to."""
    assert due(on(date(2023, 6, 30), quiet), CHAIN, WORKDAYS.between) is None


def test_a_promise_kept_gives_no_more_time_than_it_took() -> None:
    """The value is there but the alert stands: the waiting days count from the promise's day."""
    kept_one = replace(OPEN, promise=PROMISE, value=Decimal(75))
    assert due(on(date(2023, 10, 5), kept_one), Chain(waits=(5,)), WORKDAYS.between) is None
    fell = due(on(date(2023, 10, 6), kept_one), Chain(waits=(5,)), WORKDAYS.between)
    assert fell == Escalate(1)


def test_an_alert_is_repeated_once_per_reporting_period_and_near_the_deadline() -> None:
    """A quarter after the last word; then with twenty and with five working days left."""
    told = replace(OPEN, level=2)
    assert due(on(date(2023, 8, 30), told), CHAIN, WORKDAYS.between) is None
    assert due(on(date(2023, 8, 31), told), CHAIN, WORKDAYS.between) == Remind(Why.REPORTING_PERIOD)
    spoken = replace(told, touched_on=date(2023, 11, 15))
    assert due(on(date(2023, 11, 30), spoken), CHAIN, WORKDAYS.between) is None
    near = on(date(2023, 12, 1), spoken)
    assert due(near, CHAIN, WORKDAYS.between) == Remind(Why.DEADLINE_NEAR)
    again = replace(spoken, touched_on=date(2023, 12, 1))
    assert due(on(date(2023, 12, 21), again), CHAIN, WORKDAYS.between) is None
    assert due(on(date(2023, 12, 22), again), CHAIN, WORKDAYS.between) == Remind(Why.DEADLINE_NEAR)


def test_near_the_deadline_even_those_who_promised_are_reminded() -> None:
    """A promise for the last day does not silence the last reminder."""
    promised = replace(OPEN, promise=replace(PROMISE, by_on=DUE_ON), touched_on=date(2023, 11, 1))
    near = on(date(2023, 12, 4), promised)
    assert due(near, CHAIN, WORKDAYS.between) == Remind(Why.DEADLINE_NEAR)


DAYS = st.dates(date(2023, 1, 2), date(2024, 6, 30))
STANDINGS = st.builds(
    replace,
    st.just(OPEN),
    today=DAYS,
    due_on=st.none() | DAYS,
    value=st.none() | st.just(Decimal(60)) | st.just(Decimal(80)),
    promise=st.none()
    | st.builds(Promise, DAYS, st.none() | st.just(Decimal(75)), st.sampled_from([None, "cap-xa"])),
    rest=st.none() | st.builds(Rest, DAYS, st.booleans(), st.none() | DAYS),
    level=st.integers(0, 2),
)


@given(STANDINGS)
def test_what_falls_due_is_soon_done(now: Standing) -> None:
    """Law: on one day, three things at most fall due on an alert, whatever it is."""
    for _ in range(4):
        fell = due(now, CHAIN, WORKDAYS.between)
        match fell:
            case None:
                return
            case Resume(why=why):
                over = why in (Why.PROMISE_LAPSED, Why.PROMISE_UNMEASURED)
                promise = None if over else now.promise
                today = now.today
                now = replace(now, promise=promise, rest=None, since_on=today, touched_on=today)
            case Escalate(level=level):
                now = replace(now, level=level, since_on=now.today, touched_on=now.today)
            case Remind():
                now = replace(now, touched_on=now.today)
    raise AssertionError("something falls due for ever")


def test_every_reason_has_words() -> None:
    """Whoever is refused hears why, in Vietnamese and English."""
    assert set(UNABLE_WORDS) == set(Unable)
