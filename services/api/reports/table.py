"""What a report is before it is a file: headed tables of cells, in the order they are printed.

`build` makes it from statuses; the writers print it, each in its own format, and decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = str | date
"""Text that may hold several lines, or a day, which every format writes in its own way."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and its share of the width of an A4 page that lies on its side."""

    title: str
    width: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the plan: a line across the table."""

    title: str


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of the table; `attention`: something in it must be filled in by a person."""

    cells: tuple[Cell, ...]
    attention: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a sheet of the workbook, a block of the csv file. `empty` stands for no rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Heading | Cells, ...]
    empty: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what stands above every table, and the tables."""

    title: str
    issuer: str
    number: str
    as_of: date
    basis: str
    headline: tuple[str, ...]
    tables: tuple[Table, ...]
