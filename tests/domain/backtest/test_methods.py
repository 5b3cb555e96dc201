"""The methods beside ours: official formulas as alerts show them, errors pooled, curves fitted."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast.backtest import baselines
from domain.forecast.backtest.isotonic import Falling
from domain.forecast.backtest.learned import Learned
from domain.forecast.backtest.pooled import PooledErrors
from domain.forecast.backtest.student import cumulative, ninth_decile
from domain.forecast.official import eurostat_progress
from domain.forecast.question import Direction, Scale
from tests.domain.backtest.tables import batch, window

YEAR = Fraction(1461, 4)

amounts = st.floats(1, 1000)


def test_eurostat_asks_growth_so_far_for_the_growth_needed() -> None:
    """10 to 14 in four years; 20 in eight needs 9 % a year, and 8,8 % came: on track."""
    on_track, slow, met, falling = (
        window(10, 11, 12, 13, 14, target=20, ahead=4),
        window(10, 10, 10, 10, 11, target=20, ahead=4),
        window(10, 22, target=20),
        window(20, 18, 16, target=8, direction=Direction.DOWN, ahead=4),
    )
    asked = batch(on_track, slow, met, falling)
    ratio = baselines.eurostat_ratio(asked)
    assert ratio[0] == pytest.approx((1.4**0.25 - 1) / (2**0.125 - 1), rel=1e-3)
    assert math.isinf(ratio[2])
    assert baselines.eurostat(asked).chance.tolist() == [0.0, 1.0, 0.0, 1.0]


@given(amounts, amounts, amounts, st.integers(1, 9), st.integers(1, 9))
def test_eurostat_in_arrays_is_the_official_formula(
    base: float, latest: float, target: float, years: int, ahead: int
) -> None:
    """Wherever the base is worse than the target and the target is not met yet."""
    direction = Direction.UP if target > base else Direction.DOWN
    values = [base] * years + [latest]
    one = window(*values, target=target, ahead=ahead, direction=direction)
    days = (one.question.reports[-1].on - one.question.reports[0].on).days
    exact = eurostat_progress(
        base=Fraction(base),
        latest=Fraction(latest),
        target=Fraction(target),
        years_to_latest=days / YEAR,
        years_to_deadline=(one.question.due_on - one.question.reports[0].on).days / YEAR,
    )
    if not one.question.misses(latest) or exact is None or abs(target / base - 1) < 1e-6:
        return
    found = baselines.eurostat_ratio(batch(one))[0]
    assert found == pytest.approx(float(exact.ratio), rel=1e-5, abs=1e-9)


def test_a_zero_or_a_change_of_sign_still_gets_an_answer() -> None:
    """Zero counts as a thousandth; where no growth rate exists the newest value decides."""
    asked = batch(
        window(0, 5, target=10, ahead=3),
        window(-5, 5, target=10, scale=Scale.SCORE),
        window(0, 0, target=0, direction=Direction.DOWN),
    )
    assert baselines.eurostat(asked).chance.tolist() == [0.0, 1.0, 0.0]


def test_sdsn_draws_a_straight_line_and_escap_lets_late_reports_weigh_more() -> None:
    """Slow then fast: the straight line falls short, the weighted one arrives."""
    asked = batch(window(0, 0, 0, 0, 0, 4, 8, target=15, ahead=4, scale=Scale.SCORE))
    assert baselines.sdsn(asked).chance.tolist() == [1.0]
    straight = batch(window(1, 2, 3, target=6.0, ahead=3, scale=Scale.SCORE))
    assert baselines.sdsn(straight).chance.tolist() == [0.0]
    assert baselines.escap(straight).chance.tolist() == [0.0]


def test_one_report_draws_no_line_and_is_taken_at_its_word() -> None:
    """With every official method."""
    asked = batch(window(5, target=10), window(12, target=10))
    for method in (baselines.eurostat, baselines.sdsn, baselines.escap):
        assert method(asked).chance.tolist() == [1.0, 0.0]


def test_the_own_line_knows_how_far_reports_scatter() -> None:
    """By hand: 1, 3, 2 lead to 3 at the next with a standard error of √(3/2·(1 + 1/3 + 2))."""
    asked = batch(window(1, 3, 2, target=3.0, scale=Scale.SCORE))
    told = baselines.own_line(asked, baselines.last_value(asked))
    assert told.chance[0] == pytest.approx(0.5, abs=1e-3)
    error = math.sqrt(1.5 * (1 + 1 / 3 + 2))
    assert told.high[0] == pytest.approx(3 + ninth_decile(1) * error, rel=5e-3)
    assert told.low[0] == pytest.approx(3 - ninth_decile(1) * error, rel=5e-3)


def test_student_s_t_is_the_tables_own() -> None:
    """Nine tenths: 3,078 with one degree of freedom, 1,886, 1,638, 1,533, 1,372 with ten."""
    deciles = [ninth_decile(degrees) for degrees in (1, 2, 3, 4, 10)]
    assert deciles == pytest.approx([3.0777, 1.8856, 1.6377, 1.5332, 1.3722], abs=1e-4)
    below = cumulative(np.array([2.015, -2.015, 0.0]), np.array([5, 5, 6]))
    assert below.tolist() == pytest.approx([0.95, 0.05, 0.5], abs=1e-4)


def test_errors_of_the_last_value_are_pooled_by_how_far_ahead() -> None:
    """Forty small errors a year ahead, forty large ones three years ahead."""
    small = [window(50, target=0, outcome=50 + at / 40, scale=Scale.SCORE) for at in range(40)]
    large = [window(50, target=0, outcome=50 + at, ahead=3, scale=Scale.SCORE) for at in range(40)]
    errors = PooledErrors.of(batch(*small, *large))
    told = errors.answer(
        batch(
            window(50, target=51, scale=Scale.SCORE),
            window(50, target=51, ahead=3, scale=Scale.SCORE),
        )
    )
    assert told.chance.tolist() == pytest.approx([40.5 / 41, 1.5 / 41])
    assert told.high[0] < 51 < told.high[1]


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=60))
def test_an_isotonic_curve_never_rises_and_keeps_the_mean(
    seen: list[tuple[int, bool]],
) -> None:
    """And no other falling curve of steps is nearer: its blocks are means of what they hold."""
    at = np.array([float(place) for place, _ in seen])
    happened = np.array([one for _, one in seen])
    curve = Falling.fitted(at, happened)
    read = curve.read(np.sort(at))
    assert (np.diff(read) <= 1e-12).all()
    assert curve.read(at).mean() == pytest.approx(happened.mean())
    for level in curve.levels:
        assert happened[curve.read(at) == level].mean() == pytest.approx(level)


def test_without_anything_learned_every_method_answers() -> None:
    """Those that learn say one half; ours answers by its default."""
    learned = Learned.nothing("new", Scale.PERCENT)
    asked = [window(50, 55, target=60, scale=Scale.PERCENT)]
    told = learned.beside(batch(*asked))
    assert told["last_value_pooled"].chance.tolist() == [0.5]
    assert told["eurostat_isotonic"].chance.tolist() == [0.5]
    assert 0 < learned.ours([one.question for one in asked]).chance[0] < 1
