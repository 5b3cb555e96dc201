"""Events of `project/<id>`: money allocated, money disbursed, in million đồng."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.data import Context, Statement
from contracts.fields import AgencyId, Exact, Revision, Sentence, Slug, Text, decimal_text
from domain import plan as dp


class BudgetState(Statement):
    """An amount of one year from one source (*Nguồn vốn*)."""

    SUBJECT: ClassVar[str] = "project"
    SCOPE: ClassVar[str] = "plan"
    KIND: ClassVar[str]

    plan: Slug
    project: Sentence
    agency: AgencyId | None = None
    year: Annotated[int, Field(ge=2000, le=2100)]
    amount_million_vnd: Exact
    source: Text = ""
    revision: Revision = 1

    def to_domain(self, context: Context) -> dp.BudgetStated:
        """Return the fact."""
        return dp.BudgetStated(
            stamp=self.stamp(context, self.revision),
            project_id=context.subject_id,
            kind=self.KIND,
            plan_id=self.plan,
            year=self.year,
            amount_million_vnd=decimal_text(self.amount_million_vnd),
            source=self.source,
        )


class BudgetAllocated(BudgetState):
    """Money is allocated to a project."""

    KIND: ClassVar[str] = "allocated"


class BudgetDisbursed(BudgetState):
    """Money is disbursed by a project."""

    KIND: ClassVar[str] = "disbursed"
