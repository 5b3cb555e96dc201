"""What a target asks for, as events say it: the kinds of rule of the domain."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.common import RelationWord
from contracts.fields import AgencyId, Contract, Day, Exact, PeriodCode, Sentence, Slug, Text
from contracts.fields import period as parse_period
from domain import target as dt
from domain.bound import Relation
from domain.period import Frequency

MEMBERS_MAX = 500
PARTS_MAX = 20
ENTITIES_MAX = 1_000_000

Whole = Annotated[int, Field(ge=1, le=ENTITIES_MAX)]
"""How many entities there are, or a place among them."""


class ThresholdRule(Contract):
    """*đạt 80%* (`at_least`), *trên 60%* (`above`), *không quá 5%* (`at_most`)."""

    kind: Literal["threshold"]
    relation: RelationWord
    value: Exact

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Threshold(Relation(self.relation), self.value)


class BandRule(Contract):
    """*đạt 15-20%*: met between the two, exceeded above; `strict_low` for *trên 70-80%*."""

    kind: Literal["band"]
    low: Exact
    high: Exact
    strict_low: bool = False

    @model_validator(mode="after")
    def _low_to_high(self) -> BandRule:
        if self.high < self.low or (self.strict_low and self.high == self.low):
            raise PydanticCustomError("band_order", "low is below high")
        return self

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Band(self.low, self.high, self.strict_low)


class RankRule(Contract):
    """*thứ 30 trở lên*: a place, met at `worst` or better."""

    kind: Literal["rank"]
    worst: Whole

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Rank(self.worst)


class CountRule(Contract):
    """*ít nhất 01 cuộc*: a number of things within the period.

    `strict` for *trên 50 doanh nghiệp*; `per` for a rate (*2 văn bản 1 năm*: `A`).
    """

    kind: Literal["count"]
    minimum: Exact
    strict: bool = False
    per: Frequency | None = None

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Count(self.minimum, self.strict, self.per)


class Baseline(Contract):
    """What a growth or a reduction starts from: a value, the period it is of, its source."""

    value: Exact
    period: PeriodCode
    source: Text = ""

    def to_domain(self) -> dt.Baseline:
        """Return the domain's value."""
        return dt.Baseline(self.value, parse_period(self.period), self.source)


class _ChangeRule(Contract):
    """A change in per cent: against the baseline, or with `each` against the span before.

    `measured` says what is reported, in the target's unit: the change itself (`%`), or the level.
    """

    relation: RelationWord
    percent: Exact
    measured: Literal["change", "level"] = "change"
    each: Frequency | None = None
    baseline: Baseline | None = None

    def _baseline(self) -> dt.Baseline | None:
        return self.baseline.to_domain() if self.baseline else None


class GrowthRule(_ChangeRule):
    """*hằng năm tăng tối thiểu 7%* (`each` `A`), *tăng 30% so với năm 2020* (`baseline`)."""

    kind: Literal["growth"]

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        relation = Relation(self.relation)
        return dt.Growth(relation, self.percent, self.measured, self.each, self._baseline())


class ReductionRule(_ChangeRule):
    """*giảm 30% thủ tục hành chính*: a change reported is positive where it is a decrease."""

    kind: Literal["reduction"]

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        relation = Relation(self.relation)
        return dt.Reduction(relation, self.percent, self.measured, self.each, self._baseline())


class MaintenanceRule(Contract):
    """*duy trì 100%*: a bound that holds in every reporting period."""

    kind: Literal["maintenance"]
    relation: RelationWord
    value: Exact

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Maintenance(Relation(self.relation), self.value)


class GroupMember(Contract):
    """One agency of a group lead, from the day it joined."""

    agency: AgencyId
    minimum: Exact = Decimal(0)
    valid_from: Day

    def to_domain(self) -> dt.Member:
        """Return the domain's value."""
        return dt.Member(self.agency, self.minimum, self.valid_from)


class Member(GroupMember):
    """One entity of a for-all target, with its own minimum."""

    minimum: Exact


class Stakes(Contract):
    """What it costs to act on a warning of a miss, and what the miss loses, in one unit.

    Both above 0, the cost below the loss. Any unit will do (triệu đồng), as only their ratio
    counts: a warning comes from the chance cost/loss on.
    """

    cost: Annotated[Exact, Field(gt=0)]
    loss: Annotated[Exact, Field(gt=0)]

    @model_validator(mode="after")
    def _acting_pays(self) -> Stakes:
        if self.cost >= self.loss:
            raise PydanticCustomError("stakes_order", "cost below loss, or acting never pays")
        return self

    def to_domain(self) -> dt.Stakes:
        """Return the domain's value."""
        return dt.Stakes(self.cost, self.loss)


class ForAllRule(Contract):
    """*Mỗi sở ít nhất 01 …; mỗi huyện ít nhất 02 …*; the result is the share that meet it.

    `minimum` is each one's where the plan names no members.
    """

    kind: Literal["for_all"]
    members: Annotated[tuple[Member, ...], Field(max_length=MEMBERS_MAX)] = ()
    minimum: Exact | None = None

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.ForAll(tuple(member.to_domain() for member in self.members), self.minimum)


class EntityFractionRule(Contract):
    """*1/3 số sở*: so large a part of the entities, rounded up; `of` is how many there are."""

    kind: Literal["entity_fraction"]
    numerator: Whole
    denominator: Whole
    of: Whole | None = None

    @model_validator(mode="after")
    def _part_of_whole(self) -> EntityFractionRule:
        if self.numerator > self.denominator:
            raise PydanticCustomError("fraction", "numerator at most the denominator")
        return self

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.EntityFraction(self.numerator, self.denominator, self.of)


class MilestoneRule(Contract):
    """*Đưa vào hoạt động …*: done or not."""

    kind: Literal["milestone"]

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Milestone()


_Simple = (
    ThresholdRule
    | BandRule
    | RankRule
    | CountRule
    | GrowthRule
    | ReductionRule
    | MaintenanceRule
    | ForAllRule
    | EntityFractionRule
    | MilestoneRule
)
SimpleRule = Annotated[_Simple, Field(discriminator="kind")]


class RulePart(Contract):
    """One part of a compound target; `id` is the part under which it is measured.

    `share_of` is the part whose numerator is this one's denominator (*trong đó … chiếm 80%*).
    """

    id: Slug
    text: Sentence
    rule: SimpleRule
    share_of: Slug | None = None

    def to_domain(self) -> dt.Part:
        """Return the domain's value."""
        return dt.Part(self.id, self.text, self.rule.to_domain(), self.share_of)


class CompoundRule(Contract):
    """Several parts of one indicator; the verdict is that of the worst part."""

    kind: Literal["compound"]
    parts: Annotated[tuple[RulePart, ...], Field(min_length=2, max_length=PARTS_MAX)]

    @model_validator(mode="after")
    def _parts_known(self) -> CompoundRule:
        names = {part.id for part in self.parts}
        if len(names) != len(self.parts):
            raise PydanticCustomError("parts_distinct", "every part has an id of its own")
        if any(part.share_of not in (names - {part.id}) for part in self.parts if part.share_of):
            raise PydanticCustomError("share_of", "a share is of another part of the rule")
        return self

    def to_domain(self) -> dt.Compound:
        """Return the domain's value."""
        return dt.Compound(tuple(part.to_domain() for part in self.parts))


Rule = Annotated[_Simple | CompoundRule, Field(discriminator="kind")]
