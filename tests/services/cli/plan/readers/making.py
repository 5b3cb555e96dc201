"""Files as officers have them, made in the test: workbooks, Word documents, archives."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import docx
import openpyxl

from services.cli.plan.document import Block, Line, Paragraph, Table
from services.cli.plan.readers.text import read_text

HEAD = ("STT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def workbook(fill: Callable[[Any], None]) -> bytes:
    """A workbook whose first sheet is filled by a function."""
    book = openpyxl.Workbook()
    fill(book.active)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def word(fill: Callable[[Any], None]) -> bytes:
    """A Word document filled by a function."""
    document = docx.Document()
    fill(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def archive(members: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of members."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def with_member(data: bytes, name: str, content: bytes | str) -> bytes:
    """An archive with one member put in, or another's place."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        members = {member: file.read(member) for member in file.namelist()}
    return archive({**members, name: content})


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    """The tables among blocks."""
    return [block for block in blocks if isinstance(block, Table)]


def prose(blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the paragraphs among blocks."""
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def texts(line: Line) -> list[str]:
    """The texts of a row's cells."""
    return [cell.text for cell in line.cells]


def only_table(blocks: tuple[Block, ...]) -> Table:
    """The one table among blocks."""
    (table,) = tables(blocks)
    return table


def rows_of(text: str) -> list[list[str]]:
    """The rows of the one table of a plain text."""
    return [texts(line) for line in only_table(read_text(text)).lines]
