"""Windows of one scale as arrays: a row a window, its reports to the right, the newest last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.places import Flags, Numbers, Places, placed
from domain.forecast.question import Scale, Window


@dataclass(frozen=True, slots=True)
class Batch:
    """The same windows for every method.

    `days` of reports are counted from the deadline, so they are negative; where a row has
    fewer reports than another, its left is filled with its oldest and `known` is false.
    `places` of reports, targets and outcomes are on the axis, up is better.
    """

    scale: Scale
    counts: Places
    known: Flags
    days: Numbers
    values: Numbers
    places: Numbers
    targets: Numbers
    target_places: Numbers
    signs: Numbers
    period_days: Numbers
    outcomes: Numbers
    outcome_places: Numbers
    missed: Flags

    @classmethod
    def of(cls, windows: Sequence[Window]) -> Batch:
        """Return windows of one scale, at least one, as arrays."""
        questions = [window.question for window in windows]
        scale = questions[0].scale
        counts = np.array([len(question.reports) for question in questions])
        width = int(counts.max())
        days, values = np.empty((len(windows), width)), np.empty((len(windows), width))
        for row, question in enumerate(questions):
            due = question.due_on.toordinal()
            missing = width - len(question.reports)
            days[row, missing:] = [report.on.toordinal() - due for report in question.reports]
            values[row, missing:] = [report.value for report in question.reports]
            days[row, :missing], values[row, :missing] = days[row, missing], values[row, missing]
        targets = np.array([question.target for question in questions])
        signs = np.array([float(question.direction.sign) for question in questions])
        outcomes = np.array([window.outcome for window in windows])
        unit = np.maximum(np.abs(targets), np.where(targets == 0, np.abs(values).max(axis=1), 0))
        unit = np.where(unit == 0, 1.0, unit)
        wide, tall = unit[:, None], signs[:, None]
        return cls(
            scale=scale,
            counts=counts,
            known=np.arange(width) >= (width - counts)[:, None],
            days=days,
            values=values,
            places=placed(scale, values, wide, tall),
            targets=targets,
            target_places=placed(scale, targets, unit, signs),
            signs=signs,
            period_days=np.array([float(question.period_days) for question in questions]),
            outcomes=outcomes,
            outcome_places=placed(scale, outcomes, unit, signs),
            missed=(targets - outcomes) * signs > 0,
        )

    @property
    def horizons(self) -> Numbers:
        """From the newest report to the deadline, in reporting periods."""
        return -self.days[:, -1] / self.period_days

    @property
    def last_misses(self) -> Flags:
        """Where the newest value misses the target already."""
        flags: Flags = (self.targets - self.values[:, -1]) * self.signs > 0
        return flags
