"""The last value with the errors that it has had in its class: the baseline to beat.

Errors of the last value, on the axis, are pooled over the class by the number of reporting
periods ahead. The chance of a miss is the share of errors that would end in one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.answers import Answers
from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.places import Numbers

ENOUGH = 30
EDGES = (1.5, 2.5, 3.5, 4.5, 5.5, 8.5, 12.5)
"""Where one group of horizons ends and the next begins, in reporting periods."""


@dataclass(frozen=True, slots=True)
class PooledErrors:
    """Sorted errors by group of horizons, and all together for a group with too few."""

    by_horizon: tuple[Numbers, ...]
    every: Numbers

    @classmethod
    def of(cls, batch: Batch) -> PooledErrors:
        """Return the errors of the last value in windows that have ended."""
        errors = batch.outcome_places - batch.places[:, -1]
        groups = np.digitize(batch.horizons, EDGES)
        return cls(
            tuple(np.sort(errors[groups == group]) for group in range(len(EDGES) + 1)),
            np.sort(errors),
        )

    def answer(self, batch: Batch) -> Answers:
        """Return the chances, and the interval that eight of ten errors keep within."""
        chance, worst, best = (np.empty(len(batch.counts)) for _ in range(3))
        last = batch.places[:, -1]
        groups = np.digitize(batch.horizons, EDGES)
        for group in np.unique(groups):
            at = groups == group
            own = self.by_horizon[int(group)]
            errors = own if len(own) >= ENOUGH else self.every
            rank = np.searchsorted(errors, (batch.target_places - last)[at], side="left")
            chance[at] = (rank + 0.5) / (len(errors) + 1)
            worst[at] = last[at] + np.quantile(errors, 0.1)
            best[at] = last[at] + np.quantile(errors, 0.9)
        return Answers.between(batch, chance, worst, best)
