"""For which periods a report of a target is owed, and by which day. Pure.

They follow from a few days alone, which many targets share, and are remembered by these.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from contracts.fields import period
from contracts.status import TargetStatus
from domain.period import Frequency, Period
from domain.reporting import periods

GRACE_DAYS = 15
"""After the end of its period, where the target names no day, so long is left to report."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A reporting period, and the last day on which its report is in time."""

    period: Period
    due_on: date
    counts_from: date
    """The first day to which a report must reach to be the period's."""
    half_on: date = field(init=False)
    """The first day by which half of it is gone."""

    def __post_init__(self) -> None:
        length = (self.period.end_on - self.period.start_on).days
        half_on = self.period.start_on + timedelta(days=(length + 1) // 2)
        object.__setattr__(self, "half_on", half_on)


def slots_of(status: TargetStatus, plan_due_on: date | None) -> tuple[Slot, ...]:
    """Return the reporting periods of a target, each with the day by which it is owed."""
    if status.due_on is None:
        return ()
    return _made(*_asked(status, status.due_on, plan_due_on))


def turns_after(as_of: date, status: TargetStatus, plan_due_on: date | None) -> tuple[date, ...]:
    """Return the days after a day on which a period is half gone, or its report overdue."""
    if status.due_on is None:
        return ()
    turns = _turns_of(*_asked(status, status.due_on, plan_due_on))
    return turns[bisect_right(turns, as_of) :]


def _asked(
    status: TargetStatus, due_on: date, plan_due_on: date | None
) -> tuple[str, Frequency, date | None, date | None, date]:
    """Return all that the reporting periods of a target follow from."""
    named = status.report_due_on
    return status.period, status.frequency, named, plan_due_on if named is None else None, due_on


@lru_cache(maxsize=4096)
def _made(
    code: str,
    frequency: Frequency,
    named: date | None,
    by_plan: date | None,
    evaluated_on: date,
) -> tuple[Slot, ...]:
    whole = period(code)
    found = periods(whole.start_on, whole.end_on, frequency)
    return tuple(_slot(each, named, by_plan, evaluated_on) for each in found)


@lru_cache(maxsize=4096)
def _turns_of(
    code: str,
    frequency: Frequency,
    named: date | None,
    by_plan: date | None,
    evaluated_on: date,
) -> tuple[date, ...]:
    slots = _made(code, frequency, named, by_plan, evaluated_on)
    late = timedelta(days=1)
    return tuple(sorted({day for slot in slots for day in (slot.half_on, slot.due_on + late)}))


def _slot(of: Period, named: date | None, by_plan: date | None, evaluated_on: date) -> Slot:
    """Return a period with the day by which it is owed; one that holds the deadline is cut short.

    By what is reported of the deadline the target is judged, so nobody waits for the year's end,
    nor for the plan's day after it.
    """
    if (own := _due_on(of, named)) is not None:
        return own
    if of.start_on <= evaluated_on < of.end_on:
        first = max(of.start_on, evaluated_on.replace(day=1))
        cut = Slot(of, evaluated_on + timedelta(days=GRACE_DAYS), first)
    else:
        cut = Slot(of, of.end_on + timedelta(days=GRACE_DAYS), of.end_on)
    told = _due_on(of, by_plan)
    sooner = cut.counts_from < of.end_on and told is not None and cut.due_on < told.due_on
    return cut if told is None or sooner else told


def _due_on(of: Period, day: date | None) -> Slot | None:
    """Return a period as it is owed by a named day; None where the day is another period's.

    Where that is before its end, a report that reaches into the month of the day will do.
    """
    if day is None or not of.start_on <= day <= of.end_on + timedelta(days=GRACE_DAYS * 4):
        return None
    return Slot(of, day, max(of.start_on, min(of.end_on, day.replace(day=1))))
