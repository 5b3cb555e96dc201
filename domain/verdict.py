"""Hold one value against one rule: the verdict rule that reproduces Phụ lục I of 2022.

With every bound a cut, every value an interval of cuts, and the axis mirrored where lower is
better, a target is a mark from `low` to `high` (the same cut, but for a band):

    low(value) > high(mark)        vượt
    low(value) within the mark     đạt
    high(value) < low(mark)        chưa đạt
    otherwise                      không xác định (a bound on both sides of the target)

A for-all target and a milestone are met by 100 %, by 18/18 or by *Hoàn thành*, and never
exceeded. A value of the wrong kind for a rule is *không xác định*, never *chưa đạt*.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from domain.bound import Cut, Interval, Relation
from domain.measurement import Bounded, Done, Number, Ratio, Value, extent
from domain.reasons import WORST_FIRST, Reason, Verdict
from domain.target import (
    Band,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    SimpleRule,
    Threshold,
)

_WHOLE = Cut(Fraction(100))
_NOT_COMPARABLE = Reason.NOT_COMPARABLE


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the reason for it."""

    verdict: Verdict
    reason: Reason


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule asks for on its axis: from `low` to `high`, and which side is better."""

    low: Cut
    high: Cut
    higher_is_better: bool = True

    @classmethod
    def at(cls, relation: Relation, number: Fraction) -> Mark:
        """Return the mark of a bound."""
        cut = Cut.of(relation, number)
        return cls(cut, cut, relation.higher_is_better)

    def judge(self, where: Interval) -> Finding:
        """Return what a place on the axis amounts to."""
        low, high = self.low, self.high
        if not self.higher_is_better:
            where, low, high = where.mirrored(), -high, -low
        if where.low is not None and where.low > high:
            return Finding(Verdict.EXCEEDED, Reason.ABOVE_TARGET)
        if where.low is not None and where.low >= low:
            reason = Reason.ON_TARGET if low == high else Reason.WITHIN_BAND
            return Finding(Verdict.MET, reason)
        if where.high is not None and where.high < low:
            return Finding(Verdict.MISSED, Reason.SHORT_OF_TARGET)
        return Finding(Verdict.UNDETERMINED, Reason.BOUND_STRADDLES)


@lru_cache(maxsize=16_384)
def judge_value(
    rule: SimpleRule, value: Value, *, percent: bool, base: Fraction | None = None
) -> Finding:
    """Return what a value amounts to under a rule.

    `percent` says that the target's unit is a percentage, so that a ratio is scaled by 100.
    `base` is the level that a growth or a reduction starts from, where a level is reported.
    A rate and a maintained bound are judged span by span; here, for one of them. Values repeat,
    and each is judged again with every status of its target: the last ones are remembered.
    """
    match rule:
        case ForAll():
            return _against_whole(value, Reason.ALL_MEET, Reason.NOT_ALL_MEET, percent)
        case Milestone():
            return _against_whole(value, Reason.COMPLETED, Reason.NOT_COMPLETED, percent)
        case Growth(measured="level") | Reduction(measured="level"):
            return _against_base(rule, value, percent, base)
        case Reduction() if _sign_unclear(value):
            return Finding(Verdict.UNDETERMINED, Reason.SIGN_UNCLEAR)
        case EntityFraction(of=int()) if isinstance(value, Ratio):
            return _on_both_bases(rule, value)
    where = place(rule, value, percent=percent)
    if where is None:
        return Finding(Verdict.UNDETERMINED, _NOT_COMPARABLE)
    mark = mark_of(rule, value)
    return mark.judge(where) if mark else Finding(Verdict.UNDETERMINED, Reason.BASE_UNKNOWN)


def mark_of(rule: SimpleRule, value: Value | None = None) -> Mark | None:
    """Return what a rule asks for on its axis.

    None where that is no fixed number: for a level that must grow, and for a fraction of
    entities whose number is neither stated nor brought by the value.
    """
    match rule:
        case (
            Threshold(relation=relation, value=number)
            | Maintenance(relation=relation, value=number)
        ):
            return Mark.at(relation, Fraction(number))
        case Band(low=low, high=high, strict_low=strict):
            return Mark(Cut(Fraction(low), 1 if strict else 0), Cut(Fraction(high)))
        case Rank(worst=worst):
            return Mark.at(Relation.AT_MOST, Fraction(worst))
        case Count(minimum=minimum, strict=strict):
            relation = Relation.ABOVE if strict else Relation.AT_LEAST
            return Mark.at(relation, Fraction(minimum))
        case (
            Growth(relation=relation, percent=percent, measured=measured)
            | Reduction(relation=relation, percent=percent, measured=measured)
        ):
            return Mark.at(relation, Fraction(percent)) if measured == "change" else None
        case EntityFraction():
            needed = entities_needed(rule, value)
            return Mark.at(Relation.AT_LEAST, Fraction(needed)) if needed is not None else None
        case ForAll() | Milestone():
            return Mark.at(Relation.AT_LEAST, Fraction(100))


def entities_needed(rule: EntityFraction, value: Value | None = None) -> int | None:
    """Return how many entities a fraction comes to, rounded up.

    None where their number is neither stated nor brought by a ratio (*6/18*), whose own counts.
    """
    of = Fraction(rule.of) if rule.of is not None else None
    if isinstance(value, Ratio):
        of = Fraction(value.denominator)
    return None if of is None else -(-(of * rule.numerator) // rule.denominator)


def _on_both_bases(rule: EntityFraction, value: Ratio) -> Finding:
    """Return what holds of the number of entities that the plan states and of the one reported.

    *4/4* may be all of four that were chosen, or of four that are left of eighteen.
    """
    where = Interval.point(Fraction(value.numerator))
    needed = [count for each in (None, value) if (count := entities_needed(rule, each)) is not None]
    found = [Mark.at(Relation.AT_LEAST, Fraction(count)).judge(where) for count in needed]
    if any(one.verdict is Verdict.MISSED for one in found) and len({*found}) > 1:
        return Finding(Verdict.UNDETERMINED, Reason.BASE_DIFFERS)
    return min(found, key=lambda one: WORST_FIRST.index(one.verdict))


def place(rule: SimpleRule, value: Value, *, percent: bool) -> Interval | None:
    """Return where a value lies on a rule's axis, or None where it does not lie on it.

    A share of a whole does not say how many things there are; a percentage not how many
    entities. A place *30/63* is the thirtieth of sixty-three.
    """
    if isinstance(value, Done):
        return None
    match rule:
        case Reduction(measured="change") if _sign_unclear(value):
            return None
        case Count() | Growth(measured="change") | Reduction(measured="change"):
            return None if isinstance(value, Ratio) else extent(value, percent=False)
        case EntityFraction():
            if isinstance(value, Ratio):
                return Interval.point(Fraction(value.numerator))
            return None if percent else extent(value, percent=False)
        case Rank():
            return _ranked(value)
        case ForAll() | Milestone():
            # A bare number of units does not say out of how many.
            bare = not percent and not isinstance(value, Ratio)
            return None if bare else extent(value, percent=True)
        case _:
            return extent(value, percent=percent)


def _sign_unclear(value: Value) -> bool:
    """Tell whether a reduction is told by a negative number: a fall with its minus, or a rise."""
    return isinstance(value, Number | Bounded) and value.value < 0


def _ranked(value: Number | Ratio | Bounded) -> Interval | None:
    number = value.numerator if isinstance(value, Ratio) else value.value
    beyond = isinstance(value, Ratio) and value.numerator > value.denominator
    if number < 1 or number != number.to_integral_value() or beyond:
        return None
    exact = Number(number) if isinstance(value, Ratio) else value
    return extent(exact, percent=False)


def change_mark(rule: Growth | Reduction, base: Fraction) -> Mark:
    """Return the level that a change of so many per cent from a base comes to.

    `base` is above zero. *Tăng trên 7%* asks for a level above 107 % of it, *giảm tối thiểu
    30%* for one at or below 70 %.
    """
    share = Fraction(rule.percent) / 100
    if isinstance(rule, Growth):
        return Mark.at(rule.relation, base * (1 + share))
    return Mark.at(_FALLING[rule.relation], base * (1 - share))


_FALLING = {
    Relation.AT_LEAST: Relation.AT_MOST,
    Relation.ABOVE: Relation.BELOW,
    Relation.AT_MOST: Relation.AT_LEAST,
    Relation.BELOW: Relation.ABOVE,
}


def _against_base(
    rule: Growth | Reduction, value: Value, percent: bool, base: Fraction | None
) -> Finding:
    if isinstance(value, Done):
        return Finding(Verdict.UNDETERMINED, _NOT_COMPARABLE)
    if base is None:
        return Finding(Verdict.NO_DATA, Reason.NO_BASELINE)
    if base <= 0:
        return Finding(Verdict.UNDETERMINED, Reason.BASELINE_NOT_POSITIVE)
    return change_mark(rule, base).judge(extent(value, percent=percent))


def _against_whole(value: Value, met: Reason, missed: Reason, percent: bool) -> Finding:
    if isinstance(value, Done):
        return Finding(Verdict.MET, met) if value.done else Finding(Verdict.MISSED, missed)
    where = place(Milestone(), value, percent=percent)
    if where is None:
        return Finding(Verdict.UNDETERMINED, _NOT_COMPARABLE)
    if where.low is not None and where.low >= _WHOLE:
        return Finding(Verdict.MET, met)
    if where.high is not None and where.high < _WHOLE:
        return Finding(Verdict.MISSED, missed)
    return Finding(Verdict.UNDETERMINED, Reason.BOUND_STRADDLES)
