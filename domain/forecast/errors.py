"""How wrong a candidate has been: quantiles of its past standardised errors, by horizon.

The errors of the whole class are pooled (conformal prediction), and a few of Student's with
four degrees of freedom are mixed in, so that a class with a short past has wide tails and one
without any has an answer. Where little is known of a common drift, errors count as mirrored
too: a few years in which all fell do not say that all will fall.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PROBABILITIES: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08),
    *(0.1, 0.125, 0.15, 0.175, 0.2, 0.225, 0.25, 0.275, 0.3, 0.325, 0.35, 0.375, 0.4, 0.425, 0.45),
    *(0.475, 0.5, 0.525),
    *(0.55, 0.575, 0.6, 0.625, 0.65, 0.675, 0.7, 0.725, 0.75, 0.775, 0.8, 0.825, 0.85, 0.875, 0.9),
    *(0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.9975, 0.999),
)
HORIZON_EDGES: Final = (1.5, 3.5, 6.5)
"""Reporting periods that part near horizons from farther ones."""
ENOUGH: Final = 30
"""A horizon with fewer errors uses those of all horizons."""
STUDENT_WEIGHT: Final = 3.0
STUDENT_SAMPLES: Final = 60
_MIRROR_ENDS: Final = 1.0

Grid = tuple[float, ...]
Grids = tuple[Grid, ...]


def bucket(periods: float) -> int:
    """Return the group that a horizon belongs to, 0 being the nearest."""
    return bisect_left(HORIZON_EDGES, periods)


def _student_quantile(probability: float) -> float:
    """Student's t with four degrees of freedom, in closed form (Shaw 2006, J. Comp. Finance)."""
    alpha = 4 * probability * (1 - probability)
    root = np.cos(np.arccos(np.sqrt(alpha)) / 3) / np.sqrt(alpha)
    return float(np.sign(probability - 0.5) * 2 * np.sqrt(max(root - 1, 0.0)))


STUDENT: Final[Grid] = tuple(round(_student_quantile(each), 6) for each in PROBABILITIES)
"""The errors of a class without a past."""
_SPREAD_OF_STUDENT: Final = 1.142
"""Two thirds of Student's values lie within this; of a class's errors, within its scale."""
_STUDENT_SAMPLE: Final = np.array(
    [_student_quantile((index + 0.5) / STUDENT_SAMPLES) for index in range(STUDENT_SAMPLES)]
)


def common(values: Floats, weights: Floats, ends: Floats, overlap: float) -> tuple[float, float]:
    """Return the common movement in values, and how far it can be trusted to come again (0 to 1).

    Values that became known on the same day have moved together: it is the medians of days
    that say how sure a common movement is (James & Stein's shrinkage of their mean). Windows
    that reach over `overlap` days tell that much less.
    """
    days, of = np.unique(ends, return_inverse=True)
    sums = np.bincount(of, weights)
    means = np.array([np.median(values[of == day]) for day in range(len(days))])
    share = sums / sums.sum()
    mean = float((share * means).sum())
    if len(days) < 2 or mean == 0:
        return mean, 0.0
    variance = float((share * (means - mean) ** 2).sum()) * len(days) / (len(days) - 1)
    error = variance * float((share**2).sum()) * max(overlap, 1.0)
    return mean, max(0.0, 1 - error / mean**2)


def grid(errors: Floats, weights: Floats, ends: Floats, overlap: float) -> Grid:
    """Return the quantiles of errors; `ends` are the days on which they became known.

    Of a common error only the part that can be trusted to come again is kept.
    """
    if not len(errors):
        return STUDENT
    mean, trust = common(errors, weights, ends, overlap)
    errors = errors - (1 - trust) * mean
    order = np.argsort(np.abs(errors), kind="stable")
    reached = np.cumsum(weights[order])
    scale = np.abs(errors)[order][int(np.searchsorted(reached, 0.68 * reached[-1]))]
    evened = weights * (weights.sum() / (weights**2).sum())
    mirrored = _MIRROR_ENDS / (_MIRROR_ENDS + len(np.unique(ends))) / 2
    student = max(float(scale), 1e-6) / _SPREAD_OF_STUDENT * _STUDENT_SAMPLE
    values = np.concatenate([errors, -errors, student])
    shares = np.concatenate(
        [
            evened * (1 - mirrored),
            evened * mirrored,
            np.full(STUDENT_SAMPLES, STUDENT_WEIGHT / STUDENT_SAMPLES),
        ]
    )
    order = np.argsort(values, kind="stable")
    values, shares = values[order], shares[order]
    places = (np.cumsum(shares) - shares / 2) / shares.sum()
    return tuple(round(float(each), 6) for each in np.interp(PROBABILITIES, places, values))


def grids(errors: Floats, weights: Floats, ends: Floats, periods: Floats) -> Grids:
    """Return the quantiles for each group of horizons; one with too few has those of all."""
    pooled = grid(errors, weights, ends, float(periods.mean()) if len(periods) else 1.0)
    groups = np.array([bucket(each) for each in periods], dtype=np.int64)

    def of(group: int) -> Grid:
        within = groups == group
        if int(within.sum()) < ENOUGH:
            return pooled
        overlap = float(periods[within].mean())
        return grid(errors[within], weights[within], ends[within], overlap)

    return tuple(of(group) for group in range(len(HORIZON_EDGES) + 1))


def below(quantiles: Sequence[float], place: float, *, strict: bool) -> float:
    """Return the chance of a value below `place`, or at it as well where that is `strict`."""
    low, high = 0, len(quantiles)
    while low < high:
        middle = (low + high) // 2
        reached = quantiles[middle] <= place if strict else quantiles[middle] < place
        low, high = (middle + 1, high) if reached else (low, middle)
    return between(quantiles, low, place)


def between(quantiles: Sequence[float], index: int, place: float) -> float:
    """Return the chance at a place that lies before the quantile `index`; tails fall off."""
    if index == 0:
        width = max(quantiles[3] - quantiles[0], 1e-12)
        return PROBABILITIES[0] / (1 + (quantiles[0] - place) / width) ** 2
    if index == len(quantiles):
        width = max(quantiles[-1] - quantiles[-4], 1e-12)
        return 1 - PROBABILITIES[0] / (1 + (place - quantiles[-1]) / width) ** 2
    below_value, above_value = quantiles[index - 1], quantiles[index]
    if above_value <= below_value:
        return PROBABILITIES[index]
    share = (place - below_value) / (above_value - below_value)
    return PROBABILITIES[index - 1] + share * (PROBABILITIES[index] - PROBABILITIES[index - 1])


def quantile(quantiles: Sequence[float], probability: float) -> float:
    """Return the value that a share `probability` of the values stays below."""
    for index, reached in enumerate(PROBABILITIES):
        if probability <= reached:
            if index == 0:
                return quantiles[0]
            before = PROBABILITIES[index - 1]
            share = (probability - before) / (reached - before)
            return quantiles[index - 1] + share * (quantiles[index] - quantiles[index - 1])
    return quantiles[-1]
