"""How far series of a class go back: to their own mean, and to where the class is at home.

A province at the tail of a ranking, or far above its own usual score, seldom stays there. Two
shares say how much of the way back is made in the end, a pace how soon:

    z(t + ahead) = z(t) + (1 - exp(-pull * ahead)) (to_mean (mean - z) + to_home (home - z))

Least squares over the class's lessons with their common movement set aside; the two shares lie
within 0 and 1 together, so that a better value never leads to a worse guess. Closed form, no BLAS.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from domain.forecast.errors import Floats
from domain.forecast.trend import Trend

PULLS = (0.1, 0.3, 1.0, 5.0)
"""Paces per year that are tried: from half the way in seven years to all of it in one."""
_RIDGE = 1.02
_DECIMALS = 6


def with_homing(
    trend: Trend, lasts: Floats, means: Floats, outcomes: Floats, ahead: Floats, weights: Floats
) -> Trend:
    """Return the trend with what lessons teach of going back: last, mean, what came, and when."""
    shares = weights / weights.sum()
    home = round(float((shares * means).sum()), _DECIMALS)
    nearer = shares / (ahead + float(np.median(ahead)))
    nearer = nearer / nearer.sum()
    moved = _apart(outcomes - lasts, nearer)
    found = []
    for pull in PULLS:
        gone = 1 - np.exp(-pull * ahead)
        own, common = _apart(gone * (means - lasts), nearer), _apart(gone * (home - lasts), nearer)
        to_mean, to_home = _shares(own, common, moved, nearer)
        rest = float((nearer * np.abs(moved - to_mean * own - to_home * common)).sum())
        found.append((rest, pull, to_mean, to_home))
    _, pull, to_mean, to_home = min(found)
    return replace(trend, home=home, pull=pull, to_mean=to_mean, to_home=to_home)


def _apart(values: Floats, weights: Floats) -> Floats:
    centred: Floats = values - float((weights * values).sum())
    return centred


def _shares(own: Floats, common: Floats, moved: Floats, weights: Floats) -> tuple[float, float]:
    """Return both shares by least squares, a little drawn to nothing."""
    first, second = (float((weights * one * one).sum()) * _RIDGE + 1e-12 for one in (own, common))
    both = float((weights * own * common).sum())
    of_own, of_common = (float((weights * one * moved).sum()) for one in (own, common))
    across = first * second - both * both
    to_mean = min(max((of_own * second - of_common * both) / across, 0.0), 1.0)
    to_home = min(max((of_common * first - of_own * both) / across, 0.0), 1.0)
    whole = max(to_mean + to_home, 1.0)
    return round(to_mean / whole, _DECIMALS), round(to_home / whole, _DECIMALS)
