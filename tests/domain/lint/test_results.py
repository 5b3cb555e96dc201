"""Findings on a table of last year's results."""

from decimal import Decimal
from typing import Any

import pytest

from domain.draft import DraftRow, Statement
from domain.lint.findings import LintCode
from domain.measurement import Done, Number
from domain.reasons import Verdict
from tests.domain.lint.plans import at_least, codes, plan, row

MODELS = "Mỗi huyện đăng ký ít nhất hai mô hình chuyển đổi số tiêu biểu"


def _result(percent: str, verdict: Verdict, **more: Any) -> DraftRow:
    value = Number(Decimal(percent))
    more.setdefault("result", value)
    text = more.pop("text", MODELS)
    return row("8", text, at_least("50"), table="ket-qua", verdict=verdict, **more)


@pytest.mark.parametrize(
    ("percent", "verdict", "wrong"),
    [
        ("25.94", Verdict.MET, True),
        ("60", Verdict.EXCEEDED, False),
        ("50", Verdict.MET, False),
    ],
)
def test_a_printed_verdict_that_the_rule_does_not_give(
    percent: str, verdict: Verdict, wrong: bool
) -> None:
    """25,94 % of 50 % is no *Đạt*."""
    expected = [(LintCode.VERDICT_DIFFERS, "8")] if wrong else []
    assert codes(plan(_result(percent, verdict))) == expected


def test_what_was_missed_needs_a_reason() -> None:
    """*Chưa đạt* without a word in the column of notes."""
    assert codes(plan(_result("20", Verdict.MISSED))) == [(LintCode.MISSED_WITHOUT_REASON, "8")]
    assert codes(plan(_result("20", Verdict.MISSED, remark="Dự án chậm"))) == []


@pytest.mark.parametrize(
    ("statement", "differs"),
    [
        ("Kết quả, có 11/12 huyện đăng ký mô hình chuyển đổi số tiêu biểu.", True),
        ("Kết quả, có 12/12 huyện đăng ký mô hình chuyển đổi số tiêu biểu.", False),
        ("Có 3/5 trạm y tế được sửa chữa.", False),
    ],
)
def test_a_result_of_all_where_the_text_says_some_are_missing(
    statement: str, differs: bool
) -> None:
    """100 % in the table, 11/12 in the text, on the same matter."""
    made = plan(
        _result("100", Verdict.EXCEEDED, result_text="100%"), statements=(Statement(statement, 40),)
    )
    assert codes(made) == ([(LintCode.EVIDENCE_DIFFERS, "8")] if differs else [])


@pytest.mark.parametrize(
    ("task", "again"),
    [("Công bố nền tảng nông nghiệp số", True), ("Công bố số liệu thống kê", False)],
)
def test_what_was_called_done_and_is_assigned_again(task: str, again: bool) -> None:
    """The platform was *Hoàn thành*; this year it is to be opened."""
    done = row("9", "Triển khai nền tảng nông nghiệp số", table="ket-qua", result=Done(True))
    assert codes(plan(row("1", task), done)) == ([(LintCode.DONE_AGAIN, "1")] if again else [])
