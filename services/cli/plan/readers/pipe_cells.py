"""Tables whose cells stand one after another, each ended by a line that holds only `|`.

So does a web page's table look once it is text: rows are not marked, and cells that were
merged with others are gone. Rows are found by their marks (`1`, `a`, `II`); a row that lost
cells stays short, and no cell is moved to a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cli.plan.document import Cell, Line, Table
from services.cli.plan.readers import heads, markup
from services.cli.plan.readers.row_marks import Series, follows, is_mark

BAR = "|"
CHUNK_LINES_MAX = 40
HEAD_CELLS_MAX = 30

_BULLET = re.compile(r"\s*[-–—+•*]\s+\S")
_AFTER_TABLE = re.compile(
    r"(?:phụ lục|biểu|mẫu)(?:\s+[ivxl\d]+)?\s*$|nơi nhận\s*:|\(kèm theo", re.IGNORECASE
)
_SECTION = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])\.\s+\S")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The lines between two bars: the first line's index, and what stands on them."""

    at: int
    lines: tuple[str, ...]

    @property
    def filled(self) -> list[tuple[int, str]]:
        return [(self.at + i, text) for i, text in enumerate(self.lines) if text.strip()]

    @property
    def text(self) -> str:
        return cell_text([text for _, text in self.filled])

    @property
    def line(self) -> int:
        """The number of the first filled line, from 1; of the bar for an empty cell."""
        filled = self.filled
        return (filled[0][0] if filled else self.at + len(self.lines)) + 1


@dataclass(frozen=True, slots=True)
class Found:
    """A table, and the indexes of the lines it takes: from `start` to before `end`."""

    table: Table
    start: int
    end: int


def cell_text(lines: Sequence[str]) -> str:
    """Join the wrapped lines of a cell; each "- " item of a list keeps a line of its own."""
    text = ""
    for line in lines:
        if text:
            text += "\n" if _BULLET.match(line) else " "
        text += line.strip()
    return markup.strip(text, line_break="\n")


def is_bar(line: str) -> bool:
    """Return whether a line only ends a cell."""
    return line.strip() == BAR


def find(lines: Sequence[str]) -> Iterator[Found]:
    """Return the tables of this form; bars elsewhere (a letterhead's) make none."""
    chunks = _chunks(lines)
    at = 0
    while at < len(chunks):
        head = _head(chunks, at)
        if head is None:
            at += 1
            continue
        cells, width, after = head
        body, after = _body(chunks, after)
        first = cells[0]
        numbered = heads.is_number_column(first.text)
        table_lines = (_line(cells), *(_line(row) for row in _rows(body, width, numbered)))
        end = chunks[after - 1].at + len(chunks[after - 1].lines) + 1
        yield Found(Table(table_lines, first.line), first.line - 1, end)
        at = after


def _chunks(lines: Sequence[str]) -> list[_Chunk]:
    """Return what each bar ends; what follows the last bar is no cell."""
    found, start = [], 0
    for index, line in enumerate(lines):
        if is_bar(line):
            found.append(_Chunk(start, tuple(lines[start:index])))
            start = index + 1
    return found


def _head(chunks: Sequence[_Chunk], at: int) -> tuple[list[_Chunk], int, int] | None:
    """Return the head's cells, how many, and the place of the first cell after it."""
    first = _first_head_cell(chunks[at])
    if first is None:
        return None
    named = [is_named for is_named in map(_is_named, chunks[at + 1 : at + 4]) if is_named]
    numbered = heads.is_number_column(first.text)
    if not named or (not numbered and len(named) < 2):
        return None
    after = at + 1
    while after < len(chunks) and after - at < HEAD_CELLS_MAX:
        text = chunks[after].text
        if is_mark(text) if numbered else not heads.is_column_name(text):
            break
        after += 1
    if after - at == HEAD_CELLS_MAX:
        return None
    return [first, *chunks[at + 1 : after]], after - at, after


def _is_named(chunk: _Chunk) -> bool:
    return heads.is_column_name(chunk.text)


def _first_head_cell(chunk: _Chunk) -> _Chunk | None:
    """Return the end of a chunk that is a column's name; prose may stand before it."""
    filled = chunk.filled
    for count in (1, 2):
        if len(filled) >= count:
            at = filled[-count][0]
            tail = _Chunk(at, chunk.lines[at - chunk.at :])
            if heads.is_number_column(tail.text) or (count == 1 and _is_named(tail)):
                return tail
    return None


def _body(chunks: Sequence[_Chunk], at: int) -> tuple[list[_Chunk], int]:
    """Return the cells up to where prose or another table begins."""
    start = at
    while at < len(chunks) and not _ends_table(chunks, at):
        at += 1
    return list(chunks[start:at]), at


def _ends_table(chunks: Sequence[_Chunk], at: int) -> bool:
    chunk = chunks[at]
    if len(chunk.lines) > CHUNK_LINES_MAX:
        return True
    if any(_AFTER_TABLE.match(text.strip()) for text in chunk.lines):
        return True
    first = _first_head_cell(chunk)
    if first is not None and heads.is_number_column(first.text):
        return True
    return _SECTION.match(chunk.text) is not None and first is not None


def _rows(cells: Sequence[_Chunk], width: int, numbered: bool) -> Iterator[list[_Chunk]]:
    """Cut the cells into rows: where one is full and, if rows are numbered, at their marks."""
    row: list[_Chunk] = []
    series = Series()
    for index, cell in enumerate(cells):
        marked = numbered and _begins_row(cells, index, row, series, width)
        if row and (len(row) == width or marked):
            yield row
            row = []
        if not row:
            series.take(cell.text)
        row.append(cell)
    if row:
        yield row


def _begins_row(
    cells: Sequence[_Chunk], index: int, row: Sequence[_Chunk], series: Series, width: int
) -> bool:
    """Whether a cell begins a row though the one before is not full.

    `15` after row 14's name may be row 15 or row 14's result: it is the result where the row,
    when full, is followed by the next mark.
    """
    text = cells[index].text
    if len(row) < 2 or not series.admits(text, row[0].text):
        return False
    when_full = index + width - len(row)
    return when_full >= len(cells) or not follows(cells[when_full].text, row[0].text)


def _line(cells: Sequence[_Chunk]) -> Line:
    made = (Cell(cell.text, bold=_is_bold(cell)) for cell in cells)
    return Line(tuple(made), cells[0].line)


def _is_bold(cell: _Chunk) -> bool:
    return markup.is_bold(" ".join(text.strip() for _, text in cell.filled))
