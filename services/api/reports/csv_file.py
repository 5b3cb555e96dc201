"""Print a report as csv that a Vietnamese Excel opens right by double click.

UTF-8 with a byte order mark, without which Excel takes Vietnamese for another code page. Fields
part at `;`, because under a regional format with the decimal comma (25,94%) that is where Excel
parts them. No line `sep=;`: with it Excel no longer heeds the byte order mark. Days are written
as 2023-11-30, which every regional format reads as the same day.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from services.api.reports.table import Cell, Cells, Heading, Report, Table

MEDIA_TYPE = "text/csv; charset=utf-8"
DELIMITER = ";"

_FORMULA = re.compile(r"(^|[,;\t\r\n])([^\S\t\r\n]*)(?=[=+\-@＝＋－＠])")
"""A sign that would start a formula, there or where another separator is in force."""
_NUMBER = re.compile(r"[+-]?\d[\d.,]*\s?%?")
_DATE_LIKE = re.compile(r"\d{1,4}[/.-]\d{1,2}([/.-]\d{1,4})?")
"""*12/12* (all twelve), *1.10* (the tenth row): Excel would make a day or a fraction of them."""


def csv_bytes(report: Report) -> bytes:
    """Return the file. All fields stand in quotes, so that no text can end its own field."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for line in (report.issuer, report.title, report.number, report.basis, *report.headline):
        writer.writerow([guarded(line)])
    for table in report.tables:
        writer.writerow([""])
        writer.writerows([guarded(cell) for cell in cells] for cells in _rows(table))
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: Cell) -> str:
    """Return a cell that no spreadsheet takes for a formula, or for another day or number.

    An apostrophe stands before what would be one (OWASP ASVS 1.2.10); numbers stay numbers.
    """
    if isinstance(cell, date):
        return cell.isoformat()
    if _NUMBER.fullmatch(cell) and not _DATE_LIKE.fullmatch(cell):
        return cell
    return f"'{cell}" if _DATE_LIKE.fullmatch(cell) else _FORMULA.sub(r"\1\2'", cell)


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [(table.title,), tuple(one.title for one in table.columns)]
    for line in table.lines:
        match line:
            case Heading(title=title):
                rows.append(("", title))
            case Cells(cells=cells):
                rows.append(cells)
    if not table.lines:
        rows.append((table.empty,))
    return [*rows, *((note,) for note in table.notes)]
