"""Text with divided values (CSV) to blocks: comma, semicolon or tab, quoted as Excel does."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from services.cli.plan.document import Block, Cell, Line
from services.cli.plan.readers import grid, heads, limits
from services.cli.plan.readers.refusals import FileProblem, FileRefused

DIVIDERS = ";\t,"
"""Tried in this order where two fit equally: a comma is the likeliest to be in a sentence."""
_SAMPLE_ROWS = 200
_HINT = re.compile(r"sep=([,;\t])\n")


def read_csv(text: str) -> tuple[Block, ...]:
    """Return the blocks of CSV text.

    Raises `FileRefused` for quotes that do not close, and for more rows or columns than a
    plan can have.
    """
    lines: list[Line] = []
    width = 0
    hint = _HINT.match(text)
    divider = hint.group(1) if hint else divider_of(text) or ","
    for line in _lines(text, divider):
        if hint and line.line == 1:
            continue
        lines.append(line)
        width = max(width, len(line.cells))
        if len(lines) > limits.TABLE_ROWS:
            rows = text.count("\n") + (not text.endswith("\n"))
            grid.check_size(rows, 0, 0)
    used = [[bool(cell.text.strip()) for cell in line.cells] for line in lines]
    columns = max((len(row) - row[::-1].index(True) for row in used if any(row)), default=0)
    grid.check_size(len(lines), columns, len(lines) * columns)
    return grid.blocks_of(lines)


def divider_of(text: str) -> str | None:
    """Return what divides the values, None where no divider gives columns."""
    best: tuple[bool, int, int] | None = None
    found = None
    for divider in DIVIDERS:
        counts: Counter[int] = Counter()
        head = False
        try:
            for index, line in enumerate(_lines(text, divider)):
                counts[len(line.cells)] += bool(line.cells)
                head = head or heads.is_head([cell.text for cell in line.cells])
                if index == _SAMPLE_ROWS:
                    break
        except FileRefused:
            continue
        columns, rows = max(
            ((n, k) for n, k in counts.items() if n > 1), key=lambda c: (c[1], c[0]), default=(1, 0)
        )
        if columns > 1 and (best is None or (head, rows, columns) > best):
            best, found = (head, rows, columns), divider
    return found


def is_csv(text: str) -> bool:
    """Return whether text of an unknown kind is certainly CSV: a head, every row as wide."""
    divider = divider_of(text)
    if divider is None or divider == "\t":
        return False
    widths: Counter[int] = Counter()
    head = False
    for index, line in enumerate(_lines(text, divider)):
        if line.cells:
            widths[len(line.cells)] += 1
            head = head or heads.is_head([cell.text for cell in line.cells])
        if index == _SAMPLE_ROWS:
            break
    return head and len(widths) == 1 and max(widths) >= 3 and widths.total() >= 2


def _lines(text: str, divider: str) -> Iterator[Line]:
    """Give the rows with the lines they begin on; a value may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    start = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(FileProblem.BAD_CSV, detail=start) from error
        if any(len(value) > limits.CELL_CHARACTERS for value in values):
            raise FileRefused(
                FileProblem.CELL_TOO_LONG,
                detail=f"dòng / line {start}",
                limit=limits.CELL_CHARACTERS,
            )
        grid.check_columns(len(values), limits.CSV_COLUMNS)
        yield Line(tuple(Cell(value.strip()) for value in values), start)
        start = reader.line_num + 1
