"""How large the calibration error is of a forecaster whose every chance is exactly right.

On few windows it is well above 0: ten chances of .7 seldom end in seven misses. So each window
is let miss with its own chance, many times, and the error is measured each time. The windows of
one series see one outcome from several days, so they are drawn together: one number between 0 and
1 a series, and a window misses where its chance is above it. Each chance stays exactly right that
way, whatever the others of its series are, and what errs together does so here too.

Series are drawn apart. Those of one year or one entity move together as well, how much nobody
knows; that would make the error larger yet, so no more is put down to luck than is certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.places import Numbers, Places
from domain.forecast.backtest.scores import bins_of

DRAWS = 400
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Luck:
    """Calibration errors (ECE) of chances that are right: their mean, and what 95 % stay below."""

    mean: float
    p95: float


def ece_if_calibrated(chances: Numbers, series: Places, seed: int) -> Luck:
    """Return what the expected calibration error of these chances is by luck alone."""
    if np.isin(chances, (0.0, 1.0)).all():
        return Luck(0.0, 0.0)
    _, of_series = np.unique(series, return_inverse=True)
    bins = bins_of(chances)
    order = np.argsort(bins, kind="stable")
    _, starts = np.unique(bins[order], return_index=True)
    chances, of_series = chances[order], of_series[order]
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS // _AT_ONCE):
        drawn = generator.random((_AT_ONCE, int(of_series.max()) + 1))
        missed = drawn[:, of_series] < chances
        gaps = np.add.reduceat(missed - chances, starts, axis=1)
        found.append(np.abs(gaps).sum(axis=1) / len(chances))
    errors = np.concatenate(found)
    return Luck(float(errors.mean()), float(np.quantile(errors, 0.95)))
