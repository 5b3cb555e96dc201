"""Turn the lines of a table into rows: sections, totals, and rows with each cell in its column.

Text loses the cells that were merged, so that a line may be shorter than the head: what is left
is put into its columns by what it is, and where one name may stand in either of two columns the
row says so instead of guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.draft import TableRole
from services.cli.plan.document import Cell, Line
from services.cli.plan.importing.columns import Column, Head
from services.cli.plan.importing.numbering import Numbering, outermost, read_number, split_number
from services.cli.plan.importing.readings import deadline_like
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import bare, plain, shouted

_TOTAL = re.compile(r"^(tong cong|tong so|tong|cong|tong kinh phi|tong von)( [ivxlc+ ]+)?$")
_MERGED = (Column.LEAD, Column.COORDINATORS, Column.BOTH, Column.DEADLINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `cells` by column, as printed; `sheared` where cells of it were lost in the text.

    `merged` are the columns whose cell only goes on from the row above. `spread` holds the
    columns that may occur several times, and those that are not known, with their headings.
    """

    kind: str
    line: int
    printed: str
    number: str
    section: str
    name: str
    cells: dict[Column, str]
    spread: tuple[tuple[Head, str], ...] = ()
    merged: frozenset[Column] = frozenset()
    sheared: bool = False
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """The cells of a line, each at the place of its column."""

    cells: tuple[Cell, ...]
    sheared: bool = False
    doubtful: str = ""


_REPEATED = (Column.VALUE, Column.AMOUNT, Column.EARLIER, Column.UNKNOWN)
SECTION, TOTAL, DATA = "section", "total", "data"


def read_rows(table: SourceTable) -> tuple[Row, ...]:
    """Return the rows of a table in their order, none dropped."""
    numbering = Numbering()
    placed = [_place(line, table.heads) for line in table.body]
    rows: list[Row] = []
    for at, (line, each) in enumerate(zip(table.body, placed, strict=True)):
        later = _printed(table.body[at + 1], table.heads) if at + 1 < len(table.body) else ""
        row = _row(table, line, each, numbering, later)
        if rows and table.has(Column.NUMBER) and _goes_on(rows[-1], row):
            rows[-1] = replace(rows[-1], name=f"{rows[-1].name} {row.name}")
        else:
            rows.append(row)
    return tuple(rows)


def _goes_on(before: Row, row: Row) -> bool:
    """Tell whether a row is only the rest of the text before it, cut off by a page's end."""
    own = {column for column, text in row.cells.items() if plain(text) and column not in row.merged}
    if before.kind != DATA or row.kind != DATA or row.printed or own - {Column.NAME}:
        return False
    spread = any(plain(text) for _, text in row.spread)
    return not spread and plain(row.name)[:1].islower() and not before.name.rstrip().endswith(".")


def _row(table: SourceTable, line: Line, placed: _Placed, numbering: Numbering, later: str) -> Row:
    cells, spread, merged = _by_column(placed, table.heads)
    printed = read_number(cells.get(Column.NUMBER, ""))
    name = cells.get(Column.NAME, "")
    only = [text for text in (*cells.values(), *(text for _, text in spread)) if text]
    if not name and (not printed or not only):
        name = cells.get(Column.NUMBER, "")
    if not name and len(only) == 1 and not printed:
        # A title merged over the whole row begins in whatever column stands first.
        name, cells, spread = only[0], {}, ()
    if not printed:
        printed, name = split_number(name)
    filled = {column for column, text in cells.items() if text} - {Column.NUMBER, Column.NAME}
    amounts = [text for head, text in spread if text and head.column is Column.AMOUNT]
    others = [text for head, text in spread if text and head.column is not Column.AMOUNT]
    if _TOTAL.match(bare(name)) and table.role is TableRole.MONEY and (amounts or filled):
        return Row(TOTAL, line.line, printed, "", numbering.heading(), name, cells, spread)
    alone = not others and not amounts and not filled
    bold = any(cell.bold for cell in placed.cells if plain(cell.text))
    if (alone and _is_section(printed, name, later, numbering, bold=bold)) or (
        amounts and not others and not filled and outermost(printed)
    ):
        number = numbering.section(printed, name)
        return Row(SECTION, line.line, printed, number, numbering.heading(), name, cells, spread)
    section = numbering.heading() if not printed else ""
    number = numbering.row(printed)
    section = section or numbering.heading()
    return Row(
        DATA,
        line.line,
        printed,
        number,
        section,
        name,
        cells,
        spread,
        merged,
        placed.sheared,
        placed.doubtful,
    )


def _is_section(printed: str, name: str, later: str, numbering: Numbering, *, bold: bool) -> bool:
    """Tell whether a row with nothing but a name heads the rows below it."""
    if not name or not later:
        return False
    numbered = bool(numbering.levels) and later not in ("", "?") and later.isdigit()
    probe = Numbering(list(numbering.levels))
    if printed:
        probe.section(printed, name)
        if probe.deeper(later):
            return True
    if outermost(printed):
        return shouted(name) or bold or not any(letter.isdigit() for letter in name)
    label = bold or shouted(name) or (numbered and name[:1].isupper())
    return (not printed and label) or (bold and shouted(name))


def _printed(line: Line, heads: tuple[Head, ...]) -> str:
    at = next((at for at, head in enumerate(heads) if head.column is Column.NUMBER), None)
    if at is not None and at < len(line.cells) and (number := read_number(line.cells[at].text)):
        return number
    first = next((cell.text for cell in line.cells if plain(cell.text)), "")
    return read_number(first) or split_number(first)[0] or "?"


def _by_column(
    placed: _Placed, heads: tuple[Head, ...]
) -> tuple[dict[Column, str], tuple[tuple[Head, str], ...], frozenset[Column]]:
    cells: dict[Column, str] = {}
    spread: list[tuple[Head, str]] = []
    merged: set[Column] = set()
    for at, cell in enumerate(placed.cells):
        head = heads[at] if at < len(heads) else Head(Column.UNKNOWN, "")
        before = placed.cells[at - 1] if at else None
        text = cell.text.strip()
        if cell.merged and before and plain(before.text) == plain(cell.text):
            continue
        if head.column in _REPEATED or head.column in cells:
            spread.append((head, text))
        else:
            cells[head.column] = text
            if cell.merged and head.column in _MERGED:
                merged.add(head.column)
    return cells, tuple(spread), frozenset(merged)


def _place(line: Line, heads: tuple[Head, ...]) -> _Placed:
    """Put the cells of a line at the places of their columns."""
    cells = line.cells
    deadline = next((at for at, head in enumerate(heads) if head.column is Column.DEADLINE), None)
    if deadline is None or len(cells) >= len(heads) or deadline < len(cells):
        return _Placed(cells)
    if len(cells) < 2 or not deadline_like(cells[-1].text):
        return _Placed(cells)
    lead = next(
        (at for at, head in enumerate(heads) if head.column in (Column.LEAD, Column.COORDINATORS)),
        deadline,
    )
    middle = cells[lead:-1]
    if lead > len(cells) - 1 or deadline != len(heads) - 1:
        return _Placed(cells)
    places = list(range(lead, deadline))
    blank = [Cell("") for _ in places]
    if not middle:
        return _Placed((*cells[:lead], *blank, cells[-1]), sheared=True)
    if len(middle) == len(places):
        return _Placed((*cells[:lead], *middle, cells[-1]))
    words = " | ".join(plain(cell.text) for cell in middle)
    return _Placed((*cells[:lead], *blank, cells[-1]), sheared=True, doubtful=words)


def data_rows(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Yield the rows that are neither sections nor totals."""
    return (row for row in rows if row.kind == DATA)
