"""Laws of the importer: any document gives a draft, and every row of it is in the draft."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.cli.plan.document import Block, Cell, Document, Line, Paragraph, Table
from services.cli.plan.importing import ImportOptions, draft, outline

HEADS = "Stt|Tên nhiệm vụ|Chỉ tiêu|Đơn vị chủ trì|Phối hợp|Thời gian|ĐVT|Kinh phí|Đánh giá"
PLACES = "Phụ lục VII|PHỤ LỤC|I. MỤC TIÊU|Kèm theo (|Số: /KH-UBND|ĐVT: Triệu đồng|TỔNG CỘNG"
CELLS_ = "I|1|a|1.2|đ)|Sở Y tế|UBND cấp huyện|Tháng 13/2023|Trước 09/2023|2022 - 2025|12.400"
PHRASES = "trên 80%|- Đạt 90%|100% 1/3 số sở|tối thiểu 01 cuộc; mỗi xã 02|báo cáo trước ngày 30/11"
MARKS = "<sup>(1)</sup>|***|| |\u0301|b) Mục tiêu cơ bản đến năm 2030|Kế hoạch năm 2024"
WORDS = st.sampled_from("|".join((HEADS, PLACES, CELLS_, PHRASES, MARKS)).split("|"))
TEXTS = st.one_of(WORDS, st.text(max_size=40), st.lists(WORDS, max_size=4).map("\n".join))
CELLS = st.builds(Cell, TEXTS, st.booleans(), st.booleans())
LINES = st.lists(CELLS, max_size=6).map(tuple)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A paragraph or a table with lines of any width."""
    line = draw(st.integers(1, 50))
    if draw(st.booleans()):
        return Paragraph(draw(TEXTS), line, draw(st.booleans()))
    lines = draw(st.lists(LINES, max_size=6))
    numbered = tuple(Line(cells, line + at) for at, cells in enumerate(lines))
    return Table(numbered, line, draw(st.sampled_from(["", "Sheet1", "Biểu 2"])))


DOCUMENTS = st.builds(
    Document,
    st.sampled_from(["a.txt", "a.xlsx", "a.csv"]),
    st.just("0" * 64),
    st.lists(blocks(), max_size=8).map(tuple),
)


MERGED_WITHOUT_TEXT = Document(
    "a.txt",
    "0" * 64,
    (
        Table(
            (
                Line((Cell("Đơn vị chủ trì"), Cell("Tên nhiệm vụ")), 1),
                Line((Cell("Stt", merged=True),), 2),
            ),
            1,
        ),
    ),
)


@settings(max_examples=100, deadline=None)
@example(MERGED_WITHOUT_TEXT)
@given(DOCUMENTS)
def test_any_document_gives_a_draft(document: Document) -> None:
    """Reading never fails; ids of rows and tables are given once, and the tables are known."""
    plan = draft(document, ImportOptions())
    ids = [row.id for row in plan.rows]
    assert len(set(ids)) == len(ids)
    tables = {shown.id for shown in plan.tables}
    assert {row.table for row in plan.rows} <= tables
    assert {shown.id for shown in outline(document)} <= tables
    rows = set(ids)
    assert all(said.row in rows for said in plan.objectives if said.row)


@settings(max_examples=60, deadline=None)
@given(st.permutations(["Nhiệm vụ A", "Nhiệm vụ B", "Nhiệm vụ C", "Nhiệm vụ D"]), st.booleans())
def test_no_row_is_dropped(names: list[str], numbered: bool) -> None:
    """Every name below a head is the text of a row, in its order, numbered or not."""
    head = Line((Cell("TT"), Cell("Nội dung"), Cell("Chủ trì")), 1)
    body = tuple(
        Line((Cell(str(at) if numbered else ""), Cell(name), Cell("Sở Y tế")), at + 1)
        for at, name in enumerate(names, start=1)
    )
    plan = draft(Document("a.csv", "0" * 64, (Table((head, *body), 1),)), ImportOptions())
    assert [row.text for row in plan.rows] == names
