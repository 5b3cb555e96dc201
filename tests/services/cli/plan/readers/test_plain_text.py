"""Plain text and Markdown: tables of every form among prose, wrapped as web pages wrap."""

import pytest

from services.cli.plan.document import Paragraph
from services.cli.plan.readers.text import read_text
from tests.services.cli.plan.readers.making import prose, rows_of, tables, texts


def test_a_markdown_table() -> None:
    """The rule under the head is no row; escaped bars and breaks are part of a cell."""
    head = "| STT | Chỉ tiêu | Ghi chú |\n|---|:---:|---|\n"
    assert rows_of(head + "| 1 | **Tỷ lệ** a\\|b | x<br>y |\n| 2 | c ||") == [
        ["STT", "Chỉ tiêu", "Ghi chú"],
        ["1", "Tỷ lệ a|b", "x\ny"],
        ["2", "c", ""],
    ]


def test_bars_without_a_frame() -> None:
    """Two lines with as many bars are rows; a single bar in a sentence is none."""
    assert rows_of("STT | Chỉ tiêu | Thời hạn\n1 | Tỷ lệ a | 2025") == [
        ["STT", "Chỉ tiêu", "Thời hạn"],
        ["1", "Tỷ lệ a", "2025"],
    ]
    assert tables(read_text("Một câu có | ở giữa.")) == []


def test_a_wrapped_row_is_put_together() -> None:
    """A row that has fewer cells than the head goes on in the next line."""
    text = "Stt\tChỉ tiêu\tKết quả\n1\tTỷ lệ hồ sơ\nxử lý trực tuyến\t25,94%\n2\tTỷ lệ b\t20%"
    assert rows_of(text)[1:] == [
        ["1", "Tỷ lệ hồ sơ xử lý trực tuyến", "25,94%"],
        ["2", "Tỷ lệ b", "20%"],
    ]


def test_a_wrapped_last_cell_belongs_to_its_row() -> None:
    """Lines behind a whole row are the rest of its last cell where the next row comes at once."""
    text = "Stt\tChỉ tiêu\tHạn\n1\tTỷ lệ a\tTheo yêu cầu\ncủa trung ương\n2\tTỷ lệ b\t2023"
    assert rows_of(text)[1:] == [
        ["1", "Tỷ lệ a", "Theo yêu cầu của trung ương"],
        ["2", "Tỷ lệ b", "2023"],
    ]
    assert len(tables(read_text("Stt\tChỉ tiêu\n1\ta\n12\n2\tb"))) == 2


def test_a_row_with_two_wrapped_cells_is_put_together() -> None:
    """A line that goes on in the middle of a sentence begins no row, however short the row is."""
    text = "Stt\tTên\tChủ trì\tHạn\n1\tTỷ lệ hồ\nsơ\tSở Y tế,\nsở Nội vụ\t2023\n2\tb\tc\t2024"
    assert rows_of(text)[1:] == [
        ["1", "Tỷ lệ hồ sơ", "Sở Y tế, sở Nội vụ", "2023"],
        ["2", "b", "c", "2024"],
    ]


def test_a_cell_copied_from_excel_with_line_breaks() -> None:
    """Excel copies such a cell in quotation marks over several lines."""
    text = 'Stt\tChỉ tiêu\tChủ trì\n1\tTỷ lệ a\t"Sở Y tế\nUBND ""cấp huyện"""\n2\tb\tSở Nội vụ'
    assert rows_of(text)[1:] == [
        ["1", "Tỷ lệ a", 'Sở Y tế\nUBND "cấp huyện"'],
        ["2", "b", "Sở Nội vụ"],
    ]


def test_a_ditto_mark_opens_no_quoted_cell() -> None:
    """A quotation mark alone in a cell says *as above*; the rows below are rows."""
    text = 'Stt\tChỉ tiêu\tHạn\n1\ta\t2023\n2\tb\t"\n3\tc\t"\n4\td\t2024'
    assert [row[0] for row in rows_of(text)[1:]] == ["1", "2", "3", "4"]


def test_prose_after_a_table_is_no_row() -> None:
    """A line without tabs after a whole row ends the table."""
    blocks = read_text("Stt\tChỉ tiêu\n1\tTỷ lệ a\nGhi chú: số liệu ước tính.")
    assert prose(blocks) == ["Ghi chú: số liệu ước tính."]


def test_a_repeated_head_begins_a_table() -> None:
    """A page break inside a table without a blank line gives two tables, each with its head."""
    found = tables(read_text("Stt\tChỉ tiêu\n1\ta\nStt\tChỉ tiêu\n2\tb"))
    assert [[texts(line) for line in table.lines] for table in found] == [
        [["Stt", "Chỉ tiêu"], ["1", "a"]],
        [["Stt", "Chỉ tiêu"], ["2", "b"]],
    ]


def cells(*values: str) -> str:
    """The form of a web page's table: every cell ended by a line that holds only a bar."""
    return "".join(f"{value}\n|\n" for value in values)


def test_numbers_that_are_results_begin_no_row() -> None:
    """`15` in row 14 is its result where the row, when full, is followed by 15."""
    text = cells("Stt", "Chỉ tiêu", "Kết quả", "Đánh giá", "14", "Tập huấn", "15", "Vượt") + cells(
        "15", "Diễn tập", "1", "Đạt"
    )
    assert rows_of(text)[1:] == [["14", "Tập huấn", "15", "Vượt"], ["15", "Diễn tập", "1", "Đạt"]]


def test_a_head_without_numbers_cuts_by_its_width() -> None:
    """Without a column of numbers rows have as many cells as the head."""
    text = cells(
        "Chỉ tiêu", "Chủ trì", "Thời hạn", "a", "Sở Y tế", "2025", "b", "Sở Nội vụ", "2026"
    )
    assert rows_of(text)[1:] == [["a", "Sở Y tế", "2025"], ["b", "Sở Nội vụ", "2026"]]


def test_numbers_in_a_later_column_begin_no_row() -> None:
    """Where the column of numbers is not the first, rows are as wide as the head."""
    head = cells("Chủ trì", "Thời hạn", "Stt", "Nhiệm vụ")
    text = head + cells("Sở Y tế", "2025", "1", "a", "Sở Nội vụ", "2026", "2", "b")
    assert rows_of(text)[1:] == [["Sở Y tế", "2025", "1", "a"], ["Sở Nội vụ", "2026", "2", "b"]]


@pytest.mark.parametrize(
    ("first", "second"), [("1", "2"), ("01", "02"), ("1.", "2."), ("a)", "b)"), ("I", "II")]
)
def test_marks_of_every_kind_begin_rows(first: str, second: str) -> None:
    """Numbers, letters and Roman numerals, with or without their signs; cells may be lost."""
    head = cells("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn")
    assert rows_of(head + cells(first, "x", "2025", second, "y", "Sở Y tế", "2026"))[1:] == [
        [first, "x", "2025"],
        [second, "y", "Sở Y tế", "2026"],
    ]


def test_prose_before_and_after_such_a_table() -> None:
    """The heading glued before the first cell, and the signature after the last, are prose."""
    text = "B. DANH MỤC\nNHIỆM VỤ\n" + cells("Stt", "Nhiệm vụ", "Chủ trì", "1", "x", "Sở Y tế")
    blocks = read_text(text + "Nơi nhận:\n- Như trên;\n|\nCHỦ TỊCH\n|\n")
    assert prose(blocks) == ["B. DANH MỤC NHIỆM VỤ", "Nơi nhận:", "- Như trên;", "CHỦ TỊCH"]
    assert [len(table.lines) for table in tables(blocks)] == [2]


def test_a_heading_glued_to_a_sentence_is_cut_off() -> None:
    """As a commune's plan printed it: `… trên 3%. b) Mục tiêu …`; lines stay right."""
    blocks = read_text("- Tỷ trọng đạt\ntrên 3%. b) Mục tiêu cơ bản đến\nnăm 2030\n- Đạt 5%.")
    assert blocks == (
        Paragraph("- Tỷ trọng đạt trên 3%.", 1),
        Paragraph("b) Mục tiêu cơ bản đến năm 2030", 2),
        Paragraph("- Đạt 5%.", 4),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Đạt 1.500 tỷ đồng. 2.000 tỷ đồng là mức cao.",
        "Theo điểm a) khoản 2, mục này áp dụng.",
        "Mức 3. 5 huyện đạt.",
    ],
)
def test_sentences_are_not_cut(sentence: str) -> None:
    """Only a list mark after a full stop and before a capital begins a paragraph."""
    assert prose(read_text(sentence)) == [sentence]


def test_an_abbreviation_left_alone_by_the_wrap_is_no_heading() -> None:
    """`GRDP.` on a line of its own ends its sentence."""
    assert prose(read_text("- Tỷ trọng đạt 5%\nGRDP.\n- Khác.")) == [
        "- Tỷ trọng đạt 5% GRDP.",
        "- Khác.",
    ]


def test_leftovers_of_a_web_page_are_kept() -> None:
    """What follows the signature is no plan, but no reader's to throw away."""
    assert prose(read_text("Nguyễn Văn A\n\nTải văn bản về\n\n© Thư viện")) == [
        "Nguyễn Văn A",
        "Tải văn bản về",
        "© Thư viện",
    ]


def test_a_markdown_heading_is_one() -> None:
    """`##` and whole bold lines are headings; their signs are not part of the words."""
    blocks = read_text("## **II. MỤC TIÊU**\nNội dung.\n\n**Phụ lục I**\n\n*b) Tồn tại:* ít.")
    assert blocks == (
        Paragraph("II. MỤC TIÊU", 1, heading=True),
        Paragraph("Nội dung.", 2),
        Paragraph("Phụ lục I", 4, heading=True),
        Paragraph("b) Tồn tại: ít.", 6),
    )
