"""When a target or task is evaluated, as events say it: the kinds of deadline of the domain."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.fields import Contract, Day, PeriodCode, Sentence, Text
from contracts.fields import period as parse_period
from domain import deadline as dl
from domain.period import FIRST_YEAR, LAST_YEAR, Frequency

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
MonthNumber = Annotated[int, Field(ge=1, le=12)]
DayNumber = Annotated[int, Field(ge=1, le=31)]
LEAP_YEAR = 2000


def _check_due_on(deadline: dl.Deadline) -> None:
    """Refuse a deadline that falls due on the eve of the first day that a status can name."""
    due_on = dl.due_on(deadline)
    if due_on is not None and due_on.year < FIRST_YEAR:
        raise PydanticCustomError("date_range", "due on a day between the years 2000 and 2100")


class DateDeadline(Contract):
    """A day; `exclusive` for *trước ngày …*."""

    kind: Literal["date"]
    on: Day
    exclusive: bool = False
    text: Text = ""

    @model_validator(mode="after")
    def _due_in_range(self) -> DateDeadline:
        _check_due_on(self.to_domain())
        return self

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.DateDeadline(self.on, self.exclusive, self.text)


class MonthDeadline(Contract):
    """*Tháng 09/2023*."""

    kind: Literal["month"]
    year: Year
    month: MonthNumber
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.MonthDeadline(self.year, self.month, self.text)


class BeforeMonthDeadline(Contract):
    """*Trước 09/2023*: due on the last day of the month before."""

    kind: Literal["before_month"]
    year: Year
    month: MonthNumber
    text: Text = ""

    @model_validator(mode="after")
    def _due_in_range(self) -> BeforeMonthDeadline:
        _check_due_on(self.to_domain())
        return self

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.BeforeMonthDeadline(self.year, self.month, self.text)


class YearEndDeadline(Contract):
    """*Cuối năm 2023*."""

    kind: Literal["year_end"]
    year: Year
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.YearEndDeadline(self.year, self.text)


class PeriodDeadline(Contract):
    """*Quý III/2023*: due on the span's last day."""

    kind: Literal["period"]
    period: PeriodCode
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.PeriodDeadline(parse_period(self.period), self.text)


class WindowDeadline(Contract):
    """*Từ ngày 01/10/2023 đến 15/10/2023*, both included; what is before it does not count."""

    kind: Literal["window"]
    start_on: Day
    end_on: Day
    text: Text = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> WindowDeadline:
        if self.end_on < self.start_on:
            raise PydanticCustomError("window_order", "end_on is on or after start_on")
        return self

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.WindowDeadline(self.start_on, self.end_on, self.text)


class WithinYearDeadline(Contract):
    """*Trong năm 2023*."""

    kind: Literal["within_year"]
    year: Year
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.WithinYearDeadline(self.year, self.text)


class MultiYearDeadline(Contract):
    """*2022 - 2025*: due on 31 December of the last year."""

    kind: Literal["multi_year"]
    first_year: Year
    last_year: Year
    text: Text = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> MultiYearDeadline:
        if self.last_year < self.first_year:
            raise PydanticCustomError("years_order", "last_year is first_year or a later one")
        return self

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.MultiYearDeadline(self.first_year, self.last_year, self.text)


class ContinuousDeadline(Contract):
    """*Nhiệm vụ thường xuyên*: evaluated in every reporting period."""

    kind: Literal["continuous"]
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.ContinuousDeadline(self.text)


class RecurringDeadline(Contract):
    """Again in every span (*hằng quý*, *trước ngày 01/12 hàng năm*).

    Without `frequency` (*định kỳ*) the target's own counts. `day` is one of the span's last
    month, or of `month`, which a yearly deadline may name; `exclusive` for *trước*.
    """

    kind: Literal["recurring"]
    frequency: Frequency | None = None
    month: MonthNumber | None = None
    day: DayNumber | None = None
    exclusive: bool = False
    text: Text = ""

    @model_validator(mode="after")
    def _day_exists(self) -> RecurringDeadline:
        if self.month is not None:
            if self.frequency not in (None, "A"):
                raise PydanticCustomError("recurring_month", "month only where frequency is A")
            try:
                date(LEAP_YEAR, self.month, self.day or 1)
            except ValueError as error:
                raise PydanticCustomError("recurring_day", "a day that the month has") from error
        return self

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.RecurringDeadline(self.frequency, self.month, self.day, self.exclusive, self.text)


class BeforeEventDeadline(Contract):
    """*Trước khi đưa vào sử dụng chính thức*: open until `deadline.resolved` names the day."""

    kind: Literal["before_event"]
    event: Sentence
    text: Text = ""

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.BeforeEventDeadline(self.event, self.text)


class ExternalDeadline(Contract):
    """*Theo thời gian yêu cầu của các cơ quan TW*: open until `deadline.resolved`."""

    kind: Literal["external"]
    text: Sentence

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.ExternalDeadline(self.text)


class UnresolvedDeadline(Contract):
    """A deadline that an event or a directive has yet to fix, of no kind that is known."""

    kind: Literal["unresolved"]
    text: Sentence

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.UnresolvedDeadline(self.text)


Deadline = Annotated[
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
    | UnresolvedDeadline,
    Field(discriminator="kind"),
]
