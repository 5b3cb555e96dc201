"""All that the methods learn from windows that have ended, at once and from the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.forecast.answer import forecasts
from domain.forecast.backtest import baselines
from domain.forecast.backtest.answers import Answers
from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.isotonic import Falling
from domain.forecast.backtest.places import Numbers
from domain.forecast.backtest.pooled import PooledErrors
from domain.forecast.fitting import fit
from domain.forecast.moment import at_moment
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.past import Path
from domain.forecast.question import Question, Scale, Window

OURS = "chitieu"
METHODS = (
    "last_value",
    "last_value_pooled",
    "eurostat",
    "eurostat_isotonic",
    "sdsn",
    "escap",
    "ols",
    OURS,
)
NEVER_SEEN = 0.5
_RATIO_MOST = 5.0


@dataclass(frozen=True, slots=True)
class ByRatio:
    """What became of past windows by Eurostat's R, and of those without one."""

    curve: Falling | None
    undefined: float

    @classmethod
    def of(cls, batch: Batch) -> ByRatio:
        """Return the curve of windows that have ended."""
        ratio = baselines.eurostat_ratio(batch)
        defined = ~np.isnan(ratio)
        curve = None
        if defined.any():
            curve = Falling.fitted(_held(ratio[defined]), batch.missed[defined])
        missed = batch.missed[~defined]
        return cls(curve, (missed.sum() + NEVER_SEEN) / (len(missed) + 1))

    def answer(self, batch: Batch) -> Answers:
        """Return the share that missed at a ratio such as this."""
        ratio = baselines.eurostat_ratio(batch)
        if self.curve is None:
            return Answers.bare(np.full(len(ratio), self.undefined))
        read = self.curve.read(_held(np.nan_to_num(ratio, nan=0.0, posinf=_RATIO_MOST)))
        return Answers.bare(np.where(np.isnan(ratio), self.undefined, read))


@dataclass(frozen=True, slots=True)
class Learned:
    """The state of every method that learns."""

    parameters: ClassParameters
    base_rate: float
    errors: PooledErrors | None
    by_ratio: ByRatio | None

    @classmethod
    def nothing(cls, class_id: str, scale: Scale) -> Learned:
        """Return what is known of a class before anything has ended."""
        return cls(default_parameters(class_id, scale), NEVER_SEEN, None, None)

    @classmethod
    def of(cls, class_id: str, windows: Sequence[Window]) -> Learned:
        """Return what these windows, at least one, teach."""
        batch = Batch.of(windows)
        return cls(
            fit(class_id, windows),
            float(batch.missed.mean()),
            PooledErrors.of(batch),
            ByRatio.of(batch),
        )

    def knowing(self, series: Sequence[Path]) -> Learned:
        """Return the same with how large errors are when so much of the class's series is known."""
        return replace(self, parameters=at_moment(self.parameters, series))

    def beside(self, batch: Batch) -> dict[str, Answers]:
        """Return what every method but ours says."""
        unknown = Answers.bare(np.full(len(batch.counts), NEVER_SEEN))
        pooled = self.errors.answer(batch) if self.errors else unknown
        return {
            "last_value": baselines.last_value(batch),
            "last_value_pooled": pooled,
            "eurostat": baselines.eurostat(batch),
            "eurostat_isotonic": self.by_ratio.answer(batch) if self.by_ratio else unknown,
            "sdsn": baselines.sdsn(batch),
            "escap": baselines.escap(batch),
            "ols": baselines.own_line(batch, pooled),
        }

    def ours(self, questions: Sequence[Question]) -> Answers:
        """Return what a service would say."""
        told = forecasts(questions, self.parameters)
        none = float("nan")
        return Answers(
            np.array([one.chance for one in told]),
            np.array([none if one.low is None else one.low for one in told]),
            np.array([none if one.high is None else one.high for one in told]),
        )


def _held(ratio: Numbers) -> Numbers:
    return np.clip(ratio, -_RATIO_MOST, _RATIO_MOST)
