"""The past of the province's own targets, as windows that forecasts are fitted on. Pure.

A status carries its series, so it tells what was reported when and what came of it. Of a target
whose time is over the outcome is its value at the deadline; of one that still runs, each report is
the outcome of those before it. The class of a value is its scale, as in decisions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contracts.status import StatusData, TargetStatus
from domain.forecast.question import Question, Window
from services.alerts.questions import asked
from services.alerts.series import measured


def windows_of(statuses: Iterable[StatusData]) -> dict[str, list[Window]]:
    """Return the windows of all targets by class, each ended by the day of its status."""
    found: dict[str, list[Window]] = {}
    for data in statuses:
        status = data.status
        if not isinstance(status, TargetStatus):
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
