"""When a target is evaluated: the typed forms of the column *Thời điểm đánh giá*.

*Trước* is exclusive: *Trước 09/2023* falls due on 31/8/2023. A deadline that waits for an
event (*Trước khi đưa vào sử dụng chính thức*) is unresolved, never overdue, until a
`deadline.resolved` event names the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.period import last_day_of_month


@dataclass(frozen=True, slots=True)
class DateDeadline:
    """A day. `exclusive`: *trước ngày 30/11* falls due on 29/11."""

    on: date
    exclusive: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class MonthDeadline:
    """Within a month (*Tháng 09/2023*): due on its last day."""

    year: int
    month: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class BeforeMonthDeadline:
    """Before a month begins (*Trước 09/2023*): due on the last day of the month before."""

    year: int
    month: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class YearEndDeadline:
    """The end of a year (*Cuối năm 2023*): due on 31 December."""

    year: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class UnresolvedDeadline:
    """A deadline that an event or a directive has yet to fix."""

    text: str


Deadline = DateDeadline | MonthDeadline | BeforeMonthDeadline | YearEndDeadline | UnresolvedDeadline


def due_on(deadline: Deadline, *, resolved_on: date | None = None) -> date | None:
    """Return the last day on which the target can still be met, or None while unresolved.

    `resolved_on` is what a `deadline.resolved` event fixed; it answers an unresolved
    deadline only, since a day that the plan names is changed by amending the plan.
    """
    match deadline:
        case DateDeadline(on=on, exclusive=exclusive):
            return on - timedelta(days=1) if exclusive else on
        case MonthDeadline(year=year, month=month):
            return last_day_of_month(year, month)
        case BeforeMonthDeadline(year=year, month=month):
            return date(year, month, 1) - timedelta(days=1)
        case YearEndDeadline(year=year):
            return date(year, 12, 31)
        case UnresolvedDeadline():
            return resolved_on
