"""Sort the facts of a subject out for one of its targets: what became of each, and by what.

Every fact that speaks of the target appears exactly once. What decides is asked of the status,
never judged again here; the other facts are told why they do not. Without those that were
superseded or not counted the verdict is the same: a law, tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from domain.deadline import BeforeEventDeadline, ExternalDeadline, UnresolvedDeadline
from domain.due import Due
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.evidence_reports import Evidence, sort_out
from domain.evidence_words import Because
from domain.history import Fact, History, StatedFact
from domain.identity import EventRef
from domain.measurement import ReportStated, ReportWithdrawn
from domain.plan import IndicatorStated
from domain.status import TargetStatus, evaluations_on
from domain.target import Target, TargetStated, TargetWithdrawn
from domain.task import Task, TaskReported, TaskStated, TaskWithdrawn
from domain.task_status import TaskStatus

OPEN_DEADLINES = (BeforeEventDeadline, ExternalDeadline, UnresolvedDeadline)


def target_evidence(
    facts: Iterable[Fact], history: History, status: TargetStatus, due: Due, as_of: date
) -> Iterator[Evidence]:
    """Yield every fact that speaks of a target, with what became of it; the order is kept.

    `facts` are those of its subject, each event once, and `history` their fold.
    """
    reports = sort_out(history, status, due, as_of)
    name = status.target.id
    for fact in facts:
        match fact:
            case ReportStated() | ReportWithdrawn():
                yield reports.evidence(fact)
            case TargetStated() if fact.target.id == name:
                yield _statement(fact, history, TargetStated, name, as_of)
            case TargetWithdrawn() if fact.target_id == name:
                yield _statement(fact, history, TargetStated, name, as_of)
            case DeadlineResolved() | EvaluationConfirmed() if fact.of == name:
                yield _settled(fact, history, status.target, status.deciding, as_of)
            case IndicatorStated():
                yield _definition(fact, history, status.target, as_of)
            case _:
                continue


def task_evidence(
    facts: Iterable[Fact], history: History, status: TaskStatus, as_of: date
) -> Iterator[Evidence]:
    """Yield every fact that speaks of a task, with what became of it; the order is kept."""
    task = status.task
    for fact in facts:
        match fact:
            case TaskReported() if fact.task_id == task.id:
                yield Evidence(fact, _because_reported(fact, status, as_of))
            case TaskStated() if fact.task.id == task.id:
                yield _statement(fact, history, TaskStated, task.id, as_of)
            case TaskWithdrawn() if fact.task_id == task.id:
                yield _statement(fact, history, TaskStated, task.id, as_of)
            case DeadlineResolved() | EvaluationConfirmed() if fact.of == task.id:
                yield _settled(fact, history, task, status.deciding, as_of)
            case _:
                continue


def _because_reported(fact: TaskReported, status: TaskStatus, as_of: date) -> Because:
    if fact.scope != status.task.scope:
        return Because.OTHER_SCOPE
    if fact.as_of_on > as_of:
        return Because.AFTER_AS_OF
    if fact.stamp.event not in status.deciding:
        return Because.EARLIER_STATE
    by_quantity = [part.decided_by for part in status.parts if part.decided_by is not None]
    if any(one.stamp.event == fact.stamp.event for one in by_quantity):
        return Because.DECIDING_QUANTITY
    return Because.LATEST_STATE


def _statement(
    fact: TargetStated | TargetWithdrawn | TaskStated | TaskWithdrawn,
    history: History,
    kind: type[StatedFact],
    name: str,
    as_of: date,
) -> Evidence:
    """Return what became of a statement of a target or task: in force, amended, yet to come."""
    if not fact.stamp.in_force(as_of):
        return Evidence(fact, Because.NOT_IN_FORCE_YET)
    # The highest in force comes first; of the many below it none need be looked at.
    in_force = (one for one in reversed(history.facts(kind, name)) if one.stamp.in_force(as_of))
    highest = next(in_force)
    standing = highest.stamp.event
    if fact.stamp.event == standing:
        gone = isinstance(fact, TargetWithdrawn | TaskWithdrawn)
        return Evidence(fact, Because.WITHDRAWS_TARGET if gone else Because.STATES_TARGET)
    stated = (
        one for one in chain([highest], in_force) if isinstance(one, TargetStated | TaskStated)
    )
    last = next(stated, None)
    if last is not None and fact.stamp.event == last.stamp.event:
        return Evidence(fact, Because.LAST_WORDING, standing)
    return Evidence(fact, Because.AMENDED, standing)


def _settled(
    fact: DeadlineResolved | EvaluationConfirmed,
    history: History,
    stated: Target | Task,
    deciding: tuple[EventRef, ...],
    as_of: date,
) -> Evidence:
    """Return what became of a resolved deadline or of an official verdict."""
    if not fact.stamp.in_force(as_of):
        return Evidence(fact, Because.NOT_IN_FORCE_YET)
    if isinstance(fact, EvaluationConfirmed):
        return _evaluation(fact, history, stated, deciding, as_of)
    standing = history.standing(DeadlineResolved, stated.id, as_of)
    if standing is not None and standing.stamp.event != fact.stamp.event:
        return Evidence(fact, Because.RESOLVED_AGAIN, standing.stamp.event)
    open_ended = isinstance(stated.deadline, OPEN_DEADLINES)
    return Evidence(fact, Because.FIXES_DEADLINE if open_ended else Because.DAY_FIXED_BY_PLAN)


def _evaluation(
    fact: EvaluationConfirmed,
    history: History,
    stated: Target | Task,
    deciding: tuple[EventRef, ...],
    as_of: date,
) -> Evidence:
    if fact.scope != stated.scope:
        return Evidence(fact, Because.OTHER_SCOPE)
    if not stated.period.contains(fact.period):
        return Evidence(fact, Because.OTHER_PERIOD)
    if fact.stamp.event in deciding:
        return Evidence(fact, Because.OFFICIAL_VERDICT)
    latest = evaluations_on(history, fact.of, stated, as_of)[-1]
    if latest.stamp.event == fact.stamp.event:
        return Evidence(fact, Because.NOT_YET_SPEAKING)
    return Evidence(fact, Because.EVALUATED_AGAIN, latest.stamp.event)


def _definition(fact: IndicatorStated, history: History, target: Target, as_of: date) -> Evidence:
    if fact.indicator.definition != target.definition:
        return Evidence(fact, Because.OTHER_DEFINITION)
    if not fact.stamp.in_force(as_of):
        return Evidence(fact, Because.NOT_IN_FORCE_YET)
    latest = next(
        one
        for one in reversed(history.facts(IndicatorStated, fact.indicator.id))
        if isinstance(one, IndicatorStated)
        and one.indicator.definition == target.definition
        and one.stamp.in_force(as_of)
    )
    if latest.stamp.event == fact.stamp.event:
        return Evidence(fact, Because.DEFINES_INDICATOR)
    return Evidence(fact, Because.DEFINED_AGAIN, latest.stamp.event)
