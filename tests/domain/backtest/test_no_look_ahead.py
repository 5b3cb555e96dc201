"""What comes later changes nothing that was said before: the law of a back-test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecast.backtest import windows
from domain.forecast.backtest.learned import METHODS
from domain.forecast.backtest.replay import Plan, days_of_learning, replay
from domain.forecast.backtest.table import Head, Series
from domain.forecast.backtest.training import training
from domain.forecast.backtest.windows import History, Thinning
from domain.forecast.question import Direction, Report, Scale, Window
from tests.domain.backtest.tables import series

FIRST = date(2000, 1, 1)
PLAN = Plan(date(2004, 1, 1), Thinning(0.25, seed=3, fewest=2, most=5))

values = st.integers(1, 99).map(float)


@st.composite
def tables(draw: st.DrawFn) -> list[Series]:
    """A few series of one class, with irregular reports and deadlines of their own."""
    scale = draw(st.sampled_from([Scale.PERCENT, Scale.POSITIVE, Scale.SCORE, Scale.RANK]))
    found = []
    for at in range(draw(st.integers(2, 4))):
        gaps = draw(st.lists(st.integers(80, 500), min_size=6, max_size=14))
        reports = tuple(
            Report(FIRST + timedelta(days=days), draw(values)) for days in accumulate(gaps)
        )
        head = Head(
            "class", f"e{at}", draw(values), draw(st.sampled_from(reports[3:])).on,
            draw(st.sampled_from(Direction)), scale,
        )  # fmt: skip
        found.append(Series(f"s{at}", head, reports))
    return found


def said(table: list[Series], until: date) -> dict[tuple[str, date], list[float]]:
    """Every chance of every method on the days up to one, by series and day."""
    histories = [History(one, PLAN.thinning) for one in table]
    marked = replay("class", histories, PLAN, lambda _: None)
    if marked is None:
        return {}
    return {
        (table[one].name, day): [float(marked.chances[method][row]) for method in METHODS]
        for row, (one, origin) in enumerate(zip(marked.series, marked.origins, strict=True))
        if (day := date.fromordinal(int(origin))) <= until
    }


def learned_from(table: list[Series], until: date) -> dict[date, list[Window]]:
    """The windows that are learned from on each day of learning up to one."""
    histories = [History(one, PLAN.thinning) for one in table]
    return {
        date.fromordinal(day): training(histories, day, PLAN.horizon_days)
        for day in days_of_learning(histories, PLAN.test_from)
        if date.fromordinal(day) <= until
    }


def continued(table: list[Series], until: date, later: Callable[[], float]) -> list[Series]:
    """The table with other values after a day, more rows, and a series that begins later."""
    found = []
    for one in table:
        kept = [report for report in one.reports if report.on <= until]
        changed = [Report(report.on, later()) for report in one.reports if report.on > until]
        last = max(one.reports[-1].on, until) + timedelta(days=1)
        found.append(Series(one.name, one.head, (*kept, *changed, Report(last, 5.0))))
    late = Report(until + timedelta(days=1), 50.0)
    return [*found, Series("z-late", table[0].head, (late,))]


@given(tables(), st.integers(1500, 4000), st.data())
@settings(max_examples=60, deadline=None)
def test_rows_appended_later_change_nothing_that_was_learned_from_or_asked(
    table: list[Series], days: int, data: st.DataObject
) -> None:
    """Other values, more rows, more series: all that forecasts up to a day rest on stays."""
    until = FIRST + timedelta(days=days)
    other = continued(table, until, lambda: data.draw(values))
    assert learned_from(table, until) == learned_from(other, until)
    for one, more in zip(table, other, strict=False):
        asked, again = (History(each, PLAN.thinning) for each in (one, more))
        for report in one.reports:
            if report.on <= until:
                origin, due = report.on.toordinal(), one.head.due_on.toordinal()
                assert asked.ask(origin, due, 5.0) == again.ask(origin, due, 5.0)


@given(tables(), st.integers(1500, 4000), st.data())
@settings(max_examples=5, deadline=None)
def test_rows_appended_later_change_no_earlier_forecast(
    table: list[Series], days: int, data: st.DataObject
) -> None:
    """What every method said up to a day stays as it was, to the last digit."""
    until = FIRST + timedelta(days=days)
    other = continued(table, until, lambda: data.draw(values))
    before, after = said(table, until), said(other, until)
    assert {key: chances for key, chances in after.items() if key in before} == {
        key: chances for key, chances in before.items() if key in after
    }


def test_nothing_is_learned_from_a_window_that_had_not_ended() -> None:
    """Each ended before the day, and looked at nothing after its own."""
    table = [series(f"s{at}", [50 + at + year for year in range(15)]) for at in range(12)]
    histories = [History(one, Thinning()) for one in table]
    day = date(2008, 12, 31)
    found = training(histories, day.toordinal(), None)
    assert found
    for window in found:
        assert window.ended_on < day
        assert window.question.reports[-1].on <= window.question.as_of < window.ended_on


def test_the_same_seed_thins_alike_and_another_seed_does_not() -> None:
    """About a quarter is gone, the newest like any other."""
    one = series("Vĩnh Long", [60 + year / 10 for year in range(100)], first_year=1900)
    arrived = [
        [report.on for report in one.reports if Thinning(0.25, seed).arrived(one.name, report)]
        for seed in (1, 1, 2)
    ]
    assert arrived[0] == arrived[1] != arrived[2]
    assert 60 <= len(arrived[0]) <= 90


def test_a_question_looks_at_as_many_reports_as_it_draws() -> None:
    """From three to eight, whatever else the table holds."""
    one = series("Vĩnh Long", [60 + year / 10 for year in range(40)], first_year=1970)
    asked = windows.tested(History(one, Thinning(fewest=3, most=8)), date(1990, 1, 1), None)
    counts = {len(window.question.reports) for window in asked}
    assert counts <= set(range(3, 9))
    assert len(counts) > 2


def test_the_value_at_the_deadline_may_come_a_little_early_but_not_a_period_early() -> None:
    """Reports on each 31/12: one of the year before says nothing about the deadline."""
    at_hand = series("s", [50, 60, 70], due_year=2002)
    early = Series("s", at_hand.head, (*at_hand.reports[:2], Report(date(2002, 6, 30), 70.0)))
    gone = series("s", [50, 60, 70], due_year=2003)
    outcomes = [History(one, Thinning()).outcome for one in (at_hand, early, gone)]
    assert [outcome and outcome.value for outcome in outcomes] == [70.0, 70.0, None]


def test_questions_are_asked_from_the_test_date_until_the_outcome_within_the_horizon() -> None:
    """On each day of a report, and on none at or after the deadline."""
    one = series("s", [50 + year for year in range(15)], due_year=2010)
    history = History(one, Thinning())
    asked = [w.question.as_of.year for w in windows.tested(history, date(2005, 1, 1), None)]
    near = [w.question.as_of.year for w in windows.tested(history, date(2005, 1, 1), 2 * 366)]
    assert asked == [2005, 2006, 2007, 2008, 2009]
    assert near == [2008, 2009]


def test_past_questions_ask_for_the_shared_level_or_for_the_pace_needed() -> None:
    """Ninety percent for all; where each has its own target, as much a year as it takes now."""
    rising = [10.0 + year for year in range(11)]
    alike = [
        series(f"s{at}", rising, due_year=2015, target=90, scale=Scale.SCORE) for at in range(12)
    ]
    apart = [
        series(f"s{at}", rising, due_year=2015, target=30.0 + at, scale=Scale.SCORE)
        for at in range(12)
    ]
    day = date(2011, 1, 1).toordinal()
    same = training([History(one, Thinning()) for one in alike], day, None)
    paced = training([History(one, Thinning()) for one in apart], day, None)
    assert {window.question.target for window in same} == {90.0}
    for window in paced:
        newest = window.question.reports[-1]
        years = (window.ended_on - newest.on).days / 365.25
        assert 1.9 <= (window.question.target - newest.value) / years <= 4.3
