"""Tables are named by what stands above them; pieces of one table are joined."""

from __future__ import annotations

from domain.deadline import YearEndDeadline
from domain.draft import TableRole
from domain.vietnamese.review import Review
from services.cli.plan.document import Block
from services.cli.plan.importing import ImportOptions, draft, outline
from tests.services.cli.plan.importing.building import (
    WE,
    by_number,
    document,
    read,
    table,
    text,
)

HEAD = ["Stt", "Tên nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời điểm đánh giá"]
FIRST = ["1", "Tổ chức hội thảo", "Sở Y tế", "Sở Nội vụ", "Tháng 06/2023"]
SECOND = ["2", "Tổ chức tập huấn", "Sở Nội vụ", "Sở Y tế", "Tháng 08/2023"]
ABOVE = (
    "#**Phụ lục VII**\n**PHÂN CÔNG THEO DÕI CÁC NHIỆM VỤ**",
    "*(Kèm theo Kế hoạch số /KH-UBND ngày tháng năm 2023 của Ủy ban nhân dân Tỉnh)*",
    "**ĐVT: Triệu đồng**",
)


def test_a_table_is_named_by_its_appendix() -> None:
    """Number and title name it; the unit line and the plan it belongs to are not its title."""
    (shown,) = outline(document(*text(*ABOVE), table(HEAD, FIRST)))
    assert shown.id == "phu-luc-vii"
    assert shown.heading == "Phụ lục VII — PHÂN CÔNG THEO DÕI CÁC NHIỆM VỤ"
    assert shown.unit == "Triệu đồng"
    assert shown.role is TableRole.ASSIGNMENT
    assert shown.columns == tuple(HEAD)


def test_parts_of_one_appendix_are_two_tables() -> None:
    """*A. DANH MỤC …* and *B. DANH MỤC …* (seed 000) share an appendix and are told apart."""
    blocks: tuple[Block, ...] = (
        *text("PHỤ LỤC", "DANH MỤC NHIỆM VỤ TRỌNG TÂM", "A. DANH MỤC PHỐI HỢP VỚI TRUNG ƯƠNG"),
        table(HEAD, FIRST),
        *text("B. DANH MỤC TRIỂN KHAI TRÊN ĐỊA BÀN TỈNH", line=30),
        table(HEAD, FIRST, line=31),
    )
    assert [shown.id for shown in outline(document(*blocks))] == ["phu-luc-a", "phu-luc-b"]
    picked = draft(document(*blocks), ImportOptions(("triển khai trên địa bàn",)))
    assert [shown.id for shown in picked.tables] == ["phu-luc-b"]


def test_a_table_split_by_a_page_is_one() -> None:
    """The head repeated on the next page, or no head at all, goes on with the table before."""
    bare: tuple[Block, ...] = (table(HEAD, FIRST), *text("12", line=20), table(SECOND, line=21))
    headed: tuple[Block, ...] = (table(HEAD, FIRST), table(HEAD, SECOND, line=21))
    for blocks in (bare, headed):
        plan = read(*text(*ABOVE), *blocks)
        assert [shown.id for shown in plan.tables] == ["phu-luc-vii"]
        assert list(by_number(plan)) == ["1", "2"]


def test_results_are_of_the_year_that_the_heading_names() -> None:
    """Else of the plan's year, with a note; an aside typed as two paragraphs hides no heading."""
    results = table(["Stt", "Tên chỉ tiêu", "Kết quả"], ["1", "Tỷ lệ hộ nghèo dưới 2%", "1,5%"])
    title = ("KẾ HOẠCH", "Chuyển đổi số năm 2023")
    above = ("Phụ lục I", "KẾT QUẢ NĂM 2022", "(Kèm theo Kế hoạch năm 2023", "của UBND Tỉnh)")
    (row,) = read(*text(*title, *above), results).rows
    assert (row.deadline, row.notes) == (YearEndDeadline(2022), ())

    (row,) = read(*text(*title, "Phụ lục I"), results).rows
    assert (row.deadline, row.notes[-1].code) == (YearEndDeadline(2023), Review.YEAR_ASSUMED)


def test_a_table_goes_on_in_the_next_sheet_by_its_numbers() -> None:
    """A headless sheet that begins with the next number, as wide, is the rest of the table."""
    first = table(HEAD, FIRST, sheet="1")
    plan = read(first, table(SECOND, line=21, sheet="2"), name="ke-hoach.xlsx")
    assert [(row.number, row.kind) for row in plan.rows] == [("1", "task"), ("2", "task")]

    for other in (["9", *SECOND[1:]], ["2", "Ghi chú", "Sở Y tế"]):
        plan = read(first, table(other, line=21, sheet="2"), name="ke-hoach.xlsx")
        assert [row.kind for row in plan.rows] == ["task", "other"]


def test_a_row_below_no_head_says_so() -> None:
    """What might be a target or a task, were its columns named, is listed with a note."""
    (row,) = read(table(FIRST)).rows
    assert row.kind == "other"
    assert [note.code for note in row.notes] == [Review.COLUMN_UNKNOWN]
    assert read(table(["Ghi chú", "Tỉnh tự cân đối"])).rows[0].notes == ()


def test_a_worksheet_holds_its_own_title() -> None:
    """In a worksheet the title, the unit and blank lines are rows above the head."""
    sheet = table(
        ["BIỂU SỐ 02", "", ""],
        ["KẾ HOẠCH VỐN CHUYỂN ĐỔI SỐ NĂM 2024", "", ""],
        ["ĐVT: Triệu đồng", "", ""],
        ["", "", ""],
        ["TT", "Danh mục", "Kinh phí"],
        ["1", "Thuê dịch vụ giám sát", "1.200"],
        sheet="Sheet1",
    )
    (shown,) = outline(document(sheet, name="von.xlsx"))
    assert (shown.id, shown.unit, shown.role) == ("bieu-02", "Triệu đồng", TableRole.MONEY)


def test_two_tables_of_one_worksheet_are_two() -> None:
    """A second appendix below the first one in the same worksheet has a name of its own."""
    sheet = table(
        ["PHỤ LỤC 1", "", "", "", ""],
        HEAD,
        FIRST,
        ["", "", "", "", ""],
        ["PHỤ LỤC 2", "", "", "", ""],
        HEAD,
        SECOND,
    )
    plan = read(sheet, name="bieu.xlsx")
    assert [shown.id for shown in plan.tables] == ["phu-luc-1", "phu-luc-2"]
    assert [row.table for row in plan.rows] == ["phu-luc-1", "phu-luc-2"]


def test_a_nameless_table_is_numbered() -> None:
    """A pasted table without a heading is *bang-1*."""
    (shown,) = outline(document(table(HEAD, FIRST)))
    assert (shown.id, shown.heading) == ("bang-1", "")


def test_a_letterhead_is_no_table() -> None:
    """The borderless tables of letterhead and signatures hold no rows of the plan."""
    letterhead = table(
        ["ỦY BAN NHÂN DÂN\nTỈNH VĨNH LONG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 67/KH-UBND", "Vĩnh Long, ngày 31 tháng 12 năm 2020"],
        line=1,
    )
    signed = table(["Nơi nhận:\n- Sở Y tế;", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"], line=9)
    assert outline(document(letterhead, signed)) == ()


def test_a_list_of_legal_bases_is_kept() -> None:
    """An appendix without a table is of role *other*; each of its lines is a row (seed 004, IV)."""
    plan = read(
        *text(
            "#Phụ lục IV\nCĂN CỨ LẬP KẾ HOẠCH",
            "1. Nghị quyết số 52-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị.",
            "#VĂN BẢN CỦA CHÍNH PHỦ",
            "2. Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ.",
        )
    )
    assert {row.kind for row in plan.rows} == {"other"}
    assert [row.printed_number for row in plan.rows] == ["1", "", "2"]
    assert plan.rows[1].text == "VĂN BẢN CỦA CHÍNH PHỦ"
    assert [cited.number for cited in plan.documents] == ["52-NQ/TW", "749/QĐ-TTg"]


def test_picked_tables_leave_the_prose_to_typing() -> None:
    """With a table picked, objectives still decide what is a target, but make no rows."""
    blocks: tuple[Block, ...] = (
        *text("I. MỤC TIÊU", "- 90% hộ gia đình có địa chỉ số.", "- Xếp thứ 30 trở lên về DTI."),
        *text(*ABOVE, line=5),
        table(HEAD, ["1", "90% hộ gia đình có địa chỉ số", "Sở Y tế", "", "Cuối năm 2023"]),
    )
    whole = draft(document(*blocks), WE)
    picked = draft(document(*blocks), ImportOptions(("VII",), issuer=WE.issuer))
    assert [row.table for row in whole.rows] == ["phu-luc-vii", "muc-tieu"]
    assert [(row.table, row.kind) for row in picked.rows] == [("phu-luc-vii", "target")]
