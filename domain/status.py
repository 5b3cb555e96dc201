"""The status of a target or task on a day: verdicts, phase, reasons, and when to look again.

`judge_target(history, target_id, as_of)` is a function of facts and a day. It also returns
`review_after`, the first day at which the answer could change with no news; until then the
answer is constant, so that a stored status holds nothing else that depends on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from domain.deadline import due_on as deadline_due_on
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import History, StatedFact, counting
from domain.identity import EventRef
from domain.measurement import Done, ReportStated, ReportWithdrawn
from domain.period import Period
from domain.reasons import Phase, Reason, Verdict, worst
from domain.series import Point, point_of, shown
from domain.target import (
    Compound,
    Count,
    ForAll,
    Milestone,
    SimpleRule,
    Target,
    TargetStated,
    TargetWithdrawn,
)
from domain.task import Task
from domain.verdict import Finding, judge_value

DUE_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part of a target (the only one, without id, unless it is compound)."""

    part: str | None
    text: str
    finding: Finding
    decided_by: Point | None


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """A target's status. `estimated`: an estimate decides, shown as *ước*.

    `deciding` are the events without which the answer would be another: the target's own,
    the counting reports, a resolved deadline, the confirmed evaluation. Of a long series
    `series_omitted` points in its middle are left out.
    """

    target: Target
    phase: Phase
    due_on: date | None
    provisional: Finding
    official: Verdict | None
    official_reason: str
    estimated: bool
    parts: tuple[PartStatus, ...]
    series: tuple[Point, ...]
    series_omitted: int
    deciding: tuple[EventRef, ...]


_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class Judgement(Generic[_S]):
    """A status, or None where nothing is in force yet, and when it could next change."""

    status: _S | None
    review_after: date | None


def judge_target(history: History, target_id: str, as_of: date) -> Judgement[TargetStatus]:
    """Judge a target on a day, from the facts of its indicator."""
    target, withdrawn = _target_in_force(history, target_id, as_of)
    if target is None:
        return Judgement(None, next_day(as_of, effective_days(history, TargetStated, target_id)))
    due = resolve_due_on(history, target_id, target, as_of)
    counted = counting(history, scope=target.scope, as_of=as_of)
    series = shown(counted, target)
    parts = tuple(
        _judge_part(rule, part, text, target, due, counted, as_of)
        for part, text, rule in _rules(target)
    )
    official = standing_evaluation(history, target_id, target.scope, target.period, as_of)
    status = TargetStatus(
        target=target,
        phase=Phase.WITHDRAWN if withdrawn else phase_on(due, as_of),
        due_on=due,
        provisional=Finding(Verdict.NO_DATA, Reason.WITHDRAWN) if withdrawn else _whole(parts),
        official=official.verdict if official else None,
        official_reason=official.reason if official else "",
        estimated=any(
            part.decided_by is not None and _uncertain(part.decided_by) for part in parts
        ),
        parts=parts,
        series=series,
        series_omitted=len(counted) - len(series),
        deciding=_deciding(history, target_id, as_of, parts, official),
    )
    return Judgement(status, next_day(as_of, _change_days(history, target, due, as_of)))


def phase_on(due: date | None, as_of: date) -> Phase:
    """Return where a day stands to a deadline; the due day itself is not past it."""
    if due is None:
        return Phase.DEADLINE_UNRESOLVED
    if as_of > due:
        return Phase.PAST_DUE
    if as_of >= due - timedelta(days=DUE_SOON_DAYS):
        return Phase.DUE_SOON
    return Phase.NOT_DUE


def phase_days(due: date | None) -> list[date]:
    """Return the days on which the phase changes by itself."""
    return [] if due is None else [due - timedelta(days=DUE_SOON_DAYS), due + timedelta(days=1)]


def resolve_due_on(history: History, name: str, stated: Target | Task, as_of: date) -> date | None:
    """Return the day by which a target or task is due, with what events have resolved."""
    resolution = history.standing(DeadlineResolved, name, as_of)
    resolved_on = resolution.due_on if isinstance(resolution, DeadlineResolved) else None
    return deadline_due_on(stated.deadline, resolved_on=resolved_on)


def standing_evaluation(
    history: History, name: str, scope: str, period: Period, as_of: date
) -> EvaluationConfirmed | None:
    """Return the official verdict that stands on a day for a scope within a period.

    Of verdicts on several periods within it the one on the latest counts, so that a late
    correction of an earlier year's verdict does not hide this year's.
    """
    standing = [
        fact
        for fact in history.facts(EvaluationConfirmed, name)
        if isinstance(fact, EvaluationConfirmed)
        and fact.stamp.in_force(as_of)
        and fact.scope == scope
        and period.contains(fact.period)
    ]
    return max(
        standing,
        key=lambda fact: (fact.period.end_on, -fact.period.start_on.toordinal(), fact.stamp.order),
        default=None,
    )


def effective_days(history: History, kind: type[StatedFact], name: str) -> Iterator[date]:
    """Return the days from which statements of a kind about a thing hold."""
    for fact in history.facts(kind, name):
        if fact.stamp.effective_on is not None:
            yield fact.stamp.effective_on


def next_day(as_of: date, days: Iterable[date]) -> date | None:
    """Return the first of several days that lies after a day."""
    return min((day for day in days if day > as_of), default=None)


def _target_in_force(history: History, name: str, as_of: date) -> tuple[Target | None, bool]:
    withdrawn = isinstance(history.standing(TargetStated, name, as_of), TargetWithdrawn)
    for fact in reversed(history.facts(TargetStated, name)):
        if isinstance(fact, TargetStated) and fact.stamp.in_force(as_of):
            return fact.target, withdrawn
    return None, withdrawn


def _rules(target: Target) -> list[tuple[str | None, str, SimpleRule]]:
    if isinstance(target.rule, Compound):
        return [(part.id, part.text, part.rule) for part in target.rule.parts]
    return [(None, target.text, target.rule)]


def _judge_part(
    rule: SimpleRule,
    part: str | None,
    text: str,
    target: Target,
    due: date | None,
    counted: Sequence[ReportStated],
    as_of: date,
) -> PartStatus:
    own = [fact for fact in counted if fact.measurement.part == part]
    comparable = [fact for fact in own if fact.measurement.definition == target.definition]
    last_on = due or date.max
    inside = [
        fact
        for fact in comparable
        if target.period.start_on <= fact.measurement.period.start_on
        and fact.measurement.period.end_on <= last_on
    ]
    # A number of things within the period is only known from its first day on.
    apart = [
        fact
        for fact in inside
        if isinstance(rule, Count) and target.period.start_on < fact.measurement.period.start_on
    ]
    inside = [fact for fact in inside if fact not in apart]
    ended = [fact for fact in inside if fact.measurement.period.end_on <= as_of]
    decisive = (ended or inside)[-1:]
    if decisive:
        finding = judge_value(rule, decisive[0].measurement.value, percent=target.percent)
        if finding.verdict is not Verdict.MISSED or not _goes_on(decisive[0], apart):
            return PartStatus(part, text, finding, point_of(decisive[0], target))
    late = [fact for fact in comparable if fact.measurement.period.end_on > last_on]
    completed = [fact for fact in late if _completed_after(fact, rule, last_on)]
    if completed:
        finding = Finding(Verdict.MISSED, Reason.COMPLETED_LATE)
        return PartStatus(part, text, finding, point_of(completed[0], target))
    reason = Reason.PART_OF_PERIOD_ONLY if apart else _why_undecided(own, comparable, late)
    return PartStatus(part, text, Finding(Verdict.NO_DATA, reason), None)


def _goes_on(fact: ReportStated, apart: Sequence[ReportStated]) -> bool:
    """Tell whether more was counted, apart, after a count from the first day had ended.

    That count is then less than what is known to be there, and cannot be a miss.
    """
    return any(other.measurement.period.end_on > fact.measurement.period.end_on for other in apart)


def _completed_after(fact: ReportStated, rule: SimpleRule, last_on: date) -> bool:
    """Tell whether a report says *Hoàn thành* of a period wholly after the deadline.

    Only what is done or not done can be known to have been missed by a later report: the
    value that a number had on the day stays unknown.
    """
    what = fact.measurement
    done = isinstance(what.value, Done) and what.value.done
    return done and isinstance(rule, Milestone | ForAll) and what.period.start_on > last_on


def _why_undecided(
    own: Sequence[ReportStated], comparable: Sequence[ReportStated], late: Sequence[ReportStated]
) -> Reason:
    """Say why nothing decides: too late, an earlier period, another definition, or nothing."""
    if late:
        return Reason.REPORTED_AFTER_DEADLINE
    if comparable:
        return Reason.NO_REPORT_IN_PERIOD
    return Reason.OTHER_DEFINITION_ONLY if own else Reason.NO_REPORT


def _uncertain(point: Point) -> bool:
    return not point.status.final


def _whole(parts: tuple[PartStatus, ...]) -> Finding:
    if len(parts) == 1:
        return parts[0].finding
    verdict = worst([part.finding.verdict for part in parts])
    return Finding(verdict, Reason.WORST_PART)


def _deciding(
    history: History,
    name: str,
    as_of: date,
    parts: tuple[PartStatus, ...],
    official: EvaluationConfirmed | None,
) -> tuple[EventRef, ...]:
    stated = (
        history.standing(TargetStated, name, as_of),
        history.standing(DeadlineResolved, name, as_of),
        official,
    )
    refs = [fact.stamp.event for fact in stated if fact is not None]
    refs += [part.decided_by.event for part in parts if part.decided_by is not None]
    return tuple(dict.fromkeys(refs))


def _change_days(history: History, target: Target, due: date | None, as_of: date) -> Iterator[date]:
    for kind in (TargetStated, DeadlineResolved, EvaluationConfirmed):
        yield from effective_days(history, kind, target.id)
    yield from phase_days(due)
    for fact in history.reports.values():
        if isinstance(fact, ReportWithdrawn) or fact.measurement.period.end_on <= as_of:
            continue
        if fact.measurement.scope == target.scope:
            yield fact.measurement.period.start_on
            yield fact.measurement.period.end_on
