"""The measurements of one part of a target that may be drawn through, as exact levels. Pure.

Comparable ones only: of the target's own definition, so never across a break in series; up to
its deadline. Older than the plan they count too, except under a count of things, which begins
anew with the plan's period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter

from contracts.common import Value
from contracts.deadlines import WindowDeadline
from contracts.fields import period
from contracts.status import PartStatus, SeriesPoint, TargetStatus
from domain.forecast.pace import Observation
from domain.measurement import Done
from domain.target import Count, ForAll, Milestone, SimpleRule
from domain.verdict import mark_of, place

_WHOLE = Fraction(100)
_START_ON = attrgetter("start_on")
RULES_REMEMBERED = 1_024
POINTS_REMEMBERED = 24_000
"""As many as are remembered as they were read."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One usable measurement: the report, its level, and whether only a bound is known.

    `number` is the level as forecasts take it.
    """

    point: SeriesPoint
    level: Fraction
    bounded: bool
    number: float

    @property
    def observation(self) -> Observation:
        """The level at the end of its period."""
        return Observation(self.point.end_on, self.level)


Points = Mapping[str | None, tuple["Measured", ...]]
"""A target's usable measurements by part."""


def points_of(status: TargetStatus) -> Points:
    """Return the usable measurements of each part of a target."""
    return {part.part: measured(status, part, part.rule.to_domain()) for part in status.parts}


def measured(status: TargetStatus, part: PartStatus, rule: SimpleRule) -> tuple[Measured, ...]:
    """Return a part's usable measurements, one per day, oldest first.

    Of two periods with the same end the longer counts. Of a value of which a bound is known
    the bound is taken; of two bounds the worse one for the target.
    """
    by_day: dict[date, Measured] = {}
    by = _reading(rule, status.unit.startswith("%"))
    shorter_first = sorted(_comparable(status, part, rule), key=_START_ON, reverse=True)
    for point in shorter_first:
        found = _level(point, by)
        if found is not None:
            by_day[point.end_on] = found
    return tuple(by_day[day] for day in sorted(by_day))


def _comparable(status: TargetStatus, part: PartStatus, rule: SimpleRule) -> list[SeriesPoint]:
    """Return the reports of a part that may count under its rule, as the verdict has it.

    A count of things runs from the first day of the plan's period, or of the deadline's
    window; what is done or not done is not done before that window.
    """
    name, last_on = part.part, status.due_on or date.max
    own = [
        point
        for point in status.series
        if point.part == name and point.comparable and point.end_on <= last_on
    ]
    deadline = status.deadline
    window_on = deadline.start_on if isinstance(deadline, WindowDeadline) else date.min
    match rule:
        case Count():
            begun_on = max(period(status.period).start_on, window_on)
            return [point for point in own if point.start_on == begun_on]
        case ForAll() | Milestone():
            return [point for point in own if point.end_on >= window_on]
        case _:
            return own


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """How values are read: known again by itself, as each point is looked up with it."""

    rule: SimpleRule
    percent: bool


@lru_cache(maxsize=RULES_REMEMBERED)
def _reading(rule: SimpleRule, percent: bool) -> _Reading:
    return _Reading(rule, percent)


@lru_cache(maxsize=POINTS_REMEMBERED)
def _level(point: SeriesPoint, by: _Reading) -> Measured | None:
    """Return a point with its level; remembered, as statuses repeat their points."""
    known = _known_end(point.value, by.rule, by.percent)
    return Measured(point, *known) if known is not None else None


def _known_end(
    value: Value, rule: SimpleRule, percent: bool
) -> tuple[Fraction, bool, float] | None:
    """Return the level of a value, exact and not."""
    said = value.to_domain()
    if isinstance(said, Done):
        whole = isinstance(rule, ForAll | Milestone)
        level = _WHOLE if said.done else Fraction(0)
        return (level, False, float(level)) if whole else None
    where = place(rule, said, percent=percent)
    if where is None:
        return None
    mark = mark_of(rule)
    lower_is_better = mark is not None and not mark.higher_is_better
    ends = (where.high, where.low) if lower_is_better else (where.low, where.high)
    known = next((end for end in ends if end is not None), None)
    if known is None:
        return None
    return known.value, where.low != where.high, float(known.value)
