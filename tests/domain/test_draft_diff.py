"""What changed between two drafts of a plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.deadline import MonthDeadline, WithinYearDeadline, YearEndDeadline
from domain.draft import DraftDuty, IndicatorChoice, PrintedTotal, YearAmount
from domain.draft_diff import CHANGE_WORDS, NOTHING, Change, diff
from domain.target import Milestone
from tests.builders import stakes
from tests.domain.lint.plans import LEAD, PROVINCE, above, at_least, plan, project, row, target

TEXT = "Tỷ lệ dân số có hồ sơ sức khỏe điện tử"
ROW = row("1", TEXT, at_least("83"))
PROJECT = project("1", "Kho dữ liệu", "100")
TOTAL = PrintedTotal("tien", None, 2024, Decimal(100), 320, "TỔNG CỘNG")
DUTY = DraftDuty(LEAD, None, PROVINCE, date(2024, 11, 30), None, "báo cáo", 90)
PLAN = plan(ROW, projects=(PROJECT,), totals=(TOTAL,), duties=(DUTY,))
CHOICE = IndicatorChoice("ho-so-suc-khoe", "Hồ sơ sức khỏe", "%")

CHANGES: list[tuple[dict[str, Any], Change, str, str]] = [
    ({"text": "Khác"}, Change.TEXT, TEXT, "Khác"),
    ({"number": "2"}, Change.NUMBER, "1", "2"),
    (
        {"targets": (target(above("83"), TEXT),)},
        Change.THRESHOLD,
        "từ 83% trở lên",
        "trên 83%",
    ),
    (
        {"deadline": MonthDeadline(2024, 6), "deadline_text": "Tháng 6/2024"},
        Change.DEADLINE,
        "Cuối năm 2024 (đến 31/12/2024)",
        "Tháng 6/2024 (từ 01/06/2024, đến 30/06/2024)",
    ),
    ({"lead": ()}, Change.LEAD, "Sở Nội vụ", NOTHING),
    ({"coordinators": LEAD}, Change.COORDINATORS, NOTHING, "Sở Nội vụ"),
    (
        {"targets": (replace(target(at_least("83"), TEXT), indicator=CHOICE),)},
        Change.INDICATOR,
        NOTHING,
        "Hồ sơ sức khỏe [ho-so-suc-khoe, %, 1]",
    ),
    (
        {"targets": (replace(target(at_least("83"), TEXT), stakes=stakes("1.5", "1000")),)},
        Change.STAKES,
        NOTHING,
        "chi phí xử lý 1,5, thiệt hại nếu không đạt 1.000 (cùng đơn vị)",
    ),
    ({"result_text": "85%"}, Change.RESULT, NOTHING, "85%"),
]


@pytest.mark.parametrize(("changed", "change", "old", "new"), CHANGES)
def test_what_of_a_row_changed(changed: dict[str, Any], change: Change, old: str, new: str) -> None:
    """One change of a row is one entry, with old and new in words."""
    (found,) = diff(PLAN, replace(PLAN, rows=(replace(ROW, **changed),)))
    assert (found.change, found.id, found.old, found.new) == (change, "giao.1", old, new)


def test_the_same_plan_has_no_changes() -> None:
    """A draft against itself."""
    assert diff(PLAN, PLAN) == ()


def test_the_first_day_counts_too() -> None:
    """*Trong năm* and *Cuối năm* end on one day and begin on two."""
    end = replace(ROW, deadline=YearEndDeadline(2024))
    within = replace(ROW, deadline=WithinYearDeadline(2024))
    (found,) = diff(replace(PLAN, rows=(end,)), replace(PLAN, rows=(within,)))
    assert found.change is Change.DEADLINE


def test_rows_that_came_and_went() -> None:
    """Rows are told apart by id, whatever their number or place."""
    added = row("2", "Ban hành danh mục", Milestone())

    assert [c.change for c in diff(PLAN, replace(PLAN, rows=(added, ROW)))] == [Change.ADDED]
    assert [c.change for c in diff(PLAN, replace(PLAN, rows=()))] == [Change.REMOVED]


def test_money_that_changed() -> None:
    """Amounts of a project and printed sums, in words."""
    more = replace(PROJECT, amounts=(YearAmount(2024, Decimal(150)),))
    changes = diff(PLAN, replace(PLAN, projects=(more,), totals=()))

    assert [(c.change, c.old, c.new) for c in changes] == [
        (Change.MONEY, "Kho dữ liệu; năm 2024: 100", "Kho dữ liệu; năm 2024: 150"),
        (Change.MONEY, "100", NOTHING),
    ]


def test_duties_and_the_plan_itself() -> None:
    """Another day of the report; the number and day of the signed plan."""
    later = replace(DUTY, due_on=date(2024, 12, 14))
    changes = diff(PLAN, replace(PLAN, duties=(later,), number="15/KH-UBND"))

    assert [(c.change, c.new) for c in changes] == [
        (Change.PLAN, "15/KH-UBND"),
        (Change.DUTIES, "Sở Nội vụ, đến Ủy ban nhân dân tỉnh Vĩnh Long, hạn 14/12/2024"),
    ]


@pytest.mark.parametrize("change", Change)
def test_every_change_has_words(change: Change) -> None:
    """Vietnamese first, English beside."""
    assert CHANGE_WORDS[change].vi
    assert CHANGE_WORDS[change].en
