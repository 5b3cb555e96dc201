"""Layouts of other provinces, of communes and wards: invented rows in the shapes they print."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import DateDeadline
from domain.target import Count, Milestone, Rank, Threshold
from domain.vietnamese.review import Review
from services.cli.plan.importing.ditto import is_ditto
from tests.services.cli.plan.importing.building import (
    by_number,
    codes,
    helpers,
    leads,
    read,
    table,
    text,
)

HEAD = ["TT", "Chỉ tiêu", "Chủ trì", "Phối hợp", "Thời hạn"]


def test_a_head_of_two_lines_under_a_year_and_a_merged_section_below() -> None:
    """What was reached last year is no target, and a section merged over the row stays one."""
    sheet = table(
        ["STT", "Chỉ tiêu", "ĐVT", "Năm", "^Năm", "Đơn vị thực hiện", "^Đơn vị thực hiện", "Hạn"],
        ["^STT", "^Chỉ tiêu", "^ĐVT", "Thực hiện 2023", "Kế hoạch 2024", "Chủ trì", "Phối hợp", ""],
        ["I. CHÍNH QUYỀN SỐ", *["^I. CHÍNH QUYỀN SỐ"] * 7],
        ["1", "Tỷ lệ hồ sơ trễ hạn", "%", "2,1", "1,5", "Sở Nội vụ", "Sở Y tế", "31/12/2024"],
        sheet="PL2 Chỉ tiêu",
    )
    plan = read(sheet, name="bieu.xlsx")
    assert [shown.id for shown in plan.tables] == ["phu-luc-2"]
    row = by_number(plan)["I.1"]
    assert [target.rule for target in row.targets] == [Threshold(Relation.AT_MOST, Decimal("1.5"))]
    assert (leads(row), helpers(row)) == (["Sở Nội vụ"], ["Sở Y tế"])
    assert "Năm Thực hiện 2023: 2,1" in row.remark


@pytest.mark.parametrize("mark", ["nt", "-nt-", "n/t", "Như trên", '"', "-”-", "〃"])
def test_as_above_is_what_stands_above(mark: str) -> None:
    """A ditto repeats the cell above, marked as taken from there, never as an agency's name."""
    assert is_ditto(mark)
    plan = read(
        table(
            HEAD,
            ["1", "Đạt 80% hộ gia đình", "Sở Y tế", "Sở Nội vụ", "30/6/2024"],
            ["2", "Đạt 90% hộ gia đình", mark, mark, mark],
        )
    )
    row = by_number(plan)["2"]
    assert (leads(row), helpers(row)) == (["Sở Y tế"], ["Sở Nội vụ"])
    assert row.deadline == DateDeadline(date(2024, 6, 30), text="30/6/2024")
    assert Review.CELL_INHERITED in codes(row)


def test_as_above_within_a_cell_of_both() -> None:
    """*Chủ trì: như trên; Phối hợp: …* takes only the lead from above."""
    plan = read(
        table(
            ["TT", "Nhiệm vụ", "Đơn vị chủ trì, phối hợp", "Thời gian"],
            ["1", "Rà soát", "Chủ trì: Sở Y tế; Phối hợp: Sở Nội vụ", "2024"],
            ["2", "Báo cáo", "Chủ trì: như trên; Phối hợp: Sở Tư pháp", "2024"],
        )
    )
    row = by_number(plan)["2"]
    assert (leads(row), helpers(row)) == (["Sở Y tế"], ["Sở Tư pháp"])
    assert Review.CELL_INHERITED in codes(row)


def test_a_section_that_is_an_agency_leads_its_rows() -> None:
    """Without a lead column the agency in the heading leads; a heading of a field does not."""
    plan = read(
        table(
            ["TT", "Nhiệm vụ", "Thời gian"],
            ["I", "Sở Y tế", ""],
            ["1", "Triển khai bệnh án điện tử", "Năm 2024"],
            ["II", "HẠ TẦNG SỐ", ""],
            ["1", "Phủ sóng các thôn", "Năm 2024"],
        )
    )
    rows = by_number(plan)
    assert leads(rows["I.1"]) == ["Sở Y tế"]
    assert Review.CELL_INHERITED in codes(rows["I.1"])
    assert leads(rows["II.1"]) == []
    assert Review.LEAD_MISSING in codes(rows["II.1"])


def test_a_place_in_a_ranking_by_its_unit() -> None:
    """Place 10 is met by the ninth too: a bare number whose unit is a place is no minimum."""
    head = ["TT", "Chỉ tiêu", "ĐVT", "Năm 2024", "Chủ trì"]
    plan = read(
        table(
            head,
            ["1", "Xếp hạng chỉ số DTI", "Thứ hạng", "10", "Sở Nội vụ"],
            ["2", "Trang thông tin của xã", "Đạt/Không đạt", "Đạt", "Sở Nội vụ"],
        )
    )
    rows = by_number(plan)
    assert [target.rule for target in rows["1"].targets] == [Rank(10)]
    assert Review.DIRECTION_ASSUMED in codes(rows["1"])
    assert [target.rule for target in rows["2"].targets] == [Milestone()]


def test_done_before_the_day_in_the_head() -> None:
    """Under *Hoàn thành trước* the day itself is too late."""
    plan = read(
        *text("#PHỤ LỤC\nNHIỆM VỤ"),
        table(
            ["Hoàn thành trước", "Chủ trì", "Nhiệm vụ", "TT"], ["30/6/2024", "Sở Y tế", "A", "1"]
        ),
    )
    assert plan.rows[0].deadline == DateDeadline(date(2024, 6, 30), True, "Trước 30/6/2024")


def test_a_column_of_nothing_but_deadlines_is_the_deadline() -> None:
    """An unknown heading over days is read as the deadline, and says that it was taken so."""
    plan = read(
        table(
            ["TT", "Nhiệm vụ", "Chủ trì", "Mục đến"],
            ["1", "Rà soát", "Sở Y tế", "Quý II/2024"],
            ["2", "Báo cáo", "Sở Y tế", "30/11/2024"],
        )
    )
    assert [row.deadline_text for row in plan.rows] == ["Quý II/2024", "30/11/2024"]
    assert all(Review.COLUMN_UNKNOWN in codes(row) for row in plan.rows)


def test_a_level_in_a_column_of_another_meaning_is_no_milestone() -> None:
    """A target whose number was not found is not understood; it is never only *done or not*."""
    plan = read(
        table(
            ["TT", "Chỉ tiêu", "Sản phẩm", "Chủ trì", "Thời hạn"],
            ["1", "Hồ sơ nộp trực tuyến", "90%", "Sở Y tế", "Năm 2024"],
            ["2", "Tỷ lệ hồ sơ nộp trực tuyến", "", "Sở Y tế", "Năm 2024"],
        )
    )
    assert [row.targets for row in plan.rows] == [(), ()]
    assert Review.TARGET_NOT_UNDERSTOOD in codes(plan.rows[0])
    assert Review.NO_NUMBER in codes(plan.rows[1])


def test_tasks_that_the_prose_assigns_are_rows() -> None:
    """Without an appendix, who leads and by when stands below each task, line by line."""
    plan = read(
        *text(
            "#KẾ HOẠCH",
            "Chuyển đổi số tỉnh Vĩnh Long năm 2024",
            "#II. NHIỆM VỤ",
            "1. Hạ tầng số",
            "a) Xây dựng trung tâm dữ liệu",
            "- Đơn vị chủ trì: Sở Y tế.",
            "- Đơn vị phối hợp: Sở Nội vụ, Sở Tư pháp.",
            "- Thời gian hoàn thành: Quý IV/2024.",
            "- Phủ sóng các thôn",
            "+ Chủ trì: Sở Nội vụ",
            "+ Thời gian: 30/6/2024",
        )
    )
    first, second = plan.rows
    assert (first.text, first.kind, first.line) == ("Xây dựng trung tâm dữ liệu", "task", 5)
    assert (leads(first), helpers(first)) == (["Sở Y tế"], ["Sở Nội vụ", "Sở Tư pháp"])
    assert (first.deadline_text, second.deadline_text) == ("Quý IV/2024", "30/6/2024")
    assert (second.text, leads(second)) == ("Phủ sóng các thôn", ["Sở Nội vụ"])


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        (["", "x", "", ""], "Quý II"),
        (["", "X", "x", ""], "Quý II - Quý III"),
        (["x", "", "x", ""], "Quý I; Quý III"),
    ],
)
def test_ticked_quarters_are_the_deadline(ticks: list[str], words: str) -> None:
    """Ticks side by side are a span; ticks apart are several moments, and not understood."""
    plan = read(
        *text("#KẾ HOẠCH", "Chuyển đổi số năm 2025", "I. NỘI DUNG"),
        table(
            ["TT", "Nội dung", "Chủ trì", "Quý I", "Quý II", "Quý III", "Quý IV"],
            ["1", "Tuyên truyền", "Sở Y tế", *ticks],
        ),
    )
    (row,) = plan.rows
    assert row.deadline_text == words
    understood = ";" not in words
    assert (row.deadline is not None) is understood
    assert (Review.DEADLINE_NOT_UNDERSTOOD in codes(row)) is not understood


def test_a_task_is_held_to_the_number_behind_its_verb() -> None:
    """*Tổ chức 10 cuộc …* is a quantity; a number further on is part of a name."""
    plan = read(
        table(
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
            ["1", "Tổ chức 10 cuộc hội thảo về chuyển đổi số", "Sở Y tế", "Năm 2024"],
            ["2", "Triển khai hệ thống cho các xã thuộc 3 huyện", "Sở Y tế", "Năm 2024"],
        ),
        table(["TT", "Chỉ tiêu", "Chủ trì", "Thời gian"], ["1", "Đạt 80%", "Sở Y tế", "Năm 2024"]),
    )
    ten, system, _ = plan.rows
    assert ten.kind == system.kind == "task"
    assert [target.rule for target in ten.targets] == [Count(Decimal(10))]
    assert system.targets == ()


def test_a_dash_under_the_plans_own_year_asks_for_nothing() -> None:
    """What the later years ask for is not due in this one, and is kept in the remark."""
    plan = read(
        *text("#KẾ HOẠCH", "Chuyển đổi số năm 2024", "I. NỘI DUNG"),
        table(
            ["TT", "Chỉ tiêu", "ĐVT", "Năm 2024", "Năm 2025"],
            ["1", "Xã có mạng 5G", "%", "-", "30"],
        ),
    )
    (row,) = plan.rows
    assert row.targets == ()
    assert Review.NO_NUMBER in codes(row)
    assert "Năm 2025: 30" in row.remark


def test_a_row_is_no_head_of_another_table() -> None:
    """Without a column of numbers a row may use the words of heads; it still is a row."""
    plan = read(
        table(
            ["Tên nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời điểm đánh giá"],
            ["80% cơ quan thực hiện báo cáo", "Sở Y tế", "Các sở", "Nhiệm vụ thường xuyên"],
            ["Cơ quan thực hiện báo cáo đủ", "Sở Y tế", "Các sở", "Nhiệm vụ thường xuyên"],
        )
    )
    assert [row.text for row in plan.rows] == [
        "80% cơ quan thực hiện báo cáo",
        "Cơ quan thực hiện báo cáo đủ",
    ]
    assert [leads(row) for row in plan.rows] == [["Sở Y tế"], ["Sở Y tế"]]


def test_beside_targets_and_without_prose_a_task_may_be_a_milestone() -> None:
    """Cut out of its plan, a table of both does not say which of the rest are objectives."""
    plan = read(
        table(
            ["TT", "Tên nhiệm vụ", "Chủ trì", "Thời gian"],
            ["1", "80% hộ gia đình có Internet", "Sở Y tế", "Năm 2024"],
            ["2", "Công bố chính thức nền tảng dữ liệu", "Sở Y tế", "Năm 2024"],
        )
    )
    assert [row.kind for row in plan.rows] == ["target", "task"]
    assert Review.KIND_ASSUMED in codes(plan.rows[1])


def test_a_tick_under_an_agency_gives_it_the_lead() -> None:
    """Columns that agencies head are ticked; the officer is asked, since a tick may mean less."""
    plan = read(
        table(
            ["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Sở Y tế", "Sở Nội vụ"],
            ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "95", "", "x"],
        )
    )
    assert leads(plan.rows[0]) == ["Sở Nội vụ"]
    assert Review.CELL_AMBIGUOUS in codes(plan.rows[0])


@pytest.mark.parametrize(
    "cell",
    [
        "Sở Y tế (chủ trì), Sở Nội vụ (phối hợp)",
        "Sở Y tế chủ trì, phối hợp với Sở Nội vụ",
        "Sở Y tế phối hợp với Sở Nội vụ",
        "Chủ trì: Sở Y tế; Phối hợp: Sở Nội vụ",
    ],
)
def test_a_cell_of_leads_may_say_who_only_helps(cell: str) -> None:
    """Under *Đơn vị thực hiện* the words of the cell tell the lead from who helps."""
    head = ["TT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời gian"]
    (row,) = read(table(head, ["1", "Rà soát", cell, "Năm 2024"])).rows
    assert (leads(row), helpers(row)) == (["Sở Y tế"], ["Sở Nội vụ"])
