"""Deadlines: every phrase of *Thời điểm đánh giá* that has a kind, and the day it falls due."""

from datetime import date

import pytest

from domain.deadline import (
    BeforeMonthDeadline,
    DateDeadline,
    Deadline,
    MonthDeadline,
    UnresolvedDeadline,
    YearEndDeadline,
    due_on,
)
from tests.builders import day

PHRASES: list[tuple[str, Deadline, str]] = [
    ("Cuối năm 2023", YearEndDeadline(2023), "2023-12-31"),
    ("Cuối năm 2025", YearEndDeadline(2025), "2025-12-31"),
    ("Tháng 05/2023", MonthDeadline(2023, 5), "2023-05-31"),
    ("06/2023", MonthDeadline(2023, 6), "2023-06-30"),
    ("08/2023", MonthDeadline(2023, 8), "2023-08-31"),
    ("09/2023", MonthDeadline(2023, 9), "2023-09-30"),
    ("10/2023", MonthDeadline(2023, 10), "2023-10-31"),
    ("11/2023", MonthDeadline(2023, 11), "2023-11-30"),
    ("Tháng 12/2023", MonthDeadline(2023, 12), "2023-12-31"),
    ("Tháng 02/2024", MonthDeadline(2024, 2), "2024-02-29"),
    ("Trước 09/2023", BeforeMonthDeadline(2023, 9), "2023-08-31"),
    ("Trước tháng 05/2023", BeforeMonthDeadline(2023, 5), "2023-04-30"),
    ("trước tháng 6 năm 2023", BeforeMonthDeadline(2023, 6), "2023-05-31"),
    ("Trước 01/2023", BeforeMonthDeadline(2023, 1), "2022-12-31"),
    ("trước ngày 30 tháng 11 năm 2023", DateDeadline(date(2023, 11, 30), True), "2023-11-29"),
    ("Trước 31/12/2020", DateDeadline(date(2020, 12, 31), True), "2020-12-30"),
    ("trước ngày 01/3/2024", DateDeadline(date(2024, 3, 1), True), "2024-02-29"),
    ("đến ngày 15/10/2023", DateDeadline(date(2023, 10, 15)), "2023-10-15"),
]


@pytest.mark.parametrize(("phrase", "deadline", "due"), PHRASES)
def test_a_phrase_falls_due(phrase: str, deadline: Deadline, due: str) -> None:
    """*Trước* is exclusive (D2); a month and a year are due on their last day."""
    assert due_on(deadline) == day(due), phrase


@pytest.mark.parametrize(
    "text",
    ["Trước khi đưa vào sử dụng chính thức", "Theo thời gian yêu cầu của các cơ quan TW"],
)
def test_a_deadline_that_waits_has_no_day(text: str) -> None:
    """It is not resolved: no day, and so never overdue."""
    assert due_on(UnresolvedDeadline(text)) is None


def test_an_event_resolves_what_waited_for_it() -> None:
    """The go-live names the day."""
    deadline = UnresolvedDeadline("Trước khi đưa vào sử dụng chính thức")
    assert due_on(deadline, resolved_on=date(2023, 7, 1)) == date(2023, 7, 1)


def test_a_stated_day_is_not_resolved_away() -> None:
    """A day that the plan names is changed by amending the plan, not by a resolution."""
    assert due_on(YearEndDeadline(2023), resolved_on=date(2024, 6, 1)) == date(2023, 12, 31)
