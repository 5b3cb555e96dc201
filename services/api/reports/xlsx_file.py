"""Print a report as a workbook that is ready for paper: A4 on its side, one sheet per table.

Text is written as text only: nothing in it becomes a formula or a link. Rows go to a temporary
file one by one, so that memory stays bounded. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.api.reports.table import Cell, Cells, Heading, Report, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
SIZE_POINTS, TITLE_POINTS, SMALL_POINTS = 11, 12, 10
LINE_POINTS = 15
CELL_MAX = 32_000
"""A spreadsheet's cell holds 32 767 characters."""
CUT = "… (đã cắt bớt)"
A4 = 9
MARGINS_INCHES = {"left": 1.18, "right": 0.59, "top": 0.79, "bottom": 0.79}
"""30, 15, 20 and 20 mm, as Nghị định 30/2020 asks."""
FOOTER = f'&C&"{FONT},Regular"&{SMALL_POINTS}Trang &P/&N'


@dataclass(frozen=True, slots=True)
class _Styles:
    plain: Format
    centred: Format
    attention: Format
    day: Format
    head: Format
    section: Format
    title: Format
    line: Format
    small: Format


def xlsx_bytes(report: Report) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE_POINTS},
    }
    with Workbook(out, options) as book:
        book.set_properties(
            {"title": report.title[:255], "created": datetime.combine(report.as_of, time())}
        )
        styles = _styles(book)
        for table in report.tables:
            _write(book.add_worksheet(table.name), report, table, styles)
    return out.getvalue()


def _write(sheet: Worksheet, report: Report, table: Table, styles: _Styles) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
    row = _above(sheet, report, table, styles)
    sheet.repeat_rows(row)
    for at, column in enumerate(table.columns):
        sheet.write_string(row, at, column.title, styles.head)
    for line in table.lines:
        row += 1
        match line:
            case Heading(title=title):
                _across(sheet, row, table, title, styles.section)
            case Cells():
                _cells(sheet, row, table, line, styles)
    if not table.lines:
        row += 1
        _across(sheet, row, table, table.empty, styles.line)
    for note in table.notes:
        row += 1
        _across(sheet, row, table, note, styles.small)
    _page(sheet, last_row=row, last_column=len(table.columns) - 1)


def _above(sheet: Worksheet, report: Report, table: Table, styles: _Styles) -> int:
    """Write what stands above the table; return the row of its head."""
    lines = [
        (report.issuer, styles.line),
        (table.title, styles.title),
        (report.title, styles.title),
        (report.number, styles.line),
        (report.basis, styles.small),
        *((line, styles.title) for line in report.headline),
    ]
    for row, (text, style) in enumerate(lines):
        _across(sheet, row, table, text, style)
    return len(lines) + 1


def _across(sheet: Worksheet, row: int, table: Table, text: str, style: Format) -> None:
    """Write a text across the table; merged cells do not find their height by themselves."""
    width = sum(column.width for column in table.columns)
    sheet.set_row(row, LINE_POINTS * max(1, math.ceil(len(text) / width)) + 3)
    sheet.merge_range(row, 0, row, len(table.columns) - 1, "", style)
    sheet.write_string(row, 0, _cut(text), style)


def _cells(sheet: Worksheet, row: int, table: Table, line: Cells, styles: _Styles) -> None:
    for at, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True)):
        style = styles.centred if column.centred else styles.plain
        if line.attention and at == len(table.columns) - 1:
            style = styles.attention
        _cell(sheet, row, at, cell, style, styles)


def _cell(sheet: Worksheet, row: int, at: int, cell: Cell, style: Format, styles: _Styles) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, at, datetime.combine(cell, time()), styles.day)
    else:
        sheet.write_string(row, at, _cut(cell), style)


def _cut(text: str) -> str:
    return text if len(text) <= CELL_MAX else text[:CELL_MAX] + CUT


def _page(sheet: Worksheet, *, last_row: int, last_column: int) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(**MARGINS_INCHES)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer(FOOTER)


def _styles(book: Workbook) -> _Styles:
    font = {"font_name": FONT, "font_size": SIZE_POINTS, "text_wrap": True, "valign": "top"}
    cell = {**font, "border": 1}
    middle = {"align": "center", "valign": "vcenter"}
    return _Styles(
        plain=book.add_format(cell),
        centred=book.add_format({**cell, "align": "center"}),
        attention=book.add_format({**cell, "bg_color": "#FFF2CC"}),
        day=book.add_format({**cell, "align": "center", "num_format": "dd/mm/yyyy"}),
        head=book.add_format({**cell, **middle, "bold": True}),
        section=book.add_format({**cell, "bold": True}),
        title=book.add_format({**font, **middle, "bold": True, "font_size": TITLE_POINTS}),
        line=book.add_format({**font, **middle}),
        small=book.add_format({**font, "italic": True, "font_size": SMALL_POINTS}),
    )
