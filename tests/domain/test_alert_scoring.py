"""An alert is held to what became of its target, by rules that anybody can apply again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_scoring import (
    Ending,
    Life,
    Mark,
    Outcome,
    Told,
    marked,
    reporting_period_days,
)
from domain.reasons import Verdict

DUE = date(2023, 12, 31)
MISSED = Outcome(Verdict.MISSED, official=True, due_on=DUE, known_on=DUE, period_days=91)
MET = replace(MISSED, verdict=Verdict.MET)
WARNED = date(2023, 6, 30)
STANDING = Life(warned_on=WARNED, told=(Told(WARNED, Decimal("0.8")),))
CALMED = replace(STANDING, ended_on=date(2023, 10, 1), ending=Ending.MEASUREMENT)

CASES = {
    "stood to the end, missed": (STANDING, MISSED, Mark.HIT),
    "stood to the end, met": (STANDING, MET, Mark.FALSE),
    "closed by its verdict, missed": (
        replace(STANDING, ended_on=DUE, ending=Ending.VERDICT),
        MISSED,
        Mark.HIT,
    ),
    "closed by a measurement before, met": (CALMED, MET, Mark.AVERTED),
    "closed by a measurement before, missed": (CALMED, MISSED, Mark.CALLED_OFF),
    "closed by the last report, after the deadline": (
        replace(CALMED, ended_on=date(2024, 1, 15)),
        MET,
        Mark.FALSE,
    ),
    "closed by a person, missed": (replace(CALMED, ending=Ending.HAND), MISSED, Mark.HIT),
    "closed by a person, met": (replace(CALMED, ending=Ending.HAND), MET, Mark.FALSE),
    "warned with less than a period to go, missed": (
        replace(STANDING, warned_on=date(2023, 10, 2)),
        MISSED,
        Mark.LATE,
    ),
    "warned after the deadline, missed": (
        replace(STANDING, warned_on=date(2024, 1, 2)),
        MISSED,
        Mark.LATE,
    ),
    "only watched": (replace(STANDING, warned_on=None), MISSED, Mark.WATCHED),
    "the wrong value was withdrawn": (replace(CALMED, ending=Ending.WITHDRAWN), MET, Mark.VOID),
    "the target was amended": (replace(CALMED, ending=Ending.AMENDMENT), MISSED, Mark.VOID),
    "the target was withdrawn": (STANDING, replace(MET, withdrawn=True), Mark.VOID),
    "no verdict could be given": (
        STANDING,
        replace(MET, verdict=Verdict.UNDETERMINED),
        Mark.VOID,
    ),
}


@pytest.mark.parametrize(("life", "outcome", "mark"), CASES.values(), ids=CASES.keys())
def test_an_alert_is_marked_by_what_became_of_its_target(
    life: Life, outcome: Outcome, mark: Mark
) -> None:
    """Given how an alert lived / on the verdict of its target / expect its one mark."""
    assert marked(life, outcome).mark is mark


def test_lead_is_told_in_days_and_in_reporting_periods() -> None:
    """Given a warning half a year ahead / on quarterly reports / expect about two periods."""
    done = marked(STANDING, MISSED)
    assert (done.lead_days, done.lead_periods) == (184, Decimal("2.02"))


def test_a_target_of_a_year_is_warned_of_in_time_a_quarter_before() -> None:
    """Given one year and a report a year / expect a quarter to be early enough, not never."""
    assert reporting_period_days(365, 364) == 91
    assert reporting_period_days(91, 5 * 365) == 91
    assert reporting_period_days(30, 1) == 1


def test_the_last_chance_of_a_day_is_what_was_told_that_day() -> None:
    """Given two forecasts of one day / expect the later one, and the mean of squared errors."""
    day = timedelta(days=1)
    told = (
        Told(WARNED, Decimal("0.9")),
        Told(WARNED, Decimal("0.7")),
        Told(WARNED + day, Decimal("0.5")),
    )
    done = marked(replace(STANDING, told=told), MISSED)
    assert [one.chance for one in done.told] == [Decimal("0.7"), Decimal("0.5")]
    assert done.chance == Decimal("0.7")
    assert done.brier == Decimal("0.17")


DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))
CHANCES = st.decimals(0, 1, places=4)
LIVES = st.builds(
    Life,
    warned_on=st.none() | DAYS,
    ended_on=DAYS,
    ending=st.none() | st.sampled_from(Ending),
    told=st.lists(st.builds(Told, DAYS, CHANCES), max_size=8).map(tuple),
)
OUTCOMES = st.builds(
    Outcome,
    verdict=st.sampled_from(Verdict),
    official=st.booleans(),
    due_on=st.none() | DAYS,
    known_on=DAYS,
    period_days=st.integers(1, 366),
    withdrawn=st.booleans(),
)


@given(LIVES, OUTCOMES)
def test_a_mark_never_contradicts_the_verdict(life: Life, outcome: Outcome) -> None:
    """Law: right and late are of missed targets, false and averted of met ones, void of neither."""
    mark = marked(life, outcome).mark
    if mark in (Mark.HIT, Mark.LATE, Mark.CALLED_OFF):
        assert outcome.missed is True
    if mark in (Mark.FALSE, Mark.AVERTED):
        assert outcome.missed is False
    if outcome.missed is None:
        assert mark is Mark.VOID


@given(LIVES, OUTCOMES)
def test_whether_a_verdict_is_confirmed_changes_no_mark(life: Life, outcome: Outcome) -> None:
    """Law: the confirmed verdict, if it is the provisional one, leaves the mark as it was."""
    other = replace(outcome, official=not outcome.official)
    assert marked(life, outcome).mark is marked(life, other).mark


@given(LIVES, OUTCOMES)
def test_an_earlier_warning_is_never_marked_worse(life: Life, outcome: Outcome) -> None:
    """Law: warning a month earlier turns late into hit at most, never hit into late."""
    if life.warned_on is None:
        return
    earlier = replace(life, warned_on=life.warned_on - timedelta(days=30))
    marks = marked(life, outcome).mark, marked(earlier, outcome).mark
    assert marks[0] is marks[1] or marks == (Mark.LATE, Mark.HIT)
