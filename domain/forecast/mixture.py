"""Several guesses as one distribution: their quantiles averaged, each by its weight.

Averaging quantiles (Vincent) keeps one distribution from which chance, median and interval
all follow, so that they never contradict one another; averaging chances would widen it.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.forecast.candidates import Guess
from domain.forecast.errors import PROBABILITIES, Grids, between

_SIZE = len(PROBABILITIES)


class Mixture:
    """Where a value will lie, on the axis: up is better."""

    __slots__ = ("_middle", "_parts")

    def __init__(
        self,
        guesses: Sequence[Guess],
        weights: Sequence[float],
        errors: Sequence[Grids],
        horizon: int,
        moment: float = 1.0,
    ) -> None:
        self._middle = 0.0
        self._parts = []
        for (middle, spread), weight, grids in zip(guesses, weights, errors, strict=True):
            if weight:
                self._middle += weight * middle
                self._parts.append((weight * spread * moment, grids[horizon]))

    def at(self, index: int) -> float:
        """Return the quantile of `PROBABILITIES[index]`."""
        return self._middle + sum(spread * grid[index] for spread, grid in self._parts)

    def below(self, place: float, *, strict: bool) -> float:
        """Return the chance of a value below `place`; with `strict` also of the place itself."""
        low, high = 0, _SIZE
        while low < high:
            index = (low + high) // 2
            value = self.at(index)
            if value < place or (strict and value == place):
                low = index + 1
            else:
                high = index
        if 0 < low < _SIZE:
            before, after = self.at(low - 1), self.at(low)
            share = (place - before) / (after - before) if after > before else 1.0
            return PROBABILITIES[low - 1] + share * (PROBABILITIES[low] - PROBABILITIES[low - 1])
        return between([self.at(index) for index in range(_SIZE)], low, place)

    def quantile(self, probability: float) -> float:
        """Return the place that the value stays below with a probability."""
        low, high = 0, _SIZE - 1
        while low < high:
            index = (low + high) // 2
            if PROBABILITIES[index] < probability:
                low = index + 1
            else:
                high = index
        if low == 0:
            return self.at(0)
        step = PROBABILITIES[low] - PROBABILITIES[low - 1]
        share = (probability - PROBABILITIES[low - 1]) / step
        before, after = self.at(low - 1), self.at(low)
        return before + share * (after - before)
