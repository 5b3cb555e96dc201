"""Find the tables of a document: named, their columns known, page-split pieces joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from domain.draft import DraftTable, TableRole
from services.cli.plan.document import Document, Line, Paragraph, Table
from services.cli.plan.importing.columns import Column, Head, resolve
from services.cli.plan.importing.headings import (
    Appendix,
    appendix_of,
    heading_like,
    heading_of,
    is_page_mark,
    sheet_title,
)
from services.cli.plan.importing.numbering import read_number
from services.cli.plan.importing.segments import Segment, is_letterhead, same_head, segments
from services.cli.plan.importing.words import bare, plain, slug, unique, years


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table ready to be read: its name, its columns, its rows without the head.

    `parts` are the paragraphs of an appendix that has no table (a list of legal bases).
    """

    id: str
    heading: str
    number: str
    role: TableRole
    line: int
    unit: str
    heads: tuple[Head, ...]
    body: tuple[Line, ...]
    parts: tuple[Paragraph, ...] = ()

    def has(self, *columns: Column) -> bool:
        """Tell whether the table has any of these columns."""
        return any(head.column in columns for head in self.heads)

    def shown(self) -> DraftTable:
        """Return what the plan file says of the table."""
        names = tuple(head.text for head in self.heads)
        return DraftTable(self.id, self.heading, self.role, self.line, names, self.unit)


@dataclass(slots=True)
class _Found:
    """A table while its pieces are being joined."""

    segment: Segment
    paragraphs: list[Paragraph]
    appendix: Appendix | None
    sheet: str
    line: int
    body: list[Line]
    order: int


def find_tables(document: Document) -> tuple[SourceTable, ...]:
    """Return the tables of a document in their order, each with an id of its own."""
    taken: set[str] = set()
    lists = dict(_lists(document))
    tables: list[SourceTable] = []
    for each in _tables(document):
        for at in [at for at in lists if at < each.order]:
            table = lists.pop(at)
            tables.append(replace(table, id=unique(table.id, taken)))
        tables.append(_named(each, len(tables) + 1, taken))
    tables.extend(replace(table, id=unique(table.id, taken)) for table in lists.values())
    return tuple(tables)


def chosen(tables: Sequence[SourceTable], wanted: Sequence[str]) -> tuple[SourceTable, ...]:
    """Return the tables that are asked for by id, number or words of the heading; all if none."""
    if not wanted:
        return tuple(tables)
    return tuple(table for table in tables if any(answers(table, each) for each in wanted))


def answers(table: SourceTable, wanted: str) -> bool:
    """Tell whether a table is the one that is asked for."""
    words = bare(wanted)
    name = slug(wanted)
    if not words:
        return False
    if table.id == name or table.id.startswith(f"{name}-") or bare(table.number) == words:
        return True
    return f" {words} " in f" {bare(table.heading)} "


def prose_of(document: Document) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the plan itself, up to its first appendix."""
    paragraphs: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if paragraphs and appendix_of(block):
                break
            paragraphs.append(block)
    return tuple(paragraphs)


def _tables(document: Document) -> list[_Found]:
    found: list[_Found] = []
    pending: list[Paragraph] = []
    appendix: Appendix | None = None
    for order, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            appendix = appendix_of(block) or appendix
            pending.append(block)
            continue
        if is_letterhead(block):
            continue
        if not found or block.sheet != found[-1].sheet:
            named = appendix_of(Paragraph(sheet_title(block.sheet), block.line, heading=True))
            appendix = next(filter(None, map(appendix_of, reversed(pending))), named)
        for segment in segments(block):
            before = found[-1] if found else None
            if before and _continues(before, segment, pending, block):
                before.body.extend(segment.body)
            elif segment.body or segment.heads:
                appendix = _title_appendix(segment) or appendix
                body = list(segment.body)
                found.append(
                    _Found(segment, pending, appendix, block.sheet, segment.line, body, order)
                )
            pending = []
    return found


def _title_appendix(segment: Segment) -> Appendix | None:
    for title in segment.titles:
        if opened := appendix_of(Paragraph(title, segment.line, heading=True)):
            return opened
    return None


def _continues(before: _Found, segment: Segment, between: list[Paragraph], table: Table) -> bool:
    """Tell whether a piece goes on with the table before: no heading, the same head or width."""
    if segment.titles or any(not is_page_mark(paragraph.text) for paragraph in between):
        return False
    if table.sheet != before.sheet and (segment.heads or not _next_number(before, segment)):
        return False
    if segment.heads:
        return same_head(segment.heads, before.segment.heads)
    width = max((len(line.cells) for line in segment.body), default=0)
    return 1 < width <= max(len(before.segment.heads), 2)


def _next_number(before: _Found, segment: Segment) -> bool:
    """Tell whether a headless sheet begins with the number after the last row's, as wide as it."""
    last, first = before.body[-1:], segment.body[:1]
    if not last or not first or len(first[0].cells) != len(before.segment.heads):
        return False
    before_it, number = (read_number(line.cells[0].text) for line in (last[0], first[0]))
    return before_it.isdigit() and number.isdigit() and int(number) == int(before_it) + 1


def _named(found: _Found, at: int, taken: set[str]) -> SourceTable:
    heading = heading_of(found.paragraphs, found.segment.titles)
    appendix = found.appendix
    text = heading.text or sheet_title(found.sheet)
    if appendix:
        letter = heading.letter if bare(heading.letter) != bare(appendix.number) else ""
        name = f"{appendix.id}-{slug(letter)}".strip("-")
        number = letter or appendix.number
        if appendix.heading and not bare(text).startswith(bare(appendix.heading)[:40]):
            text = f"{appendix.heading} — {text}".strip(" —")
    else:
        name = slug(sheet_title(found.sheet)) or slug(heading.text, 40)
        number = heading.letter
    heads = resolve(found.segment.heads, tuple(_texts(line) for line in found.body))
    table = SourceTable(
        unique(name or f"bang-{at}", taken),
        text,
        number,
        TableRole.OTHER,
        found.line,
        heading.unit,
        heads,
        tuple(found.body),
    )
    return replace(table, role=_role(table))


def _texts(line: Line) -> tuple[str, ...]:
    return tuple("" if cell.merged else cell.text for cell in line.cells)


def _role(table: SourceTable) -> TableRole:
    """Say what a table is for by its columns, and by its heading where they are few."""
    if not table.has(Column.NAME):
        return TableRole.OTHER
    if table.has(Column.RESULT) and not table.has(Column.DEADLINE, Column.COORDINATORS):
        return TableRole.RESULTS
    assigned = table.has(Column.COORDINATORS, Column.BOTH) or (
        table.has(Column.LEAD)
        and table.has(Column.DEADLINE)
        and not table.has(Column.TOTAL, Column.DECISION)
    )
    if table.has(Column.AMOUNT, Column.TOTAL) and not assigned:
        return TableRole.MONEY
    if assigned or table.has(Column.LEAD, Column.DEADLINE, Column.VALUE):
        return TableRole.ASSIGNMENT
    words = bare(table.heading + " " + " ".join(head.text for head in table.heads))
    if any(word in words for word in ("chi tieu", "nhiem vu", "muc tieu", "phan cong")):
        return TableRole.ASSIGNMENT
    return TableRole.OTHER


def year_of(table: SourceTable) -> int | None:
    """Return the one year that a table's heading names."""
    named = set(years(table.heading))
    return named.pop() if len(named) == 1 else None


def _lists(document: Document) -> Iterator[tuple[int, SourceTable]]:
    """Yield the appendices without a table, with their place: their paragraphs are kept."""
    opened: Appendix | None = None
    parts: list[Paragraph] = []
    for order, block in enumerate((*document.blocks, None)):
        starts = appendix_of(block) if isinstance(block, Paragraph) else None
        if opened and (starts or block is None) and parts:
            kept = tuple(dropwhile(heading_like, parts))
            heading = _with_title(opened, parts)
            table = SourceTable(
                opened.id, heading, opened.number, TableRole.OTHER, opened.line, "", (), (), kept
            )
            yield order, table
        if starts or isinstance(block, Table):
            opened, parts = starts, []
        elif opened and isinstance(block, Paragraph):
            parts.append(block)


def _with_title(appendix: Appendix, parts: list[Paragraph]) -> str:
    if "—" in appendix.heading:
        return appendix.heading
    titles = []
    for part in parts:
        if not heading_like(part):
            break
        titles.append(part)
    title = heading_of(titles, ()).text
    return f"{appendix.heading} — {title}" if title else plain(appendix.heading)
