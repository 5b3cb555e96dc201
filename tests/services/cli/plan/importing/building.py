"""Documents made by hand, as the readers would give them, and short views of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from domain.draft import DraftRow, PlanDraft
from domain.vietnamese.review import Review
from services.cli.plan.document import Block, Cell, Document, Line, Paragraph, Table
from services.cli.plan.importing import ImportOptions, draft

WE = ImportOptions(issuer="Ủy ban nhân dân tỉnh Vĩnh Long")


def table(*rows: Sequence[str], line: int = 10, sheet: str = "") -> Table:
    """Return a table; `^` before a cell's text says that it is merged, `!` that it is bold."""
    lines = tuple(
        Line(tuple(_cell(text) for text in row), line + at) for at, row in enumerate(rows)
    )
    return Table(lines, line, sheet)


def _cell(text: str) -> Cell:
    merged, bold = text.startswith("^"), text.startswith("!")
    return Cell(text[1:] if merged or bold else text, merged, bold)


def text(*paragraphs: str, line: int = 1) -> tuple[Paragraph, ...]:
    """Return paragraphs, one a line; `#` before one says that the source marks a heading."""
    return tuple(
        Paragraph(words.removeprefix("#"), line + at, words.startswith("#"))
        for at, words in enumerate(paragraphs)
    )


def document(*blocks: Block, name: str = "ke-hoach.txt") -> Document:
    """Return a document of these blocks."""
    return Document(name, "0" * 64, blocks)


def read(*blocks: Block, name: str = "ke-hoach.txt", options: ImportOptions = WE) -> PlanDraft:
    """Return the draft of a document of these blocks."""
    return draft(document(*blocks, name=name), options)


def by_number(plan: PlanDraft, of: str = "") -> dict[str, DraftRow]:
    """Return the rows (of one table) by their full number."""
    return {row.number: row for row in plan.rows if not of or row.table == of}


def leads(row: DraftRow) -> list[str]:
    """Return who leads, by name."""
    return [party.name for party in row.lead]


def helpers(row: DraftRow) -> list[str]:
    """Return who helps, by name."""
    return [party.name for party in row.coordinators]


def codes(row: DraftRow) -> set[Review]:
    """Return what a row asks the officer to look at."""
    return {note.code for note in row.notes}
