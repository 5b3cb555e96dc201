"""Findings on single rows: threshold, deadline, lead."""

from dataclasses import replace
from datetime import date

import pytest

from domain.deadline import BeforeEventDeadline, DateDeadline, UnresolvedDeadline, YearEndDeadline
from domain.draft import DraftDuty, DraftTable, TableRole
from domain.lint.findings import LintCode
from domain.target import Compound, Part, Rule
from domain.vietnamese.review import Review
from tests.domain.lint.plans import LEAD, above, at_least, codes, found, plan, row, target

SATISFIED = "Tỷ lệ người dân hài lòng"


def test_a_plan_without_slips_has_no_findings() -> None:
    """A signed plan whose rows have threshold, deadline and lead gives nothing to settle."""
    assert codes(plan(row("1", SATISFIED, at_least("90")), row("2", "Ban hành danh mục"))) == []


@pytest.mark.parametrize(("rule", "wrong"), [(above("100"), True), (at_least("100"), False)])
def test_more_than_all_cannot_be_reached(rule: Rule, wrong: bool) -> None:
    """Above 100 % is impossible; 100 % itself is not, and neither is 110 of anything else."""
    assert codes(plan(row("1", SATISFIED, rule))) == [(LintCode.IMPOSSIBLE, "1")] * wrong
    people = row("1", SATISFIED, targets=(target(at_least("110"), SATISFIED, "người"),))
    assert codes(plan(people)) == []


def test_a_part_beyond_the_whole_is_found_too() -> None:
    """One impossible part of a compound target is enough."""
    parts = (Part("a", "cấp tỉnh", at_least("90")), Part("b", "cấp xã", at_least("120")))
    assert codes(plan(row("1", SATISFIED, Compound(parts)))) == [(LintCode.IMPOSSIBLE, "1")]


NOTED = [
    (Review.SEVERAL_NUMBERS, LintCode.TARGET_NOT_UNDERSTOOD),
    (Review.AGENCY_UNKNOWN, LintCode.AGENCY_UNKNOWN),
    (Review.STRICTNESS_NOT_SHARED, LintCode.STRICTNESS_NOT_SHARED),
    (Review.APPROXIMATE, LintCode.APPROXIMATE),
]


@pytest.mark.parametrize(("note", "code"), NOTED)
def test_what_import_doubted_is_told_until_it_is_settled(note: Review, code: LintCode) -> None:
    """A note of the import is one finding for its row; what the officer has reviewed is none."""
    kind = row("9", SATISFIED, at_least("1")).kind
    doubtful = row("1", SATISFIED, kind=kind, notes=(note, note))
    settled = replace(doubtful, targets=(target(at_least("90"), SATISFIED),), reviewed=True)

    assert codes(plan(doubtful)) == [(code, "1")]
    assert codes(plan(settled)) == []


def test_a_deadline_that_was_not_understood_is_an_error() -> None:
    """No such day: the officer must write one; once there is one, nothing is left to say."""
    wrong = row("1", SATISFIED, deadline=None, notes=(Review.DATE_IMPOSSIBLE,))

    assert codes(plan(wrong)) == [(LintCode.DEADLINE_NOT_UNDERSTOOD, "1")]
    assert codes(plan(replace(wrong, deadline=YearEndDeadline(2024)))) == []


def test_a_row_without_a_deadline_is_told() -> None:
    """An empty cell is a gap; a deadline in words that wait for an event is not."""
    bare = row("1", SATISFIED, deadline=None, deadline_text="")
    waiting = row("2", SATISFIED, deadline=UnresolvedDeadline("Khi Bộ yêu cầu"))

    assert codes(plan(bare)) == [(LintCode.DEADLINE_MISSING, "1")]
    assert codes(plan(waiting)) == [(LintCode.DEADLINE_UNRESOLVED, "2")]


def test_a_deadline_that_waits_for_an_event_is_noted() -> None:
    """Nobody is late before the event is known, which the officer should know."""
    waiting = BeforeEventDeadline("đưa vào sử dụng")
    assert codes(plan(row("1", SATISFIED, deadline=waiting))) == [
        (LintCode.DEADLINE_UNRESOLVED, "1")
    ]


def test_a_deadline_outside_the_plans_years_is_told() -> None:
    """The end of 2025 in a plan of 2024 was copied from elsewhere; its own last day was not."""
    assert codes(plan(row("1", SATISFIED, deadline=YearEndDeadline(2025)))) == [
        (LintCode.DEADLINE_OUTSIDE_PLAN, "1")
    ]
    assert codes(plan(row("1", SATISFIED, deadline=DateDeadline(date(2024, 12, 31))))) == []


def test_rows_due_after_the_report_are_one_note() -> None:
    """The report of 30/11 needs estimates for what ends later; the note names those rows."""
    duty = DraftDuty(LEAD, None, None, date(2024, 11, 30), None, "báo cáo trước 01/12", 90)
    later = [row("1", SATISFIED), row("2", "Ban hành danh mục")]
    (finding,) = found(plan(*later, duties=(duty,)))

    assert finding.code is LintCode.DUE_AFTER_REPORT
    assert "2 dòng" in finding.detail.vi
    assert codes(plan(*later, duties=(replace(duty, due_on=date(2025, 1, 15)),))) == []


def test_a_row_without_a_lead_is_told_and_a_lost_cell_only_noted() -> None:
    """An empty cell is a warning; one that the document's layout lost is a note to fill it in."""
    empty = row("1", SATISFIED, lead=(), notes=(Review.LEAD_MISSING,))
    lost = row("1", SATISFIED, lead=(), notes=(Review.CELL_AMBIGUOUS,))

    assert codes(plan(empty, row("2", "Việc khác"))) == [(LintCode.LEAD_MISSING, "1")]
    assert codes(plan(lost, row("2", "Việc khác"))) == [(LintCode.LEAD_UNCLEAR, "1")]


def test_a_table_that_names_no_leads_is_one_finding() -> None:
    """Where most rows lack the same thing, they are told together, each with its place."""
    rows = [row(str(number), f"Việc thứ {number}", lead=()) for number in range(1, 6)]
    (finding,) = found(plan(*rows))

    assert (finding.code, len(finding.quotes)) == (LintCode.LEAD_MISSING, 5)


def test_a_plan_without_number_or_day_is_noted() -> None:
    """Until it is signed it has a provisional key."""
    assert codes(plan(number=None)) == codes(plan(issued_on=None))
    assert codes(plan(number=None)) == [(LintCode.PROVISIONAL_KEY, "")]


def test_a_unit_over_a_table_without_amounts_is_noted() -> None:
    """*ĐVT: Triệu đồng* belongs over money, not over assignments."""
    odd = DraftTable("giao", "Phụ lục", TableRole.ASSIGNMENT, 5, unit="Triệu đồng")
    right = replace(odd, role=TableRole.MONEY)

    assert codes(plan(tables=(odd,))) == [(LintCode.UNIT_WITHOUT_NUMBERS, "")]
    assert codes(plan(tables=(right,))) == []
