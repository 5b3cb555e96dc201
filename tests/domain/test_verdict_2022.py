"""The verdict rule reproduces the fifteen official verdicts of 2022.

Source: Phụ lục I of the plan "Kế hoạch chuyển đổi số năm 2023" of UBND tỉnh Đồng Tháp, which
evaluates the targets of Kế hoạch 144/KH-UBND of 25/4/2022: 06 vượt, 07 đạt, 02 chưa đạt.
"""

from collections import Counter

import pytest

from domain.reasons import Verdict
from domain.target import ForAll, Milestone, SimpleRule
from domain.verdict import judge_value
from tests.builders import at_least, count, value

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED

Row = tuple[int, SimpleRule, str, str, Verdict]

ROWS: list[Row] = [
    (1, at_least("100"), "%", "100", MET),
    (2, at_least("100"), "%", "100", MET),
    (3, at_least("80"), "%", "99.21", EXCEEDED),
    (4, at_least("50"), "%", "25.94", MISSED),
    (5, at_least("50"), "%", "100", EXCEEDED),
    (6, at_least("50"), "%", "20", MISSED),
    (7, at_least("80"), "%", "> 85", EXCEEDED),
    (8, ForAll(), "%", "100", MET),
    (9, Milestone(), "", "done", MET),
    (10, at_least("30"), "%", "> 50", EXCEEDED),
    (11, at_least("95"), "%", "> 95", EXCEEDED),
    (12, at_least("100"), "%", "100", MET),
    (13, at_least("100"), "%", "100", MET),
    (14, count("300"), "người", "320", EXCEEDED),
    (15, count("1"), "cuộc", "1", MET),
]


@pytest.mark.parametrize(("row", "rule", "unit", "result", "official"), ROWS)
def test_a_row_of_phu_luc_i_gets_its_official_verdict(
    row: int, rule: SimpleRule, unit: str, result: str, official: Verdict
) -> None:
    """Row by row, the rule says what the authority said."""
    finding = judge_value(rule, value(result), percent=unit.startswith("%"))
    assert finding.verdict is official, f"row {row}"


def test_the_headline_is_thirteen_of_fifteen() -> None:
    """*Đạt và vượt 13/15 chỉ tiêu: 06 vượt, 07 đạt*."""
    tally = Counter(
        judge_value(rule, value(result), percent=unit.startswith("%")).verdict
        for _, rule, unit, result, _ in ROWS
    )
    assert tally == {EXCEEDED: 6, MET: 7, MISSED: 2}
