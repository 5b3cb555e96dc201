"""The rows of a table of results as rows of a draft."""

from __future__ import annotations

from domain.deadline import YearEndDeadline
from domain.draft import DraftRow, DraftTarget
from domain.plan import RowKind
from domain.target import Milestone
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.importing.results import read_result
from services.cli.plan.importing.rows import data_rows, read_rows
from services.cli.plan.importing.tables import SourceTable, year_of
from services.cli.plan.importing.words import number_slug


def result_rows(table: SourceTable, prefix: str, year: int | None) -> list[DraftRow]:
    """Return what an earlier plan asked for and what was reached, row by row."""
    named = year_of(table)
    of = named or year
    deadline = YearEndDeadline(of) if of else None
    doubt = Review.YEAR_ASSUMED if deadline else Review.DEADLINE_MISSING
    rows = []
    for row in data_rows(read_rows(table)):
        read = read_result(row, of)
        targets = read.targets
        if not targets and not any(letter.isdigit() for letter in read.text):
            targets = (DraftTarget(Milestone(), "", read.text),)
        doubts = () if named else (Note(doubt, None, table.heading),)
        rows.append(
            DraftRow(
                id=f"{prefix}{number_slug(row.number)}",
                table=table.id,
                number=row.number,
                printed_number=row.printed,
                section=row.section,
                text=read.text,
                kind=RowKind.TARGET if read.text else RowKind.OTHER,
                targets=targets,
                deadline=deadline,
                line=row.line,
                notes=tuple(dict.fromkeys((*read.notes, *doubts))),
                result_text=read.result_text,
                result=read.result,
                verdict=read.verdict,
                remark=read.remark,
            )
        )
    return rows
