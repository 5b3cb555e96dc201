"""A provincial value of several reporters: the ratio of their sums, and how far it covers them.

Never the mean of percentages: a member who reports only a percentage cannot be added, and is
told so. Counts are added; of a for-all target, a milestone and a fraction of entities the
members are counted that have done theirs. Only reports about the very same period go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from functools import reduce

from domain.bound import Relation
from domain.contribution import Contribution, Share, contribution, gap_first
from domain.measurement import (
    Bounded,
    Number,
    ObservationStatus,
    Ratio,
    ReportStated,
    Value,
)
from domain.period import Period
from domain.reasons import Reason, Verdict
from domain.target import Count, EntityFraction, ForAll, Member, Milestone, SimpleRule
from domain.verdict import Finding, judge_value

# Digits enough that no sum of admitted numbers is rounded: order cannot show.
_EXACT = Context(prec=1_000)
# What a message can carry; beyond it no sum is told at all.
_BOUND = Decimal(10) ** 14
_REACHED = {Verdict.MET, Verdict.EXCEEDED}


class Method(StrEnum):
    """How the members' values make one."""

    RATIO_OF_SUMS = "ratio_of_sums"
    SUM = "sum"
    MEMBERS_DONE = "members_done"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the members' counting reports for one period come to; `value` None: to nothing.

    `contributions` name every member, those who explain the gap first: the short ones by what
    they lack, then those who cannot be added, then the silent.
    """

    period: Period
    method: Method
    value: Value | None
    status: ObservationStatus
    contributions: tuple[Contribution, ...]
    reports: tuple[ReportStated, ...]

    @property
    def of(self) -> int:
        """How many members there are."""
        return len(self.contributions)

    @property
    def covered(self) -> int:
        """How many members the value covers."""
        return sum(one.share is Share.COUNTED for one in self.contributions)

    @property
    def reported(self) -> int:
        """How many members have reported something for the period."""
        return sum(one.share is not Share.SILENT for one in self.contributions)

    @property
    def complete(self) -> bool:
        """Whether no member is missing."""
        return self.covered == self.of

    @property
    def gap(self) -> tuple[Contribution, ...]:
        """The members who explain the gap, in the order of `contributions`."""
        return tuple(one for one in self.contributions if one.explains)


def aggregates(
    rule: SimpleRule, members: Sequence[Member], reports: Iterable[ReportStated], *, percent: bool
) -> tuple[Aggregate, ...]:
    """Return what the members' reports come to, one aggregate per period, the latest end last.

    `reports` are those that count, of one part and one definition, at most one per member and
    period; those of other scopes are left out. Of two periods with one end the longer is last.
    """
    scopes = {member.agency for member in members}
    by_period: dict[tuple[date, date], dict[str, ReportStated]] = {}
    for fact in reports:
        what = fact.measurement
        if what.scope in scopes:
            key = (what.period.end_on, what.period.start_on)
            by_period.setdefault(key, {})[what.scope] = fact
    order = sorted(by_period, key=lambda key: (key[0], -key[1].toordinal()))
    found = (_aggregate(rule, members, by_period[key], percent) for key in order)
    return tuple(one for one in found if one is not None)


def nobody(rule: SimpleRule, members: Sequence[Member], period: Period) -> Aggregate:
    """Return the sum of a period for which no member has reported anything."""
    own = [contribution(rule, member, None, percent=False) for member in _distinct(members)]
    contributions = tuple(sorted(own, key=gap_first))
    return Aggregate(period, _method(rule), None, ObservationStatus.NORMAL, contributions, ())


def as_report(found: Aggregate, scope: str) -> ReportStated | None:
    """Return an aggregate in the form of a report of the whole scope; None without a value.

    Its event is that of the last member's report, without which it would not be there. Unless
    the aggregate is complete it is no report of the whole, and only to be shown as a part.
    """
    if found.value is None:
        return None
    last = max(found.reports, key=lambda fact: (fact.stamp.occurred_at, fact.stamp.event))
    what = last.measurement._replace(
        scope=scope,
        period=found.period,
        value=found.value,
        status=found.status,
        phrase="",
        source_kind=_source_kind(found.reports),
    )
    return ReportStated(last.stamp, last.report, what)


def _source_kind(reports: Sequence[ReportStated]) -> str | None:
    """Return how far the sum is printed: illustrative or derived where any member's value is."""
    kinds = {fact.measurement.source_kind for fact in reports}
    return next((kind for kind in ("illustrative", "derived", "printed") if kind in kinds), None)


def _aggregate(
    rule: SimpleRule,
    members: Sequence[Member],
    reports: Mapping[str, ReportStated],
    percent: bool,
) -> Aggregate | None:
    """Return one period's aggregate; None where only those have reported who joined later."""
    # One span may be written in several ways; the shortest is that of SDMX.
    written = (fact.measurement.period for fact in reports.values())
    period = min(written, key=lambda one: (len(one.code), one.code))
    own = _of_period(members, period)
    contributions = [contribution(rule, one, reports.get(one.agency), percent) for one in own]
    counted = [one for one in contributions if one.share is Share.COUNTED]
    used = tuple(reports[one.agency] for one in own if one.agency in reports)
    if not used:
        return None
    method = _method(rule)
    return Aggregate(
        period=period,
        method=method,
        value=_value(method, counted, len(own)),
        status=min((f.measurement.status for f in used), key=lambda s: (s.firmness, s.value)),
        contributions=tuple(sorted(contributions, key=gap_first)),
        reports=used,
    )


def _of_period(members: Sequence[Member], period: Period) -> list[Member]:
    """Return who belonged to the group in a period; the first ones always did."""
    founded_on = min(member.valid_from for member in members)
    by_then = max(founded_on, period.end_on)
    return _distinct([one for one in members if one.valid_from <= by_then])


def _distinct(members: Sequence[Member]) -> list[Member]:
    by_agency = {one.agency: one for one in members}
    return [by_agency[agency] for agency in sorted(by_agency)]


def _method(rule: SimpleRule) -> Method:
    match rule:
        case ForAll() | EntityFraction() | Milestone():
            return Method.MEMBERS_DONE
        case Count():
            return Method.SUM
        case _:
            return Method.RATIO_OF_SUMS


def _value(method: Method, counted: Sequence[Contribution], members: int) -> Value | None:
    if not counted:
        return None
    match method:
        case Method.MEMBERS_DONE:
            return Ratio(Decimal(sum(not one.short for one in counted)), Decimal(members))
        case Method.SUM:
            counts = [one.value.value for one in counted if isinstance(one.value, Number)]
            total = _sum(counts)
            return Number(total) if abs(total) < _BOUND else None
        case Method.RATIO_OF_SUMS:
            ratios = [one.value for one in counted if isinstance(one.value, Ratio)]
            numerator = _sum(ratio.numerator for ratio in ratios)
            denominator = _sum(ratio.denominator for ratio in ratios)
            fits = max(abs(numerator), denominator) < _BOUND
            return Ratio(numerator, denominator) if fits else None


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(_EXACT.add, numbers, Decimal(0))


def judge_partial(rule: SimpleRule, found: Aggregate, *, percent: bool, settled: bool) -> Finding:
    """Return what an incomplete aggregate amounts to; `settled`: its deadline has passed.

    What the missing members cannot change stands. Else, until the deadline, a ratio says how the
    others stand so far; after it nothing is said of the whole.
    """
    if found.value is None:
        reason = Reason.NOT_SUMMABLE if found.reported else Reason.NO_REPORT
        return Finding(Verdict.UNDETERMINED, reason)
    certain = _certain(rule, found, percent)
    if certain is not None:
        return certain
    if settled or found.method is not Method.RATIO_OF_SUMS:
        return Finding(Verdict.UNDETERMINED, Reason.INCOMPLETE_COVERAGE)
    so_far = judge_value(rule, found.value, percent=percent)
    return replace(so_far, reason=Reason.PARTIAL_COVERAGE)


def _certain(rule: SimpleRule, found: Aggregate, percent: bool) -> Finding | None:
    """Return what holds of the whole whatever the missing members have done; None: nothing."""
    match found.value:
        case Ratio() as value if found.method is Method.MEMBERS_DONE:
            missing = Decimal(found.of - found.covered)
            worst = judge_value(rule, value, percent=percent)
            best_value = replace(value, numerator=value.numerator + missing)
            best = judge_value(rule, best_value, percent=percent)
            reached = {worst.verdict, best.verdict} <= _REACHED
            return worst if reached or worst.verdict is best.verdict else None
        case Number(value=number) if number >= 0:
            bounds = [Bounded(Relation.AT_LEAST, number)]
        case Ratio() as value if percent and _shares_of_a_whole(found):
            below = Relation.BELOW if value.numerator < value.denominator else Relation.AT_MOST
            above = Relation.ABOVE if value.numerator else Relation.AT_LEAST
            bounds = [Bounded(below, Decimal(100)), Bounded(above, Decimal(0))]
        case _:
            return None
    findings = [judge_value(rule, bound, percent=percent) for bound in bounds]
    known = (one for one in findings if one.verdict is not Verdict.UNDETERMINED)
    return next(known, None)


def _shares_of_a_whole(found: Aggregate) -> bool:
    """Whether every known ratio is a part of its whole, so that no missing one is above it."""
    ratios = [one.value for one in found.contributions if isinstance(one.value, Ratio)]
    return all(0 <= ratio.numerator <= ratio.denominator for ratio in ratios)
