"""One value against one rule of each kind beyond thresholds: edges, signs, bases."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.bound import Relation
from domain.reasons import Reason, Verdict
from domain.target import Band, Count, EntityFraction, Growth, Maintenance, Rank, Reduction
from domain.target import SimpleRule as Rule
from domain.verdict import Finding, judge_value
from tests.builders import value

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED
UNDETERMINED, NO_DATA = Verdict.UNDETERMINED, Verdict.NO_DATA

BAND = Band(Decimal(15), Decimal(20))
STRICT_BAND = Band(Decimal(70), Decimal(80), strict_low=True)
RANK_30 = Rank(30)
OVER_50 = Count(Decimal(50), strict=True)
THIRD = EntityFraction(1, 3)
THIRD_OF_18 = EntityFraction(1, 3, of=18)
GROWS_7 = Growth(Relation.AT_LEAST, Decimal(7))
FALLS_30 = Reduction(Relation.AT_LEAST, Decimal(30))

Case = tuple[Rule, str, Verdict, Reason]

CASES: list[Case] = [
    # *đạt 15-20%* (domain study, A1)
    (BAND, "14", MISSED, Reason.SHORT_OF_TARGET),
    (BAND, "15", MET, Reason.WITHIN_BAND),
    (BAND, "20", MET, Reason.WITHIN_BAND),
    (BAND, "20.1", EXCEEDED, Reason.ABOVE_TARGET),
    (BAND, "> 20", EXCEEDED, Reason.ABOVE_TARGET),
    (BAND, "> 15", MET, Reason.WITHIN_BAND),
    (BAND, "< 15", MISSED, Reason.SHORT_OF_TARGET),
    (BAND, "< 18", UNDETERMINED, Reason.BOUND_STRADDLES),
    # D5: *đạt trên 70-80%*
    (STRICT_BAND, "70", MISSED, Reason.SHORT_OF_TARGET),
    (STRICT_BAND, "> 70", MET, Reason.WITHIN_BAND),
    (STRICT_BAND, "80", MET, Reason.WITHIN_BAND),
    (STRICT_BAND, "80.5", EXCEEDED, Reason.ABOVE_TARGET),
    # *thứ 30 trở lên*
    (RANK_30, "29", EXCEEDED, Reason.ABOVE_TARGET),
    (RANK_30, "30", MET, Reason.ON_TARGET),
    (RANK_30, "31", MISSED, Reason.SHORT_OF_TARGET),
    (RANK_30, "29/63", EXCEEDED, Reason.ABOVE_TARGET),
    (RANK_30, "64/63", UNDETERMINED, Reason.NOT_COMPARABLE),
    (RANK_30, "<= 25", EXCEEDED, Reason.ABOVE_TARGET),
    (RANK_30, "29.5", UNDETERMINED, Reason.NOT_COMPARABLE),
    (RANK_30, "0", UNDETERMINED, Reason.NOT_COMPARABLE),
    (RANK_30, "done", UNDETERMINED, Reason.NOT_COMPARABLE),
    # *trên 50 doanh nghiệp*
    (OVER_50, "50", MISSED, Reason.SHORT_OF_TARGET),
    (OVER_50, "51", EXCEEDED, Reason.ABOVE_TARGET),
    (OVER_50, "> 50", MET, Reason.ON_TARGET),
    # *1/3 số sở*: six of eighteen, rounded up to whole ones
    (THIRD, "6/18", MET, Reason.ON_TARGET),
    (THIRD, "5/18", MISSED, Reason.SHORT_OF_TARGET),
    (THIRD, "7/18", EXCEEDED, Reason.ABOVE_TARGET),
    (THIRD, "4/10", MET, Reason.ON_TARGET),
    (THIRD, "3/10", MISSED, Reason.SHORT_OF_TARGET),
    (THIRD, "6", UNDETERMINED, Reason.BASE_UNKNOWN),
    (THIRD_OF_18, "6", MET, Reason.ON_TARGET),
    (THIRD_OF_18, "5", MISSED, Reason.SHORT_OF_TARGET),
    # of another number of entities than the plan's only what holds for both
    (THIRD_OF_18, "6/19", UNDETERMINED, Reason.BASE_DIFFERS),
    (THIRD_OF_18, "4/4", UNDETERMINED, Reason.BASE_DIFFERS),
    (THIRD_OF_18, "5/17", MISSED, Reason.SHORT_OF_TARGET),
    (THIRD_OF_18, "7/19", MET, Reason.ON_TARGET),
    (THIRD_OF_18, "8/19", EXCEEDED, Reason.ABOVE_TARGET),
    # *tăng tối thiểu 7%*, *giảm 30%*: the change itself is reported
    (GROWS_7, "7", MET, Reason.ON_TARGET),
    (GROWS_7, "6.9", MISSED, Reason.SHORT_OF_TARGET),
    (GROWS_7, "-7", MISSED, Reason.SHORT_OF_TARGET),
    (GROWS_7, "7/100", UNDETERMINED, Reason.NOT_COMPARABLE),
    (FALLS_30, "30", MET, Reason.ON_TARGET),
    (FALLS_30, "31", EXCEEDED, Reason.ABOVE_TARGET),
    (FALLS_30, "29", MISSED, Reason.SHORT_OF_TARGET),
    (FALLS_30, "-30", UNDETERMINED, Reason.SIGN_UNCLEAR),
    (Maintenance(Relation.AT_LEAST, Decimal(100)), "99.9", MISSED, Reason.SHORT_OF_TARGET),
    (Maintenance(Relation.ABOVE, Decimal(80)), "80", MISSED, Reason.SHORT_OF_TARGET),
]


@pytest.mark.parametrize(("rule", "said", "verdict", "reason"), CASES)
def test_a_value_against_a_rule_of_each_kind(
    rule: Rule, said: str, verdict: Verdict, reason: Reason
) -> None:
    """The verdict and why, with the unit of the rule's own kind."""
    percent = not isinstance(rule, Rank | Count | EntityFraction)
    assert judge_value(rule, value(said), percent=percent) == Finding(verdict, reason)


@pytest.mark.parametrize(
    ("rule", "level", "base", "verdict"),
    [
        (Growth(Relation.AT_LEAST, Decimal(7), "level"), "107", 100, MET),
        (Growth(Relation.AT_LEAST, Decimal(7), "level"), "106.999999", 100, MISSED),
        (Growth(Relation.ABOVE, Decimal(7), "level"), "107", 100, MISSED),
        (Growth(Relation.AT_MOST, Decimal(5), "level"), "106", 100, MISSED),
        (Reduction(Relation.AT_LEAST, Decimal(30), "level"), "70", 100, MET),
        (Reduction(Relation.AT_LEAST, Decimal(30), "level"), "69", 100, EXCEEDED),
        (Reduction(Relation.AT_LEAST, Decimal(30), "level"), "71", 100, MISSED),
        (Reduction(Relation.ABOVE, Decimal(30), "level"), "70", 100, MISSED),
        (Reduction(Relation.AT_LEAST, Decimal(30), "level"), "< 70", 100, EXCEEDED),
        # a third of three is exactly one: nothing is rounded
        (Growth(Relation.AT_LEAST, Decimal(50), "level"), "10/3", Fraction(20, 9), MET),
    ],
)
def test_a_level_is_held_against_its_base(
    rule: Rule, level: str, base: int | Fraction, verdict: Verdict
) -> None:
    """Exactly: 107 is 7 per cent above 100, 70 is 30 per cent below it."""
    assert judge_value(rule, value(level), percent=False, base=Fraction(base)).verdict is verdict


@pytest.mark.parametrize(
    ("base", "finding"),
    [
        (None, Finding(NO_DATA, Reason.NO_BASELINE)),
        (Fraction(0), Finding(UNDETERMINED, Reason.BASELINE_NOT_POSITIVE)),
        (Fraction(-5), Finding(UNDETERMINED, Reason.BASELINE_NOT_POSITIVE)),
    ],
)
def test_a_level_without_a_base_that_can_grow_is_not_judged(
    base: Fraction | None, finding: Finding
) -> None:
    """No baseline is no data; from zero or below, no per cent can be taken."""
    rule = Growth(Relation.AT_LEAST, Decimal(7), "level")
    assert judge_value(rule, value("107"), percent=False, base=base) == finding


def test_a_percentage_does_not_say_how_many_entities() -> None:
    """*33,33%* of eighteen may be six or less: a rounded share decides nothing."""
    finding = judge_value(THIRD_OF_18, value("33.33"), percent=True)
    assert finding == Finding(UNDETERMINED, Reason.NOT_COMPARABLE)
