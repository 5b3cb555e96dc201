"""The status of a target or task on a day: verdicts, phase, reasons, and when to look again.

`judge_target(history, target_id, as_of)` is a function of facts and a day. It also returns
`review_after`, the first day at which the answer could change with no news; until then the
answer is constant, so that a stored status holds nothing else that depends on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain import coverage
from domain.due import Due, due_of, phase_on
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.every_span import required_days
from domain.history import History, StatedFact, counting
from domain.identity import EventRef
from domain.measurement import ReportStated
from domain.part_status import PartStatus, judge_part, with_shares
from domain.period import Period
from domain.reasons import Phase, Reason, Verdict, worst
from domain.series import Point, shown
from domain.target import Target, TargetStated, TargetWithdrawn
from domain.task import Task
from domain.verdict import Finding

SUMMED_MAX = 100


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
    due = resolve_due(history, target_id, target, as_of)
    sums = coverage.of_members(history, target, as_of)
    whole = _on_its_parts(target, counting(history, scope=target.scope, as_of=as_of))
    counted = coverage.with_sums(whole, sums, target)
    series = shown(counted, target)
    parts = with_shares(
        target,
        tuple(
            coverage.with_coverage(
                judge_part(rule, part, text, target, due, counted, as_of),
                rule,
                target,
                due,
                sums,
                as_of,
            )
            for part, text, rule in target.parts
        ),
    )
    official = standing_evaluation(
        history, target_id, target, due, as_of, since=_speaking_from(parts, due)
    )
    status = TargetStatus(
        target=target,
        phase=Phase.WITHDRAWN if withdrawn else phase_on(due.on, as_of),
        due_on=due.on,
        provisional=Finding(Verdict.NO_DATA, Reason.WITHDRAWN) if withdrawn else _whole(parts),
        official=official.verdict if official else None,
        official_reason=official.reason if official else "",
        estimated=any(_uncertain(point) for part in parts for point in part.points),
        parts=parts,
        series=series,
        series_omitted=len(counted) - len(series),
        deciding=_deciding(history, target_id, as_of, parts, official),
    )
    return Judgement(status, next_day(as_of, _change_days(history, target, due, as_of)))


def _on_its_parts(target: Target, counted: Iterable[ReportStated]) -> list[ReportStated]:
    """Return the reports on what the target asks for.

    The parts are the indicator's, and one plan may ask for its levels where another asks for
    the whole: a report on a part that this target does not have is another series.
    """
    own = {part for part, _, _ in target.parts}
    return [fact for fact in counted if fact.measurement.part in own]


def resolve_due(history: History, name: str, stated: Target | Task, as_of: date) -> Due:
    """Return by when a target or task is due, with what events have resolved."""
    resolution = history.standing(DeadlineResolved, name, as_of)
    resolved_on = resolution.due_on if isinstance(resolution, DeadlineResolved) else None
    frequency = stated.frequency if isinstance(stated, Target) else "A"
    return due_of(stated.deadline, stated.period, frequency, as_of, resolved_on)


def standing_evaluation(
    history: History,
    name: str,
    stated: Target | Task,
    due: Due,
    as_of: date,
    *,
    since: date | None = None,
) -> EvaluationConfirmed | None:
    """Return the official verdict that stands on a day for a scope within a period.

    Of verdicts on several periods within it the one on the latest counts, so that a late
    correction of an earlier year's verdict does not hide this year's. Of something recurring
    a verdict on a period that ended before `since` no longer speaks.
    """
    standing = evaluations_on(history, name, stated, as_of)
    latest = standing[-1] if standing else None
    if latest is None or (since is not None and latest.period.end_on < since):
        return None
    return latest if _speaks(latest, stated.period, due, as_of) else None


def evaluations_on(
    history: History, name: str, stated: Target | Task, as_of: date
) -> list[EvaluationConfirmed]:
    """Return the verdicts in force for a scope within a period, the one that counts most last.

    That is the one on the latest period, of two on one the longer's, then the later said.
    """
    found = [
        fact
        for fact in history.facts(EvaluationConfirmed, name)
        if isinstance(fact, EvaluationConfirmed)
        and fact.stamp.in_force(as_of)
        and fact.scope == stated.scope
        and stated.period.contains(fact.period)
    ]
    return sorted(
        found,
        key=lambda fact: (fact.period.end_on, -fact.period.start_on.toordinal(), fact.stamp.order),
    )


def _speaks(said: EvaluationConfirmed, period: Period, due: Due, as_of: date) -> bool:
    """Tell whether a verdict is one on the whole, or on a part while the rest still runs.

    Before its evaluation time nothing is *chưa đạt*, and after it a verdict on a part that was
    given before is none on the whole.
    """
    ends_on = min(due.on or period.end_on, period.end_on)
    given_on = said.stamp.effective_on or said.period.end_on
    if due.occurrences or max(said.period.end_on, given_on) >= ends_on:
        return True
    running = due.on is None or as_of <= due.on
    return running and said.verdict is not Verdict.MISSED


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


def _speaking_from(parts: tuple[PartStatus, ...], due: Due) -> date | None:
    """Return the first day of the reporting period that is spoken of, of something recurring."""
    newest = max((point.period.end_on for part in parts for point in part.points), default=None)
    spoken_of = due.occurrence_of(newest) if newest else None
    return spoken_of.start_on if spoken_of else due.fresh_from


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
    refs += [point.event for part in parts for point in part.points]
    refs += [ref for part in parts for ref in _summed(part)]
    return tuple(dict.fromkeys(refs))


def _summed(part: PartStatus) -> list[EventRef]:
    """Return the members' reports whose sum decides; of a great many, the first ones."""
    if not part.by_members or part.aggregate is None:
        return []
    return [fact.stamp.event for fact in part.aggregate.reports][:SUMMED_MAX]


def _change_days(history: History, target: Target, due: Due, as_of: date) -> Iterator[date]:
    for kind in (TargetStated, DeadlineResolved, EvaluationConfirmed):
        yield from effective_days(history, kind, target.id)
    yield from due.change_days()
    for _, _, rule in target.parts:
        yield from required_days(rule, target, due)
    yield from coverage.change_days(history, target, as_of)
    yield from history.days_ahead(target.scope, as_of)
