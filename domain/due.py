"""By when a target or task is due, seen from a day, and what its deadline lets count.

What is continuous or recurring is due again in every reporting period: its due day is that of
the current one, and it is past due only once the last one within its period is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.deadline import ContinuousDeadline, Deadline, RecurringDeadline, WindowDeadline
from domain.deadline import due_on as deadline_due_on
from domain.period import Frequency, Period, last_day_of_month
from domain.reasons import Phase
from domain.spans import spans_of

DUE_SOON_DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something recurring is due: from the day after the last time, to `due_on`."""

    start_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline seen from a day.

    `on` is the due day, None while it is unresolved; of something recurring the current one,
    `last_on` the very last. `counts_from` is the first day that counts (a window's start).
    `fresh_from` is, of something recurring, the start of the last reporting period that is
    over (once all are over, of the last): what ended before it no longer speaks for today.
    """

    on: date | None
    last_on: date | None
    counts_from: date | None = None
    fresh_from: date | None = None
    occurrences: tuple[Occurrence, ...] = ()

    def occurrence_of(self, day: date) -> Occurrence | None:
        """Return the occurrence that a day belongs to; None outside all of them."""
        return next((o for o in self.occurrences if o.start_on <= day <= o.due_on), None)

    def change_days(self) -> Iterator[date]:
        """Return the days on which the phase, or what is asked, changes by itself."""
        ends = [each.due_on for each in self.occurrences] or ([self.on] if self.on else [])
        for end_on in ends:
            yield end_on - timedelta(days=DUE_SOON_DAYS)
            yield end_on + _DAY


def due_of(
    deadline: Deadline,
    period: Period,
    frequency: Frequency,
    as_of: date,
    resolved_on: date | None = None,
) -> Due:
    """Return a deadline as it is seen from a day.

    `period` is the target's, `frequency` how often it is reported; `resolved_on` what an event
    has fixed of an open deadline.
    """
    if isinstance(deadline, ContinuousDeadline | RecurringDeadline):
        return _recurring(occurrences(deadline, period, frequency), as_of)
    on = deadline_due_on(deadline, resolved_on=resolved_on)
    start_on = deadline.start_on if isinstance(deadline, WindowDeadline) else None
    return Due(on, on, counts_from=start_on)


def _recurring(times: tuple[Occurrence, ...], as_of: date) -> Due:
    ahead = [at for at, each in enumerate(times) if each.due_on >= as_of]
    current = ahead[0] if ahead else len(times) - 1
    fresh = times[current - 1] if ahead and current > 0 else times[current]
    return Due(
        times[current].due_on, times[-1].due_on, fresh_from=fresh.start_on, occurrences=times
    )


def occurrences(
    deadline: ContinuousDeadline | RecurringDeadline, period: Period, frequency: Frequency
) -> tuple[Occurrence, ...]:
    """Return every time that something continuous or recurring is due in a period, at least one.

    Where no due day lies within the period (*trước ngày 01/12 hàng năm* in a half year that
    ends in June) the first one after its start counts.
    """
    if isinstance(deadline, ContinuousDeadline):
        days = [span.end_on for span in spans_of(period.start_on, period.end_on, frequency)]
    else:
        days = _due_days(deadline, period, deadline.frequency or frequency)
    starts = [period.start_on, *(day + _DAY for day in days[:-1])]
    return tuple(Occurrence(start, due) for start, due in zip(starts, days, strict=True))


def _due_days(deadline: RecurringDeadline, period: Period, frequency: Frequency) -> list[date]:
    if deadline.month is None and deadline.day is None:
        return [span.end_on for span in spans_of(period.start_on, period.end_on, frequency)]
    months = "A" if deadline.month is not None else frequency
    until = date(period.end_on.year + 2, 1, 1)
    spans = spans_of(date(period.start_on.year, 1, 1), until, months)
    days = [_day_in(span, deadline) for span in spans]
    days = [day for day in days if day >= period.start_on] or [period.end_on]
    return [day for day in days if day <= period.end_on] or days[:1]


def _day_in(span: Period, deadline: RecurringDeadline) -> date:
    """Return the due day within a span: of the month named, else of the span's last one.

    A month that has not the day is over before it: on its last day, whether *trước* or not.
    """
    year, month = span.end_on.year, deadline.month or span.end_on.month
    last = last_day_of_month(year, month)
    if deadline.day is None:
        return date(year, month, 1) - _DAY if deadline.exclusive else last
    if deadline.day > last.day:
        return last
    on = date(year, month, deadline.day)
    return on - _DAY if deadline.exclusive else on


def phase_on(due_on: date | None, as_of: date) -> Phase:
    """Return where a day stands to a deadline; the due day itself is not past it."""
    if due_on is None:
        return Phase.DEADLINE_UNRESOLVED
    if as_of > due_on:
        return Phase.PAST_DUE
    if as_of >= due_on - timedelta(days=DUE_SOON_DAYS):
        return Phase.DUE_SOON
    return Phase.NOT_DUE
