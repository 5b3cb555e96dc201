"""Word documents: order, merges, frames, lists that Word numbers, footnotes, changes."""

from typing import Any

import pytest
from docx.oxml import parse_xml

from services.cli.plan.document import Cell, Paragraph
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.word import read_word
from tests.services.cli.plan.readers.making import HEAD, W, only_table, prose, tables, texts, word


def fill_row(table: Any, row: int, *values: str) -> None:
    """Write the cells of a row."""
    for column, value in enumerate(values):
        table.cell(row, column).text = value


def plan(document: Any) -> None:
    """A plan with its letterhead in a table without borders, and an appendix."""
    letterhead = document.add_table(2, 2)
    fill_row(letterhead, 0, "ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG THÁP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    fill_row(letterhead, 1, "Số: 12/KH-UBND", "Đồng Tháp, ngày 5 tháng 1 năm 2024")
    document.add_heading("Kế hoạch chuyển đổi số", 1)
    document.add_paragraph("Tỷ trọng đạt trên 3%. b) Mục tiêu cơ bản đến năm 2030")
    table = document.add_table(4, 5)
    fill_row(table, 0, *HEAD)
    fill_row(table, 1, "I", "DỮ LIỆU SỐ")
    table.cell(1, 1).merge(table.cell(1, 4))
    fill_row(table, 2, "1", "Tỷ lệ a", "Sở TTTT", "", "Tháng 6")
    fill_row(table, 3, "2", "Tỷ lệ b", "", "", "Cuối năm")
    table.cell(2, 2).merge(table.cell(3, 2))
    document.add_paragraph("Nơi nhận:")


def test_a_document_in_its_order() -> None:
    """Letterhead, heading, prose, table, signature; each paragraph and row is a line."""
    blocks = read_word(word(plan))
    assert prose(blocks) == [
        "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Đồng Tháp, ngày 5 tháng 1 năm 2024",
        "Kế hoạch chuyển đổi số",
        "Tỷ trọng đạt trên 3%.",
        "b) Mục tiêu cơ bản đến năm 2030",
        "Nơi nhận:",
    ]
    assert blocks[4] == Paragraph("Kế hoạch chuyển đổi số", 3, heading=True)
    assert [line.line for line in only_table(blocks).lines] == [5, 6, 7, 8]


def test_merged_cells_carry_the_text_they_continue() -> None:
    """Across the row of a section, and down the column of a lead."""
    lines = only_table(read_word(word(plan))).lines
    assert [cell.merged for cell in lines[1].cells] == [False, False, True, True, True]
    assert lines[1].cells[4].text == "DỮ LIỆU SỐ"
    assert lines[3].cells[2:4] == (Cell("Sở TTTT", merged=True), Cell(""))


def test_lists_are_numbered_as_word_shows_them() -> None:
    """A number that Word counts is in no text of the file; without it rows have no number."""

    def fill(document: Any) -> None:
        for style in ("List Number", "List Number", "List Bullet"):
            document.add_paragraph("mục", style=style)
        table = document.add_table(3, 2)
        fill_row(table, 0, "STT", "Chỉ tiêu")
        for row in (1, 2):
            table.cell(row, 0).paragraphs[0].style = "List Number 2"
            table.cell(row, 1).text = "a"

    blocks = read_word(word(fill))
    assert prose(blocks) == ["1. mục", "2. mục", "- mục"]
    assert [texts(line)[0] for line in only_table(blocks).lines] == ["STT", "1.", "2."]


def test_a_frame_around_the_text_is_no_table() -> None:
    """A table of one cell, as web pages leave in Word, is only a frame."""

    def fill(document: Any) -> None:
        frame = document.add_table(1, 1).cell(0, 0)
        frame.text = "I. MỤC TIÊU"
        fill_row(frame.add_table(1, 2), 0, "STT", "Chỉ tiêu")

    blocks = read_word(word(fill))
    assert prose(blocks) == ["I. MỤC TIÊU"]
    assert texts(only_table(blocks).lines[0]) == ["STT", "Chỉ tiêu"]


def test_a_table_in_a_cell_follows_its_table() -> None:
    """Its text is in no cell of the outer one, and not lost."""

    def fill(document: Any) -> None:
        outer = document.add_table(2, 2)
        fill_row(outer, 0, "STT", "Chỉ tiêu")
        fill_row(outer, 1, "1", "a")
        fill_row(outer.cell(1, 1).add_table(1, 2), 0, "Năm 2022", "Năm 2023")

    found = tables(read_word(word(fill)))
    assert [[texts(line) for line in table.lines] for table in found] == [
        [["STT", "Chỉ tiêu"], ["1", "a"]],
        [["Năm 2022", "Năm 2023"]],
    ]


def test_a_title_inside_the_table_is_a_paragraph() -> None:
    """The appendix's heading in a first row merged across the columns stands before the head."""

    def fill(document: Any) -> None:
        table = document.add_table(3, 2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "PHỤ LỤC I"
        fill_row(table, 1, "STT", "Chỉ tiêu")
        fill_row(table, 2, "1", "a")

    blocks = read_word(word(fill))
    assert prose(blocks) == ["PHỤ LỤC I"]
    assert only_table(blocks).line == 2


def test_lines_of_a_text_file_pasted_into_word() -> None:
    """Tabs between cells, or bars on lines of their own, are tables in Word too."""

    def fill(document: Any) -> None:
        for line in ("PHỤ LỤC I", "", "Stt\tChỉ tiêu\tKết quả", "1\tTỷ lệ a\t50%", "\tCỘNG\t"):
            document.add_paragraph(line)

    table = only_table(read_word(word(fill)))
    assert table.line == 3
    assert [texts(line) for line in table.lines[1:]] == [["1", "Tỷ lệ a", "50%"], ["", "CỘNG", ""]]


def test_what_word_shows_and_what_it_hides() -> None:
    """Broken lines, hard hyphens and raised footnote marks; hidden text is not shown."""

    def fill(document: Any) -> None:
        document.element.body.insert(0, parse_xml(
            f"<w:p {W}><w:r><w:t>04</w:t><w:noBreakHyphen/><w:t>NQ/TU đạt 5 km</w:t></w:r>"
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>(21)</w:t></w:r>'
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
        ))  # fmt: skip

    assert prose(read_word(word(fill))) == ["04-NQ/TU đạt 5 km2<sup>(21)</sup>"]


@pytest.mark.parametrize(
    "change",
    [
        "<w:ins {w}><w:r><w:t>90%</w:t></w:r></w:ins>",
        "<w:del {w}><w:r><w:delText>83%</w:delText></w:r></w:del>",
    ],
)
def test_tracked_changes_have_two_readings(change: str) -> None:
    """83% struck out and 90% put in: which one counts is for the author to say."""

    def fill(document: Any) -> None:
        document.add_paragraph("Đạt ")._p.append(parse_xml(change.format(w=W)))

    with pytest.raises(FileRefused) as refused:
        read_word(word(fill))
    assert refused.value.code is FileProblem.TRACKED_CHANGES


def test_struck_out_words_have_two_readings() -> None:
    """A line through 83% deletes it for the eye, and not in the file."""

    def fill(document: Any) -> None:
        document.add_paragraph("Đạt 90%").add_run("83%").font.strike = True

    with pytest.raises(FileRefused) as refused:
        read_word(word(fill))
    assert "83%" in refused.value.problem()


def test_content_controls_are_read_through() -> None:
    """Templates put paragraphs and rows into controls; they are content like any other."""

    def fill(document: Any) -> None:
        document.element.body.insert(0, parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>Mục tiêu</w:t></w:r>"
            "</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
        ))  # fmt: skip

    assert prose(read_word(word(fill))) == ["Mục tiêu"]
