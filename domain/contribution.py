"""What one member of a group adds to the value of the whole, and what it lacks by itself.

A percentage without its numerator and denominator cannot be added, and neither can a bound: the
member is told so, and nobody guesses what it meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.bound import Cut, Relation
from domain.identity import EventRef
from domain.measurement import Bounded, Done, Number, Ratio, ReportStated, Value, interval
from domain.reasons import Words
from domain.target import (
    Band,
    Count,
    EntityFraction,
    ForAll,
    Maintenance,
    Member,
    Milestone,
    SimpleRule,
    Threshold,
)

_WHOLE = Fraction(100)
_LOWER_IS_BETTER = (Relation.AT_MOST, Relation.BELOW)


class Share(StrEnum):
    """What a member's report contributes."""

    COUNTED = "counted"
    SILENT = "silent"
    PERCENTAGE_ONLY = "percentage_only"
    BOUND_ONLY = "bound_only"
    NOT_COMPARABLE = "not_comparable"


SHARE_WORDS: dict[Share, Words] = {
    Share.COUNTED: Words("Đã tính", "Counted"),
    Share.SILENT: Words("Chưa báo cáo kỳ này", "No report for this period"),
    Share.PERCENTAGE_ONLY: Words(
        "Chỉ báo cáo tỷ lệ, thiếu tử số và mẫu số nên không cộng được",
        "Only a percentage, without numerator and denominator: cannot be added",
    ),
    Share.BOUND_ONLY: Words(
        "Chỉ báo cáo một cận nên không cộng được", "Only a bound is reported: cannot be added"
    ),
    Share.NOT_COMPARABLE: Words(
        "Số liệu không cùng loại với mức đề ra", "Not the kind of value that the target asks for"
    ),
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one member adds. `short`: below what is asked, by its own figures.

    `lack` is how much its numerator (or its count) lacks to the threshold, in the unit of that
    numerator; None where it does not follow from what was reported.
    """

    agency: str
    share: Share
    value: Value | None = None
    short: bool = False
    lack: Fraction | None = None
    event: EventRef | None = None

    @property
    def explains(self) -> bool:
        """Whether the gap to the target, or to a complete answer, lies with this member."""
        return self.short or self.share is not Share.COUNTED


def contribution(
    rule: SimpleRule, member: Member, fact: ReportStated | None, percent: bool
) -> Contribution:
    """Return what a member's report adds under a rule; None: it has not reported."""
    if fact is None:
        return Contribution(member.agency, Share.SILENT)
    value = fact.measurement.value
    share, short, lack = _judged(rule, member, value, percent)
    return Contribution(member.agency, share, value, short, lack, fact.stamp.event)


_Judged = tuple[Share, bool, Fraction | None]


def _judged(rule: SimpleRule, member: Member, value: Value, percent: bool) -> _Judged:
    match rule:
        case ForAll(minimum=minimum):
            return _own_done(Fraction(member.minimum or minimum or 0), value, percent)
        case EntityFraction() | Milestone():
            return _own_done(Fraction(member.minimum), value, percent)
        case Count():
            return _own_count(member, value)
        case (
            Threshold(relation=relation, value=bound) | Maintenance(relation=relation, value=bound)
        ):
            return _own_ratio(value, Fraction(bound), relation, percent)
        case Band(low=low, strict_low=strict):
            relation = Relation.ABOVE if strict else Relation.AT_LEAST
            return _own_ratio(value, Fraction(low), relation, percent)
        case _:
            # A rank, a growth or a reduction of the whole is no sum of the members' own.
            return Share.NOT_COMPARABLE, False, None


def _own_ratio(value: Value, bound: Fraction, relation: Relation, percent: bool) -> _Judged:
    match value:
        case Ratio(numerator=numerator, denominator=denominator):
            asked = Fraction(denominator) * (bound / _WHOLE if percent else bound)
            lack = asked - Fraction(numerator)
            if relation in _LOWER_IS_BETTER:
                lack = -lack
            strict = relation in (Relation.ABOVE, Relation.BELOW)
            short = lack > 0 or (strict and lack == 0)
            return Share.COUNTED, short, max(lack, Fraction(0))
        case Number() if percent:
            return Share.PERCENTAGE_ONLY, False, None
        case Bounded():
            return Share.BOUND_ONLY, False, None
        case _:
            return Share.NOT_COMPARABLE, False, None


def _own_count(member: Member, value: Value) -> _Judged:
    match value:
        case Number(value=number):
            lack = Fraction(member.minimum) - Fraction(number)
            return Share.COUNTED, lack > 0, max(lack, Fraction(0)) if member.minimum else None
        case Bounded():
            return Share.BOUND_ONLY, False, None
        case _:
            return Share.NOT_COMPARABLE, False, None


def _own_done(minimum: Fraction, value: Value, percent: bool) -> _Judged:
    """Hold a member's own value against its own minimum; a share is done when it is whole."""
    if isinstance(value, Done):
        return Share.COUNTED, not value.done, None
    share = isinstance(value, Ratio) or (percent and not minimum)
    where = interval(value, percent=True)
    asked = _WHOLE if share else minimum
    if where is None or not asked:
        return Share.NOT_COMPARABLE, False, None
    if where.low is not None and where.low.value >= asked:
        return Share.COUNTED, False, Fraction(0)
    if where.high is None or where.high >= Cut(asked):
        return Share.BOUND_ONLY, False, None
    return Share.COUNTED, True, None if share else asked - where.high.value


_LATER = {
    Share.COUNTED: 0,
    Share.PERCENTAGE_ONLY: 1,
    Share.BOUND_ONLY: 1,
    Share.NOT_COMPARABLE: 1,
    Share.SILENT: 2,
}


def gap_first(one: Contribution) -> tuple[int, Fraction, str]:
    """Sort those who explain the gap before the others, and them by what they lack."""
    rank = _LATER[one.share] if one.explains else 3
    return (rank, -(one.lack or Fraction(0)), one.agency)
