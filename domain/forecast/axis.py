"""The axis on which the errors of a kind of value are alike, and on which up is better.

Percentages move on the logit axis, positive quantities on the logarithmic one; scores and
ranks as they are; what has no common unit as a share of its target. The axis is oriented:
a lower-is-better series is mirrored, so that one class may hold both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

from domain.forecast.question import Question, Scale

PERCENT_CLIP = 0.5
SMALLEST_SHARE = 0.001
"""What stands for nothing on a logarithmic axis: a thousandth of the largest value at hand."""


class Transform(StrEnum):
    """How a value becomes a place on the axis."""

    LOGIT = "logit"
    LOG = "log"
    IDENTITY = "identity"
    SHARE = "share"


USUAL_TRANSFORM: dict[Scale, Transform] = {
    Scale.PERCENT: Transform.LOGIT,
    Scale.POSITIVE: Transform.LOG,
    Scale.SCORE: Transform.SHARE,
    Scale.RANK: Transform.SHARE,
    Scale.CUMULATIVE: Transform.SHARE,
    Scale.COUNT: Transform.SHARE,
    Scale.MILESTONE: Transform.SHARE,
    Scale.TASK: Transform.SHARE,
}
"""Without data of the class: a share of the target needs no unit in common."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A transform for one question: the unit of its values, and the sign of the better side."""

    transform: Transform
    sign: int
    unit: float

    @classmethod
    def of(cls, transform: Transform, question: Question) -> Axis:
        """Return the axis of a question, by what is known at its `as_of`."""
        if transform in (Transform.LOGIT, Transform.IDENTITY):
            return cls(transform, question.direction.sign, 1.0)
        largest = abs(question.target)
        if transform is Transform.LOG or largest == 0:
            largest = max([largest, *(abs(report.value) for report in question.known)])
        return cls(transform, question.direction.sign, largest or 1.0)

    def place(self, value: float) -> float:
        """Return where a value lies."""
        match self.transform:
            case Transform.LOGIT:
                held = min(max(value, PERCENT_CLIP), 100 - PERCENT_CLIP)
                return self.sign * log(held / (100 - held))
            case Transform.LOG:
                return self.sign * log(max(value / self.unit, SMALLEST_SHARE))
            case _:
                return self.sign * value / self.unit

    def value(self, place: float) -> float:
        """Return the value at a place."""
        match self.transform:
            case Transform.LOGIT:
                return 100 / (1 + exp(-min(max(self.sign * place, -700.0), 700.0)))
            case Transform.LOG:
                return self.unit * exp(min(self.sign * place, 700.0))
            case _:
                return self.sign * place * self.unit
