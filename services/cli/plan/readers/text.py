"""Plain text and Markdown to blocks: one file may hold prose and tables of several forms.

Tables are found first, by how their cells are divided (lines of `|`, tabs, bars); what is
left is prose. Every block knows the line of the file it begins on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.cli.plan.document import Block, Line, Table
from services.cli.plan.readers import cut_rows, heads, limits, markup, pipe_cells, row_marks
from services.cli.plan.readers.prose import NumberedLine, Paragraphs
from services.cli.plan.readers.refusals import FileProblem, FileRefused

_LAST_CELL_LINES = 3
_BELOW = re.compile(r"\W*(?:ghi chú|lưu ý|nơi nhận|phụ lục)\b|TM\. ", re.IGNORECASE)


def read_text(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text whose lines are ended by line feeds.

    Raises `FileRefused` for more lines or table rows than a plan can have.
    """
    lines = text.split("\n")
    if len(lines) > limits.TEXT_LINES:
        raise FileRefused(FileProblem.TOO_MANY_LINES, count=len(lines), limit=limits.TEXT_LINES)
    blocks = tuple(_blocks(lines))
    rows = sum(len(block.lines) for block in blocks if isinstance(block, Table))
    if rows > limits.TABLE_ROWS:
        raise FileRefused(FileProblem.TOO_MANY_ROWS, count=rows, limit=limits.TABLE_ROWS)
    return blocks


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    prose = Paragraphs([line for line in lines if cut_rows.TAB not in line])
    at = 0
    for found in pipe_cells.find(lines):
        yield from _between(lines, at, found.start, prose)
        yield found.table
        at = found.end
    yield from _between(lines, at, len(lines), prose)


def _between(lines: Sequence[str], start: int, end: int, prose: Paragraphs) -> Iterator[Block]:
    """Return the prose and the tables of one row a line, of a stretch of lines."""
    pending: list[NumberedLine] = []
    at = start
    while at < end:
        divider = _divider(lines, at, end)
        if divider is None:
            blank = pipe_cells.is_bar(lines[at])
            pending.append((at + 1, "" if blank else lines[at]))
            at += 1
            continue
        yield from prose.of(pending)
        pending = []
        after = _table_end(lines, at, end, divider)
        numbered = [(index + 1, lines[index]) for index in range(at, after)]
        yield from split_at_heads(cut_rows.rows(numbered, divider))
        at = after
    yield from prose.of(pending)


def _divider(lines: Sequence[str], at: int, end: int) -> str | None:
    """Return what divides the cells where a table begins at a line."""
    line = lines[at]
    if cut_rows.TAB in line.strip() or (cut_rows.TAB in line and _is_row(lines, at + 1, end)):
        return cut_rows.TAB
    count = cut_rows.bars(line)
    if not count or cut_rows.is_separator(line):
        return None
    framed = line.strip().startswith(cut_rows.BAR) and count >= 2
    following = lines[at + 1] if at + 1 < end else ""
    if framed or cut_rows.is_separator(following):
        return cut_rows.BAR
    if count >= 2 and cut_rows.bars(following) == count:
        return cut_rows.BAR
    if count >= 2 and cut_rows.bars(following) and heads.is_head(cut_rows.cut(line, cut_rows.BAR)):
        return cut_rows.BAR
    return None


def _is_row(lines: Sequence[str], at: int, end: int) -> bool:
    return at < end and cut_rows.TAB in lines[at].strip()


def _table_end(lines: Sequence[str], at: int, end: int, divider: str) -> int:
    """Return where the table ends: at a blank line, or a line that no row goes on with."""
    width = len(cut_rows.cut(lines[at], divider))
    cells = width
    after = cut_rows.quoted_end(lines, at, divider) + 1
    while after < end and lines[after].strip(" ") and not pipe_cells.is_bar(lines[after]):
        line = lines[after]
        if divider in line:
            got = len(cut_rows.cut(line, divider))
            cells = got if cells >= width else min(width, cells + got - 1)
            after = cut_rows.quoted_end(lines, after, divider)
        elif after == at + 1 or cells >= width or _BELOW.match(line):
            # The row is whole, or the line says that it stands below: it is prose.
            wrapped = divider == cut_rows.TAB and not _BELOW.match(line)
            if not wrapped or not _rows_go_on(lines, after, end):
                break
        after += 1
    return after


def _rows_go_on(lines: Sequence[str], at: int, end: int) -> bool:
    """Tell whether a few lines without tabs are the rest of a last cell: a row comes right after.

    Not a line that is only a number: a page's.
    """
    for after in range(at, min(at + _LAST_CELL_LINES + 1, end)):
        line = lines[after]
        if cut_rows.TAB in line:
            return row_marks.is_mark(markup.strip(line.split(cut_rows.TAB)[0]))
        if not line.strip() or line.strip().isdigit():
            return False
    return False


def split_at_heads(rows: Sequence[Line]) -> Iterator[Table]:
    """Give one table for each time the head stands there: a page break repeats it."""
    start = 0
    head = _words(rows[0]) if rows else ()
    for index in range(1, len(rows) + 1):
        if index == len(rows) or (len(head) > 1 and _words(rows[index]) == head):
            yield Table(tuple(rows[start:index]), rows[start].line)
            start = index


def _words(row: Line) -> tuple[str, ...]:
    return tuple(" ".join(cell.text.lower().split()) for cell in row.cells)
