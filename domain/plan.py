"""A plan with its rows and report duties, the indicators that it measures, the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.identity import Stamp
from domain.period import Period


class RowKind(StrEnum):
    """What a row of a plan's appendix is."""

    TARGET = "target"
    TASK = "task"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the appendix as printed; `id` stays the same through amendments."""

    id: str
    number: str
    section: str
    text: str
    kind: RowKind


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """Who reports through whom to whom, and by which day."""

    reporter: str
    through: str | None
    recipient: str
    due_on: date
    frequency: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of an issuer. Without number or date its key is provisional."""

    id: str
    issuer: str
    title: str
    number: str | None
    issued_on: date | None
    period: Period
    focal_point: str
    rows: tuple[PlanRow, ...]
    duties: tuple[ReportDuty, ...] = ()

    @property
    def provisional_key(self) -> bool:
        """Whether the plan's number or date is still blank."""
        return self.number is None or self.issued_on is None


@dataclass(frozen=True, slots=True)
class PlanStated:
    """A plan issued (revision 1) or amended."""

    stamp: Stamp
    plan: Plan
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured. `definition` counts its wordings; a new one breaks the series."""

    id: str
    definition: int
    name: str
    unit: str
    higher_is_better: bool
    numerator: str | None = None
    denominator: str | None = None
    method: str | None = None
    maximum: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorStated:
    """An indicator defined (definition 1) or redefined (SDMX `B`: never drawn through)."""

    stamp: Stamp
    indicator: Indicator
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """A member of the directory: an agency, a group of agencies, a committee, a school."""

    id: str
    name: str
    short_name: str
    kind: str
    members: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyStated:
    """An agency registered."""

    stamp: Stamp
    agency: Agency


@dataclass(frozen=True, slots=True)
class AgencySucceeded:
    """An agency whose duties passed to others (a merger, a reorganisation)."""

    stamp: Stamp
    agency_id: str
    successors: tuple[str, ...]
    reason: str
