"""The axis on which the errors of a kind of value are alike, and on which up is better.

Percentages move on a logit axis, positive quantities on a logarithmic one; scores and ranks as
they are; what has no common unit as a share of its target; what adds up within a year as its
share of the plan against the share that is usual by then. The axis is oriented: a
lower-is-better series is mirrored, so that one class may hold both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp, log

from domain.forecast.question import Question, Scale, year_began_on

SOFTENING_PERCENT = 5.0
"""Added to both ends of a percentage: a step from 99 to 98 is then no larger than it matters.

On coverage of vaccination (see `docs/forecasting.md`) 5 gave better chances than a clip at
0.5, whose last steps weigh as much as ten points in the middle.
"""
FINE_SOFTENING_PERCENT = 0.5
"""The same where a class lives near an end: of 3 % half a point matters, and 5 would drown it."""
NEAR_AN_END_PERCENT = 10.0
"""A class lives there when half of its values are nearer to 0 or 100 than this."""
SMALLEST_SHARE = 0.001
"""What stands for nothing on a logarithmic axis: a thousandth of the largest value at hand."""
SOFTENING_SHARE = 0.05
"""Added to a quantity that may be nothing, as a share of the largest at hand."""
YEAR_DAYS = 365.25
USUAL_CURVE = tuple(round((month / 12) ** 1.3, 4) for month in range(1, 13))
"""How much of a year's whole is usually there by the end of each month: more comes late."""

_FOREIGN_SHARE = 0.01
_LONGEST_EXPONENT = 700.0


class Transform(StrEnum):
    """How a value becomes a place on the axis."""

    LOGIT = "logit"
    FINE_LOGIT = "fine_logit"
    LOG = "log"
    SOFT_LOG = "soft_log"
    IDENTITY = "identity"
    SHARE = "share"
    SEASON = "season"


_SOFTENED = {
    Transform.LOGIT: SOFTENING_PERCENT,
    Transform.FINE_LOGIT: FINE_SOFTENING_PERCENT,
}
_BY_ITSELF = (*_SOFTENED, Transform.IDENTITY)
"""Those that need no unit."""

USUAL_TRANSFORM: dict[Scale, Transform] = {
    Scale.PERCENT: Transform.LOGIT,
    Scale.POSITIVE: Transform.LOG,
    Scale.SCORE: Transform.SHARE,
    Scale.RANK: Transform.SHARE,
    Scale.CUMULATIVE: Transform.SEASON,
    Scale.COUNT: Transform.SHARE,
    Scale.MILESTONE: Transform.SHARE,
    Scale.TASK: Transform.SHARE,
}
"""Without data of the class: a share of the target needs no unit in common."""


def transform_for(scale: Scale, values: Sequence[float]) -> Transform:
    """Return the transform that suits a class's values: what lies outside its axis forbids it."""
    if scale is Scale.PERCENT:
        outside = sum(not 0 <= value <= 100 for value in values)
        if outside > _FOREIGN_SHARE * len(values):
            return Transform.IDENTITY
        near = sorted(min(value, 100 - value) for value in values)[len(values) // 2]
        return Transform.FINE_LOGIT if near < NEAR_AN_END_PERCENT else Transform.LOGIT
    if scale is Scale.POSITIVE:
        if sum(value < 0 for value in values) > _FOREIGN_SHARE * len(values):
            return Transform.SHARE
        zeros = sum(value <= 0 for value in values)
        return Transform.SOFT_LOG if zeros > _FOREIGN_SHARE * len(values) else Transform.LOG
    if scale in (Scale.SCORE, Scale.RANK):
        return Transform.IDENTITY
    return USUAL_TRANSFORM[scale]


@dataclass(frozen=True, slots=True)
class Axis:
    """A transform for one question: the unit of its values, and the sign of the better side.

    `curve` and `began_on` are those of a value that adds up within a year.
    """

    transform: Transform
    sign: int
    unit: float
    curve: tuple[float, ...] = USUAL_CURVE
    began_on: date | None = None

    @classmethod
    def of(
        cls, transform: Transform, question: Question, curve: tuple[float, ...] = USUAL_CURVE
    ) -> Axis:
        """Return the axis of a question, by what is known at its `as_of`."""
        sign = question.direction.sign
        if transform in _BY_ITSELF:
            return cls(transform, sign, 1.0)
        largest = max([abs(question.target), *(abs(each.value) for each in question.known)])
        own = transform in (Transform.SHARE, Transform.SEASON)
        if own and abs(question.target) > SMALLEST_SHARE * largest:
            largest = abs(question.target)
        if transform is Transform.SEASON:
            return cls(transform, sign, largest or 1.0, curve, year_began_on(question.due_on))
        return cls(transform, sign, largest or 1.0)

    def place(self, value: float, on: date) -> float:
        """Return where a value on a day lies."""
        transform = self.transform
        if transform in _SOFTENED:
            soft = _SOFTENED[transform]
            held = 0.0 if value < 0 else 100.0 if value > 100 else value
            return self.sign * log((held + soft) / (100 + soft - held))
        if transform is Transform.LOG or transform is Transform.SEASON:
            place = self.sign * log(max(value / self.unit, SMALLEST_SHARE))
            return place - self._usual(on) if transform is Transform.SEASON else place
        if transform is Transform.SOFT_LOG:
            return self.sign * log(max(value / self.unit, 0.0) + SOFTENING_SHARE)
        return self.sign * value / self.unit

    def value(self, place: float, on: date) -> float:
        """Return the value on a day at a place; a percentage stays within 0 and 100."""
        if self.transform in _SOFTENED:
            soft = _SOFTENED[self.transform]
            power = exp(-min(max(self.sign * place, -_LONGEST_EXPONENT), _LONGEST_EXPONENT))
            value = (100 + soft - soft * power) / (1 + power)
            return min(max(value, 0.0), 100.0)
        if self.transform is Transform.SOFT_LOG:
            share = exp(min(self.sign * place, _LONGEST_EXPONENT)) - SOFTENING_SHARE
            return self.unit * max(share, 0.0)
        if self.transform is Transform.SEASON:
            place += self._usual(on)
        if self.transform in (Transform.LOG, Transform.SEASON):
            return self.unit * exp(min(self.sign * place, _LONGEST_EXPONENT))
        return self.sign * place * self.unit

    def _usual(self, on: date) -> float:
        elapsed = (on - self.began_on).days + 1 if self.began_on else YEAR_DAYS
        return self.sign * log(usual_share(self.curve, elapsed / YEAR_DAYS))


def usual_share(curve: Sequence[float], year: float) -> float:
    """Return the part of a year's whole that is usual by a part of the year, at least 1 %."""
    months = min(max(year, 0.0) * 12, 12.0)
    whole = min(int(months), 11)
    before = curve[whole - 1] if whole else 0.0
    return max(before + (curve[whole] - before) * (months - whole), 0.01)


def fitted_curve(shares: Iterable[tuple[float, float]], weight: float = 12.0) -> tuple[float, ...]:
    """Return the pooled curve, from (part of the year, part of the year's outcome) pairs.

    Each month's is a mean in which the usual curve counts as `weight` observations.
    """
    sums, counts = [weight * usual for usual in USUAL_CURVE], [weight] * 12
    for year, share in shares:
        month = min(max(round(year * 12), 1), 12) - 1
        sums[month] += min(max(share, 0.0), 1.5)
        counts[month] += 1
    curve = [total / count for total, count in zip(sums, counts, strict=True)]
    for month in range(1, 12):
        curve[month] = max(curve[month], curve[month - 1])
    return tuple(round(share, 4) for share in curve)
