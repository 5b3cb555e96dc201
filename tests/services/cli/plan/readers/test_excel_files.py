"""Workbooks: merged cells, typed values as a Vietnamese reader sees them, sheets, formulas."""

from datetime import date, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from openpyxl.styles import Font

from services.cli.plan.document import Cell, Paragraph
from services.cli.plan.readers.excel import read_excel
from services.cli.plan.readers.excel_values import text_of
from services.cli.plan.readers.parse_office import parse
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from tests.services.cli.plan.readers.making import (
    HEAD,
    only_table,
    prose,
    tables,
    texts,
    workbook,
)

day = datetime.fromisoformat


def appendix(sheet: Any) -> None:
    """An appendix as printed: titles across the table, a section across a row, a shared lead."""
    sheet["A1"] = "PHỤ LỤC VII"
    sheet["A1"].font = Font(bold=True)
    sheet.merge_cells("A1:E1")
    sheet.append(["PHÂN CÔNG NHIỆM VỤ"])
    sheet.append([])
    sheet.append(HEAD)
    sheet.append(["I", "DỮ LIỆU SỐ"])
    sheet.merge_cells("B5:E5")
    sheet.append([1, "Tỷ lệ a", "Sở TTTT", "UBND cấp huyện\nSở Y tế", "Tháng 6"])
    sheet.append([2, "Tỷ lệ b", None, None, "Cuối năm"])
    sheet.merge_cells("C6:C7")
    sheet.append([])
    sheet.append(["Nơi nhận:"])


def test_an_appendix_of_a_workbook() -> None:
    """Titles and what follows the table are paragraphs; lines are the sheet's rows."""
    blocks = read_excel(workbook(appendix))
    assert blocks[0] == Paragraph("PHỤ LỤC VII", 1, heading=True)
    assert prose(blocks) == ["PHỤ LỤC VII", "PHÂN CÔNG NHIỆM VỤ", "Nơi nhận:"]
    table = only_table(blocks)
    assert [line.line for line in table.lines] == [4, 5, 6, 7]
    assert table.lines[0].cells == tuple(Cell(name) for name in HEAD)
    assert table.lines[2].cells[3].text == "UBND cấp huyện\nSở Y tế"


def test_merged_cells_carry_the_text_they_continue() -> None:
    """Down a column and across a row; an empty cell that is not merged stays empty."""
    table = only_table(read_excel(workbook(appendix)))
    assert table.lines[1].cells[1:3] == (Cell("DỮ LIỆU SỐ"), Cell("DỮ LIỆU SỐ", merged=True))
    assert table.lines[3].cells[2:4] == (Cell("Sở TTTT", merged=True), Cell(""))


def test_sheets_follow_one_another() -> None:
    """Every table names its sheet."""

    def fill(sheet: Any) -> None:
        sheet.title = "PL I"
        sheet.append(["STT", "Chỉ tiêu"])
        sheet.append([1, "a"])
        other = sheet.parent.create_sheet("PL II")
        other.append(["STT", "Dự án"])
        other.append([1, "b"])

    assert [table.sheet for table in tables(read_excel(workbook(fill)))] == ["PL I", "PL II"]


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.6, "0%", "60%"),
        (0.55, "0%", "55%"),
        (0.9921, "0%", "99,21%"),
        (99.21, "General", "99,21"),
        (0.1 + 0.2, "General", "0,3"),
        (1e-7, "General", "0,0000001"),
        (12345678901234567, "General", "12345678901234600"),
        (5600, "#,##0", "5.600"),
        (1234.5, "#,##0.00", "1.234,5"),
        (-3.5, "0.0", "-3,5"),
        (1, "00", "01"),
        (60, '0"%"', "60%"),
        (75, '#,##0" tỷ đồng"', "75 tỷ đồng"),
        (True, "General", "TRUE"),
        (day("2023-11-30"), "dd/mm/yyyy", "30/11/2023"),
        (day("2023-09-01"), "mm/yyyy", "09/2023"),
        (day("2023-09-01"), "mmm-yy", "09/2023"),
        (day("2023-01-01"), "yyyy", "2023"),
        (day("2026-10-10"), "d-mmm", "10/10"),
        (date(2023, 3, 5), "General", "05/03/2023"),
        ("'=A1", "General", "'=A1"),
    ],
)
def test_values_as_they_are_seen(value: object, number_format: str, seen: str) -> None:
    """Percent, decimal comma, thousands' dot, dates; no exponent, no digit rounded away."""
    assert text_of(value, number_format) == seen


def test_formulas_are_refused_by_name() -> None:
    """A saved result may be of another year: the cells are named, with what to do."""

    def fill(sheet: Any) -> None:
        sheet.title = "PL II"
        for row in ("STT", "Vốn"), (1, 5), ("=A2+1", "=SUM(B2:B2)"):
            sheet.append(row)

    with pytest.raises(FileRefused) as refused:
        read_excel(workbook(fill))
    assert refused.value.code is FileProblem.FORMULAS
    assert "PL II!A3, PL II!B3" in refused.value.problem()
    assert "Paste Special" in refused.value.next_step()


def test_text_that_begins_like_a_formula_is_text() -> None:
    """`=` typed as text is words, not a formula."""

    def fill(sheet: Any) -> None:
        sheet.append(["STT", "Chỉ tiêu"])
        sheet.append([1, "x"])
        sheet["B2"].value = "=1/3 số sở"
        sheet["B2"].data_type = "s"

    assert texts(only_table(read_excel(workbook(fill))).lines[1]) == ["1", "=1/3 số sở"]


def test_raised_footnote_marks_and_struck_words() -> None:
    """A raised 21 is no number of the sentence; words with a line through them are no words."""
    made = BytesIO()
    # Its rich strings are stored as Excel stores them, openpyxl's own are not.
    with import_module("xlsxwriter").Workbook(made) as book:
        small = book.add_format({"font_script": 1})
        sheet = book.add_worksheet()
        sheet.write(0, 0, "STT")
        sheet.write_rich_string(0, 1, "toàn trình", small, "21", " 5 km", small, "2", ".")
    read = read_excel(made.getvalue())
    assert texts(only_table(read).lines[0]) == ["STT", "toàn trình<sup>21</sup> 5 km2."]

    def struck(sheet: Any) -> None:
        sheet.append(["83%"])
        sheet["A1"].font = Font(strike=True)

    with pytest.raises(FileRefused) as refused:
        read_excel(workbook(struck))
    assert "Sheet!A1" in refused.value.problem()


def test_a_letterhead_is_read_column_by_column() -> None:
    """Cells that only set two blocks side by side become paragraphs, one block after another."""

    def fill(sheet: Any) -> None:
        sheet.append(["ỦY BAN NHÂN DÂN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        sheet.append(["TỈNH ĐỒNG THÁP", None, "Độc lập - Tự do - Hạnh phúc"])
        sheet.append(["Số: 12/KH-UBND", None, "Đồng Tháp, ngày 5 tháng 1 năm 2024"])
        sheet.append([])
        sheet.append(["KẾ HOẠCH"])
        sheet.append(["STT", "Chỉ tiêu", "Chủ trì"])
        sheet.append([1, "a", "Sở Y tế"])

    blocks = read_excel(workbook(fill))
    assert prose(blocks)[:3] == [
        "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]
    assert len(only_table(blocks).lines) == 2


def test_text_pasted_into_the_first_column_is_text() -> None:
    """A plan's text pasted into Excel, a line in each row, has its tables still."""

    def fill(sheet: Any) -> None:
        sheet.append(["B. DANH MỤC"])
        for cell in ("Stt", "Nhiệm vụ", "Chủ trì", "1", "a", "Sở Y tế"):
            sheet.append([cell])
            sheet.append(["|"])

    table = only_table(read_excel(workbook(fill)))
    assert [texts(line) for line in table.lines] == [
        ["Stt", "Nhiệm vụ", "Chủ trì"],
        ["1", "a", "Sở Y tế"],
    ]


def test_a_gap_does_not_cut_a_table() -> None:
    """An empty row between sections is no new table; another head is."""

    def fill(sheet: Any) -> None:
        for row in HEAD, (1, "a", "x"), (), ("II", "KINH TẾ SỐ"), (1, "b", "y"), (), HEAD, (2, "c"):
            sheet.append(row)

    assert [len(table.lines) for table in tables(read_excel(workbook(fill)))] == [4, 2]


def test_an_old_font_s_text_is_not_unicode() -> None:
    """The parsing process looks at the words of a workbook as at those of a text file."""
    data = workbook(lambda sheet: sheet.append(["KÕ ho¹ch chuyÓn ®æi sè", "ñy ban nh©n d©n tØnh"]))
    with pytest.raises(FileRefused) as refused:
        parse(data)
    assert refused.value.code is FileProblem.ENCODING_TCVN3
