"""Objectives of the prose, and what they make of the rows that assign them."""

from __future__ import annotations

from decimal import Decimal

from domain.bound import Relation
from domain.deadline import YearEndDeadline
from domain.plan import RowKind
from domain.target import Count, EntityFraction, Milestone, Rank, Threshold
from tests.services.cli.plan.importing.building import by_number, codes, read, table, text

HEAD = ["Stt", "Tên nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời điểm đánh giá"]
# Excerpt of seed 004 (Kế hoạch chuyển đổi số tỉnh Đồng Tháp năm 2023, lines 228-326).
AIMS = (
    "#KẾ HOẠCH",
    "#Chuyển đổi số tỉnh Đồng Tháp năm 2023",
    "#**Phần II** **NỘI DUNG KẾ HOẠCH NĂM 2023**",
    "#**II. MỤC TIÊU**",
    "Xây dựng kho dữ liệu. Phấn đấu năm 2023, Đồng Tháp xếp vị trí thứ 30 trở lên về DTI cấp tỉnh.",
    "#1. Xây dựng dữ liệu số",
    "- Trên 90% thiết bị giám sát IoT của các ngành, địa phương chia sẻ dữ liệu cho IOC Tỉnh.",
    "- Công bố chính thức nền tảng dữ liệu số nông nghiệp.",
    "- 83% dân số có hồ sơ sức khỏe điện tử.",
    "#III. NHIỆM VỤ",
    "- Rà soát, phấn đấu mỗi sở, ngành có tối thiểu 01 nhân lực về an toàn thông tin.",
)
ROWS = table(
    HEAD,
    [
        "1",
        "90% thiết bị giám sát IoT của các ngành, địa phương chia sẻ dữ liệu cho IOC Tỉnh",
        "Sở TTTT",
        "",
        "Cuối năm 2023",
    ],
    ["2", "Công bố chính thức nền tảng dữ liệu số nông nghiệp", "Sở NNPTNT", "", "Trước 09/2023"],
    ["3", "90% dân số có hồ sơ sức khỏe điện tử", "Sở Y tế", "", "Cuối năm 2023"],
    ["4", "Ban hành danh mục dữ liệu dùng chung", "Sở TTTT", "", "Trước tháng 05/2023"],
    [
        "5",
        "Đánh giá an toàn thông tin cho 1/3 số sở và 1/3 UBND cấp huyện",
        "Sở TTTT",
        "",
        "11/2023",
    ],
    line=40,
)


def test_an_objective_makes_its_row_a_target() -> None:
    """Matched by what it is about: numbers may differ, and a milestone is a target too."""
    rows = by_number(read(*text(*AIMS), ROWS), "bang-1")
    assert [rows[each].kind for each in "12345"] == ["target", "target", "target", "task", "task"]
    assert isinstance(rows["2"].targets[0].rule, Milestone)
    assert rows["4"].targets == ()


def test_objectives_know_the_row_that_assigns_them() -> None:
    """Text and appendix keep their own numbers side by side (83 and 90, *trên* 90 and 90)."""
    plan = read(*text(*AIMS), ROWS)
    rows = {row.id: row for row in plan.rows}
    health = next(said for said in plan.objectives if "sức khỏe" in said.text)
    devices = next(said for said in plan.objectives if "IoT" in said.text)
    assert health.targets[0].rule == Threshold(Relation.AT_LEAST, Decimal(83))
    assert rows[health.row or ""].targets[0].rule == Threshold(Relation.AT_LEAST, Decimal(90))
    assert devices.targets[0].rule == Threshold(Relation.ABOVE, Decimal(90))
    assert rows[devices.row or ""].number == "1"


def test_a_task_keeps_its_quantity() -> None:
    """*1/3 số sở và 1/3 UBND cấp huyện* is a task with two parts to reach."""
    row = by_number(read(*text(*AIMS), ROWS), "bang-1")["5"]
    rules = [part.rule for target in row.targets for part in getattr(target.rule, "parts", ())]
    assert rules == [EntityFraction(1, 3), EntityFraction(1, 3)]


def test_what_no_row_assigns_becomes_a_row_of_its_own() -> None:
    """The rank and the obligation among the tasks are targets that nobody answers for."""
    rows = [row for row in read(*text(*AIMS), ROWS).rows if row.table == "muc-tieu"]
    assert isinstance(rows[0].targets[0].rule, Rank)
    assert ["DTI" in rows[0].text, "nhân lực" in rows[1].text, len(rows)] == [True, True, 2]
    for row in rows:
        assert row.kind is RowKind.TARGET
        assert "unassigned" in codes(row)
        assert (row.lead, row.deadline) == ((), YearEndDeadline(2023))


def test_a_horizon_dates_the_objectives_below_it() -> None:
    """*đến năm 2025* and *đến năm 2030* head two lists; definitions are no objectives.

    Excerpt of seed 000 (Kế hoạch 241/KH-UBND, lines 21-111); the second heading is glued to the
    line before, as in a plan of a commune.
    """
    plan = read(
        *text(
            "I. MỤC TIÊU",
            "1. Phát triển kinh tế số",
            "- Kinh tế số gồm: Kinh tế số ICT là công nghiệp công nghệ thông tin.",
            "a) Mục tiêu cơ bản đến năm 2025",
            "- Tỷ trọng kinh tế số đạt 5% GRDP.",
            "- Trên 55% doanh nghiệp kinh doanh trên các sàn thương mại điện tử."
            " b) Mục tiêu cơ bản đến năm 2030",
            "- Tỷ trọng kinh tế số đạt 10% GRDP.",
        )
    )
    assert [(said.year, said.text[:7]) for said in plan.objectives] == [
        (2025, "Tỷ trọn"),
        (2025, "Trên 55"),
        (2030, "Tỷ trọn"),
    ]
    assert [row.number for row in plan.rows] == ["I.1.a.1", "I.1.a.2", "I.1.b.1"]
    assert plan.rows[0].section.endswith("a. Mục tiêu cơ bản đến năm 2025")


def test_results_of_the_past_are_no_objectives() -> None:
    """What was reached last year is not asked for again."""
    plan = read(
        *text(
            "#Phần I",
            "#I. TÌNH HÌNH THỰC HIỆN MỤC TIÊU NĂM 2022",
            "- 100% cơ quan đã kết nối.",
            "Tỷ lệ hồ sơ trực tuyến đạt 25,94%.",
        )
    )
    assert plan.objectives == ()


def test_without_objectives_a_level_to_reach_is_a_target_and_marked() -> None:
    """A table alone: what can be measured is taken for a target, the officer is asked to look."""
    rows = by_number(
        read(
            table(
                HEAD,
                ["1", "Hỗ trợ ít nhất 50 doanh nghiệp dùng nền tảng số", "Sở Y tế", "", "2024"],
                ["2", "Xây dựng mô hình bảo vệ 4 lớp", "Sở Y tế", "", "2024"],
            )
        )
    )
    assert rows["1"].kind is RowKind.TARGET
    assert rows["1"].targets[0].rule == Count(Decimal(50))
    assert "kind_assumed" in codes(rows["1"])
    assert (rows["2"].kind, rows["2"].targets) == (RowKind.TASK, ())


def test_a_numbered_list_of_objectives_is_no_list_of_headings() -> None:
    """Items with numbers and without full stops, a milestone among them, are objectives."""
    plan = read(
        *text(
            "II. MỤC TIÊU CỤ THỂ",
            "1. 90% hồ sơ được xử lý trực tuyến",
            "2. Hình thành nền tảng dữ liệu dùng chung",
            "3. Tỷ lệ hộ có Internet đạt trên 80%",
            "III. NHIỆM VỤ",
            "1. Tuyên truyền",
        )
    )
    assert [type(said.targets[0].rule) for said in plan.objectives] == [
        Threshold,
        Milestone,
        Threshold,
    ]


def test_bullets_glued_to_their_heading_keep_its_year() -> None:
    """*a) Mục tiêu … đến năm 2025 - Tỷ lệ …; - Tỷ lệ …* in one line: heading, two bullets."""
    plan = read(
        *text(
            "#II. MỤC TIÊU",
            "2. Xã hội số a) Mục tiêu cơ bản đến năm 2025 - Tỷ lệ hộ có Internet đạt 90%;"
            " - Tỷ lệ hộ có mã địa chỉ đạt 70%. b) Mục tiêu cơ bản đến năm 2030"
            " - Tỷ lệ hộ có Internet đạt trên 95%.",
        )
    )
    assert [(said.text[:22], said.year) for said in plan.objectives] == [
        ("Tỷ lệ hộ có Internet đ", 2025),
        ("Tỷ lệ hộ có mã địa chỉ", 2025),
        ("Tỷ lệ hộ có Internet đ", 2030),
    ]
