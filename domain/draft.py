"""A plan as it was read from its document, before it is published.

What the importer makes, what the plan file holds, what lint looks at and what publication
turns into events: one shape, so that they need not know one another. Lines count from 1 in
the source document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from domain.deadline import Deadline
from domain.measurement import Value
from domain.period import Frequency, Period
from domain.plan import RowKind
from domain.target import Rule, Stakes
from domain.task import TaskState
from domain.vietnamese.reading import Note


class TableRole(StrEnum):
    """What a table of a plan is for."""

    ASSIGNMENT = "assignment"
    """Targets and tasks with who answers and by when (Phụ lục VII)."""
    RESULTS = "results"
    """Results of an earlier plan with official verdicts (Phụ lục I)."""
    MONEY = "money"
    """Projects with capital by year (Phụ lục II, III, V, VI)."""
    OBJECTIVES = "objectives"
    """Objectives of the prose (*Mục tiêu*)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Party:
    """An agency, group or role as a plan names it.

    `name` is the canonical name (*Sở Thông tin và Truyền thông*), `agency` its id in the
    directory, None where it is not resolved. `kind` is that of the directory. `proposed`: the
    id was made up at import, and stands in no directory yet.
    """

    text: str
    name: str
    kind: str
    agency: str | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table of the document: `id` is its slug (`phu-luc-vii`), `heading` as printed."""

    id: str
    heading: str
    role: TableRole
    line: int
    columns: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    """The indicator that import proposes for a target or part, and the officer decides on.

    `change` says how its words differ where `definition` is above 1 (a break in series).
    """

    id: str
    name: str
    unit: str
    definition: int = 1
    existing: bool = False
    change: str = ""
    direction: Literal["higher", "lower"] = "higher"


@dataclass(frozen=True, slots=True)
class DraftTarget:
    """A target of a row on one indicator. A row of several indicators has several of these.

    `text` is the phrase that it was read from, `subject` what is measured, without the number.
    `stakes` are the officer's: no plan prints them.
    """

    rule: Rule
    unit: str
    text: str
    indicator: IndicatorChoice | None = None
    subject: str = ""
    stakes: Stakes | None = None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row of a table, or an objective of the prose that no row assigns.

    `number` is the full one (`II.4`), `printed_number` what the row itself prints (`4`),
    `section` the heading above it (`II. XÂY DỰNG CHÍNH QUYỀN SỐ`). A task's quantity is in
    `targets` too. `result`, `verdict` and `remark` are those of a results table. `reviewed`: the
    officer has decided this row; importing again keeps what he decided.
    `imported` are marks of what import read, by which a later import tells what was edited.
    """

    id: str
    table: str
    number: str
    printed_number: str
    section: str
    text: str
    kind: RowKind
    targets: tuple[DraftTarget, ...] = ()
    deadline: Deadline | None = None
    deadline_text: str = ""
    lead: tuple[Party, ...] = ()
    coordinators: tuple[Party, ...] = ()
    line: int | None = None
    notes: tuple[Note, ...] = ()
    state: TaskState | None = None
    result_text: str = ""
    result: Value | None = None
    verdict: str = ""
    remark: str = ""
    reviewed: bool = False
    imported: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the prose; `row` is the id of the row that assigns it, if any."""

    text: str
    section: str
    line: int
    targets: tuple[DraftTarget, ...] = ()
    row: str | None = None
    notes: tuple[Note, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the prose that binds: an obligation, a deadline, an amount."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class YearAmount:
    """Capital of one year from one source, in million đồng; None where it is not printed."""

    year: int
    amount: Decimal | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DraftProject:
    """A row of a money table. Amounts are in million đồng; None is *not printed*.

    `imported` is as in `DraftRow`.
    """

    id: str
    table: str
    number: str
    section: str
    name: str
    agency: Party | None
    total_investment: Decimal | None
    amounts: tuple[YearAmount, ...]
    years: tuple[int, int] | None = None
    decision: str = ""
    objective: str = ""
    source: str = ""
    status_text: str = ""
    status: TaskState | None = None
    remark: str = ""
    line: int | None = None
    notes: tuple[Note, ...] = ()
    imported: str = ""


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A sum that a money table or the prose prints.

    `section` is None for the whole table; `year` None where the sum is over all years. For a
    sum of the prose `table` is empty and `text` its sentence.
    """

    table: str
    section: str | None
    year: int | None
    amount: Decimal
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that the plan names: number as printed, day, issuer where it is said."""

    number: str
    issued_on: date | None
    issuer: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class DraftDuty:
    """Who reports through whom to whom, when: a day (last one included), or how often.

    `reviewed`: the officer has seen that no day is printed, and need not be told again.
    """

    reporter: tuple[Party, ...]
    through: Party | None
    recipient: Party | None
    due_on: date | None
    frequency: Frequency | None
    text: str
    line: int
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A whole plan as read. Without `number` or `issued_on` its id is a provisional key.

    `notes` are about the plan itself: its key, issuer or years.
    """

    id: str
    issuer: Party
    title: str
    number: str | None
    issued_on: date | None
    period: Period
    focal_point: Party | None
    source: str
    tables: tuple[DraftTable, ...] = ()
    rows: tuple[DraftRow, ...] = ()
    objectives: tuple[Objective, ...] = ()
    projects: tuple[DraftProject, ...] = ()
    totals: tuple[PrintedTotal, ...] = ()
    duties: tuple[DraftDuty, ...] = ()
    statements: tuple[Statement, ...] = ()
    documents: tuple[CitedDocument, ...] = ()
    agencies: tuple[Party, ...] = ()
    revision: int = 1
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
