"""Rows: sections, nested numbers, merged cells, totals; nothing of a row is dropped."""

from __future__ import annotations

import pytest

from domain.plan import RowKind
from services.cli.plan.importing.numbering import Numbering, read_number, split_number
from tests.services.cli.plan.importing.building import (
    by_number,
    codes,
    helpers,
    leads,
    read,
    table,
    text,
)

HEAD = ["Stt", "Tên nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"]


def test_numbers_nest_as_they_are_printed() -> None:
    """I → 1 → a, and the inner ones begin again (seed 000, appendix B)."""
    numbering = Numbering()
    numbering.section("I", "NỀN MÓNG")
    numbering.section("1", "Hạ tầng")
    assert numbering.row("a") == "I.1.a"
    numbering.section("2", "Nền tảng")
    assert [numbering.row(each) for each in ("a", "b", "đ")] == ["I.2.a", "I.2.b", "I.2.đ"]
    numbering.section("II", "LĨNH VỰC")
    assert numbering.row("1") == "II.1"
    assert numbering.heading() == "II. LĨNH VỰC"


def test_a_dotted_number_says_its_parents_again() -> None:
    """*1.2* below *1*, and *1.2.1* below that, are full already."""
    numbering = Numbering()
    numbering.section("A", "PHẦN")
    assert [numbering.row(each) for each in ("1", "1.1", "1.2", "1.2.1", "2", "2.1")] == [
        "A.1",
        "A.1.1",
        "A.1.2",
        "A.1.2.1",
        "A.2",
        "A.2.1",
    ]


def test_letters_go_on_through_those_that_are_roman_too() -> None:
    """After *A*, *B* the section *C* is a letter, not a hundred."""
    numbering = Numbering()
    assert [numbering.section(each, each) for each in ("A", "B", "C", "D")] == list("ABCD")


def test_missing_and_repeated_numbers_stay_apart() -> None:
    """What is printed is kept; the full number is never given twice."""
    numbering = Numbering()
    assert [numbering.row(each) for each in ("2", "2", "6")] == ["2", "2-2", "6"]
    assert numbering.row("") not in ("2", "2-2", "6")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("I", "I"), ("1.", "1"), ("a)", "a"), ("(3)", "3"), ("1.2", "1.2"), ("đ", "đ"), ("Tổ", "")],
)
def test_a_number_is_read_without_its_marks(cell: str, number: str) -> None:
    """Full stops and brackets around a number are no part of it."""
    assert read_number(cell) == number


def test_a_number_in_the_text_is_split_off() -> None:
    """A title may print its number itself; a percentage is none."""
    assert split_number("II. XÂY DỰNG CHÍNH QUYỀN SỐ") == ("II", "XÂY DỰNG CHÍNH QUYỀN SỐ")
    assert split_number("100% cơ quan") == ("", "100% cơ quan")


def test_cells_lost_in_the_text_are_inherited_or_left_open() -> None:
    """A row with only a date inherits; one name for two columns is given to neither.

    Excerpt of seed 000 (Kế hoạch 241/KH-UBND of Đồng Tháp, appendix B, I.4, lines 517-558).
    """
    plan = read(
        table(
            HEAD,
            ["I", "NỀN MÓNG CHO KINH TẾ SỐ"],
            ["1", "Bảo đảm an toàn thông tin"],
            [
                "a",
                "Đảm bảo an toàn ngay từ khâu thiết kế",
                "Sở Y tế",
                "UBND cấp huyện",
                "2022 - 2030",
            ],
            ["b", "Tập huấn an toàn thông tin", "2022 - 2025"],
            ["c", "Thuê dịch vụ an toàn thông tin", "Các sở, ngành tỉnh", "2022 - 2025"],
            ["d", "Phổ cập chữ ký số cho người dân", "2022 - 2023"],
            ["đ", "Ứng dụng cơ sở dữ liệu dân cư", "Công an tỉnh", "Sở Y tế", "2022 - 2025"],
        )
    )
    rows = by_number(plan)
    assert list(rows) == ["I.1.a", "I.1.b", "I.1.c", "I.1.d", "I.1.đ"]
    assert rows["I.1.a"].section == "I. NỀN MÓNG CHO KINH TẾ SỐ › 1. Bảo đảm an toàn thông tin"
    assert leads(rows["I.1.b"]) == ["Sở Y tế"]
    assert helpers(rows["I.1.b"]) == ["UBND cấp huyện"]
    assert "cell_inherited" in codes(rows["I.1.b"])
    for number in ("I.1.c", "I.1.d"):
        assert (leads(rows[number]), helpers(rows[number])) == ([], [])
        assert "cell_ambiguous" in codes(rows[number])
        details = [note.detail for note in rows[number].notes if note.code == "cell_ambiguous"]
        assert "Các sở, ngành tỉnh" in details[0]
    assert leads(rows["I.1.đ"]) == ["Công an tỉnh"]
    assert len({row.id for row in plan.rows}) == 5


def test_merged_cells_are_inherited_where_the_source_says_so() -> None:
    """A merged cell goes on from above and is noted; a cell that is blank stays blank."""
    plan = read(
        table(
            HEAD,
            ["1", "Tổ chức hội thảo", "Sở Y tế", "Sở Nội vụ", "Quý I/2024"],
            ["2", "Tổ chức tập huấn", "^Sở Y tế", "^Sở Nội vụ", "^Quý I/2024"],
            ["3", "Tổ chức tuyên truyền", "", "", "Quý II/2024"],
        ),
        name="phu-luc.docx",
    )
    rows = by_number(plan)
    assert leads(rows["2"]) == ["Sở Y tế"]
    assert rows["2"].deadline == rows["1"].deadline
    assert "cell_inherited" in codes(rows["2"])
    assert leads(rows["3"]) == []
    assert "lead_missing" in codes(rows["3"])


def test_one_column_may_hold_lead_and_helpers() -> None:
    """*Chủ trì: …; phối hợp: …* is divided; two names without a word are left open."""
    plan = read(
        table(
            ["TT", "Nội dung", "Đơn vị chủ trì, phối hợp", "Thời hạn"],
            ["1", "Tổ chức hội thảo", "Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ", "Quý I/2024"],
            ["2", "Tổ chức tập huấn", "Sở Y tế, Sở Nội vụ", "Quý I/2024"],
        )
    )
    rows = by_number(plan)
    assert (leads(rows["1"]), helpers(rows["1"])) == (["Sở Y tế"], ["Sở Nội vụ"])
    assert leads(rows["2"]) == []
    assert "cell_ambiguous" in codes(rows["2"])


def test_marks_and_mark_up_are_no_part_of_a_row() -> None:
    """Footnote marks are stripped; the words stay."""
    plan = read(
        *text("I. MỤC TIÊU", "- 100% thủ tục được cung cấp trực tuyến toàn trình<sup>(21)</sup>."),
        table(
            HEAD,
            [
                "<b>1</b>",
                "100% thủ tục được cung cấp trực tuyến toàn trình*",
                "Sở Y tế",
                "",
                "2024",
            ],
        ),
    )
    (row,) = [row for row in plan.rows if row.table != "muc-tieu"]
    assert row.text == "100% thủ tục được cung cấp trực tuyến toàn trình"
    assert row.kind is RowKind.TARGET


def test_a_table_that_is_not_understood_is_kept_row_by_row() -> None:
    """Where no column is recognised every line is listed as it stands."""
    plan = read(table(["Alpha", "Beta"], ["1", "Một việc", "xong"], ["2", "Việc nữa", "chưa"]))
    assert [row.kind for row in plan.rows] == [RowKind.OTHER] * 3
    assert [row.text for row in plan.rows][1:] == ["Một việc | xong", "Việc nữa | chưa"]


def test_a_title_merged_over_the_row_is_a_section_wherever_the_name_stands() -> None:
    """The title of a section begins in the first column, even if that is the deadline's."""
    plan = read(
        table(
            ["Thời hạn", "Chủ trì", "Nội dung nhiệm vụ", "TT"],
            ["!I. HẠ TẦNG SỐ", "^I. HẠ TẦNG SỐ", "^I. HẠ TẦNG SỐ", "^I. HẠ TẦNG SỐ"],
            ["Quý I/2024", "Sở Y tế", "Mở rộng mạng", "1"],
        ),
        name="bieu.xlsx",
    )
    (row,) = plan.rows
    assert (row.number, row.section) == ("I.1", "I. HẠ TẦNG SỐ")


def test_lines_below_the_rows_are_kept_as_other() -> None:
    """A count or a remark at the foot of a table is neither target nor task."""
    plan = read(
        table(
            HEAD,
            ["1", "Tổ chức hội thảo", "Sở Y tế", "", "2024"],
            ["", "Tổng số: 01 nhiệm vụ", "", "", ""],
        ),
        name="bieu.xlsx",
    )
    assert [row.kind for row in plan.rows] == [RowKind.TASK, RowKind.OTHER]


def test_a_row_cut_by_a_page_goes_on() -> None:
    """The rest of a sentence in a row of its own belongs to the row above; nothing is lost."""
    plan = read(
        table(
            HEAD,
            ["1", "Rà soát, cắt giảm thủ tục", "Sở Y tế", "", "Năm 2024"],
            ["", "và công bố công khai", "", "", ""],
            ["2", "Báo cáo", "Sở Y tế", "", "Năm 2024"],
        )
    )
    assert [row.text for row in plan.rows] == [
        "Rà soát, cắt giảm thủ tục và công bố công khai",
        "Báo cáo",
    ]
