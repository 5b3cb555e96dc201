"""Plans made by hand, with nothing in them to find: tests change one thing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.bound import Relation
from domain.deadline import Deadline, YearEndDeadline
from domain.draft import (
    DraftProject,
    DraftRow,
    DraftTable,
    DraftTarget,
    Objective,
    Party,
    PlanDraft,
    TableRole,
    YearAmount,
)
from domain.lint.findings import Finding, LintCode
from domain.lint.run import lint
from domain.period import Period
from domain.plan import RowKind
from domain.target import Rule, Threshold
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review

PROVINCE = Party("UBND tỉnh", "Ủy ban nhân dân tỉnh Vĩnh Long", "people_committee")
LEAD = (Party("Sở Nội vụ", "Sở Nội vụ", "agency"),)
THIS_YEAR = YearEndDeadline(2024)
TABLES = (
    DraftTable("giao", "Phụ lục I — PHÂN CÔNG", TableRole.ASSIGNMENT, 100),
    DraftTable("ket-qua", "Phụ lục II — KẾT QUẢ", TableRole.RESULTS, 200),
    DraftTable("tien", "Phụ lục III — VỐN ĐẦU TƯ CÔNG", TableRole.MONEY, 300, unit="Triệu đồng"),
    DraftTable("tien-khac", "Phụ lục IV — VỐN ĐẦU TƯ CÔNG", TableRole.MONEY, 400),
    DraftTable("muc-tieu", "Mục tiêu", TableRole.OBJECTIVES, 10),
)


def at_least(value: str) -> Threshold:
    """Return a threshold to be reached."""
    return Threshold(Relation.AT_LEAST, Decimal(value))


def above(value: str) -> Threshold:
    """Return a threshold to be passed."""
    return Threshold(Relation.ABOVE, Decimal(value))


def target(rule: Rule, subject: str, unit: str = "%") -> DraftTarget:
    """Return a target of a row."""
    return DraftTarget(rule, unit, subject, None, subject)


def row(
    number: str,
    text: str,
    *rules: Rule,
    table: str = "giao",
    deadline: Deadline | None = THIS_YEAR,
    deadline_text: str = "Cuối năm 2024",
    notes: tuple[Review, ...] = (),
    **more: Any,
) -> DraftRow:
    """Return a row of a table: a target where a rule is given, else a task."""
    made = DraftRow(
        id=f"{table}.{number}",
        table=table,
        number=number,
        printed_number=number,
        section="",
        text=text,
        kind=RowKind.TARGET if rules else RowKind.TASK,
        targets=tuple(target(rule, text) for rule in rules),
        deadline=deadline,
        deadline_text=deadline_text,
        lead=LEAD,
        line=100,
        notes=tuple(Note(code) for code in notes),
    )
    return replace(made, **more)


def objective(text: str, rule: Rule, of: DraftRow | None = None, year: int = 2024) -> Objective:
    """Return an objective of the text, and the row that assigns it."""
    return Objective(text, "I", 10, (target(rule, text),), of.id if of else None, (), year)


def project(number: str, name: str, amount: str, table: str = "tien", **more: Any) -> DraftProject:
    """Return a row of a money table with capital of 2024."""
    amounts = (YearAmount(2024, Decimal(amount)),)
    made = DraftProject(f"{table}.{number}", table, number, "", name, None, None, amounts)
    return replace(made, line=300, **more)


def plan(*rows: DraftRow, **more: Any) -> PlanDraft:
    """Return a signed plan of a province for 2024."""
    used = {one.table for one in (*rows, *more.get("projects", ()))}
    made = PlanDraft(
        id="ke-hoach-2024",
        issuer=PROVINCE,
        title="KẾ HOẠCH chính quyền số tỉnh Vĩnh Long năm 2024",
        number="12/KH-UBND",
        issued_on=date(2024, 1, 10),
        period=Period.parse("2024"),
        focal_point=None,
        source="ke-hoach.txt",
        tables=tuple(table for table in TABLES if table.id in used),
        rows=rows,
    )
    return replace(made, **more)


def found(*plans: PlanDraft) -> list[Finding]:
    """Return all findings."""
    return [*lint(plans)]


def codes(*plans: PlanDraft) -> list[tuple[LintCode, str]]:
    """Return code and row of all findings."""
    return [(finding.code, finding.row) for finding in lint(plans)]
