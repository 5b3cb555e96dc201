"""Events of `indicator/<id>` that put a target on it: set, amended, withdrawn."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.common import Deadline, RelationWord
from contracts.data import Context, Statement
from contracts.fields import (
    AgencyId,
    Contract,
    Day,
    Exact,
    LaterRevision,
    PeriodCode,
    Revision,
    Sentence,
    Slug,
    Text,
    Unit,
)
from contracts.fields import period as parse_period
from contracts.plans import Frequency
from domain import target as dt
from domain.bound import Relation

MEMBERS_MAX = 500
PARTIES_MAX = 50
PARTS_MAX = 20


class ThresholdRule(Contract):
    """*đạt 80%* (`at_least`), *trên 60%* (`above`), *thứ 30 trở lên* (`at_most` 30)."""

    kind: Literal["threshold"]
    relation: RelationWord
    value: Exact

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Threshold(Relation(self.relation), self.value)


class CountRule(Contract):
    """*ít nhất 01 cuộc*: a number of things within the period."""

    kind: Literal["count"]
    minimum: Exact

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Count(self.minimum)


class Member(Contract):
    """One entity of a for-all target, with its own minimum."""

    agency: AgencyId
    minimum: Exact
    valid_from: Day

    def to_domain(self) -> dt.Member:
        """Return the domain's value."""
        return dt.Member(self.agency, self.minimum, self.valid_from)


class ForAllRule(Contract):
    """*Mỗi sở ít nhất 01 …; mỗi huyện ít nhất 02 …*; the result is the share that meet it."""

    kind: Literal["for_all"]
    members: Annotated[tuple[Member, ...], Field(max_length=MEMBERS_MAX)] = ()

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.ForAll(tuple(member.to_domain() for member in self.members))


class MilestoneRule(Contract):
    """*Đưa vào hoạt động …*: done or not."""

    kind: Literal["milestone"]

    def to_domain(self) -> dt.SimpleRule:
        """Return the domain's value."""
        return dt.Milestone()


SimpleRule = Annotated[
    ThresholdRule | CountRule | ForAllRule | MilestoneRule, Field(discriminator="kind")
]


class RulePart(Contract):
    """One part of a compound target; `id` is the part under which it is measured."""

    id: Slug
    text: Sentence
    rule: SimpleRule


class CompoundRule(Contract):
    """Several parts of one indicator; the verdict is that of the worst part."""

    kind: Literal["compound"]
    parts: Annotated[tuple[RulePart, ...], Field(min_length=2, max_length=PARTS_MAX)]

    @model_validator(mode="after")
    def _distinct(self) -> CompoundRule:
        if len({part.id for part in self.parts}) != len(self.parts):
            raise PydanticCustomError("parts_distinct", "every part has an id of its own")
        return self

    def to_domain(self) -> dt.Compound:
        """Return the domain's value."""
        return dt.Compound(
            tuple(dt.Part(part.id, part.text, part.rule.to_domain()) for part in self.parts)
        )


Rule = Annotated[
    ThresholdRule | CountRule | ForAllRule | MilestoneRule | CompoundRule,
    Field(discriminator="kind"),
]


class TargetState(Statement):
    """A target in full: all that its status needs, so that nothing else must be asked.

    `scope` is the agency whose unit or area the target covers; `definition` the wording of
    the indicator that it uses; `lead` and `coordinators` may be groups of the directory.
    """

    SUBJECT: ClassVar[str] = "indicator"
    SCOPE: ClassVar[str] = "plan"

    target: Slug
    plan: Slug
    row: Slug
    number: Text
    section: Text = ""
    text: Sentence
    scope: AgencyId
    unit: Unit
    rule: Rule
    period: PeriodCode
    deadline: Deadline
    lead: Annotated[tuple[AgencyId, ...], Field(max_length=PARTIES_MAX)] = ()
    coordinators: Annotated[tuple[AgencyId, ...], Field(max_length=PARTIES_MAX)] = ()
    definition: Revision = 1
    frequency: Frequency = "A"
    report_due_on: Day | None = None

    def as_target(self, indicator_id: str) -> dt.Target:
        """Return the target of the domain."""
        return dt.Target(
            id=self.target,
            indicator_id=indicator_id,
            plan_id=self.plan,
            row_id=self.row,
            number=self.number,
            section=self.section,
            text=self.text,
            scope=self.scope,
            unit=self.unit,
            rule=self.rule.to_domain(),
            period=parse_period(self.period),
            deadline=self.deadline.to_domain(),
            lead=self.lead,
            coordinators=self.coordinators,
            definition=self.definition,
            frequency=self.frequency,
            report_due_on=self.report_due_on,
        )


class TargetSet(TargetState):
    """A plan puts a target on the indicator."""

    def to_domain(self, context: Context) -> dt.TargetStated:
        """Return the fact."""
        return dt.TargetStated(self.stamp(context), self.as_target(context.subject_id))


class TargetAmended(TargetState):
    """The target's whole new state, and why."""

    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dt.TargetStated:
        """Return the fact."""
        stamp = self.stamp(context, self.revision)
        return dt.TargetStated(stamp, self.as_target(context.subject_id), self.reason)


class TargetWithdrawn(Statement):
    """The target is taken out of its plan."""

    SUBJECT: ClassVar[str] = "indicator"
    SCOPE: ClassVar[str] = "plan"

    target: Slug
    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dt.TargetWithdrawn:
        """Return the fact."""
        return dt.TargetWithdrawn(self.stamp(context, self.revision), self.target, self.reason)
