"""Tables of Word to lines: spans and vertical merges become cells that continue others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from services.cli.plan.document import Cell, Line
from services.cli.plan.readers import limits
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.word_text import Texts

_ROW, _CELL, _PARAGRAPH, _TABLE = qn("w:tr"), qn("w:tc"), qn("w:p"), qn("w:tbl")
_CONTAINERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}


class Tables:
    """Reads tables with the texts of the document they are in."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def only_cells(self, table: Any) -> list[Any] | None:
        """Return the cells of a table of one column: a frame around other content."""
        cells = [list(_children(row, _CELL)) for row in _children(table, _ROW)]
        return [row[0] for row in cells] if all(len(row) == 1 for row in cells) else None

    def lines(self, table: Any, line: int) -> tuple[tuple[Line, ...], list[Any]]:
        """Return the rows, those after `line`, and the tables inside their cells."""
        made: list[Line] = []
        nested: list[Any] = []
        above: dict[int, Cell] = {}
        for row in _children(table, _ROW):
            cells = self._cells(row, above)
            above = {column: cell for column, cell in enumerate(cells) if cell.text or cell.merged}
            made.append(Line(tuple(cells), line + len(made) + 1))
            for cell in _children(row, _CELL):
                nested.extend(_children(cell, _TABLE))
        return tuple(made), nested

    def _cells(self, row: Any, above: dict[int, Cell]) -> list[Cell]:
        cells = [Cell("")] * _left_out(row)
        for cell in _children(row, _CELL):
            span, continues, to_the_left = _merges(cell)
            if to_the_left and cells:
                first = Cell(cells[-1].text, merged=True, bold=cells[-1].bold)
            elif continues and len(cells) in above:
                before = above[len(cells)]
                first = Cell(before.text, merged=True, bold=before.bold)
            else:
                first = self._cell(cell)
            rest = Cell(first.text, merged=True, bold=first.bold)
            cells.extend([first, *[rest] * (span - 1)])
            if len(cells) > limits.TABLE_COLUMNS:
                raise FileRefused(
                    FileProblem.TOO_MANY_COLUMNS, count=len(cells), limit=limits.TABLE_COLUMNS
                )
        return cells

    def _cell(self, cell: Any) -> Cell:
        paragraphs = list(_children(cell, _PARAGRAPH))
        texts = [self._texts.of(paragraph).replace("\t", " ").strip() for paragraph in paragraphs]
        filled = [p for p, text in zip(paragraphs, texts, strict=True) if text]
        bold = bool(filled) and all(map(self._texts.is_bold, filled))
        return Cell("\n".join(filter(None, texts)), bold=bold)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Give the children of a kind, those in content controls as well."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _children(child, tag)


def _left_out(row: Any) -> int:
    """Return how many columns the row leaves out at its start."""
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return min(_number(before, 0), limits.TABLE_COLUMNS)


def _merges(cell: Any) -> tuple[int, bool, bool]:
    """Return a cell's span, and whether it continues the one above, or the one to the left."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return 1, False, False
    span = min(max(_number(properties.find(qn("w:gridSpan")), 1), 1), limits.TABLE_COLUMNS + 1)
    return span, _continues(properties, "w:vMerge"), _continues(properties, "w:hMerge")


def _continues(properties: Any, name: str) -> bool:
    merge = properties.find(qn(name))
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _number(element: Any | None, otherwise: int) -> int:
    text = element.get(qn("w:val"), "") if element is not None else ""
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise
