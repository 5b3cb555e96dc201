"""What forecasts of a class of targets rest on: fitted values, versioned, with their digest.

A class is a group of targets that move alike. Its parameters are values: recorded in an
event, they give the same answers for ever. Where a class has no history yet, a default of its
scale answers: wide, and it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.forecast.axis import USUAL_TRANSFORM, Transform
from domain.forecast.question import Scale, Window
from domain.reasons import Words

DEFAULT_SOURCE = Words(
    "Chưa có lịch sử của nhóm chỉ tiêu: dùng khoảng rộng mặc định",
    "No history of this class yet: a wide default",
)
_USUAL_SPREAD: dict[Transform, float] = {
    Transform.LOGIT: 0.5,
    Transform.LOG: 0.2,
    Transform.IDENTITY: 10.0,
    Transform.SHARE: 0.15,
}


@dataclass(frozen=True, slots=True)
class ClassParameters:
    """What a class's forecasts are computed from.

    `spread` is the standard error of the last value after one reporting period, on the axis.
    `fitted_on` is the digest of the windows, "" for a default; `through` the day the last of
    them ended.
    """

    class_id: str
    version: int
    scale: Scale
    method: str
    transform: Transform
    spread: float
    windows: int
    entities: int
    fitted_on: str
    through: date | None
    source: Words


def default_parameters(class_id: str, scale: Scale) -> ClassParameters:
    """Return the wide answer of a class without history."""
    transform = USUAL_TRANSFORM[scale]
    return ClassParameters(
        class_id=class_id,
        version=0,
        scale=scale,
        method="last_value",
        transform=transform,
        spread=_USUAL_SPREAD[transform],
        windows=0,
        entities=0,
        fitted_on="",
        through=None,
        source=DEFAULT_SOURCE,
    )


def fit(class_id: str, windows: Sequence[Window], *, version: int = 1) -> ClassParameters:
    """Return the parameters of a class, from windows that have ended.

    Raises:
        ValueError: no window, or windows of different scales.
    """
    scales = {window.question.scale for window in windows}
    if len(scales) != 1:
        raise ValueError("the windows of a class have one scale, and there is at least one")
    return replace(default_parameters(class_id, scales.pop()), version=version)
