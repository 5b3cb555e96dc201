"""A local linear trend, pooled over a class: level, slope, and how far each may be trusted.

    z(t) = a(t) + noise,   a' = b(t) + walk,   b' = turn,   b(0) ~ N(drift, drift_spread²)

All errors of one series are multiplied by its own scale s, 1/s² ~ Gamma with `steadiness`
degrees of freedom: a steady series has narrow errors, an erratic one wide. Everything is
Gaussian given s, so the closed form is a filter of two numbers: reports may be irregular, and one
is enough. Time is in years, places on the class's axis.

Source: empirical Bayes as in Harvey, Forecasting, Structural Time Series Models (1989) ch. 3;
the common scale as in West & Harrison, Bayesian Forecasting (1997) §4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

LEAST_VARIANCE = 1e-18
"""Series on a ruled line leave nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What a class's series have in common; standard errors, per year or square root of it.

    `own_of_last` is how far the error of a last value follows its series' own scale: 1 wholly,
    0 not at all. `pull`, `to_mean` and `to_home` say how soon and how far series go back to
    their own mean and to `home`, where the class is (`homing`); without a pull that is not known.
    """

    walk: float
    noise: float
    drift: float
    drift_spread: float
    turn: float
    steadiness: float
    own_of_last: float = 1.0
    home: float = 0.0
    pull: float = 0.0
    to_mean: float = 0.0
    to_home: float = 0.0


class Projection(NamedTuple):
    """Where a series leads: `spread` is the standard error, `own` the part of its own scale."""

    middle: float
    spread: float
    own: float


def project(
    times: Sequence[float], places: Sequence[float], ahead: float, trend: Trend
) -> Projection:
    """Return where a series of at least one place leads `ahead` years after the last."""
    walk, noise, turn = trend.walk**2, trend.noise**2, trend.turn**2
    level, slope = places[0], trend.drift
    var, cov, slope_var = noise, 0.0, trend.drift_spread**2
    surprise = 0.0
    for index in range(1, len(times)):
        step = times[index] - times[index - 1]
        level += slope * step
        half = turn * step * step / 2
        var += step * (2 * cov + step * slope_var + walk) + half * step * 2 / 3
        cov += step * slope_var + half
        slope_var += turn * step
        error = places[index] - level
        total = var + noise + LEAST_VARIANCE
        surprise += error * error / total
        level += var / total * error
        slope += cov / total * error
        slope_var -= cov * cov / total
        cov -= var * cov / total
        var -= var * var / total
    own = (trend.steadiness + surprise) / (trend.steadiness + len(times) - 1)
    var += ahead * (2 * cov + ahead * slope_var + walk) + turn * ahead**3 / 3 + noise
    return Projection(level + slope * ahead, sqrt(max(var, 0.0) * own), sqrt(own))
