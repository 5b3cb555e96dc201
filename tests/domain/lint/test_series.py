"""Findings between targets of one plan, and between them and last year's results."""

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import YearEndDeadline
from domain.lint.findings import LintCode
from domain.measurement import Bounded, Done, Number, Value
from domain.period import Period
from domain.target import Threshold
from tests.domain.lint.plans import above, at_least, codes, plan, row

ADULTS = "Tỷ lệ dân số trưởng thành có điện thoại thông minh"
MALWARE = "Tỷ lệ máy tính cài đặt phần mềm phòng chống mã độc"


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("Tỷ lệ thuê bao điện thoại di động sử dụng điện thoại thông minh", True),
        ("Tỷ lệ dân số trưởng thành có tài khoản định danh điện tử", False),
        ("Tỷ lệ cán bộ xã có điện thoại thông minh", False),
    ],
)
def test_one_target_of_people_counted_in_two_ways(other: str, near: bool) -> None:
    """Subscribers and adults overlap; another matter, or officials alone, is another target."""
    rows = (row("1", ADULTS, at_least("80")), row("2", other, above("80")))
    assert codes(plan(*rows)) == ([(LintCode.NEAR_DUPLICATE, "2")] if near else [])


def test_two_kinds_of_institutions_are_no_duplicates() -> None:
    """Universities and schools are asked for the same, each by themselves."""
    what = "hoàn thiện được mô hình quản trị số, hoạt động số"
    rows = (
        row("1", f"Tỷ lệ các cơ sở đào tạo đại học {what}", at_least("80")),
        row("2", f"Tỷ lệ các cơ sở giáo dục tiểu học {what}", at_least("80")),
    )
    assert codes(plan(*rows)) == []


def test_a_row_that_repeats_another_is_an_error() -> None:
    """The same words for the same year; for another year they are another target."""
    first = row("1", ADULTS, at_least("80"))
    again = row("2", ADULTS, at_least("80"))
    later = row("2", ADULTS, at_least("80"), deadline=YearEndDeadline(2025))
    years = Period.parse("2024-01-01/2025-12-31")

    assert codes(plan(first, again)) == [(LintCode.DUPLICATE_ROW, "2")]
    assert codes(plan(first, later, period=years)) == []


def _after(result: Value, now: Threshold, text: str = MALWARE) -> list[tuple[LintCode, str]]:
    """What this year's target makes of last year's result."""
    last = row("11", MALWARE, at_least("95"), table="ket-qua", result=result, result_text="…")
    return codes(plan(row("1", text, now), last))


@pytest.mark.parametrize(
    ("result", "now", "below"),
    [
        (Bounded(Relation.ABOVE, Decimal(95)), at_least("90"), True),
        (Bounded(Relation.ABOVE, Decimal(95)), at_least("95"), True),
        (Number(Decimal(90)), at_least("90"), False),
        (Number(Decimal(60)), at_least("90"), False),
        (Done(True), at_least("90"), False),
    ],
)
def test_a_target_below_last_years_result(result: Value, now: Threshold, below: bool) -> None:
    """More than 95 % was reached: 90 %, and even 95 %, is less than that."""
    assert _after(result, now) == ([(LintCode.BELOW_LAST_RESULT, "1")] if below else [])


def test_a_changed_definition_breaks_the_series() -> None:
    """The same matter of other machines is noted; what is of another matter is not."""
    reached = Number(Decimal(60))
    changed = f"{MALWARE} trong cơ quan hành chính nhà nước và đơn vị sự nghiệp"

    assert _after(reached, at_least("90"), changed) == [(LintCode.DEFINITION_CHANGED, "1")]
    assert _after(reached, at_least("90"), "Tỷ lệ người dân hài lòng") == []


def test_what_was_done_as_a_whole_is_no_level_for_another_definition() -> None:
    """100 % of another definition does not make 90 % a step back."""
    changed = f"{MALWARE} trong cơ quan hành chính nhà nước và đơn vị sự nghiệp"
    assert _after(Number(Decimal(100)), at_least("90"), changed) == [
        (LintCode.DEFINITION_CHANGED, "1")
    ]


def _horizons(*later: str) -> list[tuple[LintCode, str]]:
    texts = (ADULTS, MALWARE, "Tỷ lệ hộ gia đình có địa chỉ số")
    years = Period.parse("2024-01-01/2030-12-31")
    early = [row(str(at), text, at_least("80")) for at, text in enumerate(texts, 1)]
    late = [
        row(str(at), text, at_least("95"), deadline=YearEndDeadline(2030), table="muc-tieu")
        for at, text in enumerate(later, 1)
    ]
    return codes(plan(*early, *late, period=years))


def test_targets_that_a_later_horizon_drops_are_one_note() -> None:
    """Two of three go on to 2030; the third is named. Two lists with nothing in common are two."""
    assert _horizons(ADULTS, MALWARE) == [(LintCode.NO_LATER_ROW, "")]
    assert _horizons(ADULTS, MALWARE, "Tỷ lệ hộ gia đình có địa chỉ số") == []
    assert _horizons("Năng suất lao động", "Tỷ trọng thương mại điện tử") == []
