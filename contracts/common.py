"""What several events share: documents, provenance, values, deadlines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.fields import AgencyId, Contract, Day, EventId, Exact, Sentence, Text
from domain import deadline as dl
from domain import measurement as ms
from domain.bound import Relation
from domain.identity import EventRef
from domain.period import FIRST_YEAR, LAST_YEAR

RelationWord = Literal["at_least", "above", "at_most", "below"]


class Document(Contract):
    """The document behind a statement: its number, day, issuer, and the file's digest."""

    number: Text | None = None
    issued_on: Day | None = None
    issuer: Text | None = None
    title: Text | None = None
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Provenance(Contract):
    """How far a value is what a document prints.

    `printed`: as the document says; `derived`: computed from what it says; `illustrative`:
    made up for a demonstration. `source` names the place in the document.
    """

    kind: Literal["printed", "derived", "illustrative"]
    source: Text | None = None
    note: Text | None = None


class OnBehalf(Contract):
    """The focal point reports *thay* for an agency, by that agency's letter."""

    agency: AgencyId
    letter: Document


class ReportRef(Contract):
    """The report that a correction or a withdrawal revises: its agency and event id."""

    agency: AgencyId
    id: EventId

    def to_domain(self) -> EventRef:
        """Return the domain's value."""
        return EventRef(self.agency, self.id)


class NumberValue(Contract):
    """A number in the indicator's unit."""

    kind: Literal["number"]
    value: Exact

    def to_domain(self) -> ms.Value:
        """Return the domain's value."""
        return ms.Number(self.value)


class RatioValue(Contract):
    """Numerator and denominator (*16/18 đơn vị*)."""

    kind: Literal["ratio"]
    numerator: Exact
    denominator: Exact

    @model_validator(mode="after")
    def _positive(self) -> RatioValue:
        if self.denominator <= 0 or self.numerator < 0:
            raise PydanticCustomError("ratio", "numerator from 0 on, denominator above 0")
        return self

    def to_domain(self) -> ms.Value:
        """Return the domain's value."""
        return ms.Ratio(self.numerator, self.denominator)


class BoundValue(Contract):
    """Only a bound is known: *Trên 85%* is `above` 85, *gần 2.000* is `below` 2000."""

    kind: Literal["bound"]
    relation: RelationWord
    value: Exact

    def to_domain(self) -> ms.Value:
        """Return the domain's value."""
        return ms.Bounded(Relation(self.relation), self.value)


class DoneValue(Contract):
    """A milestone: reached, or not yet."""

    kind: Literal["done"]
    done: bool

    def to_domain(self) -> ms.Value:
        """Return the domain's value."""
        return ms.Done(self.done)


Value = Annotated[NumberValue | RatioValue | BoundValue | DoneValue, Field(discriminator="kind")]

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


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


class UnresolvedDeadline(Contract):
    """A deadline that an event has yet to fix (*Trước khi đưa vào sử dụng chính thức*)."""

    kind: Literal["unresolved"]
    text: Sentence

    def to_domain(self) -> dl.Deadline:
        """Return the domain's value."""
        return dl.UnresolvedDeadline(self.text)


Deadline = Annotated[
    DateDeadline | MonthDeadline | BeforeMonthDeadline | YearEndDeadline | UnresolvedDeadline,
    Field(discriminator="kind"),
]
