"""The fields of a plan file, strictly: what an officer may write, and what is refused.

Rules, deadlines and values are those of the events that the file becomes. Every agency and
every indicator is written once, under `agencies` and `indicators`, and meant by its name.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from contracts.common import Value
from contracts.deadlines import Deadline, Year
from contracts.fields import (
    AgencyId,
    Contract,
    Day,
    Exact,
    PeriodCode,
    Revision,
    Slug,
    Unit,
)
from contracts.rules import Rule
from domain.period import Frequency
from domain.task import TaskState
from domain.vietnamese.review import Review
from services.cli.plan.plan_file_text import tidy
from services.cli.plan.plan_file_yaml import WrittenDecimal, WrittenInt

FORMAT = "chitieu-plan/1"
TEXT_MAX_LENGTH = 20_000
ITEMS_MAX = 5_000
CELLS_MAX = 100
TARGET_KEYS = ("unit", "text", "subject", "indicator")


def _as_written(value: object) -> object:
    return value.text if isinstance(value, WrittenInt | WrittenDecimal) else value


def _review_code(value: object) -> Review:
    try:
        return Review(str(value))
    except ValueError:
        known = ", ".join(code.value for code in Review)
        raise PydanticKnownError("enum", {"expected": known}) from None


Words = Annotated[
    str,
    BeforeValidator(_as_written),
    StringConstraints(max_length=TEXT_MAX_LENGTH),
    AfterValidator(tidy),
]
"""Words; a number that stands where words do keeps its digits (`number: 01`)."""
LineNumber = Annotated[int, Field(ge=1)]
State = Literal[
    "chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung", "hoan_thanh"
]
STATES = {state.value: state for state in TaskState}


class AgencyRef(Contract):
    """An agency by its name, or by the words that the plan prints for it.

    Both are written where the words alone might mean several.
    """

    text: Words
    name: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_words(cls, value: Any) -> Any:
        written = _as_written(value)
        return {"text": written} if isinstance(written, str) else value


Parties = Annotated[tuple[AgencyRef, ...], Field(max_length=CELLS_MAX)]


class AgencyModel(Contract):
    """An agency under its canonical name: its id, and how the plan prints it.

    `name` only where two agencies have one name, and the key tells them apart.
    """

    name: Words | None = None
    id: AgencyId | None = None
    kind: Words = "agency"
    proposed: bool = False
    printed: Annotated[tuple[Words, ...], Field(max_length=CELLS_MAX)] = ()
    members: Annotated[tuple[Words, ...], Field(max_length=500)] = ()


class IndicatorModel(Contract):
    """An indicator under its id (`id@2`: its second definition)."""

    name: Words
    unit: Unit = ""
    direction: Literal["higher", "lower"] = "higher"
    existing: bool = False
    change: Words = ""


class ReviewModel(Contract):
    """What to look at. `words` and `quote` are for the reader; `code` decides."""

    code: Annotated[Review, BeforeValidator(_review_code)]
    words: Words = ""
    quote: Words = ""
    span: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    detail: Words = ""


Reviews = Annotated[tuple[ReviewModel, ...], Field(max_length=CELLS_MAX)]


def phrase_of(text: str) -> str:
    """Return the phrase of a target where its row says nothing else: the row's own words."""
    return text.rstrip(" .;,")


class TargetModel(Contract):
    """A rule written flat (`kind`, `relation`, `value`, …) beside its unit and indicator.

    Left out, `text` is that of the row without its full stop, `subject` the indicator's name.
    """

    rule: Rule
    unit: Unit = ""
    text: Words | None = None
    subject: Words | None = None
    indicator: Words | None = None

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
    issued_on: Day | None = None
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
    due_on: Day | None = None
    frequency: Frequency | None = None
    text: Words = ""
    line: LineNumber


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
    year: Year | None = None
    target: TargetModel | None = None
    targets: Targets = ()
    row: Slug | None = None
    review: Reviews = ()


class AmountModel(Contract):
    """Capital of a year, in million đồng; null: not printed."""

    year: Year
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
    years: tuple[Year, Year] | None = None
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
    year: Year | None = None
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
    issued_on: Day | None = None
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
