"""Lay out a series as a small chart: where each point lies on paper, in SVG units. Pure.

No line is drawn through a break, an estimate is hollow, a bound points the way it is open,
and what the target asks for is a line of its own. Geometry is in floats; no verdict is
read off a picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from contracts.status import SeriesPoint, TargetStatus
from domain.bound import Relation
from domain.measurement import Bounded
from domain.target import Count, ForAll, Maintenance, Milestone, SimpleRule, Threshold
from domain.verdict import mark_of, place
from domain.vietnamese.words import amount_words, number_words, rule_words
from services.api.series import Run, runs
from services.api.wording import period_words

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 28, 44
INSET = 26  # the outermost points stand clear of the axes
POINTS_MAX = 120
TICKS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """One report on paper. `open_to`: up or down where only a bound is known."""

    x: float
    y: float
    label: str
    title: str
    hollow: bool
    comparable: bool
    open_to: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one part; `lines` are polylines, one for each run without a break."""

    part: str | None
    title: str
    description: str
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    breaks: tuple[float, ...]
    target_y: float | None
    target_low_y: float | None
    target_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Scale:
    first_on: date
    last_on: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Return where a day lies."""
        span = (self.last_on - self.first_on).days or 1
        share = (day - self.first_on).days / span
        return round(LEFT + INSET + share * (WIDTH - LEFT - RIGHT - 2 * INSET), 1)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def charts(status: TargetStatus) -> tuple[Chart, ...]:
    """Return a chart for each part that has a number to draw."""
    drawn = (_chart(status, part.part, part.text, part.rule.to_domain()) for part in status.parts)
    return tuple(chart for chart in drawn if chart is not None)


def _chart(status: TargetStatus, part: str | None, title: str, rule: SimpleRule) -> Chart | None:
    own = [run for run in runs(status.series, part) if _values(run.points, status, rule)]
    points = [p for run in own for p in run.points if _number(p, status, rule) is not None]
    if not points or len(points) > POINTS_MAX:
        return None
    asked = _asked(rule)
    scale = _scale(_values(tuple(points), status, rule), points, status, asked)
    ends = sorted({point.end_on: point.period for point in points}.items())
    shown = ends if len(ends) <= 8 else ends[:: -(-len(ends) // 8)]
    return Chart(
        part=part,
        title=title,
        description=_description(points, status),
        lines=tuple(_line(run, scale, status, rule) for run in own if len(run.points) > 1),
        dots=tuple(_dot(point, scale, status, rule) for point in points),
        breaks=_break_places(own, scale, status),
        target_y=scale.y(asked[-1]) if asked else None,
        target_low_y=scale.y(asked[0]) if len(asked) > 1 else None,
        target_label=_asked_words(rule, status.unit),
        x_ticks=tuple(Tick(scale.x(day), _short_period(period)) for day, period in shown),
        y_ticks=tuple(_y_ticks(scale, status.unit)),
    )


def _values(points: tuple[SeriesPoint, ...], status: TargetStatus, rule: SimpleRule) -> list[float]:
    return [v for v in (_number(point, status, rule) for point in points) if v is not None]


def _number(point: SeriesPoint, status: TargetStatus, rule: SimpleRule) -> float | None:
    """Return where a value lies on the axis that its rule is judged on."""
    where = place(rule, point.value.to_domain(), percent=status.unit.startswith("%"))
    if where is None:
        return None
    cut = where.low or where.high
    return float(cut.value) if cut else None


def _asked(rule: SimpleRule) -> tuple[float, ...]:
    """Return the levels that a rule draws: one, or the two ends of a band."""
    mark = None if isinstance(rule, Milestone) else mark_of(rule)
    if mark is None:
        return ()
    return tuple(sorted({float(mark.low.value), float(mark.high.value)}))


def _asked_words(rule: SimpleRule, unit: str) -> str:
    match rule:
        case (
            Threshold(relation=relation, value=value) | Maintenance(relation=relation, value=value)
        ):
            return f"{_SIGNS[relation]} {amount_words(value, unit)}"
        case Count(minimum=minimum, strict=strict):
            return f"{'>' if strict else '≥'} {amount_words(minimum, unit)}"
        case ForAll():
            return "100%"
        case Milestone():
            return ""
        case _:
            return rule_words(rule, unit)


_SIGNS = {Relation.AT_LEAST: "≥", Relation.ABOVE: ">", Relation.AT_MOST: "≤", Relation.BELOW: "<"}


def _scale(
    drawn: list[float],
    points: list[SeriesPoint],
    status: TargetStatus,
    asked: tuple[float, ...],
) -> _Scale:
    values = [*drawn, *asked]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.15
    days = [point.end_on for point in points]
    first_on, last_on = min(days), max([*days, *([status.due_on] if status.due_on else [])])
    if first_on == last_on:
        first_on = date(first_on.year - 1, 12, 28)
    return _Scale(first_on, last_on, max(low - room, 0.0) if low >= 0 else low - room, high + room)


def _line(run: Run, scale: _Scale, status: TargetStatus, rule: SimpleRule) -> str:
    places = (
        f"{scale.x(point.end_on)},{scale.y(value)}"
        for point in run.points
        if (value := _number(point, status, rule)) is not None
    )
    return " ".join(places)


def _dot(point: SeriesPoint, scale: _Scale, status: TargetStatus, rule: SimpleRule) -> Dot:
    value = _number(point, status, rule)
    place = point.value.to_domain()
    open_to = ""
    if isinstance(place, Bounded):
        open_to = "up" if place.relation.higher_is_better else "down"
    return Dot(
        x=scale.x(point.end_on),
        y=scale.y(value if value is not None else 0.0),
        label=number_words(Decimal(str(round(value or 0.0, 2)))),
        title=f"{period_words(point.period)}: {point.value_text}",
        hollow=point.observation_status in ("E", "P"),
        comparable=point.comparable,
        open_to=open_to,
    )


def _break_places(own: list[Run], scale: _Scale, status: TargetStatus) -> tuple[float, ...]:
    """Return where the vertical marks of breaks stand: between the runs on its sides."""
    places = []
    for before, behind in pairwise(own):
        left, right = scale.x(before.points[-1].end_on), scale.x(behind.points[0].end_on)
        places.append(round((left + right) / 2, 1))
    if own[-1].definition < status.definition:
        left = scale.x(own[-1].points[-1].end_on)
        places.append(round((left + WIDTH - RIGHT) / 2, 1))
    return tuple(places)


def _y_ticks(scale: _Scale, unit: str) -> list[Tick]:
    step = _round_step((scale.high - scale.low) / TICKS)
    percent = "%" if unit.startswith("%") else ""
    first, last = math.ceil(scale.low / step), math.floor(scale.high / step)
    return [
        Tick(scale.y(number * step), f"{number_words(Decimal(f'{number * step:.6f}'))}{percent}")
        for number in range(first, last + 1)
    ]


def _round_step(rough: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten, at least as large."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough)


def _short_period(code: str) -> str:
    return period_words(code).removeprefix("Năm ").removeprefix("Ngày ").removeprefix("Tháng ")


def _description(points: list[SeriesPoint], status: TargetStatus) -> str:
    said = "; ".join(f"{period_words(p.period)}: {p.value_text}" for p in points[-12:])
    return f"Chuỗi số liệu của chỉ tiêu {status.number}: {said}"
