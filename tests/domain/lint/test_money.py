"""Findings on money: sums, one project in two tables, amounts of the text."""

from decimal import Decimal
from typing import Any

import pytest

from domain.draft import PlanDraft, PrintedTotal
from domain.lint.findings import LintCode
from tests.domain.lint.plans import codes, plan, project

ROAD, HALL = project("1", "Nâng cấp hạ tầng", "100"), project("2", "Kho dữ liệu", "50.5")


def _sum(amount: str, *projects: Any, section: str | None = None) -> PlanDraft:
    total = PrintedTotal("tien", section, 2024, Decimal(amount), 320, "TỔNG CỘNG")
    return plan(projects=projects, totals=(total,))


def test_a_printed_sum_that_is_not_that_of_its_rows() -> None:
    """Sums are exact decimals; what is not printed counts for nothing."""
    assert codes(_sum("150", ROAD, HALL)) == [(LintCode.TOTAL_DIFFERS, "")]
    assert codes(_sum("150.5", ROAD, HALL)) == []


def test_the_sum_of_a_section_counts_its_rows_and_those_of_sections_inside() -> None:
    """Rows of other sections are left out."""
    inside = project("1", "Nâng cấp hạ tầng", "100", section="I. SỞ › 1. Phòng")
    other = project("1", "Kho dữ liệu", "50", section="II. SỞ KHÁC")

    assert codes(_sum("100", inside, other, section="I. SỞ")) == []
    assert codes(_sum("150", inside, other, section="I. SỞ")) == [(LintCode.TOTAL_DIFFERS, "")]


def test_a_project_that_is_split_by_number_counts_once() -> None:
    """1.1 and 1.2 are parts of 1: the table's sum counts 1, which must be their sum."""
    parts = (project("1.1", "Máy chủ", "60"), project("1.2", "Phần mềm", "40"))
    short = (project("1.1", "Máy chủ", "60"), project("1.2", "Phần mềm", "30"))

    assert codes(_sum("100", ROAD, *parts)) == []
    assert codes(_sum("100", ROAD, *short)) == [(LintCode.TOTAL_DIFFERS, "1")]


SYSTEM = "Hệ thống nền tảng nông nghiệp số"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"Thuê thiết lập {SYSTEM.lower()}", [LintCode.PROJECT_TWICE]),
        ("Hệ thống camera giám sát giao thông", []),
    ],
)
def test_a_project_with_money_in_two_tables_of_one_year(name: str, expected: list[Any]) -> None:
    """It may be funded twice; another project is another project."""
    both = (project("1", SYSTEM, "10"), project("1", name, "20", table="tien-khac"))
    assert [code for code, _ in codes(plan(projects=both))] == expected


def test_two_total_investments_of_one_project() -> None:
    """The same project in last year's table and in this one's, with two totals."""
    last = project("2", SYSTEM, "10", total_investment=Decimal(21000), amounts=())
    this = project("7", SYSTEM, "10", "tien-khac", total_investment=Decimal(20080))
    same = project("7", SYSTEM, "10", "tien-khac", total_investment=Decimal(21000))

    assert codes(plan(projects=(last, this))) == [(LintCode.INVESTMENT_DIFFERS, "7")]
    assert codes(plan(projects=(last, same))) == []


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("Chi phí chuyển đổi IPv6 năm 2023", True),
        ("Chi phí chuyển đổi IPv6 năm 2024", False),
        ("Đề án chuyển đổi số giai đoạn 2020 - 2023", False),
        ("Duy trì hệ thống (Kế hoạch ngày 28/4/2021)", False),
    ],
)
def test_a_name_of_an_earlier_year_than_its_money(name: str, old: bool) -> None:
    """Money of 2024 for the year 2023; the years of a document or a span say nothing."""
    expected = [(LintCode.YEAR_DIFFERS, "1")] if old else []
    assert codes(plan(projects=(project("1", name, "5"),))) == expected


def _said(*amounts: tuple[str, str], table: str = "") -> list[tuple[LintCode, str]]:
    totals = [PrintedTotal("", None, 2024, Decimal(a), 40, text) for a, text in amounts]
    printed = [PrintedTotal("tien", None, 2024, Decimal(table), 320)] if table else []
    projects = (project("1", SYSTEM, table),) if table else ()
    return codes(plan(projects=projects, totals=(*printed, *totals)))


def test_an_amount_of_the_text_that_is_not_that_of_the_table() -> None:
    """39 tỷ for 30.088 triệu is told; 30,09 tỷ is the same amount, rounded."""
    wrong, rounded = ("39000", "vốn đầu tư công là 39 tỷ"), ("30090", "vốn đầu tư công: 30,09 tỷ")

    assert _said(wrong, table="30088") == [(LintCode.PROSE_AMOUNT_DIFFERS, "")]
    assert _said(rounded, table="30088") == []


def test_two_amounts_of_the_text_for_a_whole_year() -> None:
    """114 tỷ in one place and 105,24 in another; the sum of one project is another thing."""
    first = ("114000", "Năm 2024, tổng chi ngân sách 114 tỷ đồng")

    assert _said(first, ("105240", "Tổng kinh phí: 105,24 tỷ đồng")) == [
        (LintCode.PROSE_AMOUNT_DIFFERS, "")
    ]
    assert _said(first, ("5000", "Tổng kinh phí dự án kho dữ liệu: 5 tỷ đồng")) == []
