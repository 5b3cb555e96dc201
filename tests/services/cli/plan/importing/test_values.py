"""Tables whose number stands in a column of its own, results, and money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import YearEndDeadline
from domain.draft import PrintedTotal, YearAmount
from domain.measurement import Bounded, Done
from domain.target import Band, Milestone, Rank, Rule, Threshold
from domain.task import TaskState
from tests.services.cli.plan.importing.building import by_number, codes, leads, read, table, text

VALUES = ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện năm 2023", "Kế hoạch năm 2024", "Cơ quan chủ trì"]


@pytest.mark.parametrize(
    ("name", "unit", "value", "rule"),
    [
        ("Tỷ lệ hộ có Internet", "%", "80", Threshold(Relation.AT_LEAST, Decimal(80))),
        ("Tỷ lệ hộ có Internet", "%", "80,5", Threshold(Relation.AT_LEAST, Decimal("80.5"))),
        ("Tỷ lệ hộ có Internet", "", "trên 80%", Threshold(Relation.ABOVE, Decimal(80))),
        ("Tỷ lệ hộ có Internet", "%", "80 - 85", Band(Decimal(80), Decimal(85))),
        ("Chỉ số DTI", "hạng", "thứ 25 trở lên", Rank(25)),
        ("Số lớp tập huấn mức 4", "lớp", "5", Threshold(Relation.AT_LEAST, Decimal(5))),
        ("Ban hành kiến trúc", "", "Hoàn thành", Milestone()),
    ],
)
def test_name_number_and_unit_make_the_target(name: str, unit: str, value: str, rule: Rule) -> None:
    """The rule comes of the number's own column, whatever numbers the name holds."""
    row = by_number(read(table(VALUES, ["1", name, unit, "70", value, "Sở Y tế"])))["1"]
    assert [target.rule for target in row.targets] == [rule]
    assert row.deadline == YearEndDeadline(2024)
    assert "Thực hiện năm 2023: 70" in row.remark


def test_less_is_better_only_with_a_mark() -> None:
    """Of poor households fewer are better; the direction is not said, so the officer must look."""
    row = by_number(read(table(VALUES, ["1", "Tỷ lệ hộ nghèo", "%", "3", "2", "Sở Y tế"])))["1"]
    assert row.targets[0].rule == Threshold(Relation.AT_MOST, Decimal(2))
    assert "direction_assumed" in codes(row)


def test_a_number_that_is_not_understood_is_said() -> None:
    """Words in place of a number give no target but a reason."""
    row = by_number(read(table(VALUES, ["1", "Mức độ hài lòng", "%", "", "cao", "Sở Y tế"])))["1"]
    assert row.targets == ()
    assert "target_not_understood" in codes(row)


def test_of_several_years_the_plans_own_is_taken() -> None:
    """The columns of other years are kept in the remark, and the row says that there are some."""
    head = ["TT", "Chỉ tiêu", "Năm 2024", "Năm 2025"]
    plan = read(
        *text("#KẾ HOẠCH", "#Chuyển đổi số tỉnh Vĩnh Long năm 2024", "I. NỘI DUNG"),
        table(head, ["1", "Tỷ lệ hộ có Internet", "80%", "90%"]),
    )
    row = by_number(plan)["1"]
    assert row.targets[0].rule == Threshold(Relation.AT_LEAST, Decimal(80))
    assert "Năm 2025: 90%" in row.remark
    assert "several_numbers" in codes(row)


def test_results_keep_what_was_printed() -> None:
    """Result, verdict and reason of an earlier plan (seed 004, Phụ lục I, rows 4, 9 and 11)."""
    plan = read(
        *text("#Phụ lục I\nKẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU NĂM 2022"),
        table(
            ["Stt", "Tên chỉ tiêu", "Kết quả thực hiện", "Đánh giá", "Ghi chú"],
            ["4", "Tỷ lệ hồ sơ trực tuyến đạt 50%.", "25,94%", "Chưa đạt", "Người dân nộp ít"],
            ["9", "Đưa vào hoạt động Trung tâm chuyển đổi số Tỉnh.", "Hoàn thành", "Đạt", ""],
            ["11", "Tỷ lệ máy tính có phần mềm đạt 95% trở lên.", "Trên 95%", "Vượt", ""],
        ),
    )
    rows = by_number(plan, "phu-luc-i")
    assert [row.verdict for row in rows.values()] == ["chua_dat", "dat", "vuot"]
    assert (rows["4"].result_text, rows["4"].remark) == ("25,94%", "Người dân nộp ít")
    assert rows["9"].result == Done(done=True)
    assert rows["11"].result == Bounded(Relation.ABOVE, Decimal(95))
    assert rows["4"].deadline == YearEndDeadline(2022)


def test_money_is_read_by_year_and_source() -> None:
    """Two head lines, amounts by year, sums printed (seed 004, Phụ lục II, rows 1 and 4)."""
    plan = read(
        *text("#Phụ lục II\nCÁC DỰ ÁN SỬ DỤNG VỐN ĐẦU TƯ CÔNG NĂM 2022", "ĐVT: Triệu đồng"),
        table(
            ["Stt", "Tên dự án", "Tổng mức đầu tư", "Nguồn vốn", "Vốn bố trí", "", "Hiện trạng"],
            ["", "", "", "", "Năm 2021", "Năm 2022", ""],
            ["1", "Số hóa dữ liệu", "5.600", "NSDP", "2.200", "3.400", "Đã đưa vào sử dụng"],
            ["4", "Nâng cấp hạ tầng", "55.000", "NSTW", "", "22.000", "Đang triển khai"],
            ["TỔNG CỘNG:", "", "", "", "", "2.200", "25.400"],
        ),
    )
    first, second = plan.projects
    assert first.total_investment == Decimal(5600)
    assert first.amounts == (
        YearAmount(2021, Decimal(2200), "NSDP"),
        YearAmount(2022, Decimal(3400), "NSDP"),
    )
    assert second.amounts[0] == YearAmount(2021, None, "NSTW")
    assert (first.status, second.status) == (TaskState.IN_USE, TaskState.IN_PROGRESS)
    assert [(total.year, total.amount) for total in plan.totals] == [
        (2021, Decimal(2200)),
        (2022, Decimal(25400)),
    ]


def test_a_project_of_the_plans_year_is_a_task_too() -> None:
    """Its section names the agency where its own cell is blank; a split amount is two."""
    plan = read(
        *text("#KẾ HOẠCH", "#Chuyển đổi số tỉnh Vĩnh Long năm 2023", "I. NỘI DUNG"),
        *text("#Phụ lục VI\nVỐN CHI THƯỜNG XUYÊN NĂM 2023", "ĐVT: Triệu đồng", line=5),
        table(
            ["Stt", "Danh mục", "Đơn vị thực hiện", "Tổng cộng", "Nguồn kinh phí"],
            ["", "TỔNG CỘNG", "", "995", ""],
            ["I", "SỞ Y TẾ", "", "500", ""],
            ["1", "Phần mềm", "", "500", "Nguồn TW: 350 trđ; địa phương: 150 trđ"],
            ["II", "SỞ NỘI VỤ", "", "495", ""],
            ["1", "Số hóa tài liệu", "Sở Nội vụ", "495", "SNKT"],
        ),
    )
    rows = by_number(plan, "phu-luc-vi")
    assert list(rows) == ["I.1", "II.1"]
    assert leads(rows["I.1"]) == ["Sở Y tế"]
    assert rows["I.1"].id == plan.projects[0].id
    assert plan.projects[0].amounts == (
        YearAmount(2023, Decimal(350), "Nguồn TW"),
        YearAmount(2023, Decimal(150), "địa phương"),
    )
    section = PrintedTotal("phu-luc-vi", "I. SỞ Y TẾ", 2023, Decimal(500), 12, "SỞ Y TẾ")
    assert section in plan.totals


def test_sums_of_the_prose_are_kept_in_million_dong() -> None:
    """A blank inside a number and the year of the heading are understood (seed 004, line 221)."""
    plan = read(
        *text(
            "#Phần I KẾT QUẢ NĂM 2022",
            "#11. Kinh phí thực hiện",
            "11.1. Tổng kinh phí: 105, 24 tỷ đồng. Trong đó:",
            "- Vốn đầu tư công: 75,15 tỷ đồng",
        )
    )
    assert [(total.year, total.amount) for total in plan.totals] == [
        (2022, Decimal(105240)),
        (2022, Decimal(75150)),
    ]


def test_two_horizons_are_two_targets() -> None:
    """*Đến năm 2025* and *Đến năm 2030* beside one another fall due on different days."""
    plan = read(
        *text("#KẾ HOẠCH", "#Chuyển đổi số tỉnh Vĩnh Long giai đoạn 2021 - 2030", "I. NỘI DUNG"),
        table(
            ["TT", "Chỉ tiêu", "Đến năm 2025", "Đến năm 2030", "Chủ trì"],
            ["1", "Tỷ lệ hộ có Internet", "80%", "100%", "Sở Y tế"],
        ),
    )
    rows = by_number(plan)
    assert list(rows) == ["1.2025", "1.2030"]
    assert [row.deadline for row in rows.values()] == [YearEndDeadline(2025), YearEndDeadline(2030)]
    assert [leads(row) for row in rows.values()] == [["Sở Y tế"], ["Sở Y tế"]]


def test_a_section_may_name_the_year() -> None:
    """Where no column dates the rows, the heading above them does."""
    plan = read(
        *text("#KẾ HOẠCH", "#Chuyển đổi số tỉnh Vĩnh Long giai đoạn 2021 - 2030", "I. NỘI DUNG"),
        table(
            ["TT", "Chỉ tiêu", "Đơn vị chủ trì"],
            ["A", "MỤC TIÊU ĐẾN NĂM 2025", ""],
            ["1", "Tỷ lệ hộ có Internet đạt 80%", "Sở Y tế"],
            ["B", "MỤC TIÊU ĐẾN NĂM 2030", ""],
            ["1", "Tỷ lệ hộ có Internet đạt 95%", "Sở Y tế"],
        ),
    )
    rows = by_number(plan)
    assert rows["A.1"].deadline == YearEndDeadline(2025)
    assert rows["B.1"].deadline == YearEndDeadline(2030)
    assert "year_assumed" in codes(rows["A.1"])


@pytest.mark.parametrize(
    ("name", "unit", "value", "relation"),
    [
        ("Thời gian xử lý trung bình một hồ sơ", "ngày", "3", Relation.AT_MOST),
        ("Số sự cố an toàn thông tin", "vụ", "2", Relation.AT_MOST),
        ("Số xã trắng sóng", "xã", "0", Relation.AT_MOST),
        ("Số đơn chưa trả lời", "đơn", "0", Relation.AT_MOST),
        ("Tỷ lệ sự cố được khắc phục", "%", "95", Relation.AT_LEAST),
        ("Tỷ lệ hộ nghèo có điện thoại thông minh", "%", "70", Relation.AT_LEAST),
        ("Tỷ lệ giảm chi phí tuân thủ", "%", "30", Relation.AT_LEAST),
    ],
)
def test_which_way_a_bare_number_binds(
    name: str, unit: str, value: str, relation: Relation
) -> None:
    """Of delays and mishaps fewer are better, of those put right more; zero can only be a most."""
    row = by_number(read(table(VALUES, ["1", name, unit, "70", value, "Sở Y tế"])))["1"]
    assert row.targets[0].rule == Threshold(relation, Decimal(value))
    assert ("direction_assumed" in codes(row)) is (relation is Relation.AT_MOST)


def test_what_is_assigned_is_the_target_not_what_is_striven_for() -> None:
    """Beside *Chỉ tiêu giao* the column *Phấn đấu* says how far one would like to come."""
    head = ["TT", "Nội dung", "ĐVT", "Chỉ tiêu giao", "Phấn đấu", "Chủ trì"]
    plan = read(table(head, ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "90", "Sở Y tế"]))
    (row,) = plan.rows
    assert row.targets[0].rule == Threshold(Relation.AT_LEAST, Decimal(80))
    assert "several_numbers" in codes(row)


def test_what_was_done_is_neither_an_agency_nor_a_target() -> None:
    """*Thực hiện* over numbers is the past; the per cent of a head is that of its numbers."""
    head = ["TT", "Nội dung", "Thực hiện", "Tỷ lệ (%)", "Chủ trì"]
    plan = read(table(head, ["1", "Hồ sơ nộp trực tuyến", "70", "85", "Sở Y tế"]))
    (row,) = plan.rows
    assert [(target.rule, target.unit) for target in row.targets] == [
        (Threshold(Relation.AT_LEAST, Decimal(85)), "%")
    ]
    assert leads(row) == ["Sở Y tế"]
    assert "Thực hiện: 70" in row.remark
