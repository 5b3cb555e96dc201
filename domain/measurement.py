"""What an agency reports: a value, how sure it is, and what it is about.

The observation status is SDMX's code list CL_OBS_STATUS: `A` normal, `E` estimated (*ước*),
`P` provisional, `B` break in series.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from domain.bound import Interval, Relation
from domain.identity import EventRef, Stamp
from domain.period import Period


class ObservationStatus(StrEnum):
    """How firm a value is (SDMX CL_OBS_STATUS)."""

    NORMAL = "A"
    ESTIMATED = "E"
    PROVISIONAL = "P"
    BREAK = "B"

    @property
    def firmness(self) -> int:
        """Rank among reports of the same thing: A and B over P over E."""
        return _FIRMNESS[self]

    @property
    def final(self) -> bool:
        """Whether the value claims to be the result, not an estimate of it."""
        return self is ObservationStatus.NORMAL or self is ObservationStatus.BREAK


_FIRMNESS = {
    ObservationStatus.NORMAL: 2,
    ObservationStatus.BREAK: 2,
    ObservationStatus.PROVISIONAL: 1,
    ObservationStatus.ESTIMATED: 0,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, in the indicator's unit."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """A numerator over a denominator that is not zero (*16/18 đơn vị*)."""

    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Bounded:
    """Only a bound is known: *Trên 85%*, *gần 2.000*."""

    relation: Relation
    value: Decimal


@dataclass(frozen=True, slots=True)
class Done:
    """A milestone: *Hoàn thành*, or not yet."""

    done: bool


Quantity = Number | Ratio | Bounded
Value = Quantity | Done


def interval(value: Value, *, percent: bool) -> Interval | None:
    """Return where a value lies on the axis of its unit; None for a milestone."""
    return None if isinstance(value, Done) else extent(value, percent=percent)


def extent(value: Quantity, *, percent: bool) -> Interval:
    """Return where a quantity lies on the axis of its unit.

    A ratio becomes a percentage where the unit is one, else a plain quotient. Exact.
    """
    match value:
        case Number(value=number):
            return Interval.point(Fraction(number))
        case Ratio(numerator=numerator, denominator=denominator):
            quotient = Fraction(numerator) / Fraction(denominator)
            return Interval.point(quotient * 100 if percent else quotient)
        case Bounded(relation=relation, value=number):
            return Interval.of(relation, Fraction(number))


class Measurement(NamedTuple):
    """One value of one indicator, part, scope and period, under one definition.

    `scope` is the agency whose unit or area the value covers; `phrase` the words in which
    it was reported; `source_kind` how far the value is printed, derived or illustrative.

    A tuple, since one is made for every report of a log, in a quarter of the time.
    """

    indicator_id: str
    scope: str
    period: Period
    value: Value
    status: ObservationStatus = ObservationStatus.NORMAL
    part: str | None = None
    definition: int = 1
    phrase: str = ""
    source_kind: str | None = None


class ReportStated(NamedTuple):
    """A report made (revision 1) or corrected (a later one, with the whole new state).

    A tuple, as a measurement is.
    """

    stamp: Stamp
    report: EventRef
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class ReportWithdrawn:
    """A report taken back."""

    stamp: Stamp
    report: EventRef
    reason: str


ReportFact = ReportStated | ReportWithdrawn
