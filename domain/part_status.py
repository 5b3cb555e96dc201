"""What the reports that count amount to for one part of a target.

One report decides where one value is asked for: the latest of a period that has ended, else an
estimate of a running one. What must hold in every reporting period is in `domain.every_span`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from domain.aggregate import Aggregate
from domain.due import Due
from domain.every_span import holds_in_every_span, judge_every_span
from domain.measurement import Done, Ratio, ReportStated
from domain.period import Period
from domain.reasons import Reason, Verdict
from domain.series import Point, point_of
from domain.target import (
    Compound,
    Count,
    ForAll,
    Growth,
    Milestone,
    Reduction,
    SimpleRule,
    Target,
)
from domain.verdict import Finding, judge_value


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part of a target (the only one, without id, unless it is compound).

    `others` are further reports that the finding rests on, where one alone does not decide.
    `aggregate` is what the members of a group lead have reported, where there is one: the value
    itself, or its coverage beside a report of the whole.
    """

    part: str | None
    text: str
    finding: Finding
    decided_by: Point | None
    others: tuple[Point, ...] = ()
    aggregate: Aggregate | None = None

    @property
    def by_members(self) -> bool:
        """Whether the members' sum is the value that decides, and no report of the whole."""
        point, found = self.decided_by, self.aggregate
        return (
            point is not None
            and found is not None
            and any(fact.stamp.event == point.event for fact in found.reports)
        )

    @property
    def points(self) -> tuple[Point, ...]:
        """All reports that the finding rests on."""
        return (self.decided_by, *self.others) if self.decided_by is not None else self.others


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one part, sorted out: `inside` may decide, the others say why none does."""

    own: tuple[ReportStated, ...]
    comparable: tuple[ReportStated, ...]
    inside: tuple[ReportStated, ...]
    late: tuple[ReportStated, ...]
    early: tuple[ReportStated, ...]


def judge_part(
    rule: SimpleRule,
    part: str | None,
    text: str,
    target: Target,
    due: Due,
    counted: Sequence[ReportStated],
    as_of: date,
) -> PartStatus:
    """Return the status of a part on a day, from all reports that count on it."""
    reports = _sorted_out(part, target, due, counted)
    if holds_in_every_span(rule):
        every = judge_every_span(rule, target, due, reports.comparable, reports.inside, as_of)
        if every is not None:
            return PartStatus(
                part,
                text,
                every.finding,
                point_of(every.decided_by, target) if every.decided_by else None,
                tuple(point_of(fact, target) for fact in every.others),
            )
        reason = _why_undecided(reports, apart=())
        return PartStatus(part, text, Finding(Verdict.NO_DATA, reason), None)
    return _judge_latest(rule, part, text, target, due, reports, as_of)


def with_shares(target: Target, parts: tuple[PartStatus, ...]) -> tuple[PartStatus, ...]:
    """Return the parts with every nested share checked against the part that it is a share of.

    *50%, trong đó … chiếm 80%*: the second one's denominator is the first one's numerator. A
    ratio of another denominator, for the same period, is a share of something else.
    """
    if not isinstance(target.rule, Compound):
        return parts
    by_name = {part.part: part for part in parts}
    wholes = {
        part.id: by_name[part.share_of] for part in target.rule.parts if part.share_of in by_name
    }
    return tuple(
        replace(part, finding=Finding(Verdict.UNDETERMINED, Reason.OTHER_DENOMINATOR))
        if part.part in wholes and _of_something_else(_told(part), _told(wholes[part.part]))
        else part
        for part in parts
    )


def _told(part: PartStatus) -> Point | None:
    """Return what decides a part; None for a sum that lacks members, as another part's may not."""
    lacks = part.by_members and part.aggregate is not None and not part.aggregate.complete
    return None if lacks else part.decided_by


def _of_something_else(share: Point | None, whole: Point | None) -> bool:
    if share is None or whole is None or share.period != whole.period:
        return False
    if not isinstance(share.value, Ratio) or not isinstance(whole.value, Ratio):
        return False
    return share.value.denominator != whole.value.numerator


def _sorted_out(
    part: str | None, target: Target, due: Due, counted: Sequence[ReportStated]
) -> Reports:
    own = [fact for fact in counted if fact.measurement.part == part]
    comparable = [fact for fact in own if fact.measurement.definition == target.definition]
    last_on, first_on = due.last_on or date.max, due.counts_from or date.min
    inside, late, early = [], [], []
    for fact in comparable:
        period = fact.measurement.period
        if period.end_on > last_on:
            late.append(fact)
        elif period.end_on < first_on:
            early.append(fact)
        elif target.period.start_on <= period.start_on:
            inside.append(fact)
    return Reports(*(tuple(facts) for facts in (own, comparable, inside, late, early)))


def _judge_latest(
    rule: SimpleRule,
    part: str | None,
    text: str,
    target: Target,
    due: Due,
    reports: Reports,
    as_of: date,
) -> PartStatus:
    inside, apart, reports = _counted_from_the_start(rule, target, due, reports)
    decisive = _latest(inside, as_of)
    if decisive is not None and _stale(decisive, due):
        return PartStatus(part, text, Finding(Verdict.NO_DATA, Reason.LAST_PERIOD_MISSING), None)
    if decisive is not None:
        finding = _judge_report(rule, decisive, target)
        if finding.verdict is not Verdict.MISSED or not _goes_on(decisive, apart):
            return PartStatus(part, text, finding, point_of(decisive, target))
    completed = [fact for fact in reports.late if _completed_after(fact, rule, due)]
    if completed:
        finding = Finding(Verdict.MISSED, Reason.COMPLETED_LATE)
        return PartStatus(part, text, finding, point_of(completed[0], target))
    reason = _why_undecided(reports, apart)
    return PartStatus(part, text, Finding(Verdict.NO_DATA, reason), None)


def _counted_from_the_start(
    rule: SimpleRule, target: Target, due: Due, reports: Reports
) -> tuple[list[ReportStated], list[ReportStated], Reports]:
    """Return the reports that may decide, those that count only a later part, and all of them.

    A number of things within the period is only known from its first day on, and of a window
    not where the count began before it.
    """
    inside = list(reports.inside)
    if not isinstance(rule, Count):
        return inside, [], reports
    first_on = max(target.period.start_on, due.counts_from or date.min)
    starts = {fact.report: fact.measurement.period.start_on for fact in inside}
    apart = [fact for fact in inside if first_on < starts[fact.report]]
    early = [fact for fact in inside if starts[fact.report] < first_on]
    inside = [fact for fact in inside if starts[fact.report] == first_on]
    if early:
        all_early = (*reports.early, *early)
        reports = Reports(reports.own, reports.comparable, tuple(inside), reports.late, all_early)
    return inside, apart, reports


def _latest(inside: Sequence[ReportStated], as_of: date) -> ReportStated | None:
    ended = [fact for fact in inside if fact.measurement.period.end_on <= as_of]
    return next(reversed(ended or inside), None)


def _stale(fact: ReportStated, due: Due) -> bool:
    """Tell whether, of something recurring, a report is of a period long over."""
    return due.fresh_from is not None and fact.measurement.period.end_on < due.fresh_from


def _judge_report(rule: SimpleRule, fact: ReportStated, target: Target) -> Finding:
    value, percent = fact.measurement.value, target.percent
    if not isinstance(rule, Growth | Reduction) or rule.measured == "change":
        return judge_value(rule, value, percent=percent)
    if rule.baseline is None:
        return Finding(Verdict.NO_DATA, Reason.NO_BASELINE)
    if not _alike(fact.measurement.period, rule.baseline.period):
        return Finding(Verdict.UNDETERMINED, Reason.BASELINE_OTHER_SPAN)
    return judge_value(rule, value, percent=percent, base=Fraction(rule.baseline.value))


def _alike(period: Period, base: Period) -> bool:
    """Tell whether the levels of two periods can be compared: of one length, or of a day.

    A quarter's revenue is no match for a year's; a level on a day is a level on any.
    """
    lengths = [(each.end_on - each.start_on).days for each in (period, base)]
    return 0 in lengths or abs(lengths[0] - lengths[1]) <= _CALENDAR_SLACK_DAYS


_CALENDAR_SLACK_DAYS = 3


def _goes_on(fact: ReportStated, apart: Sequence[ReportStated]) -> bool:
    """Tell whether more was counted, apart, after a count from the first day had ended.

    That count is then less than what is known to be there, and cannot be a miss.
    """
    return any(other.measurement.period.end_on > fact.measurement.period.end_on for other in apart)


def _completed_after(fact: ReportStated, rule: SimpleRule, due: Due) -> bool:
    """Tell whether a report says *Hoàn thành* of a period wholly after the deadline.

    Only what is done or not done can be known to have been missed by a later report: the
    value that a number had on the day stays unknown.
    """
    what = fact.measurement
    done = isinstance(what.value, Done) and what.value.done
    after = due.last_on is not None and what.period.start_on > due.last_on
    return done and isinstance(rule, Milestone | ForAll) and after


def _why_undecided(reports: Reports, apart: Sequence[ReportStated]) -> Reason:
    """Say why nothing decides: too late, too early, another definition, or nothing at all."""
    if apart:
        return Reason.PART_OF_PERIOD_ONLY
    if reports.late:
        return Reason.REPORTED_AFTER_DEADLINE
    if reports.early:
        return Reason.BEFORE_WINDOW_ONLY
    if reports.inside:
        return Reason.SPAN_NOT_WHOLE
    if reports.comparable:
        return Reason.NO_REPORT_IN_PERIOD
    return Reason.OTHER_DEFINITION_ONLY if reports.own else Reason.NO_REPORT
