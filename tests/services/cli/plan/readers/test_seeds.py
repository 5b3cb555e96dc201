"""The two plans of Đồng Tháp as their texts came: examples/sources, kept with their sources."""

from pathlib import Path

import pytest

from examples import building
from services.cli.plan.document import Document, Paragraph, Table
from services.cli.plan.readers import read
from tests.services.cli.plan.readers.making import prose, tables, texts

TASK_B = (
    "Tổ chức tập huấn, hướng dẫn sử dụng và tuyên truyền, phổ biến rộng rãi các nền tảng số "
    "quốc gia"
)
SOURCES = Path(building.__file__).parent / "sources"


@pytest.fixture(scope="module")
def economy() -> Document:
    """Plan 241/KH-UBND of 2022: cells one after another, merged ones lost."""
    return read(SOURCES / "dong_thap_2022_kh241.txt")


@pytest.fixture(scope="module")
def digital() -> Document:
    """The plan of 2023: Markdown with tab-separated tables, cut by pages."""
    return read(SOURCES / "dong_thap_2023_cds.txt")


def test_the_tasks_of_2022_are_rows_again(economy: Document) -> None:
    """Table A has 4 tasks; B has 57, under 2 parts and 16 groups: 75 rows and a head."""
    first, second = tables(economy.blocks)
    assert [len(first.lines), len(second.lines)] == [5, 76]
    marks = [line.cells[0].text for line in second.lines[1:]]
    assert sum(mark in ("I", "II") for mark in marks) == 2
    assert sum(mark.isdigit() for mark in marks) == 16
    assert sum(mark.islower() for mark in marks) == 57


def test_lost_cells_stay_lost(economy: Document) -> None:
    """Row I.2.b printed only its task and time: three cells, none invented for its columns."""
    _, second = tables(economy.blocks)
    row = next(line for line in second.lines if line.line == 467)
    assert texts(row) == [
        "b",
        TASK_B,
        "2022 - 2030",
    ]


def test_an_empty_cell_is_kept(economy: Document) -> None:
    """Two bars with nothing between them are a cell that was printed empty."""
    _, second = tables(economy.blocks)
    row = next(line for line in second.lines if line.line == 502)
    assert texts(row)[2:] == ["Sở Thông tin và Truyền thông", "", "2022 - 2025"]


def test_items_of_a_cell_keep_lines_of_their_own(economy: Document) -> None:
    """A list of agencies in a cell is a list still; its wrapped lines are joined."""
    _, second = tables(economy.blocks)
    row = next(line for line in second.lines if line.line == 434)
    assert row.cells[3].text == "- UBND cấp huyện\n- Các doanh nghiệp bưu chính, viễn thông"


def test_bullets_are_paragraphs_with_their_lines(economy: Document) -> None:
    """Each of the 56 objectives is one paragraph and knows the line it begins on."""
    found = {b.line: b.text for b in economy.blocks if isinstance(b, Paragraph)}
    assert found[38] == "- Tỷ trọng kinh tế số đạt 5% GRDP."
    assert found[110] == "- Năng suất lao động hằng năm tăng tối thiểu 8%."
    before_tasks = [text for line, text in found.items() if 36 < line < 187]
    objectives = [text for text in before_tasks if any(letter.isdigit() for letter in text)]
    assert sum(text.startswith("- ") for text in objectives) == 56


def test_a_wrapped_hyphen_begins_no_bullet(economy: Document) -> None:
    """`kinh tế` / `- xã hội` over two lines is one expression (line 232)."""
    assert any("giải quyết các vấn đề kinh tế - xã hội" in text for text in prose(economy.blocks))


def test_headings_stand_apart(economy: Document) -> None:
    """Title, sections and appendices are paragraphs of their own, whatever the wrap did."""
    found = prose(economy.blocks)
    for heading in ("KẾ HOẠCH", "I. MỤC TIÊU", "III. KINH PHÍ THỰC HIỆN", "PHỤ LỤC I", "PHỤ LỤC"):
        assert heading in found
    assert "Số: 241/KH-UBND" in found


def test_tables_of_2023_are_cut_by_pages(digital: Document) -> None:
    """Seven appendices, one without a table; V, VI and VII repeat their head on later pages."""
    assert [(table.line, len(table.lines)) for table in tables(digital.blocks)] == [
        (529, 16), (554, 11), (574, 25), (628, 12), (641, 3), (651, 20), (672, 13),
        (694, 13), (708, 14), (723, 16), (740, 17), (758, 7),
    ]  # fmt: skip


def test_the_last_line_needs_no_newline(digital: Document) -> None:
    """Row VII.4 of Phụ lục VII is the file's last line, and ends without one."""
    last = digital.blocks[-1]
    assert isinstance(last, Table)
    assert last.lines[-1].line == 764
    assert texts(last.lines[-1])[0] == "4"


def test_formatting_is_off_and_footnote_marks_are_on(digital: Document) -> None:
    """Bold and italics are no words; `<sup>` is kept for whoever must not read 21 as a number."""
    row = next(line for t in tables(digital.blocks) for line in t.lines if line.line == 711)
    assert "( trừ hồ sơ công việc thuộc phạm vi bí mật nhà nước )" in row.cells[1].text
    section = next(line for t in tables(digital.blocks) for line in t.lines if line.line == 718)
    assert texts(section)[:2] == ["III", "PHÁT TRIỂN KINH TẾ SỐ"]
    assert section.cells[0].bold
    assert any("toàn trình<sup>(21)</sup>." in text for text in prose(digital.blocks))


def test_a_digest_names_the_file(digital: Document) -> None:
    """The document carries the name and the SHA-256 of the file it was read from."""
    assert digital.name == "dong_thap_2023_cds.txt"
    assert len(digital.sha256) == 64
