"""Events of `task/<id>`: assigned, amended, withdrawn, status reported."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.common import OnBehalf, Value
from contracts.data import Context, Statement
from contracts.deadlines import Deadline
from contracts.fields import (
    AgencyId,
    Contract,
    LaterRevision,
    PeriodCode,
    Phrase,
    Sentence,
    Slug,
    Text,
    Unit,
)
from contracts.fields import period as parse_period
from contracts.rules import PARTS_MAX, Rule
from contracts.targets import PARTIES_MAX
from domain import task as dk
from domain.identity import Stamp


class TaskData(Statement):
    """A task in full; `quantity` where it names a number to reach."""

    SUBJECT: ClassVar[str] = "task"
    SCOPE: ClassVar[str] = "plan"

    plan: Slug
    row: Slug
    number: Text
    section: Text = ""
    text: Sentence
    scope: AgencyId
    period: PeriodCode
    deadline: Deadline
    lead: Annotated[tuple[AgencyId, ...], Field(max_length=PARTIES_MAX)] = ()
    coordinators: Annotated[tuple[AgencyId, ...], Field(max_length=PARTIES_MAX)] = ()
    quantity: Rule | None = None
    unit: Unit = ""

    def task(self, task_id: str) -> dk.Task:
        """Return the task of the domain."""
        return dk.Task(
            id=task_id,
            plan_id=self.plan,
            row_id=self.row,
            number=self.number,
            section=self.section,
            text=self.text,
            scope=self.scope,
            period=parse_period(self.period),
            deadline=self.deadline.to_domain(),
            lead=self.lead,
            coordinators=self.coordinators,
            quantity=self.quantity.to_domain() if self.quantity else None,
            unit=self.unit,
        )


class TaskAssigned(TaskData):
    """A plan assigns a task."""

    def to_domain(self, context: Context) -> dk.TaskStated:
        """Return the fact."""
        return dk.TaskStated(self.stamp(context), self.task(context.subject_id))


class TaskAmended(TaskData):
    """The task's whole new state, and why."""

    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dk.TaskStated:
        """Return the fact."""
        stamp = self.stamp(context, self.revision)
        return dk.TaskStated(stamp, self.task(context.subject_id), self.reason)


class TaskWithdrawn(Statement):
    """The task is taken out of its plan."""

    SUBJECT: ClassVar[str] = "task"
    SCOPE: ClassVar[str] = "plan"

    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dk.TaskWithdrawn:
        """Return the fact."""
        return dk.TaskWithdrawn(self.stamp(context, self.revision), context.subject_id, self.reason)


class PartQuantity(Contract):
    """What was done of one part of a task's quantity."""

    part: Slug
    value: Value


class TaskStatusReported(Statement):
    """The state of a task on a day (`effective_on`), with its quantity where it has one.

    Where the task's quantity has several parts, `quantities` has a value for each of them.
    """

    SUBJECT: ClassVar[str] = "task"
    SCOPE: ClassVar[str] = "report"

    scope: AgencyId
    state: Literal[
        "chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung", "hoan_thanh"
    ]
    phrase: Phrase = ""
    quantity: Value | None = None
    quantities: Annotated[tuple[PartQuantity, ...], Field(max_length=PARTS_MAX)] = ()
    on_behalf_of: OnBehalf | None = None

    @model_validator(mode="after")
    def _parts_distinct(self) -> TaskStatusReported:
        if len({each.part for each in self.quantities}) != len(self.quantities):
            raise PydanticCustomError("parts_distinct", "every part has one value")
        return self

    def to_domain(self, context: Context) -> dk.TaskReported:
        """Return the fact."""
        return dk.TaskReported(
            stamp=Stamp(context.event, context.occurred_at, 1, self.effective_on),
            task_id=context.subject_id,
            scope=self.scope,
            as_of_on=self.effective_on,
            state=dk.TaskState(self.state),
            phrase=self.phrase,
            quantity=self.quantity.to_domain() if self.quantity else None,
            source_kind=self.source_kind,
            quantities=tuple((each.part, each.value.to_domain()) for each in self.quantities),
        )
