"""Pace and projection: the fixtures of the plans (A10), mirror symmetry, no order of arrival."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bound import Relation
from domain.forecast.official import ProgressClass, eurostat_progress
from domain.forecast.pace import (
    Aim,
    Observation,
    WindowKind,
    counting_window,
    figure,
    pace_needed,
    progress,
    windows,
    years_between,
)
from domain.reasons import Verdict
from domain.target import Count, ForAll, Milestone
from tests.builders import day

DUE = date(2023, 12, 31)
ABOVE_4 = Aim(Relation.ABOVE, Decimal(4))
ECONOMY = [
    Observation(date(2020, 12, 31), Fraction("2.7")),
    Observation(date(2021, 12, 31), Fraction("3.6")),
    Observation(date(2022, 12, 31), Fraction("3.7")),
]

levels = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)
positive_levels = st.fractions(min_value="0.01", max_value=1000, max_denominator=100)
days = st.dates(date(2000, 1, 1), DUE)
aims = st.builds(Aim, st.sampled_from(Relation), st.decimals(-1000, 1000, places=2))
series = st.dictionaries(days, levels, min_size=2, max_size=8).map(
    lambda seen: [Observation(on, level) for on, level in seen.items()]
)


def mirrored(aim: Aim) -> Aim:
    """Return the aim on the negated axis."""
    other = {
        Relation.AT_LEAST: Relation.AT_MOST,
        Relation.ABOVE: Relation.BELOW,
        Relation.AT_MOST: Relation.AT_LEAST,
        Relation.BELOW: Relation.ABOVE,
    }
    return Aim(other[aim.relation], -aim.value)


def test_the_digital_economy_heads_for_a_miss_by_its_last_year_only() -> None:
    """A10: the last year leads to 3,8 (R 0,51), two years to 4,2 (R 1,22); the worse counts."""
    longest, last = windows(ECONOMY, ABOVE_4, DUE)
    assert (longest.kind, last.kind) == (WindowKind.LONGEST, WindowKind.LAST)
    assert (figure(longest.pace), figure(last.pace)) == (Decimal("0.5"), Decimal("0.1"))
    assert (figure(longest.projected), figure(last.projected)) == (Decimal("4.2"), Decimal("3.8"))
    assert (longest.verdict, last.verdict) == (Verdict.EXCEEDED, Verdict.MISSED)
    by_longest, by_last = progress(longest, ABOVE_4, DUE), progress(last, ABOVE_4, DUE)
    assert by_longest is not None
    assert by_last is not None
    assert f"{by_longest.ratio:.2f}" == "1.22"
    assert f"{by_last.ratio:.2f}" == "0.51"
    assert by_longest.progress_class is ProgressClass.SIGNIFICANT
    assert by_last.progress_class is ProgressClass.INSUFFICIENT
    assert counting_window([longest, last], ABOVE_4) == last
    needed = pace_needed(ECONOMY[-1], ABOVE_4, DUE)
    assert needed is not None
    assert figure(needed) == Decimal("0.3")


def test_two_measurements_make_one_window_and_one_makes_none() -> None:
    """With two the longest window is the last; one has no pace."""
    assert [window.kind for window in windows(ECONOMY[1:], ABOVE_4, DUE)] == [WindowKind.LAST]
    assert windows(ECONOMY[:1], ABOVE_4, DUE) == ()
    assert windows([], ABOVE_4, DUE) == ()


def test_a_projection_on_the_number_does_not_meet_a_strict_target() -> None:
    """Projected to exactly 4: đạt for *từ 4 trở lên*, chưa đạt for *trên 4*."""
    seen = [Observation(date(2021, 12, 31), Fraction(3)), Observation(DUE, Fraction(4))]
    [strict] = windows(seen, ABOVE_4, DUE)
    [weak] = windows(seen, Aim(Relation.AT_LEAST, Decimal(4)), DUE)
    assert (strict.verdict, weak.verdict) == (Verdict.MISSED, Verdict.MET)


def test_no_pace_is_needed_where_no_time_is_left() -> None:
    """A measurement that reaches the deadline leaves no time."""
    assert pace_needed(Observation(DUE, Fraction(3)), ABOVE_4, DUE) is None


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2021-12-31", "2022-12-31", Fraction(1)),
        ("2019-12-31", "2023-12-31", Fraction(4)),
        ("2022-12-31", "2023-06-30", Fraction(181, 365)),
        ("2023-12-31", "2024-06-30", Fraction(182, 366)),
    ],
)
def test_years_follow_the_calendar(start: str, end: str, years: Fraction) -> None:
    """A day is its share of its own year, so that a whole year is one, leap year or not."""
    assert years_between(day(start), day(end)) == years


@pytest.mark.parametrize("rule", [ForAll(), Milestone()])
def test_a_whole_is_a_hundred(rule: ForAll | Milestone) -> None:
    """A for-all target and a milestone aim at 100 per cent; a count at its minimum."""
    assert Aim.of(rule) == Aim(Relation.AT_LEAST, Decimal(100))
    assert Aim.of(Count(Decimal(300))) == Aim(Relation.AT_LEAST, Decimal(300))


@pytest.mark.parametrize(
    ("base", "latest", "target"),
    [("0", "3", "4"), ("3", "0", "4"), ("3", "4", "0"), ("-1", "1", "4"), ("4", "5", "4")],
)
def test_r_is_not_defined_across_zero_or_without_a_way_to_go(
    base: str, latest: str, target: str
) -> None:
    """A growth rate has no value at 0 or across it, nor where the base is on the target."""
    found = eurostat_progress(
        base=Fraction(base),
        latest=Fraction(latest),
        target=Fraction(target),
        years_to_latest=Fraction(1),
        years_to_deadline=Fraction(2),
    )
    assert found is None


@pytest.mark.parametrize(
    ("latest", "progress_class"),
    [
        ("110", ProgressClass.SIGNIFICANT),
        ("109.5", ProgressClass.SIGNIFICANT),
        ("109.4", ProgressClass.MODERATE),
        ("106", ProgressClass.MODERATE),
        ("105.9", ProgressClass.INSUFFICIENT),
        ("100", ProgressClass.INSUFFICIENT),
        ("99.9", ProgressClass.AWAY),
    ],
)
def test_the_classes_of_r_begin_at_their_lower_bound(
    latest: str, progress_class: ProgressClass
) -> None:
    """R of one year towards 110 from 100: 0.95, 0.60 and 0 belong to the better class."""
    found = eurostat_progress(
        base=Fraction(100),
        latest=Fraction(latest),
        target=Fraction(110),
        years_to_latest=Fraction(1),
        years_to_deadline=Fraction(1),
    )
    assert found is not None
    assert found.progress_class is progress_class


def test_a_base_that_meets_the_target_has_no_r() -> None:
    """From 70 down to 65 towards *trên 60* no growth is required; R would say the opposite."""
    seen = [
        Observation(date(2021, 12, 31), Fraction(70)),
        Observation(date(2022, 12, 31), Fraction(65)),
    ]
    aim = Aim(Relation.ABOVE, Decimal(60))
    [window] = windows(seen, aim, DUE)
    assert progress(window, aim, DUE) is None
    assert figure(window.projected) == 60
    assert window.verdict is Verdict.MISSED


def test_an_enormous_r_is_recorded_within_its_bounds() -> None:
    """A day's growth by a factor of a million against almost none required stays a number."""
    found = eurostat_progress(
        base=Fraction(1, 10**6),
        latest=Fraction(10**14),
        target=Fraction(2, 10**6),
        years_to_latest=Fraction(1, 366),
        years_to_deadline=Fraction(50),
    )
    assert found is not None
    assert found.recorded == Decimal(1_000_000)


@given(series, aims)
def test_lower_is_better_is_the_mirror_image(seen: list[Observation], aim: Aim) -> None:
    """On the negated axis paces change their sign; verdicts, R and the counting window do not."""
    turned = [Observation(each.on, -each.level) for each in seen]
    straight, reflected = windows(seen, aim, DUE), windows(turned, mirrored(aim), DUE)
    assert [each.pace for each in straight] == [-each.pace for each in reflected]
    assert [each.verdict for each in straight] == [each.verdict for each in reflected]
    assert [progress(each, aim, DUE) for each in straight] == [
        progress(each, mirrored(aim), DUE) for each in reflected
    ]
    assert counting_window(straight, aim).kind is counting_window(reflected, mirrored(aim)).kind


@given(series.flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(seen))), aims)
def test_the_order_of_measurements_changes_nothing(
    orders: tuple[list[Observation], list[Observation]], aim: Aim
) -> None:
    """A series is a set."""
    one, other = orders
    assert windows(one, aim, DUE) == windows(other, aim, DUE)


@given(series, aims)
def test_the_counting_window_is_the_worse_one(seen: list[Observation], aim: Aim) -> None:
    """No window projects further from the target than the one that counts."""
    found = windows(seen, aim, DUE)
    assert max(aim.gap(each.projected) for each in found) == aim.gap(
        counting_window(found, aim).projected
    )


@given(positive_levels, positive_levels)
def test_reaching_the_target_on_time_is_a_ratio_of_one(base: Fraction, latest: Fraction) -> None:
    """R is exactly 1 for a series that is on the target at its deadline."""
    found = eurostat_progress(
        base=base,
        latest=latest,
        target=latest,
        years_to_latest=Fraction(3),
        years_to_deadline=Fraction(3),
    )
    assert (found is None) == (base == latest)
    assert found is None or found.ratio == 1
