"""The fields of a plan file, strictly: what an officer may write, and what is refused.

Rules, deadlines and values are those of the events that the file becomes. Every agency and
every indicator is written once, under `agencies` and `indicators`, and meant by its name.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from contracts.common import Value
from contracts.deadlines import Deadline
from contracts.fields import (
    Contract,
    Exact,
    PeriodCode,
    Revision,
    Slug,
    Unit,
)
from contracts.rules import Rule, Stakes
from domain.period import Frequency
from services.cli.plan.plan_file_fields import (
    CELLS_MAX,
    AgencyModel,
    AgencyRef,
    AnyDay,
    AnyYear,
    IndicatorModel,
    LineNumber,
    Parties,
    Reviews,
    State,
    Words,
)

FORMAT = "chitieu-plan/1"
ITEMS_MAX = 5_000
TARGET_KEYS = ("unit", "text", "subject", "indicator", "stakes")


def phrase_of(text: str) -> str:
    """Return the phrase of a target where its row says nothing else: the row's own words."""
    return text.rstrip(" .;,")


class TargetModel(Contract):
    """A rule written flat (`kind`, `relation`, `value`, …) beside its unit and indicator.

    Left out, `text` is that of the row without its full stop, `subject` the indicator's name.
    `stakes` say from which chance of a miss on to warn; without them the usual levels hold.
    """

    rule: Rule
    unit: Unit = ""
    text: Words | None = None
    subject: Words | None = None
    indicator: Words | None = None
    stakes: Stakes | None = None

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        beside = {key: value[key] for key in TARGET_KEYS if key in value}
        return beside | {"rule": {key: value[key] for key in value if key not in TARGET_KEYS}}


Targets = Annotated[tuple[TargetModel, ...], Field(max_length=CELLS_MAX)]


class PlanModel(Contract):
    """The plan as a whole."""

    id: Slug
    revision: Revision = 1
    title: Words
    number: Words | None = None
    issued_on: AnyDay | None = None
    period: PeriodCode
    issuer: AgencyRef
    focal_point: AgencyRef | None = None
    source: Words = ""
    review: Reviews = ()


class DutyModel(Contract):
    """Who reports through whom to whom, and when."""

    reporter: Parties = ()
    through: AgencyRef | None = None
    recipient: AgencyRef | None = None
    due_on: AnyDay | None = None
    frequency: Frequency | None = None
    text: Words = ""
    line: LineNumber
    reviewed: bool = False


class TableModel(Contract):
    """A table of the document."""

    id: Slug
    heading: Words
    role: Literal["assignment", "results", "money", "objectives", "other"]
    line: LineNumber
    columns: Annotated[tuple[Words, ...], Field(max_length=CELLS_MAX)] = ()
    unit: Words = ""


class RowModel(Contract):
    """A row of a table."""

    id: Slug
    table: Words
    number: Words
    printed_number: Words | None = None
    section: Words = ""
    text: Words
    kind: Literal["target", "task", "other"]
    target: TargetModel | None = None
    targets: Targets = ()
    deadline: Deadline | None = None
    deadline_text: Words | None = None
    lead: Parties = ()
    coordinators: Parties = ()
    line: LineNumber | None = None
    state: State | None = None
    result_text: Words = ""
    result: Value | None = None
    verdict: Words = ""
    remark: Words = ""
    reviewed: bool = False
    review: Reviews = ()
    imported: Words = ""


class ObjectiveModel(Contract):
    """An objective of the prose, and the row that assigns it."""

    text: Words
    section: Words = ""
    line: LineNumber
    year: AnyYear | None = None
    target: TargetModel | None = None
    targets: Targets = ()
    row: Slug | None = None
    review: Reviews = ()


class AmountModel(Contract):
    """Capital of a year, in million đồng; null: not printed."""

    year: AnyYear
    amount: Exact | None
    source: Words = ""


class ProjectModel(Contract):
    """A row of a money table, in million đồng; null: not printed."""

    id: Slug
    table: Words
    number: Words
    section: Words = ""
    name: Words
    agency: AgencyRef | None = None
    total_investment: Exact | None = None
    amounts: Annotated[tuple[AmountModel, ...], Field(max_length=CELLS_MAX)] = ()
    years: tuple[AnyYear, AnyYear] | None = None
    decision: Words = ""
    objective: Words = ""
    source: Words = ""
    status_text: Words = ""
    status: State | None = None
    remark: Words = ""
    line: LineNumber | None = None
    review: Reviews = ()
    imported: Words = ""


class TotalModel(Contract):
    """A sum that the plan prints, in million đồng."""

    table: Words = ""
    section: Words | None = None
    year: AnyYear | None = None
    amount: Exact
    line: LineNumber
    text: Words = ""


class StatementModel(Contract):
    """A sentence of the prose that binds."""

    text: Words
    line: LineNumber


class DocumentModel(Contract):
    """A document that the plan names."""

    number: Words
    issued_on: AnyDay | None = None
    issuer: Words = ""
    line: LineNumber
    text: Words = ""


class PlanFile(Contract):
    """The whole file."""

    format: Literal["chitieu-plan/1"]
    plan: PlanModel
    duties: Annotated[tuple[DutyModel, ...], Field(max_length=ITEMS_MAX)] = ()
    agencies: Annotated[dict[Words, AgencyModel], Field(max_length=ITEMS_MAX, default_factory=dict)]
    indicators: Annotated[
        dict[Words, IndicatorModel], Field(max_length=ITEMS_MAX, default_factory=dict)
    ]
    tables: Annotated[tuple[TableModel, ...], Field(max_length=ITEMS_MAX)] = ()
    rows: Annotated[tuple[RowModel, ...], Field(max_length=ITEMS_MAX)] = ()
    objectives: Annotated[tuple[ObjectiveModel, ...], Field(max_length=ITEMS_MAX)] = ()
    projects: Annotated[tuple[ProjectModel, ...], Field(max_length=ITEMS_MAX)] = ()
    totals: Annotated[tuple[TotalModel, ...], Field(max_length=ITEMS_MAX)] = ()
    statements: Annotated[tuple[StatementModel, ...], Field(max_length=ITEMS_MAX)] = ()
    documents: Annotated[tuple[DocumentModel, ...], Field(max_length=ITEMS_MAX)] = ()
