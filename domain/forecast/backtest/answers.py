"""What a method says to many questions: chances, and an interval where it has one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.places import Flags, Numbers, valued


@dataclass(frozen=True, slots=True)
class Answers:
    """Chances of a miss; `low` to `high` is meant to hold eight of ten outcomes.

    Where a method gives no interval, its ends are not numbers.
    """

    chance: Numbers
    low: Numbers
    high: Numbers

    @classmethod
    def certain(cls, misses: Flags) -> Answers:
        """Return yes and no as chances of 1 and 0, without an interval."""
        return cls.bare(misses.astype(float))

    @classmethod
    def bare(cls, chance: Numbers) -> Answers:
        """Return chances without an interval."""
        none = np.full(len(chance), np.nan)
        return cls(chance, none, none)

    @classmethod
    def between(cls, batch: Batch, chance: Numbers, worst: Numbers, best: Numbers) -> Answers:
        """Return chances with an interval given on the axis, where up is better."""
        one = valued(batch.scale, worst, batch.signs)
        other = valued(batch.scale, best, batch.signs)
        return cls(chance, np.minimum(one, other), np.maximum(one, other))

    def where(self, mask: Flags, otherwise: Answers) -> Answers:
        """Return these answers where the mask holds, and others elsewhere."""
        return Answers(
            np.where(mask, self.chance, otherwise.chance),
            np.where(mask, self.low, otherwise.low),
            np.where(mask, self.high, otherwise.high),
        )

    def holds(self, outcomes: Numbers) -> Numbers:
        """Return 1 where the interval held the outcome, 0 where not, no number without one."""
        inside = (self.low <= outcomes) & (outcomes <= self.high)
        return np.where(np.isnan(self.low), np.nan, inside.astype(float))
