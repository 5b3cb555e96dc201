"""Events of `plan/<id>`: a plan is issued, a plan is amended."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.data import Context, Statement
from contracts.fields import (
    AgencyId,
    Contract,
    Day,
    LaterRevision,
    PeriodCode,
    Sentence,
    Slug,
    Text,
)
from contracts.fields import period as parse_period
from domain import plan as dp

ROWS_MAX = 500
Frequency = Literal["A", "S", "Q", "M"]
"""SDMX CL_FREQ: annual, half-yearly, quarterly, monthly."""


class PlanRow(Contract):
    """A row of the plan's appendix, as printed."""

    id: Slug
    number: Text
    section: Text = ""
    text: Sentence
    kind: Literal["target", "task", "other"]

    def to_domain(self) -> dp.PlanRow:
        """Return the domain's value."""
        return dp.PlanRow(self.id, self.number, self.section, self.text, dp.RowKind(self.kind))


class ReportDuty(Contract):
    """Who reports, through whom, to whom, by which day (included), how often."""

    reporter: AgencyId
    through: AgencyId | None = None
    recipient: AgencyId
    due_on: Day
    frequency: Frequency = "A"

    def to_domain(self) -> dp.ReportDuty:
        """Return the domain's value."""
        return dp.ReportDuty(
            self.reporter, self.through, self.recipient, self.due_on, self.frequency
        )


class PlanState(Statement):
    """The whole state of a plan. Without `number` or `issued_on` its key is provisional."""

    SUBJECT: ClassVar[str] = "plan"
    SCOPE: ClassVar[str] = "plan"

    issuer: AgencyId
    title: Sentence
    number: Text | None = None
    issued_on: Day | None = None
    period: PeriodCode
    focal_point: AgencyId
    rows: Annotated[tuple[PlanRow, ...], Field(max_length=ROWS_MAX)]
    report_duties: Annotated[tuple[ReportDuty, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _rows_distinct(self) -> PlanState:
        if len({row.id for row in self.rows}) != len(self.rows):
            raise PydanticCustomError("rows_distinct", "every row has an id of its own")
        return self

    def plan(self, plan_id: str) -> dp.Plan:
        """Return the plan of the domain."""
        return dp.Plan(
            id=plan_id,
            issuer=self.issuer,
            title=self.title,
            number=self.number,
            issued_on=self.issued_on,
            period=parse_period(self.period),
            focal_point=self.focal_point,
            rows=tuple(row.to_domain() for row in self.rows),
            duties=tuple(duty.to_domain() for duty in self.report_duties),
        )


class PlanIssued(PlanState):
    """A plan is issued; it lists its rows."""

    def to_domain(self, context: Context) -> dp.PlanStated:
        """Return the fact."""
        return dp.PlanStated(self.stamp(context), self.plan(context.subject_id))


class PlanAmended(PlanState):
    """A plan is amended: the whole new state, and why."""

    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dp.PlanStated:
        """Return the fact."""
        stamp = self.stamp(context, self.revision)
        return dp.PlanStated(stamp, self.plan(context.subject_id), self.reason)
