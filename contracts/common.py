"""What several events share: words, documents, provenance, values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.fields import AgencyId, Contract, Day, EventId, Exact, Text
from domain import measurement as ms
from domain.bound import Relation
from domain.identity import EventRef

RelationWord = Literal["at_least", "above", "at_most", "below"]


class Words(Contract):
    """One thing said for people, Vietnamese first."""

    vi: Text
    en: Text


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

    def __eq__(self, other: object) -> bool:
        # Cheap, as these are by far the most that are remembered and looked up.
        return isinstance(other, NumberValue) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

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
