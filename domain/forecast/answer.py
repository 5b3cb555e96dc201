"""What a forecast answers: the chance of a miss, where the value may lie, what would change it.

Pure, and each question by itself: what stands beside it in a batch does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import sqrt

from domain.forecast.axis import YEAR_DAYS, Axis, Transform
from domain.forecast.candidates import LONGEST_SERIES, guesses
from domain.forecast.counting import counted, counts
from domain.forecast.errors import bucket
from domain.forecast.lateness import lateness
from domain.forecast.mixture import Mixture
from domain.forecast.parameters import MIXTURE, ClassParameters
from domain.forecast.question import Question, Report, Scale

CHANCE_DECIMALS = 4
NO_REPORT = "no_report"
SETTLED = "settled"
LATENESS = "lateness"
COUNT_PACE = "count_pace"
_FRESH_PERIODS = 1.5
_SCORED_ENOUGH = 30
_CLEARLY_BETTER = 0.8
_LOOKS = 24
_HALVINGS = 24
_REACH = 4.0
_FIGURE_DECIMALS = 6


class Grade(StrEnum):
    """How much stands behind a forecast."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chance that the value at the deadline misses the target, and where it may lie.

    `low` to `high` holds the value in 80 of 100 cases, in the unit of the reports; None, as
    the median, where nothing was reported. `method` names the candidate or the mixture, or
    says why there is none. `n` counts the reports known; `horizon_periods` is from the newest
    of them to the deadline, in reporting periods.
    """

    chance: float
    low: float | None
    median: float | None
    high: float | None
    method: str
    n: int
    newest_age_days: int | None
    horizon_periods: float
    grade: Grade


def forecast(question: Question, parameters: ClassParameters) -> Forecast:
    """Answer a question by the parameters of its class."""
    known = question.of_its_year
    if not known:
        rate = parameters.miss_rate
        return Forecast(rate, None, None, None, NO_REPORT, 0, None, 0.0, Grade.DEFAULT)
    last = known[-1]
    days = (question.due_on - last.on).days
    if days <= 0:
        value = last.value
        chance, found, method = float(question.misses(value)), (value, value, value), SETTLED
    elif question.scale is Scale.TASK or question.scale is Scale.MILESTONE:
        late = lateness(question, parameters.overrun)
        shares = (late.low, late.median, late.high)
        found = (
            shares[0] * question.target,
            shares[1] * question.target,
            shares[2] * question.target,
        )
        chance, method = late.chance, LATENESS
    elif question.scale is Scale.COUNT and counts(question):
        count = counted(question)
        chance, found, method = count.chance, (count.low, count.median, count.high), COUNT_PACE
    else:
        chance, found = _on_axis(question, known, parameters)
        method = parameters.method
    age = (question.as_of - last.on).days
    return Forecast(
        round(chance, CHANCE_DECIMALS),
        *found,
        method,
        len(known),
        age,
        max(days, 0) / question.period_days,
        grade(len(known), age / question.period_days, parameters),
    )


def forecasts(questions: Iterable[Question], parameters: ClassParameters) -> list[Forecast]:
    """Answer each question; what stands beside it does not matter."""
    return [forecast(question, parameters) for question in questions]


def grade(count: int, age_periods: float, parameters: ClassParameters) -> Grade:
    """Return how much stands behind a forecast: reports, their age, the class's past skill."""
    if not parameters.windows:
        return Grade.DEFAULT
    skill = parameters.skill_of(parameters.method) or parameters.skill_of(MIXTURE)
    chance = parameters.miss_rate
    skilled = skill is not None and skill <= _CLEARLY_BETTER * chance * (1 - chance)
    points = (
        (count >= 3)
        + (age_periods <= _FRESH_PERIODS)
        + (skilled and parameters.scored >= _SCORED_ENOUGH)
    )
    return Grade.STRONG if points == 3 else Grade.FAIR if points == 2 else Grade.WEAK


def needed_next(question: Question, parameters: ClassParameters, chance: float) -> float | None:
    """Return what the next report must say to bring the chance of a miss to `chance` or below.

    The least such value where more is better, the greatest where less is. None where no value
    within reach does, or no report can come before the deadline.
    """
    on, known = question.next_report_on, question.known
    if on >= question.due_on or (known and known[-1].on >= on):
        return None
    axis = Axis.of(parameters.transform, question, parameters.curve)

    def suffices(place: float) -> bool:
        reports = (*known, Report(on, axis.value(place, on)))
        asked = replace(question, reports=reports, as_of=on)
        return forecast(asked, parameters).chance <= chance

    target = axis.place(question.target, on)
    step = parameters.trend.walk + parameters.trend.noise
    years = (question.due_on - on).days / YEAR_DAYS
    start = min(target, axis.place(known[-1].value, on)) if known else target - step
    low, end = start - step, max(target, start) + _REACH * step * max(sqrt(years), 1.0)
    if axis.transform in (Transform.LOGIT, Transform.FINE_LOGIT):
        end = min(end, max(axis.place(0.0, on), axis.place(100.0, on)))
    for look in range(1, _LOOKS + 1):
        high = start - step + (end - start + step) * look / _LOOKS
        if suffices(high):
            break
        low = high
    else:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return round(axis.value(high, on), _FIGURE_DECIMALS)


def point_of_no_return(question: Question, parameters: ClassParameters) -> date | None:
    """Return the last day from which a fast pace still reaches the target in time.

    Fast is what one series in twenty of the class exceeds. The day may have gone by. None
    where nothing was reported, the newest value meets the target, or no pace of the class
    leads towards one.
    """
    known = question.of_its_year
    if not known or not question.misses(known[-1].value) or parameters.fast_pace <= 0:
        return None
    axis = Axis.of(parameters.transform, question, parameters.curve)
    last = known[-1]
    gap = axis.place(question.target, question.due_on) - axis.place(last.value, last.on)
    days = max(int(gap / parameters.fast_pace * YEAR_DAYS), 0)
    return date.fromordinal(max(question.due_on.toordinal() - days, 1))


def _on_axis(
    question: Question, known: tuple[Report, ...], parameters: ClassParameters
) -> tuple[float, tuple[float, float, float]]:
    recent = known[-LONGEST_SERIES:]
    axis = Axis.of(parameters.transform, question, parameters.curve)
    origin, due_on = recent[-1].on.toordinal(), question.due_on
    times = [(report.on.toordinal() - origin) / YEAR_DAYS for report in recent]
    places = [axis.place(report.value, report.on) for report in recent]
    days = due_on.toordinal() - origin
    mixture = Mixture(
        guesses(times, places, days / YEAR_DAYS, parameters.trend),
        parameters.weights,
        parameters.errors,
        bucket(days / question.period_days),
        parameters.moment,
    )
    chance = mixture.below(axis.place(question.target, due_on), strict=question.strict)
    low, high = parameters.tails
    one = axis.value(mixture.quantile(low), due_on)
    other = axis.value(mixture.quantile(high), due_on)
    median = axis.value(mixture.quantile(0.5), due_on)
    return chance, (one, median, other) if one <= other else (other, median, one)
