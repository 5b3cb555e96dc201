"""What a plan asks for: a rule on one indicator, a period, a deadline, and who answers.

The kinds of rule are those of the plans that were read: bands, ranks, growths, fractions of
entities and the rest, each with the phrase that it is written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.bound import Relation
from domain.deadline import Deadline
from domain.identity import Stamp
from domain.period import Frequency, Period


@dataclass(frozen=True, slots=True)
class Threshold:
    """*đạt 80%*, *trên 60%*, *không quá 5%*: a bound on a number, *at least* where bare."""

    relation: Relation
    value: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """*đạt 15-20%*: met between its two ends, exceeded above them.

    `strict_low` leaves the lower end out (*đạt trên 70-80%*, domain decision D5).
    """

    low: Decimal
    high: Decimal
    strict_low: bool = False


@dataclass(frozen=True, slots=True)
class Rank:
    """*thứ 30 trở lên*, *nhóm 30 tỉnh dẫn đầu*, *top 25*: a place, met at `worst` or better."""

    worst: int


@dataclass(frozen=True, slots=True)
class Count:
    """*ít nhất 01 cuộc*, *300 cán bộ trở lên*: a number of things within the period.

    `strict` is *trên 50 doanh nghiệp*; `per` is a rate (*ít nhất 2 văn bản 1 năm*: `A`), which
    every such span of the target's period must reach by itself.
    """

    minimum: Decimal
    strict: bool = False
    per: Frequency | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a growth or a reduction starts from: a value, the period it is of, its source."""

    value: Decimal
    period: Period
    source: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """*hằng năm tăng tối thiểu 7%*, *tăng 30% … so với năm 2020*: a change in per cent.

    `each` is the span that must grow by so much over the one before it (`A`: every year);
    without it the change is counted from the baseline. `measured` says what is reported: the
    change itself, in per cent, or the level, from which the change is computed.
    """

    relation: Relation
    percent: Decimal
    measured: Literal["change", "level"] = "change"
    each: Frequency | None = None
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """*giảm 30% thủ tục hành chính*: how far below its baseline a level must come, in per cent."""

    relation: Relation
    percent: Decimal
    measured: Literal["change", "level"] = "change"
    each: Frequency | None = None
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Maintenance:
    """*Tiếp tục duy trì 100% …*: a bound that holds in every reporting period of the window."""

    relation: Relation
    value: Decimal


@dataclass(frozen=True, slots=True)
class Member:
    """One entity of a group, with its own minimum (where it has one) and the day it joined."""

    agency: str
    minimum: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class ForAll:
    """*Mỗi sở ít nhất 01 …; mỗi huyện ít nhất 02 …*: met when every member meets its own.

    `minimum` is each one's, where the plan says it and its members are not listed (yet).
    """

    members: tuple[Member, ...] = ()
    minimum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EntityFraction:
    """*1/3 số sở*: so large a part of the entities, rounded up to whole ones.

    `of` is how many entities there are, where the plan or the directory says so; a ratio
    reported (6/18) brings its own.
    """

    numerator: int
    denominator: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """*Đưa vào hoạt động …*: nothing to count, done or not."""


SimpleRule = (
    Threshold
    | Band
    | Rank
    | Count
    | Growth
    | Reduction
    | Maintenance
    | ForAll
    | EntityFraction
    | Milestone
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a compound target, measured under its own part id.

    `share_of` is the part whose numerator is this one's denominator: *…đạt 50%, trong đó …
    chiếm 80%* (a nested share).
    """

    id: str
    text: str
    rule: SimpleRule
    share_of: str | None = None


@dataclass(frozen=True, slots=True)
class Compound:
    """Several parts of one indicator; the target's verdict is that of its worst part."""

    parts: tuple[Part, ...]


Rule = SimpleRule | Compound


@dataclass(frozen=True, slots=True)
class Stakes:
    """What acting on a warning of a miss costs, and what the miss loses; of one unit, cost < loss.

    Only their ratio counts: from that chance of a miss on acting pays.
    """

    cost: Decimal
    loss: Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """A target as its plan states it, complete enough to be judged without the plan.

    Several targets share a `row_id` where a row of the plan names several indicators.
    `members` are who reports under a group lead, as of the plan's date: a provincial value of
    several reporters is the ratio of their sums. `stakes` decide no verdict, only when one warns.
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
    members: tuple[Member, ...] = ()
    stakes: Stakes | None = None

    def __hash__(self) -> int:
        # Cheap, as a target is looked up with each of its statuses; its id names it well.
        return hash(self.id)

    @property
    def parts(self) -> tuple[tuple[str | None, str, SimpleRule], ...]:
        """Id, text and rule of each part; of the only one, without id, unless it is compound."""
        if isinstance(self.rule, Compound):
            return tuple((part.id, part.text, part.rule) for part in self.rule.parts)
        return ((None, self.text, self.rule),)

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
