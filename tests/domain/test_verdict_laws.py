"""Laws of the verdict: it rises with the value, and lower-is-better is its mirror."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.bound import Cut, Relation
from domain.measurement import Bounded, Done, Number, Ratio, Value, extent
from domain.reasons import REASON_WORDS, Verdict
from domain.target import (
    Band,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    SimpleRule,
    Threshold,
)
from domain.verdict import entities_needed, judge_value, place
from tests.domain.facts import bands, numbers, positive, relations, simple_rules, values

_MIRROR = {
    Relation.AT_LEAST: Relation.AT_MOST,
    Relation.ABOVE: Relation.BELOW,
    Relation.AT_MOST: Relation.AT_LEAST,
    Relation.BELOW: Relation.ABOVE,
}
_RISING = [Verdict.MISSED, Verdict.MET, Verdict.EXCEEDED]

points: st.SearchStrategy[Number | Ratio] = st.one_of(
    st.builds(Number, numbers), st.builds(Ratio, st.integers(0, 40).map(Decimal), positive)
)


BASE = Fraction(40)


def higher_is_better(rule: SimpleRule) -> bool:
    """Whether more of what is reported is better under a rule."""
    match rule:
        case Rank():
            return False
        case Reduction(relation=relation, measured="level"):
            return not relation.higher_is_better
        case Threshold(relation=relation) | Maintenance(relation=relation):
            return relation.higher_is_better
        case Growth(relation=relation) | Reduction(relation=relation):
            return relation.higher_is_better
        case _:
            return True


def mirrored(value: Value) -> Value:
    """Return a value on the negated axis."""
    match value:
        case Number(value=number):
            return Number(-number)
        case Ratio(numerator=numerator, denominator=denominator):
            return Ratio(-numerator, denominator)
        case Bounded(relation=relation, value=number):
            return Bounded(_MIRROR[relation], -number)
        case _:
            return value


@given(rule=simple_rules, pair=st.tuples(points, points), percent=st.booleans())
def test_a_better_value_is_never_judged_worse(
    rule: SimpleRule, pair: tuple[Number | Ratio, Number | Ratio], percent: bool
) -> None:
    """For every kind of rule and every exactly known value that it can be held against."""
    assume(not isinstance(rule, EntityFraction) or _one_base(rule, pair))
    judged = [
        (place(rule, point, percent=percent), judge_value(rule, point, percent=percent, base=BASE))
        for point in pair
    ]
    known = [(where.low, finding.verdict) for where, finding in judged if where and where.low]
    known = [each for each in known if each[1] in _RISING]
    ordered = sorted(known, key=lambda each: each[0], reverse=not higher_is_better(rule))
    ranks = [_RISING.index(verdict) for _, verdict in ordered]
    assert ranks == sorted(ranks)


def _one_base(rule: EntityFraction, pair: tuple[Number | Ratio, Number | Ratio]) -> bool:
    return len({entities_needed(rule, point) for point in pair}) == 1


@given(rule=simple_rules, value=values, percent=st.booleans())
def test_what_cannot_be_held_against_a_rule_is_undetermined(
    rule: SimpleRule, value: Value, percent: bool
) -> None:
    """A value that has no place on the rule's axis is neither met nor missed."""
    finding = judge_value(rule, value, percent=percent, base=BASE)
    if place(rule, value, percent=percent) is None and not isinstance(value, Done):
        assert finding.verdict is Verdict.UNDETERMINED
    assert REASON_WORDS[finding.reason].vi


@given(band=bands, percent=st.booleans())
def test_a_band_is_met_from_its_low_end_to_its_high_one(band: Band, percent: bool) -> None:
    """Both ends belong to it, unless the low one is strict; beyond the high one is *vượt*."""
    step = Decimal("0.000001")
    at_low = Verdict.MISSED if band.strict_low else Verdict.MET
    expected = [
        (band.low - step, Verdict.MISSED),
        (band.low, at_low),
        (band.low + step, Verdict.MET),
        (band.high, Verdict.MET),
        (band.high + step, Verdict.EXCEEDED),
    ]
    for number, verdict in expected:
        assert judge_value(band, Number(number), percent=percent).verdict is verdict


@given(relation=relations, percent=numbers, value=st.builds(Number, numbers))
def test_a_reduction_is_a_growth_of_the_other_sign(
    relation: Relation, percent: Decimal, value: Number
) -> None:
    """A level that falls by p per cent grows by minus p, with the bounds changed about."""
    fall = Reduction(relation, percent, "level")
    growth = Growth(_MIRROR[relation], -percent, "level")
    assert judge_value(fall, value, percent=False, base=BASE) == judge_value(
        growth, value, percent=False, base=BASE
    )


@given(relation=relations, percent=numbers, value=st.builds(Number, numbers))
def test_a_level_and_the_change_that_it_makes_are_judged_alike(
    relation: Relation, percent: Decimal, value: Number
) -> None:
    """From a base of 40 a level of 44 is a growth of 10 per cent, exactly."""
    change = Number((value.value - 40) * 100 / 40)
    by_level = judge_value(Growth(relation, percent, "level"), value, percent=False, base=BASE)
    assert judge_value(Growth(relation, percent), change, percent=False) == by_level


@given(relation=relations, number=numbers, value=values, percent=st.booleans())
def test_lower_is_better_is_the_mirror_of_higher(
    relation: Relation, number: Decimal, value: Value, percent: bool
) -> None:
    """Negate the rule and the value, and the verdict and its reason stay."""
    rule = Threshold(relation, number)
    mirror = Threshold(_MIRROR[relation], -number)
    assert judge_value(mirror, mirrored(value), percent=percent) == judge_value(
        rule, value, percent=percent
    )


@given(
    rule=st.builds(Threshold, relations, numbers),
    bound=st.builds(Bounded, relations, numbers),
    exact=numbers.map(Number),
)
def test_a_bound_promises_no_more_than_it_knows(
    rule: Threshold, bound: Bounded, exact: Number
) -> None:
    """Where a bound alone decides, no value that it allows would be judged worse."""
    claimed = judge_value(rule, bound, percent=True).verdict
    if claimed is Verdict.UNDETERMINED or not _allows(bound, exact):
        return
    actual = judge_value(rule, exact, percent=True).verdict
    assert _RISING.index(actual) >= _RISING.index(claimed)
    assert claimed is not Verdict.MISSED or actual is Verdict.MISSED


def _allows(bound: Bounded, exact: Number) -> bool:
    where, point = extent(bound, percent=True), Cut(Fraction(exact.value))
    return (where.low is None or where.low <= point) and (where.high is None or point <= where.high)


@given(rule=simple_rules, value=values, percent=st.booleans())
def test_a_whole_is_never_exceeded(rule: SimpleRule, value: Value, percent: bool) -> None:
    """*Vượt* is for numbers: no for-all target and no milestone is."""
    verdict = judge_value(rule, value, percent=percent, base=BASE).verdict
    assert verdict is not Verdict.NO_DATA
    if isinstance(rule, ForAll | Milestone):
        assert verdict is not Verdict.EXCEEDED


@given(number=numbers)
def test_the_mark_itself_is_met_or_missed_never_exceeded(number: Decimal) -> None:
    """Reaching *ít nhất* is *đạt*, reaching *trên* is *chưa đạt*; and the same below."""
    for relation, expected in [
        (Relation.AT_LEAST, Verdict.MET),
        (Relation.AT_MOST, Verdict.MET),
        (Relation.ABOVE, Verdict.MISSED),
        (Relation.BELOW, Verdict.MISSED),
    ]:
        rule = Threshold(relation, number)
        assert judge_value(rule, Number(number), percent=True).verdict is expected
        assert judge_value(rule, Bounded(relation, number), percent=True).verdict is Verdict.MET
