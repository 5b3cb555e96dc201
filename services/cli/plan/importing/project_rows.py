"""Projects of money tables as rows: those of the plan's own years are tasks too."""

from __future__ import annotations

from collections.abc import Sequence

from domain.deadline import Deadline
from domain.draft import DraftProject, DraftRow, PrintedTotal, TableRole
from domain.plan import RowKind
from services.cli.plan.importing.front import Front
from services.cli.plan.importing.money import read_money
from services.cli.plan.importing.readings import Notes
from services.cli.plan.importing.tables import SourceTable, year_of
from services.cli.plan.importing.words import table_prefix


def project_rows(
    tables: Sequence[SourceTable], front: Front
) -> tuple[tuple[DraftProject, ...], tuple[PrintedTotal, ...], list[DraftRow]]:
    """Return projects, printed sums, and the tasks; a task has the id of its project."""
    projects: list[DraftProject] = []
    totals: list[PrintedTotal] = []
    tasks: list[DraftRow] = []
    for table in tables:
        if table.role is not TableRole.MONEY:
            continue
        money = read_money(table, front.place, front.year, table_prefix(front.id, table.id))
        totals.extend(money.totals)
        year = year_of(table)
        current = year is None or front.period.start_on.year <= year <= front.period.end_on.year
        for project, deadline, notes in money.projects:
            projects.append(project)
            if current:
                tasks.append(_task(project, deadline, notes))
    return tuple(projects), tuple(totals), tasks


def _task(project: DraftProject, deadline: Deadline | None, notes: Notes) -> DraftRow:
    return DraftRow(
        id=project.id,
        table=project.table,
        number=project.number,
        printed_number=project.number.rsplit(".", 1)[-1],
        section=project.section,
        text=project.name,
        kind=RowKind.TASK,
        deadline=deadline,
        deadline_text=deadline.text if deadline else "",
        lead=(project.agency,) if project.agency else (),
        line=project.line,
        notes=tuple(dict.fromkeys((*notes, *project.notes))),
        state=project.status,
        remark=project.remark,
    )
