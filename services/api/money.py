"""The money of a plan's projects: answers and the tables of its page. Pure; sums are exact.

What a plan does not print is null in the answer and *không in* on the page; a sum says how
many amounts it could not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from contracts.budgets import ProjectState
from contracts.codec import decode
from contracts.fields import Exact
from domain.history import Fact, fold
from domain.plan import Plan
from domain.projects import Project, Sum, projects_on, sum_of
from domain.task import TaskState
from domain.vietnamese.words import number_words
from services.api.answers import Answer, Known
from services.api.load import Moment
from services.api.moments import told
from services.api.views import Names
from services.api.wording import STATE_WORDS

_PIECES = re.compile(r"([^0-9]*)([0-9]*)")
NOT_PRINTED = "không in"
KIND_WORDS = {"allocated": "Vốn bố trí", "disbursed": "Đã giải ngân"}


class SumItem(Answer):
    """An exact sum in million đồng, over `printed` amounts; `not_printed` have none to add."""

    amount_million_vnd: Exact
    printed: int
    not_printed: int


class YearItem(Answer):
    """The sums of one year."""

    year: int
    allocated: SumItem
    disbursed: SumItem


class TableItem(Answer):
    """A money table of the plan by its heading: how many projects, and the sums."""

    table: str
    projects: int
    total_investment: SumItem
    years: list[YearItem]


class ProjectsAnswer(Known):
    """The projects of a plan in its order, with sums by table; amounts in million đồng."""

    plan_id: str
    unit: str = "triệu đồng"
    tables: list[TableItem]
    items: list[ProjectState]


def judge_projects(records: Iterable[bytes], plan_id: str, as_of: date) -> list[ProjectState]:
    """Return a plan's projects on a day, from the records of their subjects in any order."""
    facts: dict[str, list[Fact]] = {}
    for record in records:
        event = decode(record)
        facts.setdefault(event.subject, []).append(event.to_domain())
    found: list[Project] = []
    for _, own in sorted(facts.items()):
        found += projects_on(fold(own), as_of)
    return [ProjectState.of(project) for project in found if project.plan_id == plan_id]


def in_plan_order(plan: Plan, projects: Iterable[ProjectState]) -> list[ProjectState]:
    """Put projects in the order of the plan's rows; those of no row come last, by id."""
    order = {row.id: number for number, row in enumerate(plan.rows)}

    def place(project: ProjectState) -> tuple[object, ...]:
        digits = [(text, int(n or 0)) for text, n in _PIECES.findall(project.project)]
        return (order.get(project.row or "", len(order)), digits)

    return sorted(projects, key=place)


def projects_answer(plan: Plan, projects: Sequence[ProjectState], moment: Moment) -> ProjectsAnswer:
    """Return the answer of a plan's projects, which stand in its order."""
    return ProjectsAnswer(
        **told(moment),
        plan_id=plan.id,
        tables=[_table_item(heading, own) for heading, own in _by_table(projects)],
        items=list(projects),
    )


def _by_table(projects: Sequence[ProjectState]) -> list[tuple[str, list[ProjectState]]]:
    headings = dict.fromkeys(project.table for project in projects)
    return [(name, [one for one in projects if one.table == name]) for name in headings]


def _table_item(heading: str, projects: Sequence[ProjectState]) -> TableItem:
    return TableItem(
        table=heading,
        projects=len(projects),
        total_investment=_sum_item(sum_of(p.total_investment_million_vnd for p in projects)),
        years=[
            YearItem(
                year=year,
                allocated=_sum_item(_sum(projects, "allocated", year)),
                disbursed=_sum_item(_sum(projects, "disbursed", year)),
            )
            for year in sorted({line.year for one in projects for line in one.lines})
        ],
    )


def _sum(projects: Iterable[ProjectState], kind: str, year: int) -> Sum:
    lines = (line for project in projects for line in project.lines)
    return sum_of(
        line.amount_million_vnd for line in lines if (line.kind, line.year) == (kind, year)
    )


def _sum_item(total: Sum) -> SumItem:
    return SumItem(
        amount_million_vnd=total.amount, printed=total.printed, not_printed=total.not_printed
    )


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A project as a line of its table; `amounts` stand under the table's columns."""

    number: str
    name: str
    objective: str
    agency: str
    decision: str
    total: str
    years: str
    amounts: tuple[tuple[str, ...], ...]
    status: str
    remark: str


@dataclass(frozen=True, slots=True)
class MoneySection:
    """Projects under one heading of a money table."""

    title: str
    lines: tuple[MoneyLine, ...]


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """A money table: its heading, the columns of amounts, its lines and its sums in words.

    A column that the plan's table does not have is not shown.
    """

    title: str
    columns: tuple[str, ...]
    sections: tuple[MoneySection, ...]
    total: str
    sums: tuple[str, ...]
    missing: int
    has_total: bool
    has_agency: bool


def money_tables(projects: Sequence[ProjectState], names: Names) -> tuple[MoneyTable, ...]:
    """Return the tables of money of a plan's page."""
    return tuple(_table(heading, own, names) for heading, own in _by_table(projects))


def _table(heading: str, projects: Sequence[ProjectState], names: Names) -> MoneyTable:
    columns = sorted({(line.year, line.kind) for one in projects for line in one.lines})
    sums = [_sum(projects, kind, year) for year, kind in columns]
    total = sum_of(one.total_investment_million_vnd for one in projects)
    return MoneyTable(
        title=heading or "Dự án",
        columns=tuple(f"{KIND_WORDS[kind]} năm {year}" for year, kind in columns),
        sections=tuple(
            MoneySection(title, tuple(_line(one, columns, names) for one in group))
            for title, group in groupby(projects, key=lambda one: one.section)
        ),
        total=_sum_words(total),
        sums=tuple(map(_sum_words, sums)),
        missing=sum(one.not_printed for one in sums),
        has_total=total.printed > 0,
        has_agency=any(one.agency for one in projects),
    )


def _line(project: ProjectState, columns: Sequence[tuple[int, str]], names: Names) -> MoneyLine:
    years = "" if project.first_year is None else f"{project.first_year} - {project.last_year}"
    if project.first_year is not None and project.first_year == project.last_year:
        years = str(project.first_year)
    state = STATE_WORDS[TaskState(project.status)].vi if project.status else ""
    return MoneyLine(
        number=project.number,
        name=project.name,
        objective=project.objective,
        agency=names.short(project.agency) if project.agency else "",
        decision=project.decision,
        total=_amount_words(project.total_investment_million_vnd),
        years=years,
        amounts=tuple(_cell(project, year, kind) for year, kind in columns),
        status=project.status_text or state,
        remark=project.remark,
    )


def _cell(project: ProjectState, year: int, kind: str) -> tuple[str, ...]:
    lines = [line for line in project.lines if (line.year, line.kind) == (year, kind)]
    return tuple(
        _amount_words(line.amount_million_vnd) + (f" ({line.source})" if line.source else "")
        for line in lines
    )


def _amount_words(amount: Decimal | None) -> str:
    return NOT_PRINTED if amount is None else number_words(amount)


def _sum_words(total: Sum) -> str:
    return number_words(total.amount) if total.printed else NOT_PRINTED
