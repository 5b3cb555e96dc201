"""The chance that a task is done late, by how long tasks took that are done. Pure.

The state of a task is a word, not a measure: how far along *đang triển khai* is, nobody knows. So
the chance rests on two things alone, how much longer or shorter than planned such tasks took, and
that this one has taken until now. Of a task that was never spoken of none is given: it may be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from contracts.alert_evidence import OfficialMethod
from contracts.deadlines import (
    ContinuousDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    WindowDeadline,
)
from contracts.fields import period
from contracts.status import TaskStatus
from domain.alert_rules import Level, Thresholds
from domain.forecast.answer import CHANCE_DECIMALS, Forecast, forecast
from domain.forecast.lateness import finishing, lateness
from domain.forecast.methods_in_use import methods_in_use
from domain.forecast.parameters import ClassParameters, Overrun
from domain.forecast.question import Direction, Question, Report, Scale
from domain.task import TaskState

EXPECTED_DAYS = 91
"""A task is reported on once a quarter."""
_DAY = timedelta(days=1)
_UNDER_WAY = 0.5
_BY_CONVENTION = " (đang triển khai tính là một nửa) / {} (under way counts as half)"


@dataclass(frozen=True, slots=True)
class TaskChance:
    """A task's question as of a day, the answer, and in which 8 of 10 cases it is done when."""

    question: Question
    fitted: ClassParameters
    answer: Forecast
    done_on: tuple[date, date, date]

    @property
    def guessed(self) -> bool:
        """Whether no task was ever seen done, so that the usual overrun is a guess."""
        return not self.fitted.windows

    def level(self, thresholds: Thresholds) -> Level:
        """Return how bad it is."""
        return _level(self.answer.chance, thresholds, guessed=self.guessed)


def _level(chance: float, thresholds: Thresholds, *, guessed: bool) -> Level:
    """Return the level of a chance; on a guess nobody is asked to act, nor is much watched."""
    level = thresholds.level(Fraction(repr(chance)), None)
    if not guessed:
        return level
    return Level.WATCH if level is Level.AT_RISK else Level.CALM


def began_on(status: TaskStatus) -> date | None:
    """Return the first day of a task's time; None of what goes on, recurs or has no deadline.

    Where nothing else is said it has the year of its deadline.
    """
    deadline, due_on = status.deadline, status.due_on
    match deadline:
        case ContinuousDeadline() | RecurringDeadline():
            return None
        case WindowDeadline(start_on=start_on):
            first = start_on
        case PeriodDeadline(period=code):
            first = period(code).start_on
        case MultiYearDeadline(first_year=year):
            first = date(year, 1, 1)
        case _:
            first = date(due_on.year, 1, 1) if due_on else date.max
    return first if due_on is not None and first < due_on else None


def task_question(status: TaskStatus, as_of: date) -> Question | None:
    """Return what is asked of a task that is not done: will it be, by its deadline?"""
    first, due_on = began_on(status), status.due_on
    if first is None or due_on is None:
        return None
    return Question(
        scale=Scale.TASK,
        direction=Direction.UP,
        reports=(Report(first, 0.0),),
        target=1.0,
        strict=False,
        due_on=due_on,
        # On the day itself it can still be done.
        as_of=max(first, min(as_of, due_on - _DAY)),
        period_days=EXPECTED_DAYS,
        started_on=first,
    )


def task_chance(status: TaskStatus, as_of: date, fitted: ClassParameters) -> TaskChance | None:
    """Return the chance that a task which was spoken of, and is not done, is done late."""
    question = task_question(status, as_of) if status.state_on is not None else None
    if question is None or status.overdue:
        return None
    done_on = finishing(question, fitted.overrun)
    return TaskChance(question, fitted, forecast(question, fitted), done_on)


def crossing_days(chance: TaskChance, thresholds: Thresholds) -> tuple[date, date]:
    """Return the first days of being watched and at risk: without a word a chance only grows."""
    question = chance.question
    first = replace(question, as_of=question.reports[0].on)
    return _crossing_days(first, chance.fitted.overrun, thresholds, guessed=chance.guessed)


@lru_cache(maxsize=4096)
def _crossing_days(
    question: Question, overrun: Overrun, thresholds: Thresholds, *, guessed: bool
) -> tuple[date, date]:
    def first_day(levels: tuple[Level, ...]) -> date:
        low, high = question.as_of - _DAY, question.due_on
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            late = lateness(replace(question, as_of=middle), overrun).chance
            level = _level(round(late, CHANCE_DECIMALS), thresholds, guessed=guessed)
            low, high = (low, middle) if level in levels else (middle, high)
        return high

    return first_day((Level.WATCH, Level.AT_RISK)), first_day((Level.AT_RISK,))


def earned_schedule(status: TaskStatus, question: Question) -> tuple[OfficialMethod, ...]:
    """Return the official index of a task's tempo: to have begun counts as half, by convention."""
    if status.state is None or status.state_on is None:
        return ()
    state = TaskState(status.state)
    share = 1.0 if state.finished else _UNDER_WAY if state.under_way else 0.0
    on = min(status.state_on, question.due_on)
    if on <= question.reports[0].on:
        return ()
    told = methods_in_use(replace(question, reports=(Report(on, share),), as_of=on))
    return tuple(
        OfficialMethod(
            name=one.method.value,
            value=one.value,
            word=one.words.vi + _BY_CONVENTION.format(one.words.en),
        )
        for one in told
    )
