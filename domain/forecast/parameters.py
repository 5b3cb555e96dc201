"""What forecasts of a class of targets rest on: fitted values, versioned, with their digest.

A class is a group of targets that move alike. Its parameters are values: recorded in an
event, they give the same answers for ever. Where a class has no history yet, a default of its
scale answers: wide, and it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.forecast.axis import USUAL_CURVE, USUAL_TRANSFORM, Transform
from domain.forecast.candidates import USUAL_WEIGHTS
from domain.forecast.errors import HORIZON_EDGES, STUDENT, Grids
from domain.forecast.question import Question, Scale
from domain.forecast.trend import Trend
from domain.reasons import Words

DEFAULT_SOURCE = Words(
    "Chưa có lịch sử của nhóm chỉ tiêu này: dùng sai số rộng mặc định",
    "No history of this class yet: a wide default is used",
)
SMALL_SOURCE = Words(
    "Số liệu nhỏ hơn mọi chỉ tiêu đã học: dùng sai số rộng mặc định, tính theo tỷ lệ thay đổi",
    "Values below all that was learned from: a wide default is used, of relative change",
)
MIXTURE = "mixture"
_USUAL_STEP: dict[Transform, float] = {
    Transform.LOGIT: 0.4,
    Transform.FINE_LOGIT: 0.4,
    Transform.LOG: 0.2,
    Transform.SOFT_LOG: 0.2,
    Transform.IDENTITY: 5.0,
    Transform.SHARE: 0.15,
    Transform.SEASON: 0.3,
}
"""A year's usual movement on the axis, where nothing is known: rather too much than too little."""


@dataclass(frozen=True, slots=True)
class Skill:
    """How well a method did on the class's past: its mean squared error of chances (Brier)."""

    method: str
    brier: float


@dataclass(frozen=True, slots=True)
class Overrun:
    """The logarithm of actual over planned duration of finished work: middle and spread."""

    middle: float
    spread: float


USUAL_OVERRUN = Overrun(0.1, 0.4)
"""One piece of work in two ends up to a tenth late, one in six by more than half: a guess."""


@dataclass(frozen=True, slots=True)
class ClassParameters:
    """What a class's forecasts are computed from.

    `method` names the candidate in use, or a mixture by `weights` (in the order of
    `CANDIDATES`); `errors` are each candidate's, by horizon. `tails` are the quantiles that
    held 80 of 100 past outcomes. `fast_pace` is the pace per year, on the axis, that one
    series in twenty exceeded. `skill` is the rolling Brier score of each method on
    `scored` windows. `fitted_on` is the digest of the windows, "" for a default, and
    `through` the day the last of them ended. Of values all below `least_level` nothing was
    learned. `moment` is how large errors are just now, as a part of what they
    were (`domain.forecast.moment`).
    """

    class_id: str
    version: int
    scale: Scale
    method: str
    transform: Transform
    trend: Trend
    weights: tuple[float, ...]
    errors: tuple[Grids, ...]
    tails: tuple[float, float]
    fast_pace: float
    curve: tuple[float, ...]
    overrun: Overrun
    skill: tuple[Skill, ...]
    scored: int
    miss_rate: float
    windows: int
    entities: int
    fitted_on: str
    through: date | None
    source: Words
    least_level: float = 0.0
    moment: float = 1.0

    def suited_to(self, question: Question) -> ClassParameters:
        """Return these, or a wide answer where a question is below all they were fitted on.

        Three per cent of a province's product does not move as coverage of eighty does: the wide
        answer is of relative change. It keeps name and version, from which it follows.
        """
        levels = (question.target, *(each.value for each in question.known))
        if max(levels) >= self.least_level:
            return self
        usual = default_parameters(self.class_id, self.scale, Transform.SOFT_LOG)
        return replace(usual, version=self.version, fitted_on=self.fitted_on, source=SMALL_SOURCE)

    def skill_of(self, method: str) -> float | None:
        """Return the rolling Brier score of a method, where it was scored."""
        return next((each.brier for each in self.skill if each.method == method), None)


def default_parameters(
    class_id: str, scale: Scale, transform: Transform | None = None
) -> ClassParameters:
    """Return the wide answer of a class without history."""
    transform = transform or USUAL_TRANSFORM[scale]
    step = _USUAL_STEP[transform]
    return ClassParameters(
        class_id=class_id,
        version=0,
        scale=scale,
        method=MIXTURE,
        transform=transform,
        trend=usual_trend(step),
        weights=USUAL_WEIGHTS,
        errors=((STUDENT,) * (len(HORIZON_EDGES) + 1),) * len(USUAL_WEIGHTS),
        tails=(0.1, 0.9),
        fast_pace=round(1.645 * step, 6),
        curve=USUAL_CURVE,
        overrun=USUAL_OVERRUN,
        skill=(),
        scored=0,
        miss_rate=0.5,
        windows=0,
        entities=0,
        fitted_on="",
        through=None,
        source=DEFAULT_SOURCE,
    )


def usual_trend(step: float) -> Trend:
    """Return the trend of series of which only the size of a usual step is known."""
    return Trend(
        walk=step,
        noise=round(step / 2, 9),
        drift=0.0,
        drift_spread=round(step * 0.3, 9),
        turn=round(step / 10, 9),
        steadiness=4.0,
    )
