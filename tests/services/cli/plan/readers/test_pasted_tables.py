"""A printed table pasted into Excel or Word, or saved with accents apart, is the same table."""

import unicodedata
from typing import Any

import pytest

from services.cli.plan.document import Table
from services.cli.plan.readers.csv_text import read_csv
from services.cli.plan.readers.encoding import decode
from services.cli.plan.readers.excel import read_excel
from services.cli.plan.readers.text import read_text
from services.cli.plan.readers.word import read_word
from tests.services.cli.plan.readers.making import only_table, tables, texts, word, workbook
from tests.services.cli.plan.readers.test_seeds import SOURCES

PRINTED = (SOURCES / "dong_thap_2023_cds.txt").read_text(encoding="utf-8")
APPENDICES = {table.line: table for table in tables(read_text(PRINTED))}
FIRST_LINES = (529, 554, 628, 694, 740)


def rows(table: Table) -> list[list[str]]:
    """The texts of a table; what Excel and Word cannot show, empty last columns, left off."""
    found = [texts(line) for line in table.lines]
    width = max(len(row) - [*map(bool, row[::-1]), True].index(True) for row in found)
    return [row[:width] for row in found]


def apart(text: str) -> str:
    """The text with its accents as characters of their own."""
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("line", FIRST_LINES)
def test_pasted_into_excel(line: int) -> None:
    """Every row and cell is there, whether a cell holds numbers or text, accents apart."""

    def fill(sheet: Any) -> None:
        for row in APPENDICES[line].lines:
            sheet.append([apart(cell.text) or None for cell in row.cells])

    assert rows(only_table(read_excel(workbook(fill)))) == rows(APPENDICES[line])


@pytest.mark.parametrize("line", FIRST_LINES)
def test_pasted_into_word(line: int) -> None:
    """As a table of Word, accents apart."""
    lines = APPENDICES[line].lines

    def fill(document: Any) -> None:
        table = document.add_table(0, len(lines[0].cells))
        for row in lines:
            for cell, made in zip(row.cells, table.add_row().cells, strict=True):
                made.text = apart(cell.text)

    assert rows(only_table(read_word(word(fill)))) == rows(APPENDICES[line])


@pytest.mark.parametrize("line", FIRST_LINES)
def test_saved_as_text(line: int) -> None:
    """As the lines of a text file with tabs, and as CSV, accents apart."""
    wanted = rows(APPENDICES[line])
    text = "\n".join("\t".join(cell.text for cell in row.cells) for row in APPENDICES[line].lines)
    saved = decode(apart(text).encode())
    assert rows(only_table(read_text(saved))) == wanted
    assert rows(only_table(read_csv(saved))) == wanted


def test_bars_whose_blank_ends_were_lost() -> None:
    """Below a head a row may have fewer cells; what says that it stands below is no cell."""
    blocks = read_text(
        "TT|Chỉ tiêu|Chủ trì|Phối hợp\n"
        "I|ĐẾN NĂM 2025\n"
        "a|80% hộ gia đình có Internet|Sở Y tế|Sở Nội vụ\n"
        "b|90% hộ gia đình có mã địa chỉ|Sở Y tế\n"
        "Ghi chú: số liệu tạm tính."
    )
    table, note = blocks
    assert isinstance(table, Table)
    assert [len(line.cells) for line in table.lines] == [4, 2, 4, 3]
    assert not isinstance(note, Table)
