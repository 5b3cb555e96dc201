"""The comparison behind a verdict, cut against cut: where the value lies, and what is asked.

`domain.verdict` decides; this says with which two places on the axis it did, so that a reader
can hold one against the other: *82,50% so với trên 80% → vượt*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.bound import Interval
from domain.measurement import Done, Value, extent
from domain.series import Point
from domain.spans import same_days, span_around, span_before
from domain.target import Growth, Reduction, SimpleRule
from domain.verdict import Finding, Mark, change_mark, judge_value, mark_of, place


@dataclass(frozen=True, slots=True)
class Base:
    """The level that a change is counted from; `point` None: the plan states it itself."""

    level: Fraction
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared. `where` and `mark` are None where there is nothing to place.

    `finding` is what this one value amounts to by itself: what must hold in every period may
    amount to something else.
    """

    value: Value
    where: Interval | None
    mark: Mark | None
    base: Base | None
    finding: Finding


def compare(
    rule: SimpleRule, value: Value, *, percent: bool, base: Base | None = None
) -> Comparison:
    """Return the comparison of a value with a rule; `base` is what a level has grown from."""
    if not isinstance(rule, Growth | Reduction) or rule.measured == "change":
        where = place(rule, value, percent=percent)
        finding = judge_value(rule, value, percent=percent)
        return Comparison(value, where, mark_of(rule, value), None, finding)
    level = base.level if base else None
    return Comparison(
        value=value,
        where=None if isinstance(value, Done) else extent(value, percent=percent),
        mark=change_mark(rule, level) if level is not None and level > 0 else None,
        base=base,
        finding=judge_value(rule, value, percent=percent, base=level),
    )


def stated_base(rule: SimpleRule) -> Base | None:
    """Return the baseline that a plan states of a level that must change; None without one."""
    if not isinstance(rule, Growth | Reduction) or rule.baseline is None:
        return None
    return Base(Fraction(rule.baseline.value)) if rule.measured == "level" else None


def base_of(
    rule: SimpleRule, point: Point, others: Sequence[Point], *, percent: bool
) -> Base | None:
    """Return what a reported level is compared with: the plan's baseline, or the period before.

    `others` are the points that the finding leans on.
    """
    stated = stated_base(rule)
    if not isinstance(rule, Growth | Reduction) or rule.each is None:
        return stated
    span = span_around(point.period.end_on, rule.each)
    before = span_before(span, rule.each) if span and same_days(span, point.period) else None
    if before is None:
        return None
    if rule.baseline is not None and same_days(rule.baseline.period, before):
        return stated
    found = next((one for one in others if same_days(one.period, before)), None)
    if found is None or isinstance(found.value, Done):
        return None
    level = extent(found.value, percent=percent)
    exact = level.low is not None and level.low == level.high
    return Base(level.low.value, found) if exact and level.low is not None else None
