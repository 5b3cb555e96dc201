"""The best falling curve through outcomes: pool adjacent violators.

Barlow, Bartholomew, Bremner and Brunk, *Statistical Inference under Order Restrictions*, 1972.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.places import Flags, Numbers


@dataclass(frozen=True, slots=True)
class Falling:
    """A step function that never rises: its steps begin at `starts`."""

    starts: Numbers
    levels: Numbers

    @classmethod
    def fitted(cls, at: Numbers, happened: Flags) -> Falling:
        """Return the falling curve of least squares; equal places are one, at least one place."""
        places, place_of = np.unique(at, return_inverse=True)
        counts = np.bincount(place_of).astype(float)
        means = np.bincount(place_of, weights=happened.astype(float)) / counts
        blocks: list[tuple[float, float, int]] = []
        for mean, count, first in zip(means, counts, range(len(places)), strict=True):
            level, weight, start = float(mean), float(count), first
            while blocks and blocks[-1][0] <= level:
                before, many, start = blocks.pop()
                level = (before * many + level * weight) / (many + weight)
                weight += many
            blocks.append((level, weight, start))
        return cls(
            starts=places[[start for _, _, start in blocks]],
            levels=np.array([level for level, _, _ in blocks]),
        )

    def read(self, at: Numbers) -> Numbers:
        """Return the level at each place; left of the first step, the first level."""
        steps = np.searchsorted(self.starts, at, side="right") - 1
        return self.levels[np.maximum(steps, 0)]
