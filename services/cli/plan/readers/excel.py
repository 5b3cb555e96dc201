"""Excel workbooks to blocks, sheet by sheet; formulas are refused, merged cells filled.

A formula's saved result is what some program once computed, perhaps from another file: it is
not trusted. Rows are streamed, so that a million empty ones cost time but no memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

from services.cli.plan.document import Block, Cell, Line
from services.cli.plan.readers import grid, limits, markup
from services.cli.plan.readers.encoding import tidy
from services.cli.plan.readers.excel_values import text_of
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.text import read_text

_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)["']""")
FORMULAS_NAMED = 5
_EMPTY = Cell("")

_Rows = dict[int, dict[int, Cell]]
"""Cells with text, by row and by column, both from 1."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A merged range, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def read_excel(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of a workbook, its sheets in their order.

    Raises `FileRefused` for formulas, and for more rows or columns than a plan can have.
    """
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False, rich_text=True)
    blocks: list[Block] = []
    formulas: list[str] = []
    cells = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for sheet in book.worksheets:
            rows = _cells(sheet, formulas)
            cells += sum(map(len, rows.values()))
            grid.check_size(len(rows), 0, cells)
            if rows:
                blocks.extend(_blocks(rows, _merges(archive, sheet), tidy(sheet.title)))
    if formulas:
        named = ", ".join(formulas[:FORMULAS_NAMED])
        more = "…" if len(formulas) > FORMULAS_NAMED else ""
        raise FileRefused(FileProblem.FORMULAS, count=len(formulas), detail=named + more)
    return tuple(blocks)


def _cells(sheet: Any, formulas: list[str]) -> _Rows:
    """Return the cells with text; note where formulas are."""
    # What a sheet says of its own size may be wrong either way.
    sheet.reset_dimensions()
    rows: _Rows = {}
    count = width = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if count > limits.TABLE_ROWS:
            # Only counted, for the words of the refusal.
            count += any(cell.value is not None for cell in row)
            continue
        if made := _row(row, f"{sheet.title}!", formulas):
            count += 1
            width = max(width, *made)
            rows[number] = made if width <= limits.TABLE_COLUMNS else {}
    grid.check_size(count, width, 0)
    return rows


def _row(row: Sequence[Any], sheet: str, formulas: list[str]) -> dict[int, Cell]:
    made: dict[int, Cell] = {}
    for column, cell in enumerate(row, start=1):
        if cell.value is None:
            continue
        if cell.data_type == "f":
            formulas.append(f"{sheet}{cell.coordinate}")
        elif text := tidy(_text(cell)).strip():
            made[column] = Cell(text, bold=_is_bold(cell))
            if cell.font is not None and cell.font.strike:
                raise FileRefused(FileProblem.STRUCK_OUT, detail=f"{sheet}{cell.coordinate}")
    return made


def _text(cell: Any) -> str:
    if not isinstance(cell.value, CellRichText):
        return text_of(cell.value, cell.number_format)
    text = ""
    for piece in cell.value:
        if isinstance(piece, TextBlock):
            if piece.font.strike:
                raise FileRefused(FileProblem.STRUCK_OUT, detail=f"{cell.coordinate}: {piece.text}")
            is_raised = piece.font.vertAlign == "superscript"
            text += markup.raised(piece.text) if is_raised else piece.text
        else:
            text += piece
    return markup.with_powers(text)


def _is_bold(cell: Any) -> bool:
    return bool(cell.font is not None and cell.font.b)


def _merges(archive: zipfile.ZipFile, sheet: Any) -> list[_Range]:
    """Return a sheet's merged ranges, which streaming leaves out."""
    # Private to openpyxl; without it the workbook's relations would be parsed a second time.
    xml = archive.read(sheet._worksheet_path)
    found = []
    for left, top, right, bottom in _MERGE.findall(xml):
        found.append(_Range(int(top), _column(left), int(bottom), _column(right)))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _blocks(rows: _Rows, merges: Sequence[_Range], sheet: str) -> tuple[Block, ...]:
    width = max(max(row) for row in rows.values())
    if width == 1:
        # Text that was pasted into the first column, one line in each row.
        lines = [rows.get(at, {}).get(1, _EMPTY).text for at in range(1, max(rows) + 1)]
        return read_text("\n".join(" ".join(line.split("\n")) for line in lines))
    _fill(rows, merges, width)
    lines_of: list[Line] = []
    before = 0
    for number in sorted(rows):
        if number > before + 1 and before:
            lines_of.append(Line((), before + 1))
        row = rows[number]
        lines_of.append(
            Line(tuple(row.get(column, _EMPTY) for column in range(1, width + 1)), number)
        )
        before = number
    return grid.blocks_of(lines_of, sheet)


def _fill(rows: _Rows, merges: Sequence[_Range], width: int) -> None:
    """Give each cell of a merged range the text of its first; only where rows have text."""
    last = max(rows)
    filled = 0
    for merge in merges:
        anchor = rows.get(merge.top, {}).get(merge.left)
        if anchor is None:
            continue
        copy = Cell(anchor.text, merged=True, bold=anchor.bold)
        for number in range(merge.top, min(merge.bottom, last) + 1):
            row = rows.get(number)
            if row is None:
                continue
            for column in range(merge.left, min(merge.right, width) + 1):
                row.setdefault(column, copy)
                filled += 1
        grid.check_size(0, 0, filled)
