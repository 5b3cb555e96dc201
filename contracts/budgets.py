"""Events of `project/<id>`: money allocated, disbursed, withdrawn, in million đồng."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.data import Context, Statement
from contracts.fields import (
    AgencyId,
    Contract,
    Exact,
    LaterRevision,
    Revision,
    Sentence,
    Slug,
    Text,
)
from domain import budget as db
from domain.projects import Line, Project
from domain.task import TaskState

BudgetYear = Annotated[int, Field(ge=2000, le=2100)]
StateWord = Literal[
    "chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung", "hoan_thanh"
]


class BudgetState(Statement):
    """An amount of one year from one source (*Nguồn vốn*), and what its row says besides.

    `amount_million_vnd` is null where the document prints none. Several amounts of a project
    are several events; what they say of the project itself is the same, and of statements
    that differ the latest counts. A later `revision` replaces the amount of the same project,
    year and source.
    """

    SUBJECT: ClassVar[str] = "project"
    SCOPE: ClassVar[str] = "plan"
    KIND: ClassVar[db.MoneyKind]

    plan: Slug
    project: Sentence
    agency: AgencyId | None = None
    year: BudgetYear
    amount_million_vnd: Exact | None
    source: Text = ""
    revision: Revision = 1
    reason: Text = ""
    row: Slug | None = None
    table: Text = ""
    number: Text = ""
    section: Text = ""
    total_investment_million_vnd: Exact | None = None
    first_year: BudgetYear | None = None
    last_year: BudgetYear | None = None
    decision: Text = ""
    objective: Text = ""
    status: StateWord | None = None
    status_text: Text = ""
    remark: Text = ""

    @model_validator(mode="after")
    def _years_ordered(self) -> BudgetState:
        if (self.first_year is None) != (self.last_year is None) or (
            self.first_year is not None
            and self.last_year is not None
            and self.first_year > self.last_year
        ):
            raise PydanticCustomError("years", "the first year, and a last one not before it")
        return self

    @property
    def line(self) -> str:
        """What the event states, within its project."""
        return db.line_key(self.KIND, self.year, self.source)

    def to_domain(self, context: Context) -> db.BudgetStated:
        """Return the fact."""
        years = None
        if self.first_year is not None and self.last_year is not None:
            years = (self.first_year, self.last_year)
        return db.BudgetStated(
            stamp=self.stamp(context, self.revision),
            project_id=context.subject_id,
            kind=self.KIND,
            plan_id=self.plan,
            year=self.year,
            amount=self.amount_million_vnd,
            source=self.source,
            project=db.ProjectFacts(
                name=self.project,
                row=self.row,
                table=self.table,
                number=self.number,
                section=self.section,
                agency=self.agency,
                total_investment=self.total_investment_million_vnd,
                years=years,
                decision=self.decision,
                objective=self.objective,
                status=TaskState(self.status) if self.status else None,
                status_text=self.status_text,
                remark=self.remark,
            ),
            reason=self.reason,
        )


class BudgetAllocated(BudgetState):
    """Money is allocated to a project."""

    KIND: ClassVar[db.MoneyKind] = "allocated"


class BudgetDisbursed(BudgetState):
    """Money is disbursed by a project."""

    KIND: ClassVar[db.MoneyKind] = "disbursed"


class MoneyLine(Contract):
    """An amount of one year from one source; null is *not printed*."""

    kind: Literal["allocated", "disbursed"]
    year: BudgetYear
    source: Text = ""
    amount_million_vnd: Exact | None

    @classmethod
    def of(cls, line: Line) -> MoneyLine:
        """Return a line as it crosses a boundary."""
        return cls(
            kind=line.kind, year=line.year, source=line.source, amount_million_vnd=line.amount
        )


class ProjectState(Contract):
    """A project of a plan with all its amounts, as they stand on a day; in million đồng.

    What the plan does not print is null or empty.
    """

    project: Slug
    plan: Slug
    row: Slug | None = None
    name: Sentence
    table: Text = ""
    number: Text = ""
    section: Text = ""
    agency: AgencyId | None = None
    total_investment_million_vnd: Exact | None = None
    first_year: BudgetYear | None = None
    last_year: BudgetYear | None = None
    decision: Text = ""
    objective: Text = ""
    status: StateWord | None = None
    status_text: Text = ""
    remark: Text = ""
    lines: tuple[MoneyLine, ...]

    @classmethod
    def of(cls, project: Project) -> ProjectState:
        """Return a project as it crosses a boundary."""
        facts = project.facts
        first, last = facts.years or (None, None)
        return cls(
            project=project.id,
            plan=project.plan_id,
            row=facts.row,
            name=facts.name,
            table=facts.table,
            number=facts.number,
            section=facts.section,
            agency=facts.agency,
            total_investment_million_vnd=facts.total_investment,
            first_year=first,
            last_year=last,
            decision=facts.decision,
            objective=facts.objective,
            status=facts.status.value if facts.status else None,
            status_text=facts.status_text,
            remark=facts.remark,
            lines=tuple(map(MoneyLine.of, project.lines)),
        )


class BudgetWithdrawn(Statement):
    """An amount of one year from one source is taken out of its plan."""

    SUBJECT: ClassVar[str] = "project"
    SCOPE: ClassVar[str] = "plan"

    plan: Slug
    money: Literal["allocated", "disbursed"] = "allocated"
    year: BudgetYear
    source: Text = ""
    revision: LaterRevision
    reason: Sentence

    @property
    def line(self) -> str:
        """What the event withdraws, within its project."""
        return db.line_key(self.money, self.year, self.source)

    def to_domain(self, context: Context) -> db.BudgetWithdrawn:
        """Return the fact."""
        return db.BudgetWithdrawn(
            stamp=self.stamp(context, self.revision),
            project_id=context.subject_id,
            kind=self.money,
            plan_id=self.plan,
            year=self.year,
            source=self.source,
            reason=self.reason,
        )
