"""A source document as the readers give it: headings, paragraphs and tables, with lines.

Readers of .xlsx, .docx, .csv, Markdown and plain text all make this; what follows does not
know from which. Nothing is interpreted here: text stays as it was, apart from encoding.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text. `merged` where it only continues the cell above or to the left.

    A merged cell's text is that of the cell it continues; `bold` is a hint of headings.
    """

    text: str
    merged: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its cells, from left to right, and the source line it begins on."""

    cells: tuple[Cell, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: lines that belong together, joined. `heading` where the source marks one."""

    text: str
    line: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the document, headings of columns included as its first lines.

    `sheet` is the worksheet's name in .xlsx. A table split by a page, its head repeated, is
    still several tables here.
    """

    lines: tuple[Line, ...]
    line: int
    sheet: str = ""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of a document in their order, and the file's name and digest."""

    name: str
    sha256: str
    blocks: tuple[Block, ...]
