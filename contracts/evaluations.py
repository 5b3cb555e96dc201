"""Events by which the authority settles something: a deadline resolved, an evaluation confirmed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.data import Context, Statement
from contracts.fields import AgencyId, Day, PeriodCode, Revision, Slug, Text
from contracts.fields import period as parse_period
from domain import evaluation as de
from domain.reasons import Verdict

SUBJECTS = Annotated[Slug | None, Field(description="Null where the subject is the task itself.")]


class DeadlineResolved(Statement):
    """A go-live or a directive fixes an open deadline: `due_on` is the last day, included."""

    SUBJECT: ClassVar[str] = "indicator|task"
    SCOPE: ClassVar[str] = "plan"

    target: SUBJECTS = None
    due_on: Day
    revision: Revision = 1

    def to_domain(self, context: Context) -> de.DeadlineResolved:
        """Return the fact."""
        return de.DeadlineResolved(
            self.stamp(context, self.revision), self.target or context.subject_id, self.due_on
        )


class EvaluationConfirmed(Statement):
    """The official verdict. *Chưa đạt* cannot be confirmed without its reason (*Ghi chú*)."""

    SUBJECT: ClassVar[str] = "indicator|task"
    SCOPE: ClassVar[str] = "plan"

    target: SUBJECTS = None
    scope: AgencyId
    period: PeriodCode
    verdict: Literal["vuot", "dat", "chua_dat", "khong_xac_dinh", "chua_co_so_lieu"]
    reason: Text = ""
    revision: Revision = 1

    @model_validator(mode="after")
    def _reason_given(self) -> EvaluationConfirmed:
        if self.verdict == "chua_dat" and not self.reason:
            raise PydanticCustomError("reason_missing", "chua_dat needs a reason")
        return self

    def to_domain(self, context: Context) -> de.EvaluationConfirmed:
        """Return the fact."""
        return de.EvaluationConfirmed(
            stamp=self.stamp(context, self.revision),
            of=self.target or context.subject_id,
            scope=self.scope,
            period=parse_period(self.period),
            verdict=Verdict(self.verdict),
            reason=self.reason,
        )
