"""The status of a task on a day: its state, its phase, and whether it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.deadline import ContinuousDeadline
from domain.due import Due, phase_on
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import History
from domain.identity import EventRef
from domain.reasons import Phase, Reason, Verdict
from domain.status import (
    Judgement,
    effective_days,
    next_day,
    resolve_due,
    standing_evaluation,
)
from domain.task import Task, TaskReported, TaskState, TaskStated, TaskWithdrawn
from domain.task_quantity import QuantityPart, judge_quantity, whole_quantity
from domain.verdict import Finding


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task's status. `overdue`: past its deadline and not finished.

    `parts` are what its quantity amounts to, one unless it is compound; none without a quantity.
    """

    task: Task
    phase: Phase
    due_on: date | None
    state: TaskState | None
    state_phrase: str
    state_on: date | None
    overdue: bool
    provisional: Finding
    official: Verdict | None
    official_reason: str
    source_kind: str | None
    parts: tuple[QuantityPart, ...]
    deciding: tuple[EventRef, ...]


def judge_task(history: History, task_id: str, as_of: date) -> Judgement[TaskStatus]:
    """Judge a task on a day, from the facts of its own subject."""
    task, withdrawn = _task_in_force(history, task_id, as_of)
    if task is None:
        return Judgement(None, next_day(as_of, effective_days(history, TaskStated, task_id)))
    due = resolve_due(history, task_id, task, as_of)
    reports = _reports(history, task, as_of)
    report = reports[-1] if reports else None
    parts = judge_quantity(task, reports, due)
    phase = Phase.WITHDRAWN if withdrawn else phase_on(due.on, as_of)
    official = standing_evaluation(
        history, task_id, task, due, as_of, since=_speaking_from(report, due)
    )
    stated = (
        history.standing(TaskStated, task_id, as_of),
        history.standing(DeadlineResolved, task_id, as_of),
        report,
        *(part.decided_by for part in parts),
        official,
    )
    status = TaskStatus(
        task=task,
        phase=phase,
        due_on=due.on,
        state=report.state if report else None,
        state_phrase=report.phrase if report else "",
        state_on=report.as_of_on if report else None,
        overdue=phase is Phase.PAST_DUE and not _carried_out(task, report, due),
        provisional=(
            Finding(Verdict.NO_DATA, Reason.WITHDRAWN) if withdrawn else whole_quantity(parts)
        ),
        parts=parts,
        official=official.verdict if official else None,
        official_reason=official.reason if official else "",
        source_kind=report.source_kind if report else None,
        deciding=tuple(dict.fromkeys(fact.stamp.event for fact in stated if fact is not None)),
    )
    return Judgement(status, next_day(as_of, _change_days(history, task, due)))


def _task_in_force(history: History, name: str, as_of: date) -> tuple[Task | None, bool]:
    withdrawn = isinstance(history.standing(TaskStated, name, as_of), TaskWithdrawn)
    for fact in reversed(history.facts(TaskStated, name)):
        if isinstance(fact, TaskStated) and fact.stamp.in_force(as_of):
            return fact.task, withdrawn
    return None, withdrawn


def _reports(history: History, task: Task, as_of: date) -> list[TaskReported]:
    """Return what was reported of a task by a day, the latest last."""
    reports = [
        fact
        for fact in history.facts(TaskReported, task.id)
        if isinstance(fact, TaskReported) and fact.scope == task.scope and fact.as_of_on <= as_of
    ]
    return sorted(reports, key=lambda fact: (fact.as_of_on, fact.stamp.order))


def _carried_out(task: Task, report: TaskReported | None, due: Due) -> bool:
    """Tell whether what was asked for has been done, within the time that counts.

    What goes on all the time is carried out while it goes on; what recurs must have been
    finished in its last turn, and what has a window not before it.
    """
    since = due.counts_from or due.fresh_from
    if report is None or (since is not None and report.as_of_on < since):
        return False
    if isinstance(task.deadline, ContinuousDeadline):
        return report.state.under_way
    return report.state.finished


def _speaking_from(report: TaskReported | None, due: Due) -> date | None:
    """Return the first day of the reporting period that is spoken of, of something recurring."""
    spoken_of = due.occurrence_of(report.as_of_on) if report else None
    return spoken_of.start_on if spoken_of else due.fresh_from


def _change_days(history: History, task: Task, due: Due) -> Iterator[date]:
    for kind in (TaskStated, DeadlineResolved, EvaluationConfirmed):
        yield from effective_days(history, kind, task.id)
    yield from due.change_days()
    reported = history.facts(TaskReported, task.id)
    yield from (fact.as_of_on for fact in reported if isinstance(fact, TaskReported))
