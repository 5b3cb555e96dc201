"""Marks: worked by hand, and the report as a whole on a small table."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from domain.forecast.backtest import scores
from domain.forecast.backtest.alerts import lives
from domain.forecast.backtest.learned import METHODS
from domain.forecast.backtest.replay import Plan
from domain.forecast.backtest.report import NothingToTest, Report, backtest, windows_to_test
from domain.forecast.backtest.table import Series
from domain.forecast.backtest.windows import Thinning
from tests.domain.backtest.tables import series

CHANCES = np.array([0.9, 0.8, 0.3, 0.1, 0.05])
MISSED = np.array([True, False, True, False, False])
PLAN = Plan(date(2008, 1, 1), Thinning(0.2, seed=5, fewest=3, most=8))


def table() -> list[Series]:
    """Thirty series of twenty entities, some rising and some not."""
    generator = np.random.default_rng(11)
    found = []
    for at in range(30):
        steps = np.cumsum(generator.normal(at % 3, 2, 16))
        one = series(f"s{at}", list(np.clip(60 + steps, 1, 99)), target=85, entity=f"e{at % 20}")
        found.append(one)
    return found


@cache
def report(seed: int = 5) -> Report:
    """The report on the table."""
    return backtest(table(), Plan(PLAN.test_from, Thinning(0.2, seed, 3, 8)), lambda _: None)


def test_marks_by_hand() -> None:
    """Five chances, two misses."""
    assert scores.brier(CHANCES, MISSED) == pytest.approx((0.01 + 0.64 + 0.49 + 0.01 + 0.0025) / 5)
    expected = -np.mean(np.log([0.9, 0.2, 0.3, 0.9, 0.95]))
    assert scores.log_loss(CHANCES, MISSED) == pytest.approx(expected)
    assert scores.precision_recall(CHANCES >= 0.6, MISSED) == (0.5, 0.5)
    assert scores.precision_recall(CHANCES > 1, MISSED) == (None, 0.0)
    bins = scores.reliability(CHANCES, MISSED)
    assert [(one.low, one.n) for one in bins] == [(0.0, 1), (0.1, 1), (0.3, 1), (0.8, 1), (0.9, 1)]
    assert scores.calibration_error(bins) == pytest.approx((0.05 + 0.1 + 0.7 + 0.8 + 0.1) / 5)
    assert scores.coverage(np.array([1.0, 0.0, np.nan])) == 0.5
    assert scores.coverage(np.array([np.nan])) is None


def test_a_chance_of_one_belongs_to_the_last_bin() -> None:
    """And a certainty that fails costs much, not without bound."""
    (last,) = scores.reliability(np.array([1.0]), np.array([False]))
    assert (last.low, last.high) == (0.9, 1.0)
    assert scores.log_loss(np.array([1.0]), np.array([False])) == pytest.approx(9.21, abs=0.01)


def test_resampling_draws_entities_whole_and_repeats_itself() -> None:
    """Ten windows of one entity are no ten entities: their interval is far wider."""
    losses = np.repeat(np.linspace(0, 1, 10), 10)[:, None]
    clustered = scores.resampled_means(losses, np.repeat(np.arange(10), 10), 1)
    single = scores.resampled_means(losses, np.arange(100), 1)
    again = scores.resampled_means(losses, np.arange(100), 1)
    assert (single == again).all()
    wide, narrow = scores.interval(clustered[:, 0]), scores.interval(single[:, 0])
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_alerts_open_at_once_or_when_confirmed_and_close_under_four_tenths() -> None:
    """A: .7 unconfirmed waits, .8 opens, .5 keeps, .3 closes. B: .6 confirmed opens and stays."""
    found = lives(
        series=np.array([0, 0, 0, 0, 1, 1]),
        origins=np.arange(6),
        leads=np.array([4.0, 3.0, 2.0, 1.0, 2.0, 1.0]),
        missed=np.array([False] * 4 + [True] * 2),
        chances=np.array([0.7, 0.8, 0.5, 0.3, 0.6, 0.45]),
        aside=np.array([0.5, 0.0, 0.0, 0.0, 0.61, 0.0]),
    )
    assert (found.series, found.opens_per_series, found.state_changes_per_series) == (2, 1.0, 1.5)
    assert (found.precision, found.recall, found.median_lead_periods) == (1.0, 1.0, 2.0)


def test_a_report_marks_all_methods_on_the_same_windows() -> None:
    """Every figure is there, in its range; parts add up; the same seed gives the same."""
    found = report()
    whole = found.overall
    assert tuple(whole.methods) == METHODS
    assert whole.n == windows_to_test(table(), PLAN)
    for marks in whole.methods.values():
        assert marks.n == whole.n == sum(one.n for one in marks.reliability)
        assert sum(part.n for part in marks.by_reports.values()) == whole.n
        assert sum(part.n for part in marks.by_periods.values()) == whole.n
        assert marks.brier_interval[0] <= marks.brier <= marks.brier_interval[1]
        assert 0 <= marks.ece <= 1
        assert 0 <= marks.ece_if_calibrated.mean <= 1
    assert whole.methods["chitieu"].behind_chitieu == 0
    assert whole.methods["eurostat"].coverage_80 is None
    assert whole.methods["chitieu"].coverage_80 is not None
    assert found == report.__wrapped__()
    assert found != report(seed=6)


def test_errors_of_the_past_are_worth_more_than_the_last_value_alone() -> None:
    """On such a table a chance of the pooled errors beats yes and no."""
    marks = report().overall.methods
    assert marks["last_value_pooled"].brier < marks["last_value"].brier


def test_a_table_without_a_question_is_no_report() -> None:
    """Nothing is reported from then on."""
    with pytest.raises(NothingToTest):
        backtest(table(), Plan(date(2030, 1, 1), Thinning()), lambda _: None)
