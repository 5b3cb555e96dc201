"""Events of `indicator/<id>` that put a target on it: set, amended, withdrawn."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.data import Context, Statement
from contracts.deadlines import Deadline
from contracts.fields import (
    AgencyId,
    Day,
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
from contracts.rules import MEMBERS_MAX, GroupMember, Rule, Stakes
from domain import target as dt

PARTIES_MAX = 50


class TargetState(Statement):
    """A target in full: all that its status needs, so that nothing else must be asked.

    `scope` is the agency whose unit or area the target covers; `definition` the wording of
    the indicator that it uses; `lead` and `coordinators` may be groups of the directory, of
    which `members` are those who report under a group lead, as of the plan's date. `stakes` are
    what acting on a warning costs and a miss loses: where they are given, they decide from which
    chance of a miss on one is warned.
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
    members: Annotated[tuple[GroupMember, ...], Field(max_length=MEMBERS_MAX)] = ()
    stakes: Stakes | None = None

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
            members=tuple(member.to_domain() for member in self.members),
            stakes=self.stakes.to_domain() if self.stakes else None,
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
