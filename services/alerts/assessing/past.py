"""The past of the province's own targets, as windows that forecasts are fitted on. Pure.

A status carries its series, so it tells what was reported when and what came of it. Of a target
whose time is over the outcome is its value at the deadline; of one that still runs, each report is
the outcome of those before it. The class of a value is its scale, as in decisions. A task teaches
how long it took, once it is done; one that is overdue has taken at least until now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from contracts.status import StatusData, TaskStatus
from domain.forecast.question import Question, Scale, Window
from domain.reasons import Phase
from domain.task import TaskState
from services.alerts.assessing.questions import asked
from services.alerts.assessing.series import measured
from services.alerts.assessing.task_chance import began_on, task_question


def windows_of(statuses: Iterable[StatusData]) -> dict[str, list[Window]]:
    """Return the windows of all targets by class, each ended by the day of its status."""
    found: dict[str, list[Window]] = {}
    for data in statuses:
        status = data.status
        if isinstance(status, TaskStatus):
            windows = _of_task(status, data.as_of)
            found.setdefault(Scale.TASK.value, []).extend(windows)
            continue
        for part in status.parts:
            points = measured(status, part, part.rule.to_domain())
            about = asked(status, part, points, data.as_of)
            if about is None:
                continue
            entity = f"{status.target}@{status.scope}"
            windows = _windows(entity, about.question)
            found.setdefault(about.question.scale.value, []).extend(windows)
    return found


def _of_task(status: TaskStatus, as_of: date) -> list[Window]:
    """Return what a task teaches as seen from its first day; nothing while it is under way."""
    began = began_on(status)
    question = task_question(status, began) if began else None
    if began is None or question is None or status.phase == Phase.WITHDRAWN.value:
        return []
    if status.overdue:
        ended_on, in_time = as_of, False
    elif status.state and TaskState(status.state).finished and status.state_on:
        ended_on, in_time = status.state_on, status.state_on <= question.due_on
    else:
        return []
    entity = f"{status.task}@{status.scope}"
    return [Window(entity, question, float(in_time), max(ended_on, began))]


def _windows(entity: str, question: Question) -> list[Window]:
    known = question.known
    if len(known) < 2:
        return []
    last = known[-1]
    ended = (question.due_on - last.on).days < question.period_days <= _age(question)
    due_on = question.due_on if ended else last.on
    whole = replace(question, due_on=due_on)
    return [
        Window(entity, replace(whole, reports=known[:count], as_of=at.on), last.value, due_on)
        for count, at in enumerate(known[:-1], start=1)
    ]


def _age(question: Question) -> int:
    """Return the days since the last report and the deadline: a later one may still come."""
    return (question.as_of - question.known[-1].on).days
