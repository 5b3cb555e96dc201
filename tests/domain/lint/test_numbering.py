"""Findings on numbers of rows, sections and appendices."""

import pytest

from domain.draft import DraftTable, TableRole
from domain.lint.findings import LintCode
from tests.domain.lint.plans import codes, plan, row


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [
        ("1 2 4", "4"),
        ("1 2 2", "2"),
        ("a b c đ", "đ"),
        ("g h m", "m"),
        ("A C", "C"),
        ("1 2 3", ""),
        ("a b c d đ e g h i k", ""),
        ("a b c d e f g", ""),
        ("1 2 1 2", ""),
        ("I II III IV", ""),
        ("h i k", ""),
        ("1 a 2", ""),
    ],
)
def test_a_number_that_skips_or_repeats(numbers: str, broken: str) -> None:
    """Numbers, Roman numbers and letters, with or without đ; a list may begin anew."""
    rows = [row(number, f"Việc {at}") for at, number in enumerate(numbers.split())]
    assert codes(plan(*rows)) == ([(LintCode.NUMBERING_BROKEN, broken)] if broken else [])


def test_a_section_that_is_missing() -> None:
    """I, then III: a section was lost; sections inside others are numbered by themselves."""
    first = row("I.1", "Việc một", section="I. DỮ LIỆU", printed_number="1")
    third = row("III.1", "Việc hai", section="III. XÃ HỘI", printed_number="1")
    inner = [
        row(f"I.{n}.a", f"Việc {n}", section=f"I. DỮ LIỆU › {n}. Phần {n}", printed_number="a")
        for n in (1, 2)
    ]
    again = row("II.1.a", "Việc", section="II. XÃ HỘI › 1. Phần", printed_number="a")

    assert codes(plan(first, third)) == [(LintCode.NUMBERING_BROKEN, "III")]
    assert codes(plan(*inner, again)) == []


@pytest.mark.parametrize(
    ("headings", "wrong"),
    [
        (("PHỤ LỤC I — VĂN BẢN", "PHỤ LỤC — NHIỆM VỤ"), True),
        (("Phụ lục I — VĂN BẢN", "Phụ lục II — NHIỆM VỤ"), False),
        (("Phụ lục — NHIỆM VỤ",), False),
    ],
)
def test_an_appendix_without_a_number_beside_one_that_has_one(
    headings: tuple[str, ...], wrong: bool
) -> None:
    """One appendix needs no number; of two, each does."""
    tables = tuple(
        DraftTable(f"t{at}", heading, TableRole.OTHER, at) for at, heading in enumerate(headings)
    )
    assert codes(plan(tables=tables)) == [(LintCode.NUMBERING_BROKEN, "")] * wrong
