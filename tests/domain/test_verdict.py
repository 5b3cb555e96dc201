"""One value against one rule: the cases that the seeds decide, and those that we decided.

D1 to D9 are the open questions of the domain study; the answers here are the project's.
"""

from fractions import Fraction

import pytest

from domain.bound import Cut, Interval
from domain.measurement import interval
from domain.reasons import Reason, Verdict
from domain.target import ForAll, Milestone, SimpleRule
from domain.verdict import Finding, judge_value
from tests.builders import above, at_least, at_most, below, count, value

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED
UNDETERMINED = Verdict.UNDETERMINED

Case = tuple[SimpleRule, str, Verdict]

THRESHOLDS: list[Case] = [
    (at_least("80"), "> 50", UNDETERMINED),
    (at_least("50"), "< 50", MISSED),
    (at_least("95"), "> 95", EXCEEDED),
    (at_least("80"), "79.999999", MISSED),
    (at_least("80"), "80.000001", EXCEEDED),
    (at_least("80"), ">= 80", MET),
    (at_least("80"), "<= 80", UNDETERMINED),
    (at_least("80"), "< 90", UNDETERMINED),
    # rank: *thứ 30 trở lên* means 30 or better
    (at_most("30"), "29", EXCEEDED),
    (at_most("30"), "30", MET),
    (at_most("30"), "31", MISSED),
    (at_most("30"), "<= 30", MET),
    (at_most("30"), "< 30", EXCEEDED),
    (at_most("30"), "> 30", MISSED),
    (at_most("30"), ">= 30", UNDETERMINED),
    (below("30"), "30", MISSED),
    (below("30"), "< 30", MET),
    (below("30"), "29.9", EXCEEDED),
    # D1: strict targets stand on the same order of cuts
    (above("80"), "80", MISSED),
    (above("80"), "> 80", MET),
    (above("80"), "80.5", EXCEEDED),
    (above("80"), "<= 80", MISSED),
    (above("80"), ">= 80", UNDETERMINED),
]


@pytest.mark.parametrize(("rule", "result", "expected"), THRESHOLDS)
def test_a_threshold_compares_cuts(rule: SimpleRule, result: str, expected: Verdict) -> None:
    """*80*, *trên 80* and *gần 80* are three different points of the axis."""
    assert judge_value(rule, value(result), percent=True).verdict is expected


WHOLES: list[Case] = [
    (ForAll(), "100", MET),
    (ForAll(), "120", MET),
    (ForAll(), "18/18", MET),
    (ForAll(), "16/18", MISSED),
    (ForAll(), "99.99", MISSED),
    (ForAll(), ">= 100", MET),
    (ForAll(), "> 90", UNDETERMINED),
    (ForAll(), "< 100", MISSED),
    (ForAll(), "<= 100", UNDETERMINED),
    (ForAll(), "done", MET),
    (ForAll(), "not done", MISSED),
    (Milestone(), "done", MET),
    (Milestone(), "not done", MISSED),
    (Milestone(), "100", MET),
    (Milestone(), "60", MISSED),
    (Milestone(), "> 60", UNDETERMINED),
]


@pytest.mark.parametrize(("rule", "result", "expected"), WHOLES)
def test_a_whole_is_met_by_all_of_it(rule: SimpleRule, result: str, expected: Verdict) -> None:
    """A for-all target and a milestone are met by 100 % or *Hoàn thành*, never exceeded."""
    assert judge_value(rule, value(result), percent=True).verdict is expected


def test_the_ceiling_is_met_not_exceeded() -> None:
    """100 % against *100%* is *đạt*: there is nothing above it."""
    assert judge_value(at_least("100"), value("100"), percent=True).verdict is MET


def test_a_ratio_is_exact() -> None:
    """1/3 meets one third as a number never can, and misses 33,333334 %."""
    third = value("1/3")
    assert judge_value(at_least("33.333333"), third, percent=True).verdict is EXCEEDED
    assert judge_value(at_least("33.333334"), third, percent=True).verdict is MISSED
    assert judge_value(at_least("50"), value("9/18"), percent=True).verdict is MET


def test_decimals_are_not_floats() -> None:
    """0,3 reported meets 0,3 asked, whatever 0.1 + 0.2 is in binary."""
    assert judge_value(at_least("0.3"), value("0.30"), percent=True).verdict is MET
    assert judge_value(at_least("25.94"), value("25.940"), percent=True).verdict is MET


def test_a_ratio_of_no_percentage_is_a_quotient() -> None:
    """Where the unit is not a percentage, a ratio is not scaled by a hundred."""
    assert judge_value(at_least("2"), value("9/4"), percent=False).verdict is EXCEEDED
    assert judge_value(at_least("3"), value("9/4"), percent=False).verdict is MISSED


@pytest.mark.parametrize(
    ("rule", "result"),
    [(at_least("80"), "done"), (at_most("30"), "not done"), (count("1"), "done")],
)
def test_a_milestone_answers_no_number(rule: SimpleRule, result: str) -> None:
    """*Hoàn thành* against a number is *không xác định*, never *chưa đạt*."""
    finding = judge_value(rule, value(result), percent=True)
    assert finding == Finding(UNDETERMINED, Reason.NOT_COMPARABLE)


def test_a_milestone_has_no_place_on_the_axis() -> None:
    """No pace leads to *Hoàn thành*; a number has its point, a bound its half of the axis."""
    assert interval(value("done"), percent=True) is None
    assert interval(value("1/4"), percent=True) == Interval.point(Fraction(25))
    assert interval(value("> 85"), percent=True) == Interval(Cut(Fraction(85), 1), None)


def test_a_share_answers_no_count() -> None:
    """*16/18* against *ít nhất 50 doanh nghiệp* says nothing of how many there are."""
    finding = judge_value(count("50"), value("16/18"), percent=False)
    assert finding == Finding(UNDETERMINED, Reason.NOT_COMPARABLE)


@pytest.mark.parametrize(
    ("rule", "result", "reason"),
    [
        (at_least("50"), "60", Reason.ABOVE_TARGET),
        (at_least("50"), "50", Reason.ON_TARGET),
        (at_least("50"), "40", Reason.SHORT_OF_TARGET),
        (at_least("50"), "> 40", Reason.BOUND_STRADDLES),
        (ForAll(), "100", Reason.ALL_MEET),
        (ForAll(), "90", Reason.NOT_ALL_MEET),
        (ForAll(), "> 90", Reason.BOUND_STRADDLES),
        (Milestone(), "done", Reason.COMPLETED),
        (Milestone(), "not done", Reason.NOT_COMPLETED),
    ],
)
def test_a_verdict_names_its_reason(rule: SimpleRule, result: str, reason: Reason) -> None:
    """A reader is told why, in one of a fixed set of reasons."""
    assert judge_value(rule, value(result), percent=True).reason is reason
