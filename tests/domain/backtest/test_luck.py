"""The calibration error that luck alone makes: by hand where it can be, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast.backtest.luck import Luck, ece_if_calibrated
from domain.forecast.backtest.scores import calibration_error, reliability

APART = np.arange(400)
WINDOWS = st.lists(
    st.tuples(st.floats(0, 1, allow_nan=False), st.integers(0, 5)), min_size=1, max_size=30
)


def test_one_window_errs_by_its_whole_chance_or_by_the_rest() -> None:
    """Given a chance of .3, expect .7 in three of ten draws and .3 in seven: .42."""
    found = ece_if_calibrated(np.array([0.3]), np.array([0]), seed=1)
    assert found.mean == pytest.approx(0.42, abs=0.03)
    assert found.p95 == pytest.approx(0.7)


def test_many_series_err_less_and_windows_of_one_series_no_less_than_one_window() -> None:
    """Given 400 windows of .3, expect sqrt(2 * .21 / (pi * 400)) apart, and .42 in one series."""
    chances = np.full(400, 0.3)
    apart = ece_if_calibrated(chances, APART, seed=1)
    assert apart.mean == pytest.approx(0.0183, abs=0.002)
    together = ece_if_calibrated(chances, np.zeros(400, dtype=np.int64), seed=1)
    assert together.mean == pytest.approx(0.42, abs=0.03)


def test_what_is_right_stays_below_the_ninety_fifth_percentile_nineteen_times_in_twenty() -> None:
    """Given outcomes drawn by their chances, expect their ECE above it in about one of twenty."""
    generator = np.random.default_rng(3)
    chances = generator.beta(0.6, 0.6, 400)
    most = ece_if_calibrated(chances, APART, seed=1).p95
    errors = [
        calibration_error(reliability(chances, generator.random(400) < chances)) for _ in range(400)
    ]
    assert 0.02 <= np.mean(np.array(errors) > most) <= 0.09


@given(WINDOWS, st.integers(0, 9))
def test_luck_is_a_share_repeats_itself_and_does_not_go_by_names_of_series(
    windows: list[tuple[float, int]], seed: int
) -> None:
    """On the same chances and seed: the same; yes and no alone leave nothing to luck."""
    chances, series = np.array([one for one, _ in windows]), np.array([at for _, at in windows])
    found = ece_if_calibrated(chances, series, seed)
    assert 0 <= found.mean <= 1
    assert 0 <= found.p95 <= 1
    assert found == ece_if_calibrated(chances, series * 7 + 2, seed)
    assert ece_if_calibrated(np.round(chances), series, seed) == Luck(0.0, 0.0)
