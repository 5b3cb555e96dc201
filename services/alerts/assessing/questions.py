"""From a target's status to the question that is asked of its forecast. Pure.

Of each part: on what scale its values move, which level is asked for and by when, and the reports
so far. An estimate of a period that still runs speaks as of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from contracts.fields import period
from contracts.status import PartStatus, TargetStatus
from domain.bound import Relation
from domain.deadline import Deadline
from domain.due import due_of
from domain.forecast.pace import Aim
from domain.forecast.question import Direction, Question, Report, Scale
from domain.forecast.scale import scale_of
from domain.period import FREQUENCY_DAYS, Frequency
from domain.target import (
    Count,
    Growth,
    Maintenance,
    Reduction,
    SimpleRule,
)
from services.alerts.assessing.series import Measured


@dataclass(frozen=True, slots=True)
class Asked:
    """A part's question, and the level that it is about."""

    question: Question
    aim: Aim


def aim_of(rule: SimpleRule) -> Aim | None:
    """Return the level that a rule asks for, in every period if it must hold in each.

    None where it is not known how many entities there are.
    """
    if (aim := Aim.of(rule)) is not None:
        return aim
    match rule:
        case Maintenance(relation=relation, value=value):
            return Aim(relation, value)
        case (
            Growth(relation=relation, percent=percent)
            | Reduction(relation=relation, percent=percent)
        ):
            return Aim(relation, percent)
        case Count(minimum=minimum, strict=strict):
            return Aim(Relation.ABOVE if strict else Relation.AT_LEAST, minimum)
        case _:
            return None


def asked(
    status: TargetStatus, part: PartStatus, points: tuple[Measured, ...], as_of: date
) -> Asked | None:
    """Return a part's question as of a day; None without a level, a report or a deadline."""
    rule = part.rule.to_domain()
    aim, due_on = aim_of(rule), status.due_on
    if aim is None or due_on is None or not points:
        return None
    levels = [*(each.number for each in points), float(aim.value)]
    scale = scale_of(rule, status.unit, spans_of(points), levels)
    if scale is Scale.CUMULATIVE:
        newest = points[-1].point.start_on
        points = tuple(each for each in points if each.point.start_on == newest)
    reports: dict[date, float] = {}
    for each in points:
        reports[min(each.point.end_on, as_of)] = each.number
    question = Question(
        scale=scale,
        direction=Direction.UP if aim.relation.higher_is_better else Direction.DOWN,
        reports=tuple(Report(on, value) for on, value in sorted(reports.items())),
        target=float(aim.value),
        strict=aim.relation in (Relation.ABOVE, Relation.BELOW),
        due_on=due_on,
        as_of=as_of,
        period_days=FREQUENCY_DAYS[status.frequency],
        started_on=start_on(status, due_on),
    )
    return Asked(question, aim)


def start_on(status: TargetStatus, due_on: date) -> date:
    """Return the first day of the time that a target has, or its current turn where it recurs."""
    return _start_on(status.deadline.to_domain(), status.period, status.frequency, due_on)


@lru_cache(maxsize=4096)
def _start_on(deadline: Deadline, code: str, frequency: Frequency, due_on: date) -> date:
    whole = period(code)
    due = due_of(deadline, whole, frequency, due_on)
    turn = due.occurrence_of(due_on)
    return turn.start_on if turn else due.counts_from or whole.start_on


def spans_of(points: tuple[Measured, ...]) -> list[tuple[date, date]]:
    """Return the first and last days of what was measured."""
    return [(each.point.start_on, each.point.end_on) for each in points]


def decimal_of(value: float, places: str) -> Decimal:
    """Return a computed number as it is recorded."""
    return Decimal(repr(value)).quantize(Decimal(places))
