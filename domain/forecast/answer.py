"""What a forecast answers: the chance of a miss, the interval, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import erf, sqrt

from domain.forecast.axis import Axis
from domain.forecast.parameters import ClassParameters
from domain.forecast.question import Question, Report

_TENTH = 1.2815515655446004
_NEVER_SEEN = 0.5


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chance that the value at the deadline misses the target, and where it may lie.

    `low` to `high` holds the value in 80 of 100 cases, in the unit of the reports; None, as
    the median, where nothing was reported. `n` counts the reports known; `horizon_periods` is
    from the newest of them to the deadline, in reporting periods.
    """

    chance: float
    low: float | None
    median: float | None
    high: float | None
    method: str
    n: int
    newest_age_days: int | None
    horizon_periods: float


def forecast(question: Question, parameters: ClassParameters) -> Forecast:
    """Answer a question by the parameters of its class."""
    known = question.known
    if not known:
        return Forecast(_NEVER_SEEN, None, None, None, "no_report", 0, None, 0.0)
    last = known[-1]
    age = (question.as_of - last.on).days
    periods = max((question.due_on - last.on).days, 0) / question.period_days
    if periods == 0:
        chance, value = float(question.misses(last.value)), last.value
        return Forecast(chance, value, value, value, "settled", len(known), age, 0.0)
    axis = Axis.of(parameters.transform, question)
    middle, spread = axis.place(last.value), parameters.spread * sqrt(periods)
    chance = 0.5 * (1 + erf((axis.place(question.target) - middle) / spread / sqrt(2)))
    ends = sorted(axis.value(middle + side * _TENTH * spread) for side in (-1, 1))
    return Forecast(
        round(chance, 4),
        ends[0],
        last.value,
        ends[1],
        parameters.method,
        len(known),
        age,
        periods,
    )


def forecasts(questions: Iterable[Question], parameters: ClassParameters) -> list[Forecast]:
    """Answer each question; what stands beside it does not matter."""
    return [forecast(question, parameters) for question in questions]


def needed_next(question: Question, parameters: ClassParameters, chance: float) -> float | None:
    """Return what the next report must say to bring the chance of a miss to `chance` or below.

    None where no value does, or no report can come before the deadline.
    """
    on = question.next_report_on
    if on >= question.due_on or (question.known and question.known[-1].on >= on):
        return None

    def after(value: float) -> float:
        reports = (*question.known, Report(on, value))
        return forecast(replace(question, reports=reports, as_of=on), parameters).chance

    axis = Axis.of(parameters.transform, question)
    target = axis.place(question.target)
    reach = 8 * parameters.spread * sqrt((question.due_on - on).days / question.period_days)
    low, high = target - reach, target + reach
    if after(axis.value(high)) > chance:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if after(axis.value(middle)) <= chance else (middle, high)
    return axis.value(high)


def point_of_no_return(question: Question, parameters: ClassParameters) -> date | None:
    """Return the last day from which the pool's fastest usual pace still reaches the target.

    None where nothing was reported, or the newest value meets the target.
    """
    known = question.known
    if not known or not question.misses(known[-1].value):
        return None
    axis = Axis.of(parameters.transform, question)
    gap = axis.place(question.target) - axis.place(known[-1].value)
    days = gap / (1.645 * parameters.spread) * question.period_days
    return date.fromordinal(max(question.due_on.toordinal() - int(days), 1))
