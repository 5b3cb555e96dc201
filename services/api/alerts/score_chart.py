"""The curve of reliability: what was told against what then happened, in SVG units. Pure.

The diagonal is where a forecast should lie. The area of a dot grows with the number of forecasts
in it, so that a dot of three does not look like one of three hundred. Geometry is in floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from domain.alert_record import Bin
from domain.vietnamese.words import number_words

SIZE = 360
LEFT, TOP, SIDE = 52, 20, 280
DOT_LEAST, DOT_MOST = 4.0, 14.0


@dataclass(frozen=True, slots=True)
class CurveDot:
    """A tenth of chances on paper."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The dots, and the line through them; `ticks` are (place, words) of both axes."""

    dots: tuple[CurveDot, ...]
    line: str
    ticks: tuple[tuple[float, float, str], ...]
    description: str
    left: int = LEFT
    top: int = TOP
    side: int = SIDE
    size: int = SIZE


def curve(bins: Sequence[Bin]) -> Curve | None:
    """Return the curve of what was told; None where nothing was."""
    told = [one for one in bins if one.n]
    if not told:
        return None
    most = max(one.n for one in told)
    dots = tuple(_dot(one, most) for one in told)
    shares = (Decimal(n) / 5 for n in range(6))
    ticks = tuple((_x(one), _y(one), f"{number_words(one * 100)}%") for one in shares)
    return Curve(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        ticks=ticks,
        description="Xác suất đã báo và tỷ lệ chưa đạt sau đó: "
        + "; ".join(dot.title for dot in dots),
    )


def _dot(one: Bin, most: int) -> CurveDot:
    chance, missed = one.chance or Decimal(0), one.missed or Decimal(0)
    radius = max(DOT_LEAST, DOT_MOST * sqrt(one.n / most))
    told, came = (number_words((share * 100).quantize(Decimal(1))) for share in (chance, missed))
    title = f"báo {told}%, xảy ra {came}% ({one.n} dự báo)"
    return CurveDot(_x(chance), _y(missed), round(radius, 1), title)


def _x(share: Decimal) -> float:
    return round(LEFT + float(share) * SIDE, 1)


def _y(share: Decimal) -> float:
    return round(TOP + (1 - float(share)) * SIDE, 1)
