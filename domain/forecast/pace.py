"""Pace: how fast a level has moved, and how fast it must move to meet its target in time.

Levels and times are exact fractions, so that *3,8 against trên 4* and *60 against trên 60*
are decided without rounding. Time is counted in years on the calendar: a day is its share of
its own year, so that from 31/12 to 31/12 is exactly one year, and spans add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from domain.bound import Cut, Interval, Relation
from domain.every_span import holds_in_every_span
from domain.forecast.official import Progress, eurostat_progress
from domain.reasons import Verdict, Words
from domain.target import (
    Band,
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    Rule,
    SimpleRule,
    Threshold,
)
from domain.verdict import Mark, entities_needed

FIGURE_DECIMALS = 6
_WIDE = Context(prec=100)


class WindowKind(StrEnum):
    """Over which of its measurements a pace is taken."""

    LONGEST = "longest"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Observation:
    """A level at the end of a period."""

    on: date
    level: Fraction


@dataclass(frozen=True, slots=True)
class Aim:
    """The level that a rule asks for, and from which side; `high` is a band's upper end."""

    relation: Relation
    value: Decimal
    high: Decimal | None = None

    @classmethod
    def of(cls, rule: SimpleRule) -> Aim | None:
        """Return what a rule aims at; for a for-all target or a milestone, the whole: 100.

        None where there is no one level to head for: what must hold or change in every span
        (a rate, a maintained bound, a yearly growth), a change that is computed from levels,
        and a fraction of entities whose number is not stated.
        """
        match rule:
            case Threshold(relation=relation, value=value):
                return cls(relation, value)
            case Band(low=low, high=high, strict_low=strict):
                return cls(Relation.ABOVE if strict else Relation.AT_LEAST, low, high)
            case Rank(worst=worst):
                return cls(Relation.AT_MOST, Decimal(worst))
            case Count(minimum=minimum, strict=strict, per=None):
                return cls(Relation.ABOVE if strict else Relation.AT_LEAST, minimum)
            case Growth(measured="change", each=None) | Reduction(measured="change", each=None):
                return cls(rule.relation, rule.percent)
            case EntityFraction() if (needed := entities_needed(rule)) is not None:
                return cls(Relation.AT_LEAST, Decimal(needed))
            case ForAll() | Milestone():
                return cls(Relation.AT_LEAST, Decimal(100))
            case Count() | Growth() | Reduction() | Maintenance() | EntityFraction():
                return None

    @property
    def level(self) -> Fraction:
        """The number in the rule."""
        return Fraction(self.value)

    def verdict(self, level: Fraction) -> Verdict:
        """Judge an exact level as the verdict rule does: *trên 60* is not met by 60."""
        mark = Mark.at(self.relation, self.level)
        if self.high is not None:
            mark = Mark(mark.low, Cut(Fraction(self.high)))
        return mark.judge(Interval.point(level)).verdict

    def gap(self, level: Fraction) -> Fraction:
        """Return how far a level is from the number; negative beyond it."""
        difference = self.level - level
        return difference if self.relation.higher_is_better else -difference


_IN_EVERY_SPAN = Words(
    "Phải đạt trong từng kỳ nên không dự báo được theo xu hướng; chỉ cảnh báo khi chưa có báo cáo",
    "Must hold in every period: no pace foretells it, only silence raises an alert",
)
_FROM_LEVELS = Words(
    "Mức tăng, giảm được tính từ số liệu gốc nên không dự báo theo xu hướng; "
    "chỉ cảnh báo khi chưa có báo cáo",
    "The change is computed from a baseline: no pace is taken, only silence raises an alert",
)
_BASE_UNKNOWN = Words(
    "Chưa biết tổng số đơn vị nên không dự báo được; chỉ cảnh báo khi chưa có báo cáo",
    "How many entities there are is not known: no pace is taken, only silence raises an alert",
)


def no_pace_because(rule: Rule) -> Words | None:
    """Say why nothing foretells where a rule is heading; None where a pace can be taken."""
    if isinstance(rule, Compound):
        return next((why for part in rule.parts if (why := no_pace_because(part.rule))), None)
    if Aim.of(rule) is not None:
        return None
    if holds_in_every_span(rule):
        return _IN_EVERY_SPAN
    return _BASE_UNKNOWN if isinstance(rule, EntityFraction) else _FROM_LEVELS


@dataclass(frozen=True, slots=True)
class Window:
    """What two measurements say: the pace per year, and where it leads by the deadline."""

    kind: WindowKind
    first: Observation
    last: Observation
    pace: Fraction
    projected: Fraction
    verdict: Verdict


@lru_cache(maxsize=4096)
def year_position(day: date) -> Fraction:
    """Return a day as a point of time in years; the last day of 2022 is exactly 2023."""
    first = date(day.year, 1, 1)
    length = (date(day.year + 1, 1, 1) - first).days
    return day.year + Fraction((day - first).days + 1, length)


def years_between(start: date, end: date) -> Fraction:
    """Return the years from the end of one day to the end of another; negative backwards."""
    return year_position(end) - year_position(start)


def figure(number: Fraction) -> Decimal:
    """Return a number as it is recorded: six decimals, halves to even."""
    return Decimal(round(number * 10**FIGURE_DECIMALS)).scaleb(-FIGURE_DECIMALS, context=_WIDE)


def windows(observations: Iterable[Observation], aim: Aim, due_on: date) -> tuple[Window, ...]:
    """Return the longest and the last window; only the last with two levels, none below.

    Observations are a set, one per day, none after `due_on`.
    """
    ordered = sorted(observations, key=lambda seen: seen.on)
    if len(ordered) < 2:
        return ()
    last = _window(WindowKind.LAST, ordered[-2], ordered[-1], aim, due_on)
    if len(ordered) == 2:
        return (last,)
    return (_window(WindowKind.LONGEST, ordered[0], ordered[-1], aim, due_on), last)


def counting_window(found: Sequence[Window], aim: Aim) -> Window:
    """Return the window that counts: the worse projection; of equal ones the last."""
    return max(
        found, key=lambda window: (aim.gap(window.projected), window.kind is WindowKind.LAST)
    )


def progress(window: Window, aim: Aim, due_on: date) -> Progress | None:
    """Return Eurostat's R over a window, from its first level; None where it is not defined.

    From a base that meets the target no growth is required, and R would say the opposite.
    """
    if aim.gap(window.first.level) <= 0:
        return None
    return eurostat_progress(
        base=window.first.level,
        latest=window.last.level,
        target=aim.level,
        years_to_latest=years_between(window.first.on, window.last.on),
        years_to_deadline=years_between(window.first.on, due_on),
    )


def pace_needed(latest: Observation, aim: Aim, due_on: date) -> Fraction | None:
    """Return the pace per year from the latest level to the target; None with no time left."""
    left = years_between(latest.on, due_on)
    return (aim.level - latest.level) / left if left > 0 else None


def _window(
    kind: WindowKind, first: Observation, last: Observation, aim: Aim, due_on: date
) -> Window:
    elapsed = years_between(first.on, last.on)
    pace = (last.level - first.level) / elapsed
    projected = last.level + pace * years_between(last.on, due_on)
    return Window(kind, first, last, pace, projected, aim.verdict(projected))
