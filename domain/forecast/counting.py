"""The chance that a count stays below its floor, from the pace at which it grew.

What is still to come in the time left is negative binomial: Poisson with a pace of which the
reports say as much as they can (Gamma), and the plan's own pace as one more case. Source: the
conjugate predictive, as in Gelman et al., Bayesian Data Analysis (2013) §2.6.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, erf, exp, floor, log, log1p, sqrt
from typing import NamedTuple

from domain.forecast.axis import YEAR_DAYS
from domain.forecast.question import Direction, Question, year_began_on

_TRUST = 0.5
"""Cases come in groups: half of them count as separate evidence of the pace."""
_LONGEST_WALK = 200
_TENTH = 1.2815515655446004


class Counted(NamedTuple):
    """The chance of a miss and the count at the deadline."""

    chance: float
    low: float
    median: float
    high: float


def counts(question: Question) -> bool:
    """Say whether the reports are a count that grows: whole, not negative, never falling."""
    values = [report.value for report in question.known]
    rising = all(one <= other for one, other in pairwise(values))
    return rising and all(value >= 0 and value == floor(value) for value in values)


def counted(question: Question) -> Counted:
    """Answer for a growing count of which at least one report is known."""
    first, last = question.known[0], question.known[-1]
    began_on = question.started_on or min(year_began_on(question.due_on), first.on)
    whole = max((question.due_on - began_on).days, 1) / YEAR_DAYS
    taken = max((last.on - began_on).days, 0) / YEAR_DAYS
    left = (question.due_on - last.on).days / YEAR_DAYS
    planned = max(question.target, 1.0) / whole
    shape = 1 + _TRUST * last.value
    pace = shape / (1 / planned + _TRUST * taken)
    expected = _Expected(shape, pace * left)
    needed = question.target - last.value
    if question.direction is Direction.UP:
        least = floor(needed) + 1 if question.strict else ceil(needed)
        chance = expected.below(least)
    else:
        most = ceil(needed) - 1 if question.strict else floor(needed)
        chance = 1 - expected.below(most + 1)
    low, median, high = (last.value + expected.quantile(side) for side in (-_TENTH, 0.0, _TENTH))
    return Counted(min(max(chance, 0.0), 1.0), low, median, high)


class _Expected:
    """A negative binomial count by its shape and mean."""

    def __init__(self, shape: float, mean: float) -> None:
        self._shape, self._mean = shape, max(mean, 1e-12)
        variance = self._mean * (1 + self._mean / shape)
        self._freedom = self._mean**2 / variance

    def below(self, least: int) -> float:
        """Return the chance of fewer than `least`."""
        if least <= 0:
            return 0.0
        if least > _LONGEST_WALK:
            return self._gamma_below(least - 0.5)
        share = self._mean / (self._shape + self._mean)
        term = exp(-self._shape * log1p(self._mean / self._shape))
        total = term
        for count in range(least - 1):
            term *= share * (self._shape + count) / (count + 1)
            total += term
        return min(total, 1.0)

    def quantile(self, side: float) -> float:
        """Return the count at a standard normal deviate (Wilson & Hilferty 1931)."""
        root = 1 - 1 / (9 * self._freedom) + side / (3 * sqrt(self._freedom))
        return float(floor(self._mean * max(root, 0.0) ** 3 + 0.5))

    def _gamma_below(self, count: float) -> float:
        root = exp(log(count / self._mean) / 3)
        away = (root - 1 + 1 / (9 * self._freedom)) * 3 * sqrt(self._freedom)
        return 0.5 * (1 + erf(away / sqrt(2)))
