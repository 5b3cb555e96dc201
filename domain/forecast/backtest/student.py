"""Student's t for a whole number of degrees of freedom, in closed form, for arrays.

Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from domain.forecast.backtest.places import Numbers, Places


def cumulative(t: Numbers, freedom: Places) -> Numbers:
    """Return the share of the distribution below each t."""
    below = np.empty_like(t, dtype=float)
    for degrees in np.unique(freedom):
        at = freedom == degrees
        below[at] = _cumulative(t[at], int(degrees))
    return below


@lru_cache(maxsize=128)
def ninth_decile(degrees: int) -> float:
    """Return the t that nine tenths lie below."""
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (low, middle) if _cumulative(np.array([middle]), degrees)[0] > 0.9 else (middle, high)
        )
    return high


def _cumulative(t: Numbers, degrees: int) -> Numbers:
    angle = np.arctan(t / np.sqrt(degrees))
    sine, square = np.sin(angle), np.cos(angle) ** 2
    odd = degrees % 2
    term = np.cos(angle) if odd else np.ones_like(angle)
    total = np.zeros_like(angle)
    for power in range(odd, degrees - 1, 2):
        total = total + term
        term = term * square * (power + 1) / (power + 2)
    within = (2 / np.pi) * (angle + sine * total) if odd else sine * total
    share: Numbers = (1 + within) / 2
    return share
