"""When a target is evaluated: the typed forms of the column *Thời điểm đánh giá*.

*Trước* is exclusive: *Trước 09/2023* falls due on 31/8/2023. A deadline that waits for an
event (*Trước khi đưa vào sử dụng chính thức*) is unresolved, never overdue, until a
`deadline.resolved` event names the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.period import Frequency, Period, last_day_of_month


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
class PeriodDeadline:
    """Within a quarter, a half or another span (*Quý III/2023*): due on its last day."""

    period: Period
    text: str = ""


@dataclass(frozen=True, slots=True)
class WindowDeadline:
    """From a day to a day (*Từ ngày 01/10/2023 đến 15/10/2023*), both included.

    The only deadline whose start binds: what is done before it does not count.
    """

    start_on: date
    end_on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class YearEndDeadline:
    """The end of a year (*Cuối năm 2023*, *đến năm 2025*): due on 31 December."""

    year: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class WithinYearDeadline:
    """Within a year (*Trong năm 2023*): due on 31 December."""

    year: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class MultiYearDeadline:
    """Over several years (*2022 - 2025*): due on 31 December of the last one."""

    first_year: int
    last_year: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class ContinuousDeadline:
    """All the time (*Nhiệm vụ thường xuyên*): evaluated in every reporting period."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class RecurringDeadline:
    """Again in every span (*hằng quý*, *trước ngày 01/12 hàng năm*).

    `frequency` is None where the plan names no span (*định kỳ*). `month` and `day` fix the day
    within a year, where the plan does; `exclusive` is *trước*.
    """

    frequency: Frequency | None
    month: int | None = None
    day: int | None = None
    exclusive: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class BeforeEventDeadline:
    """Before something happens (*Trước khi đưa vào sử dụng chính thức*).

    Unresolved until a `deadline.resolved` event names the day.
    """

    event: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExternalDeadline:
    """When another authority asks (*Theo thời gian yêu cầu của các cơ quan TW*): unresolved."""

    text: str


@dataclass(frozen=True, slots=True)
class UnresolvedDeadline:
    """A deadline that an event or a directive has yet to fix, of no kind that is known."""

    text: str


Deadline = (
    DateDeadline
    | MonthDeadline
    | BeforeMonthDeadline
    | PeriodDeadline
    | WindowDeadline
    | YearEndDeadline
    | WithinYearDeadline
    | MultiYearDeadline
    | ContinuousDeadline
    | RecurringDeadline
    | BeforeEventDeadline
    | ExternalDeadline
    | UnresolvedDeadline
)


def due_on(deadline: Deadline, *, resolved_on: date | None = None) -> date | None:
    """Return the last day on which the target can still be met, or None while unresolved.

    `resolved_on` is what a `deadline.resolved` event fixed; it answers an unresolved
    deadline only, since a day that the plan names is changed by amending the plan. What is
    continuous or recurring has no one day: each reporting period is evaluated by itself.
    """
    match deadline:
        case DateDeadline(on=on, exclusive=exclusive):
            return on - timedelta(days=1) if exclusive else on
        case MonthDeadline(year=year, month=month):
            return last_day_of_month(year, month)
        case BeforeMonthDeadline(year=year, month=month):
            return date(year, month, 1) - timedelta(days=1)
        case PeriodDeadline(period=period):
            return period.end_on
        case WindowDeadline(end_on=end_on):
            return end_on
        case YearEndDeadline(year=year) | WithinYearDeadline(year=year):
            return date(year, 12, 31)
        case MultiYearDeadline(last_year=year):
            return date(year, 12, 31)
        case ContinuousDeadline() | RecurringDeadline():
            return None
        case BeforeEventDeadline() | ExternalDeadline() | UnresolvedDeadline():
            return resolved_on


def starts_on(deadline: Deadline) -> date | None:
    """Return the first day of the span that a deadline names; only a window's start binds."""
    match deadline:
        case MonthDeadline(year=year, month=month):
            return date(year, month, 1)
        case PeriodDeadline(period=period):
            return period.start_on
        case WindowDeadline(start_on=start_on):
            return start_on
        case WithinYearDeadline(year=year) | MultiYearDeadline(first_year=year):
            return date(year, 1, 1)
        case _:
            return None
