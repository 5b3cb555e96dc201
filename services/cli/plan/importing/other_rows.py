"""What is neither target nor task: kept row by row with its text, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.draft import DraftRow
from domain.plan import RowKind
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.document import Paragraph
from services.cli.plan.importing.numbering import Numbering, read_number, split_number
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import number_slug, plain

_HEADLESS = Note(
    Review.COLUMN_UNKNOWN, None, "bảng không có dòng tên cột / the table has no head of columns"
)
_CELLS_OF_A_PLAN = 3
"""A row of so many cells might be a target or task, had its columns names."""


def other_rows(table: SourceTable, prefix: str) -> Iterator[DraftRow]:
    """Yield the lines of a table whose columns are not those of a plan."""
    numbering = Numbering()
    for line in table.body:
        cells = [plain(cell.text) for cell in line.cells if not cell.merged]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        printed = read_number(filled[0]) if len(filled) > 1 else ""
        text = " | ".join(filled[1:] if printed else filled)
        doubtful = not table.heads and len(filled) >= _CELLS_OF_A_PLAN
        other = _other(table, prefix, numbering, printed, text, line.line)
        yield replace(other, notes=(_HEADLESS,)) if doubtful else other


def listed_rows(table: SourceTable, prefix: str) -> Iterator[DraftRow]:
    """Yield the paragraphs of an appendix that has no table, such as a list of legal bases."""
    numbering = Numbering()
    for paragraph in table.parts:
        for text, line in _lines(paragraph):
            printed, words = split_number(text)
            yield _other(table, prefix, numbering, printed, words, line)


def _lines(paragraph: Paragraph) -> Iterator[tuple[str, int]]:
    """Yield the numbered lines of a paragraph; a line without a number goes on with its like."""
    held, start = "", paragraph.line
    for at, line in enumerate(paragraph.text.split("\n")):
        if held and split_number(line)[0]:
            yield held, start
            held = ""
        if not held:
            start = paragraph.line + at
        held = f"{held} {plain(line)}".strip()
    if held:
        yield held, start


def _other(
    table: SourceTable, prefix: str, numbering: Numbering, printed: str, text: str, line: int
) -> DraftRow:
    number = numbering.row(printed)
    return DraftRow(
        id=f"{prefix}{number_slug(number)}",
        table=table.id,
        number=number,
        printed_number=printed,
        section="",
        text=text,
        kind=RowKind.OTHER,
        line=line,
    )
