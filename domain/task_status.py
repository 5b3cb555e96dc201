"""The status of a task on a day: its state, its phase, and whether it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import History
from domain.identity import EventRef
from domain.reasons import Phase, Reason, Verdict, worst
from domain.status import (
    Judgement,
    effective_days,
    next_day,
    phase_days,
    phase_on,
    resolve_due_on,
    standing_evaluation,
)
from domain.target import Compound, Rule
from domain.task import Task, TaskReported, TaskState, TaskStated, TaskWithdrawn
from domain.verdict import Finding, judge_value


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task's status. `overdue`: past its deadline and not finished."""

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
    deciding: tuple[EventRef, ...]


def judge_task(history: History, task_id: str, as_of: date) -> Judgement[TaskStatus]:
    """Judge a task on a day, from the facts of its own subject."""
    task, withdrawn = _task_in_force(history, task_id, as_of)
    if task is None:
        return Judgement(None, next_day(as_of, effective_days(history, TaskStated, task_id)))
    due = resolve_due_on(history, task_id, task, as_of)
    reports = _reports(history, task, as_of)
    report = reports[-1] if reports else None
    counting = _quantified(reports, due) if task.quantity is not None else None
    phase = Phase.WITHDRAWN if withdrawn else phase_on(due, as_of)
    finished = report is not None and report.state.finished
    official = standing_evaluation(history, task_id, task.scope, task.period, as_of)
    stated = (
        history.standing(TaskStated, task_id, as_of),
        history.standing(DeadlineResolved, task_id, as_of),
        report,
        counting,
        official,
    )
    status = TaskStatus(
        task=task,
        phase=phase,
        due_on=due,
        state=report.state if report else None,
        state_phrase=report.phrase if report else "",
        state_on=report.as_of_on if report else None,
        overdue=phase is Phase.PAST_DUE and not finished,
        provisional=_finding(task, reports, counting, withdrawn=withdrawn),
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


def _quantified(reports: list[TaskReported], due: date | None) -> TaskReported | None:
    """Return the latest report that names a quantity reached by the deadline."""
    for fact in reversed(reports):
        if _says_how_much(fact) and (due is None or fact.as_of_on <= due):
            return fact
    return None


def _finding(
    task: Task, reports: list[TaskReported], counting: TaskReported | None, *, withdrawn: bool
) -> Finding:
    if withdrawn:
        return Finding(Verdict.NO_DATA, Reason.WITHDRAWN)
    if task.quantity is None:
        return Finding(Verdict.UNDETERMINED, Reason.NO_QUANTITY)
    if counting is not None:
        return _quantity_finding(task.quantity, counting, task.unit.startswith("%"))
    if not reports:
        return Finding(Verdict.NO_DATA, Reason.NO_REPORT)
    if any(_says_how_much(fact) for fact in reports):
        return Finding(Verdict.NO_DATA, Reason.REPORTED_AFTER_DEADLINE)
    return Finding(Verdict.NO_DATA, Reason.QUANTITY_NOT_REPORTED)


def _says_how_much(fact: TaskReported) -> bool:
    return fact.quantity is not None or bool(fact.quantities)


def _quantity_finding(rule: Rule, fact: TaskReported, percent: bool) -> Finding:
    """Judge the quantity reported; of several parts each by its own, the worst counting."""
    if not isinstance(rule, Compound):
        if fact.quantity is None:
            return Finding(Verdict.NO_DATA, Reason.QUANTITY_NOT_REPORTED)
        return judge_value(rule, fact.quantity, percent=percent)
    values = dict(fact.quantities)
    found = [
        judge_value(part.rule, values[part.id], percent=percent).verdict
        if part.id in values
        else Verdict.NO_DATA
        for part in rule.parts
    ]
    return Finding(worst(found), Reason.WORST_PART)


def _change_days(history: History, task: Task, due: date | None) -> Iterator[date]:
    for kind in (TaskStated, DeadlineResolved, EvaluationConfirmed):
        yield from effective_days(history, kind, task.id)
    yield from phase_days(due)
    reported = history.facts(TaskReported, task.id)
    yield from (fact.as_of_on for fact in reported if isinstance(fact, TaskReported))
