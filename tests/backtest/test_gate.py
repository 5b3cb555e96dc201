"""The gate itself: what it lets through, and what it tells when it does not."""

from __future__ import annotations

from dataclasses import replace

from domain.forecast.backtest.luck import Luck
from tests.backtest.gate import SUPPLIED, Limits, Standing

GOOD = Standing(
    n=3000, brier=0.09, of_eurostat=0.5, of_best=0.95, best="last_value_pooled", ece=0.02,
    ece_if_right=Luck(0.02, 0.03), coverage=0.8, precision=0.9, recall=0.75,
)  # fmt: skip
ALL = Limits(precision=0.85, recall=0.7)


def test_what_keeps_every_limit_passes() -> None:
    """Nothing is told."""
    assert list(GOOD.breaches(ALL)) == []


def test_each_limit_that_is_not_kept_is_told_with_its_figure() -> None:
    """Too wide is a breach as too narrow is; that luck may do as much excuses nothing."""
    worse = replace(
        GOOD, ece=0.06, of_eurostat=0.81, of_best=0.98, coverage=0.7, precision=0.8, recall=0.6
    )
    assert list(worse.breaches(ALL)) == [
        "ECE 0.060 > 0.05",
        "Brier as a share of Eurostat's 0.810 > 0.8",
        "Brier as a share of last_value_pooled's 0.980 > 0.97",
        "coverage of 80 % 0.700 < 0.75",
        "precision at .6 0.800 < 0.85",
        "recall at .6 0.600 < 0.7",
    ]
    lucky = replace(GOOD, ece=0.06, ece_if_right=Luck(0.1, 0.2))
    assert list(lucky.breaches(ALL)) == ["ECE 0.060 > 0.05"]
    assert list(replace(GOOD, coverage=0.9).breaches(ALL)) == ["coverage of 80 % 0.900 > 0.85"]


def test_a_set_that_is_held_to_less_says_why() -> None:
    """No limit is moved in silence."""
    usual = Limits(precision=0.85, recall=0.7)
    for supplied in SUPPLIED:
        limits = supplied.limits
        moved = (limits.ece, limits.of_best, limits.coverage) != (
            usual.ece,
            usual.of_best,
            usual.coverage,
        ) or (limits.precision is not None and limits.precision < 0.85)
        assert bool(limits.why) == moved
