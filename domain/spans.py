"""The reporting periods that a span of time is made of: years, halves, quarters, months.

They lie on the calendar; at the ends of a span that is not made of whole ones they are cut.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from domain.period import FIRST_YEAR, LAST_YEAR, Frequency, Period, last_day_of_month

MONTHS: dict[Frequency, int] = {"A": 12, "S": 6, "Q": 3, "M": 1}
"""How many months a reporting period has."""

_DAY = timedelta(days=1)


def between(start_on: date, end_on: date) -> Period:
    """Return the period from day to day, both included."""
    return Period(start_on, end_on, f"{start_on.isoformat()}/{end_on.isoformat()}")


@lru_cache(maxsize=4096)
def spans_of(start_on: date, end_on: date, frequency: Frequency) -> tuple[Period, ...]:
    """Return the reporting periods from a day to a day, the first and last cut to them."""
    spans: list[Period] = []
    whole = span_around(start_on, frequency)
    while whole is not None and whole.start_on <= end_on:
        cut = whole.start_on < start_on or whole.end_on > end_on
        first, last = max(whole.start_on, start_on), min(whole.end_on, end_on)
        spans.append(between(first, last) if cut else whole)
        whole = span_around(whole.end_on + _DAY, frequency)
    return tuple(spans)


@lru_cache(maxsize=4096)
def whole_spans_of(start_on: date, end_on: date, frequency: Frequency) -> tuple[Period, ...]:
    """Return the whole reporting periods from a day to a day; all of it where there is none."""
    spans = spans_of(start_on, end_on, frequency)
    whole = tuple(span for span in spans if "/" not in span.code)
    return whole or ((between(start_on, end_on),) if start_on <= end_on else ())


def span_around(day: date, frequency: Frequency) -> Period | None:
    """Return the reporting period that a day lies in; None outside the years 2000 to 2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    months = MONTHS[frequency]
    number = (day.month - 1) // months
    start_on = date(day.year, number * months + 1, 1)
    end_on = last_day_of_month(day.year, (number + 1) * months)
    return Period(start_on, end_on, _code(day.year, number + 1, frequency))


def span_before(span: Period, frequency: Frequency) -> Period | None:
    """Return the reporting period before one of the calendar; None before a cut one."""
    if "/" in span.code:
        return None
    return span_around(span.start_on - _DAY, frequency)


def same_days(one: Period, other: Period) -> bool:
    """Tell whether two periods are the same days, however they are written."""
    return (one.start_on, one.end_on) == (other.start_on, other.end_on)


def _code(year: int, number: int, frequency: Frequency) -> str:
    match frequency:
        case "A":
            return f"{year}"
        case "M":
            return f"{year}-{number:02d}"
        case _:
            return f"{year}-{frequency}{number}"
