"""Hold one value against one rule: the verdict rule that reproduces Phụ lục I of 2022.

With every bound a cut and every value an interval of cuts, and with the axis mirrored where
lower is better:

    low(value) > target            vượt
    low(value) = target            đạt
    high(value) < target           chưa đạt
    otherwise                      không xác định (a bound on both sides of the target)

A for-all target and a milestone are met by 100 %, by 18/18 or by *Hoàn thành*, and never
exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.bound import Cut, Interval, Relation
from domain.measurement import Done, Ratio, Value, extent
from domain.reasons import Reason, Verdict
from domain.target import Count, ForAll, Milestone, SimpleRule, Threshold

_WHOLE = Cut(Fraction(100))


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the reason for it."""

    verdict: Verdict
    reason: Reason


def judge_value(rule: SimpleRule, value: Value, *, percent: bool) -> Finding:
    """Return what a value amounts to under a rule.

    `percent` says that the target's unit is a percentage, so that a ratio is scaled by 100.
    A value of the wrong kind for the rule is *không xác định*, never *chưa đạt*.
    """
    match rule:
        case Threshold(relation=relation, value=number):
            return _against_cut(relation, Cut.of(relation, Fraction(number)), value, percent)
        case Count() if isinstance(value, Ratio):
            # A share of a whole does not say how many things there are.
            return Finding(Verdict.UNDETERMINED, Reason.NOT_COMPARABLE)
        case Count(minimum=minimum):
            cut = Cut(Fraction(minimum))
            return _against_cut(Relation.AT_LEAST, cut, value, percent=False)
        case ForAll():
            return _against_whole(value, Reason.ALL_MEET, Reason.NOT_ALL_MEET, percent)
        case Milestone():
            return _against_whole(value, Reason.COMPLETED, Reason.NOT_COMPLETED, percent)


def _against_cut(relation: Relation, target: Cut, value: Value, percent: bool) -> Finding:
    if isinstance(value, Done):
        return Finding(Verdict.UNDETERMINED, Reason.NOT_COMPARABLE)
    where = extent(value, percent=percent)
    if not relation.higher_is_better:
        where, target = where.mirrored(), -target
    return _compare(where, target)


def _compare(where: Interval, target: Cut) -> Finding:
    if where.low is not None and where.low > target:
        return Finding(Verdict.EXCEEDED, Reason.ABOVE_TARGET)
    if where.low is not None and where.low == target:
        return Finding(Verdict.MET, Reason.ON_TARGET)
    if where.high is not None and where.high < target:
        return Finding(Verdict.MISSED, Reason.SHORT_OF_TARGET)
    return Finding(Verdict.UNDETERMINED, Reason.BOUND_STRADDLES)


def _against_whole(value: Value, met: Reason, missed: Reason, percent: bool) -> Finding:
    if isinstance(value, Done):
        return Finding(Verdict.MET, met) if value.done else Finding(Verdict.MISSED, missed)
    if not percent and not isinstance(value, Ratio):
        # A bare number of units does not say out of how many.
        return Finding(Verdict.UNDETERMINED, Reason.NOT_COMPARABLE)
    where = extent(value, percent=True)
    if where.low is not None and where.low >= _WHOLE:
        return Finding(Verdict.MET, met)
    if where.high is not None and where.high < _WHOLE:
        return Finding(Verdict.MISSED, missed)
    return Finding(Verdict.UNDETERMINED, Reason.BOUND_STRADDLES)
