"""Laws of the verdict: it rises with the value, and lower-is-better is its mirror."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.bound import Cut, Relation
from domain.measurement import Bounded, Number, Ratio, Value, extent
from domain.reasons import Verdict
from domain.target import Count, ForAll, Milestone, SimpleRule, Threshold
from domain.verdict import judge_value
from tests.domain.facts import numbers, positive, relations, simple_rules, values

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


def higher_is_better(rule: SimpleRule) -> bool:
    """Whether more is better under a rule."""
    return rule.relation.higher_is_better if isinstance(rule, Threshold) else True


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
    """For every kind of rule and every exactly known value."""
    if isinstance(rule, Count):
        pair = tuple(point for point in pair if isinstance(point, Number))  # type: ignore[assignment] # shares answer no count
    if isinstance(rule, ForAll | Milestone) and not percent:
        pair = tuple(point for point in pair if isinstance(point, Ratio))  # type: ignore[assignment] # a bare number is no share
    # A share of a whole is read as a percentage, whatever the unit of the target.
    scaled = percent or isinstance(rule, ForAll | Milestone)
    ordered = sorted(
        pair, key=lambda point: extent(point, percent=scaled).low or Cut(Fraction(0)),
        reverse=not higher_is_better(rule),
    )  # fmt: skip
    verdicts = [judge_value(rule, point, percent=percent).verdict for point in ordered]
    assert verdicts == sorted(verdicts, key=_RISING.index)


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
    verdict = judge_value(rule, value, percent=percent).verdict
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
