"""A sheet's rows to blocks: titles and notes around a table are paragraphs, not rows of it.

In a spreadsheet everything is a cell. What stands alone in its row above a table's head is
the table's heading; below the head it is a row of the table (a section merged across it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.cli.plan.document import Block, Cell, Line, Paragraph
from services.cli.plan.readers import heads, limits
from services.cli.plan.readers.prose import NumberedLine, Paragraphs
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.row_marks import is_mark
from services.cli.plan.readers.text import split_at_heads


def check_size(rows: int, columns: int, cells: int) -> None:
    """Raise `FileRefused` for a sheet that is larger than any plan's."""
    if rows > limits.TABLE_ROWS:
        raise FileRefused(FileProblem.TOO_MANY_ROWS, count=rows, limit=limits.TABLE_ROWS)
    check_columns(columns, limits.TABLE_COLUMNS)
    if cells > limits.CELLS:
        raise FileRefused(FileProblem.TOO_COSTLY, detail=f"{limits.CELLS} ô / cells")


def check_columns(columns: int, limit: int) -> None:
    """Raise `FileRefused` for more columns than the limit."""
    if columns > limit:
        raise FileRefused(FileProblem.TOO_MANY_COLUMNS, count=columns, limit=limit)


def blocks_of(lines: Sequence[Line], sheet: str = "") -> tuple[Block, ...]:
    """Return the blocks of a sheet's lines, empty ones included as the gaps that they are."""
    trimmed = _without_empty_columns(lines)
    found: list[Block] = []
    for part in _parts(trimmed):
        if isinstance(part, Paragraph):
            found.append(part)
        elif heads.is_layout([_texts(line) for line in part]):
            found.extend(column_by_column(part))
        else:
            found.extend(replace(table, sheet=sheet) for table in split_at_heads(part))
    return tuple(found)


def table_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Give a table that is known to be one; titles in its first rows are paragraphs."""
    start = 0
    while start < len(lines) and _is_title(lines, start):
        single = alone(lines[start])
        if single is not None:
            yield Paragraph(single.text, lines[start].line, single.bold)
        start += 1
    filled = [line for line in lines[start:] if not is_empty(line)]
    if filled:
        yield from split_at_heads(filled)


def _is_title(lines: Sequence[Line], at: int) -> bool:
    """Whether only a title, or nothing, stands in a row above the head."""
    if is_empty(lines[at]):
        return True
    following = next((later for later in lines[at + 1 :] if _is_row(later)), None)
    return (
        alone(lines[at]) is not None and following is not None and heads.is_head(_texts(following))
    )


def column_by_column(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Give a letterhead's or signature's blocks one after another, as a person reads them."""
    for column in range(max(len(line.cells) for line in lines)):
        pieces: list[NumberedLine] = []
        for line in lines:
            cell = line.cells[column] if column < len(line.cells) else Cell("")
            if not cell.merged:
                pieces.extend((line.line, piece) for piece in cell.text.split("\n"))
        yield from Paragraphs(()).of(pieces)


def is_empty(line: Line) -> bool:
    """Return whether nothing of its own stands in a line."""
    return not any(cell.text.strip() and not cell.merged for cell in line.cells)


def alone(line: Line) -> Cell | None:
    """Return the only cell of a line that has text of its own."""
    own = [cell for cell in line.cells if cell.text.strip() and not cell.merged]
    return own[0] if len(own) == 1 else None


def _parts(lines: Sequence[Line]) -> Iterator[Paragraph | list[Line]]:
    """Give paragraphs, and the lines of each table."""
    table: list[Line] = []
    gap = False
    for index, line in enumerate(lines):
        if is_empty(line):
            gap = bool(table)
            continue
        single = alone(line)
        if table and _ends_table(table, lines, index, gap):
            yield table
            table = []
        if single is not None and (not table) and not is_mark(single.text):
            yield Paragraph(single.text.strip(), line.line, single.bold)
        else:
            table.append(line)
        gap = False
    if table:
        yield table


def _ends_table(table: Sequence[Line], lines: Sequence[Line], index: int, gap: bool) -> bool:
    line = lines[index]
    if alone(line) is None:
        if not gap and heads.is_head(_texts(table[0])):
            return False
        letterhead = heads.is_layout([_texts(row) for row in table])
        return heads.is_head(_texts(line)) or (_is_layout_line(line) and not letterhead)
    following = next((later for later in lines[index + 1 :] if _is_row(later)), None)
    if following is None:
        return gap
    return heads.is_head(_texts(following)) or _is_layout_line(following)


def _is_row(line: Line) -> bool:
    return not is_empty(line) and alone(line) is None


def _is_layout_line(line: Line) -> bool:
    return heads.is_layout([_texts(line)])


def _texts(line: Line) -> list[str]:
    return [cell.text for cell in line.cells if not cell.merged]


def _without_empty_columns(lines: Sequence[Line]) -> list[Line]:
    """Drop the empty cells to the right of the last column with text."""
    width = 0
    for line in lines:
        for column in range(len(line.cells), width, -1):
            cell = line.cells[column - 1]
            if cell.text.strip() and not cell.merged:
                width = column
                break
    return [replace(line, cells=line.cells[:width]) for line in lines]
