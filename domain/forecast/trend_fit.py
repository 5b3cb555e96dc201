"""The pooled trend of a class, by the likelihood of what came after each of its windows.

The filter of `trend.project`, over all windows at once: the same formulas on columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

from domain.forecast.candidates import LONGEST_SERIES
from domain.forecast.errors import Floats
from domain.forecast.simplex import least
from domain.forecast.trend import LEAST_VARIANCE, Trend

TREND_DECIMALS = 9
_PRIOR_WEIGHT = 0.4
_FEWEST = 20
_LEAST_FREEDOM = 0.5
_USUAL_FREEDOM = 4.0
_FREEDOM_LOGARITHMS = (-2.0, 6.0)
_FARTHEST = 20.0


@dataclass(frozen=True, slots=True)
class Histories:
    """The series of many windows, right-aligned in columns, and what came `ahead` years later."""

    times: Floats
    places: Floats
    known: NDArray[np.bool_]
    ahead: Floats
    outcomes: Floats
    weights: Floats

    @classmethod
    def of(
        cls,
        series: Sequence[tuple[Sequence[float], Sequence[float]]],
        ahead: Floats,
        outcomes: Floats,
        weights: Floats,
    ) -> Histories:
        """Return series of times and places as columns."""
        size = len(series)
        times, places = np.zeros((size, LONGEST_SERIES)), np.zeros((size, LONGEST_SERIES))
        known = np.zeros((size, LONGEST_SERIES), dtype=np.bool_)
        for row, (when, where) in enumerate(series):
            start = LONGEST_SERIES - len(when)
            times[row, start:], places[row, start:], known[row, start:] = when, where, True
        return cls(times, places, known, ahead, outcomes, weights)


def fit_trend(histories: Histories) -> Trend:
    """Return the trend under which the outcomes are likeliest, drawn to a weak prior.

    The prior is relative to the class's usual step, and worth a few windows.
    """
    steps = np.abs(histories.outcomes - histories.places[:, -1])
    steps = steps / np.sqrt(np.maximum(histories.ahead, 0.25))
    step = float(np.median(steps)) + 0.001 * float(np.mean(steps)) + 1e-6
    start = np.array([log(step), log(step / 2), 0.0, log(step * 0.3), log(step / 10), log(4.0)])
    scales = np.array([1.0, 1.0, step, 1.0, 1.0, 1.0])
    prior = _PRIOR_WEIGHT / max(len(steps), _FEWEST)

    def cost(point: Floats) -> float:
        apart = (point - start) / scales
        if np.abs(apart).max() > _FARTHEST:
            return 1e9
        if not _FREEDOM_LOGARITHMS[0] < point[5] < _FREEDOM_LOGARITHMS[1]:
            return 1e9
        return _surprise(histories, _trend(point)) + prior * float((apart**2).sum())

    fitted = _trend(least(cost, start, [0.7, 0.7, step * 0.3, 0.7, 1.0, 0.7]))
    return Trend(**{name: _recorded(getattr(fitted, name)) for name in Trend.__slots__})


def _recorded(number: float) -> float:
    return round(number, TREND_DECIMALS)


def _trend(point: Floats) -> Trend:
    walk, noise, drift, drift_spread, turn, freedom = (float(each) for each in point)
    return Trend(
        walk=exp(walk),
        noise=exp(noise),
        drift=drift,
        drift_spread=exp(drift_spread),
        turn=exp(turn),
        steadiness=exp(freedom) + _LEAST_FREEDOM,
    )


def _surprise(histories: Histories, trend: Trend) -> float:
    """Return the mean negative log density (Student's t) of the outcomes."""
    middle, variance, freedom = project_all(histories, trend)
    counts, of = np.unique(freedom, return_inverse=True)
    constants = np.array(
        [lgamma((each + 1) / 2) - lgamma(each / 2) - log(each * pi) / 2 for each in counts]
    )[of]
    errors = (histories.outcomes - middle) ** 2 / variance
    density = constants - np.log(variance) / 2 - (freedom + 1) / 2 * np.log1p(errors / freedom)
    return -float((density * histories.weights).sum() / histories.weights.sum())


def project_all(histories: Histories, trend: Trend) -> tuple[Floats, Floats, Floats]:
    """Return where series lead, the variance of that, and its degrees of freedom."""
    walk, noise, turn = trend.walk**2, trend.noise**2, trend.turn**2
    size = len(histories.ahead)
    level, slope = np.zeros(size), np.full(size, trend.drift)
    var, cov, slope_var = np.zeros(size), np.zeros(size), np.full(size, trend.drift_spread**2)
    surprise, before = np.zeros(size), np.zeros(size)
    begun = np.zeros(size, dtype=np.bool_)
    for column in range(histories.times.shape[1]):
        here = histories.known[:, column]
        place, time = histories.places[:, column], histories.times[:, column]
        going = here & begun
        step = np.where(going, time - before, 0.0)
        level = level + slope * step
        half = turn * step * step / 2
        var = var + step * (2 * cov + step * slope_var + walk) + half * step * 2 / 3
        cov = cov + step * slope_var + half
        slope_var = slope_var + turn * step
        error = np.where(going, place - level, 0.0)
        total = var + noise + LEAST_VARIANCE
        gain, turning = np.where(going, var / total, 0.0), np.where(going, cov / total, 0.0)
        surprise = surprise + error * error / total
        level, slope = level + gain * error, slope + turning * error
        slope_var, cov, var = slope_var - turning * cov, cov - gain * cov, var - gain * var
        first = here & ~begun
        level, var = np.where(first, place, level), np.where(first, noise, var)
        begun, before = begun | here, np.where(here, time, before)
    freedom = trend.steadiness + histories.known.sum(axis=1) - 1.0
    own = (trend.steadiness + surprise) / freedom
    ahead = histories.ahead
    var = var + ahead * (2 * cov + ahead * slope_var + walk) + turn * ahead**3 / 3 + noise
    return level + slope * ahead, np.maximum(var * own, LEAST_VARIANCE), freedom
