"""Findings between the text of a plan and its appendix."""

from dataclasses import replace

import pytest

from domain.deadline import MonthDeadline
from domain.draft import Objective, Statement
from domain.lint.findings import LintCode
from domain.vietnamese.review import Review
from tests.domain.lint.plans import above, at_least, codes, found, objective, plan, row

HEALTH = "Tỷ lệ dân số có hồ sơ sức khỏe điện tử"
RANK = row(
    "II.1", "Xếp hạng", at_least("30"), table="muc-tieu", lead=(), notes=(Review.UNASSIGNED,)
)


def test_two_thresholds_for_one_target_are_told_with_both_texts() -> None:
    """83 % in the text and 90 % in the appendix; both words and both lines are quoted."""
    assigned = row("1", HEALTH, at_least("90"))
    (finding,) = found(plan(assigned, objectives=(objective(HEALTH, at_least("83"), assigned),)))

    assert (finding.code, finding.row) == (LintCode.TEXT_DIFFERS, "1")
    assert [quote.line for quote in finding.quotes] == [100, 10]
    assert codes(plan(assigned, objectives=(objective(HEALTH, at_least("90"), assigned),))) == []


def test_above_and_at_least_are_two_thresholds() -> None:
    """*Trên 90%* in the text, *90%* in the appendix: strictness was lost."""
    assigned = row("1", HEALTH, at_least("90"))
    said = objective(HEALTH, above("90"), assigned)
    assert codes(plan(assigned, objectives=(said,))) == [(LintCode.TEXT_DIFFERS, "1")]


def test_an_objective_that_no_row_assigns_is_told() -> None:
    """Where other objectives are assigned, one that is not was forgotten."""
    assigned = row("1", HEALTH, at_least("90"))
    said = (
        objective(HEALTH, at_least("90"), assigned),
        objective("Xếp hạng", at_least("30"), RANK),
    )

    assert codes(plan(assigned, RANK, objectives=said)) == [(LintCode.OBJECTIVE_UNASSIGNED, "II.1")]


def test_a_plan_that_assigns_no_objective_forgot_none() -> None:
    """A five-year plan states objectives and assigns tasks only."""
    said = (objective("Xếp hạng", at_least("30"), RANK),)
    assert codes(plan(RANK, row("1", "Ban hành danh mục"), objectives=said)) == []


def test_a_plan_that_assigns_nobody_is_told_once() -> None:
    """A commune states two objectives and names no agency in any row: one finding, two places."""
    other = replace(RANK, id="muc-tieu.2", number="II.2", text="Hộ nghèo")
    said = [Objective(one.text, "I", 10, (), one.id) for one in (RANK, other)]
    findings = found(plan(RANK, other, objectives=tuple(said)))

    assert [(one.code, len(one.quotes)) for one in findings] == [(LintCode.OBJECTIVE_UNASSIGNED, 2)]


def _drill(statement: str) -> list[tuple[LintCode, str]]:
    month = MonthDeadline(2024, 11, "Tháng 11/2024")
    drill = row("1", "Tổ chức diễn tập thực chiến an toàn thông tin", deadline=month)
    other = row("2", "Ban hành quy chế quản lý, vận hành cổng dữ liệu mở của tỉnh")
    return codes(plan(drill, other, statements=(Statement(statement, 40),)))


@pytest.mark.parametrize(
    ("statement", "differs"),
    [
        ("Tổ chức cuộc diễn tập thực chiến an toàn thông tin trong năm 2024.", True),
        ("Tổ chức diễn tập thực chiến an toàn thông tin trước tháng 12 năm 2024.", False),
        ("Đã tổ chức diễn tập thực chiến an toàn thông tin trong năm 2023.", False),
        ("Hoàn thành trung tâm hành chính công trước tháng 5 năm 2024.", False),
    ],
)
def test_a_row_due_on_another_day_than_the_text_says(statement: str, differs: bool) -> None:
    """Only a clause on the same matter, about the plan's own years, contradicts a row."""
    expected = [(LintCode.PROSE_DEADLINE_DIFFERS, "1")] if differs else []
    assert _drill(statement) == expected


@pytest.mark.parametrize(
    ("name", "differs"),
    [("Công nghệ số", True), ("Công nghệ thông tin", False), ("Kinh tế biển", False)],
)
def test_two_names_for_one_thing_of_one_owner(name: str, differs: bool) -> None:
    """Names that begin alike and end otherwise are told; another faculty is another faculty."""
    assigned = row("1", "Thành lập Khoa Công nghệ thông tin thuộc Trường Đại học Cửu Long")
    text = f"Chuẩn bị thành lập Khoa {name} thuộc Trường Đại học Cửu Long."
    expected = [(LintCode.NAME_DIFFERS, "1")] if differs else []
    assert codes(plan(assigned, statements=(Statement(text, 40),))) == expected


def test_objectives_without_row_are_told_together_where_they_are_most() -> None:
    """Five of six are one finding with five places."""
    assigned = row("1", HEALTH, at_least("90"))
    lost = [replace(RANK, id=f"muc-tieu.{n}", number=str(n), text=f"Chỉ số {n}") for n in range(5)]
    said = [Objective(one.text, "I", 10, (), one.id) for one in lost]
    kept = objective(HEALTH, at_least("90"), assigned)
    findings = found(plan(assigned, *lost, objectives=(kept, *said)))

    assert [(one.code, len(one.quotes)) for one in findings] == [(LintCode.OBJECTIVE_UNASSIGNED, 5)]
