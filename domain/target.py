"""What a plan asks for: a rule on one indicator, a period, a deadline, and who answers.

The kinds are those that the 22 rows of the first two plans need. The rules of a band, a
rank, a growth, a reduction, a maintenance and a fraction of entities join the same union.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.bound import Relation
from domain.deadline import Deadline
from domain.identity import Stamp
from domain.period import Period


@dataclass(frozen=True, slots=True)
class Threshold:
    """*đạt 80%*, *trên 60%*, *thứ 30 trở lên* (rank: at most 30)."""

    relation: Relation
    value: Decimal


@dataclass(frozen=True, slots=True)
class Count:
    """*ít nhất 01 cuộc*, *300 cán bộ trở lên*: a number of things within the period."""

    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Member:
    """One entity of a for-all target, with its own minimum and the day it joined."""

    agency: str
    minimum: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class ForAll:
    """*Mỗi sở ít nhất 01 …; mỗi huyện ít nhất 02 …*: met when every member meets its own."""

    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """*Đưa vào hoạt động …*: nothing to count, done or not."""


Frequency = Literal["A", "S", "Q", "M"]
"""How often it is reported (SDMX CL_FREQ): annual, half-yearly, quarterly, monthly."""

SimpleRule = Threshold | Count | ForAll | Milestone


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a compound target, measured under its own part id."""

    id: str
    text: str
    rule: SimpleRule


@dataclass(frozen=True, slots=True)
class Compound:
    """Several parts of one indicator; the target's verdict is that of its worst part."""

    parts: tuple[Part, ...]


Rule = SimpleRule | Compound


@dataclass(frozen=True, slots=True)
class Target:
    """A target as its plan states it, complete enough to be judged without the plan.

    Several targets share a `row_id` where a row of the plan names several indicators.
    """

    id: str
    indicator_id: str
    plan_id: str
    row_id: str
    number: str
    section: str
    text: str
    scope: str
    unit: str
    rule: Rule
    period: Period
    deadline: Deadline
    lead: tuple[str, ...]
    coordinators: tuple[str, ...] = ()
    definition: int = 1
    frequency: Frequency = "A"
    report_due_on: date | None = None

    @property
    def percent(self) -> bool:
        """Whether values are percentages, so that a ratio is scaled by a hundred."""
        return self.unit.startswith("%")


@dataclass(frozen=True, slots=True)
class TargetStated:
    """A target set (revision 1) or amended (a later one, with the whole new state)."""

    stamp: Stamp
    target: Target
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TargetWithdrawn:
    """A target taken out of its plan."""

    stamp: Stamp
    target_id: str
    reason: str


TargetFact = TargetStated | TargetWithdrawn
