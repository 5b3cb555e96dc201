"""How large errors are just now: followed where it shows, and left alone where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from contracts.parameters import ParametersData
from domain.forecast.answer import forecast
from domain.forecast.axis import Transform
from domain.forecast.backtest.windows import History, Thinning
from domain.forecast.moment import at_moment
from domain.forecast.parameters import default_parameters
from domain.forecast.past import Path, Seen
from domain.forecast.question import Direction, Question, Report, Scale
from tests.domain.backtest.tables import series
from tests.domain.forecast.pools import asked, chance

FITTED = default_parameters("score", Scale.SCORE, Transform.IDENTITY)
YEARS, TURN = 14, 10


def course(entity: int, after: float, years: int = YEARS) -> Path:
    """A series of yearly steps that look like chance, from `TURN` on `after` times as large."""
    value, seen = 50.0, []
    for year in range(years):
        value += 20 * chance(entity, year) * (after if year >= TURN else 1.0)
        seen.append(Seen(date(2000 + year, 12, 31), value))
    day = seen[-1].on
    reports = tuple(Report(*one) for one in seen)
    question = Question(Scale.SCORE, Direction.UP, reports, 55.0, False, day, day, 365)
    return Path(f"e{entity}", question, tuple(seen))


def moment(after: float, years: int = YEARS) -> float:
    """How large the errors of thirty such series are when so many years are known."""
    return at_moment(FITTED, [course(entity, after, years) for entity in range(30)]).moment


def test_errors_shrink_with_what_all_series_did_lately() -> None:
    """Known from the newest steps alone, long before a deadline; the interval follows."""
    assert moment(0.3) < 0.7
    narrow = forecast(asked(50.0, 52.0), replace(FITTED, moment=0.5))
    usual = forecast(asked(50.0, 52.0), FITTED)
    widths = [each.high - each.low for each in (narrow, usual) if each.low and each.high]
    assert widths[0] < 0.6 * widths[1]
    assert narrow.median == usual.median


def test_a_class_that_moves_as_ever_keeps_its_errors() -> None:
    """Chance is not followed, nor growth, which each series' own scale tells, nor no step."""
    assert moment(1.0) == 1.0
    assert moment(3.0, TURN + 1) == 1.0
    assert at_moment(replace(FITTED, moment=0.5), []).moment == 1.0


def test_steps_told_by_several_paths_count_once() -> None:
    """Two targets of one series do not weigh more than one."""
    once = [course(entity, 0.3) for entity in range(30)]
    assert at_moment(FITTED, [*once, *once]) == at_moment(FITTED, once)


def test_only_what_had_arrived_by_a_day_is_known() -> None:
    """A later report is not in the course of a series."""
    whole = series("s", [50.0, 52.0, 49.0, 60.0])
    third = whole.reports[2].on
    known = History(whole, Thinning()).course(third.toordinal())
    assert known is not None
    assert [seen.on for seen in known.seen] == [one.on for one in whole.reports[:3]]
    before = whole.reports[0].on - timedelta(days=1)
    assert History(whole, Thinning()).course(before.toordinal()) is None


def test_parameters_told_before_answer_as_they_did() -> None:
    """What was recorded without it reads as errors of the usual size."""
    told = ParametersData.of(FITTED).model_dump_json(exclude={"moment"})
    read = ParametersData.model_validate_json(told).to_domain()
    assert read == FITTED
    assert read.moment == 1.0
