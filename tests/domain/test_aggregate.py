"""A value of several reporters: what it is, how far it covers them, and who explains the gap."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregate import Aggregate, Method, aggregates, as_report, judge_partial
from domain.contribution import Share
from domain.measurement import Number, ObservationStatus, Ratio, ReportStated
from domain.reasons import Reason, Verdict
from domain.target import (
    Band,
    Count,
    EntityFraction,
    ForAll,
    Member,
    Milestone,
    Rank,
    SimpleRule,
)
from domain.verdict import Finding
from tests.builders import above, at_least, at_most, count, day, report

NAMES = [f"local:don-vi-{number}" for number in range(1, 5)]


def group(*minima: str, names: list[str] | None = None) -> list[Member]:
    """Return members with their minima (none: 0), in the group since the beginning of 2022."""
    given_to = names or NAMES
    wanted = minima or ("0",) * len(given_to)
    return [
        Member(name, Decimal(minimum), day("2022-01-01"))
        for name, minimum in zip(given_to, wanted, strict=False)
    ]


def told(*values: str, period: str = "2022") -> list[ReportStated]:
    """Return a report of each member in turn; an empty one has not reported."""
    pairs = zip(NAMES, values, strict=False)
    return [report(words, scope=name, period=period) for name, words in pairs if words]


def one(
    rule: SimpleRule, members: list[Member], reports: list[ReportStated], *, percent: bool = True
) -> Aggregate:
    """Return the only aggregate."""
    (found,) = aggregates(rule, members, reports, percent=percent)
    return found


def test_the_value_is_the_ratio_of_sums_and_not_the_mean_of_percentages() -> None:
    """90/100 and 1/900 are 91/1000, far from the mean of 90 % and 0,1 %."""
    found = one(at_least("50"), group()[:2], told("90/100", "1/900"))

    assert found.value == Ratio(Decimal(91), Decimal(1000))
    assert found.method is Method.RATIO_OF_SUMS
    assert (found.covered, found.of, found.complete) == (2, 2, True)


def test_who_lacks_most_to_the_threshold_explains_the_gap_first() -> None:
    """What counts is how many cases are missing, not how low the percentage is."""
    found = one(at_least("80"), group(), told("85/100", "1/10", "500/1000", ""))

    assert [(one.agency, one.lack) for one in found.gap] == [
        (NAMES[2], Fraction(300)),
        (NAMES[1], Fraction(7)),
        (NAMES[3], None),
    ]
    assert [one.share for one in found.gap][-1] is Share.SILENT


def test_the_open_end_of_a_band_is_short_for_a_member_too() -> None:
    """*Trên 70-80%*: who stands at 70 has not reached it; who stands at *đạt 70-80%* has."""
    for strict in (True, False):
        band = Band(Decimal(70), Decimal(80), strict)
        found = one(band, group()[:2], told("7/10", "71/100"))
        assert [member.short for member in found.contributions] == [strict, False]


def test_a_bare_percentage_is_not_added_and_said_so() -> None:
    """Without numerator and denominator 95 % is of nobody knows how much."""
    found = one(at_least("80"), group(), told("85/100", "95", "> 90", "done"))

    shares = {one.agency: one.share for one in found.contributions}
    assert shares == {
        NAMES[0]: Share.COUNTED,
        NAMES[1]: Share.PERCENTAGE_ONLY,
        NAMES[2]: Share.BOUND_ONLY,
        NAMES[3]: Share.NOT_COMPARABLE,
    }
    assert (found.covered, found.reported, found.of) == (1, 4, 4)


def test_only_reports_about_the_very_same_period_go_together() -> None:
    """A half year of one member is not added to the whole year of another."""
    reports = [*told("10/10", "10/10", period="2022-S1"), *told("", "", "5/10")]

    early, late = aggregates(at_least("80"), group(), reports, percent=True)

    assert (early.period.code, early.covered) == ("2022-S1", 2)
    assert (late.period.code, late.covered) == ("2022", 1)


def test_one_span_written_in_two_ways_is_one_period() -> None:
    """`2022` and `2022-01-01/2022-12-31` are the same days."""
    reports = [*told("1/2"), *told("", "1/2", period="2022-01-01/2022-12-31")]

    found = one(at_least("80"), group(), reports)

    assert (found.period.code, found.covered) == ("2022", 2)


def test_whoever_joins_later_is_missed_from_then_on_only() -> None:
    """A member of July owes nothing for the first half; the founders were there before the plan."""
    members = [*group()[:2], Member(NAMES[2], Decimal(0), day("2022-07-01"))]
    early = one(at_least("80"), members, told("1/2", "1/2", period="2022-S1"))
    late = one(at_least("80"), members, told("1/2", "1/2"))

    assert (early.of, early.complete) == (2, True)
    assert (late.of, late.complete) == (3, False)
    assert one(at_least("80"), members, told("1/2", period="2021")).of == 2
    assert (
        aggregates(at_least("80"), members, told("", "", "1/2", period="2021"), percent=True) == ()
    )


def test_counts_are_added() -> None:
    """Three, four and five courses are twelve; who has a minimum of its own shows what it lacks."""
    members = group("5", "2", "5", "0")
    found = one(count("20"), members, told("3", "4", "5", "0"), percent=False)

    assert (found.value, found.method) == (Number(Decimal(12)), Method.SUM)
    assert [(one.agency, one.lack) for one in found.gap] == [(NAMES[0], Fraction(2))]


def test_a_for_all_target_counts_who_meets_its_own_minimum() -> None:
    """One is enough for a department and too little for a district."""
    found = one(ForAll(), group("1", "2", "1", "2"), told("1", "1", "done", "3"), percent=False)

    assert found.value == Ratio(Decimal(3), Decimal(4))
    assert [(one.agency, one.lack) for one in found.gap] == [(NAMES[1], Fraction(1))]


def test_a_milestone_of_a_group_counts_who_is_done() -> None:
    """*Hoàn thành* or 100 % is done; a bare number of units is not understood."""
    found = one(Milestone(), group(), told("done", "not done", "5/5", ""), percent=False)

    assert found.value == Ratio(Decimal(2), Decimal(4))
    assert (found.covered, [one.agency for one in found.gap]) == (3, [NAMES[1], NAMES[3]])


def test_a_rank_of_members_comes_to_nothing() -> None:
    """The rank of the whole does not follow from the ranks of its members."""
    found = one(Rank(30), group(), told("3", "4", "5", "1"), percent=False)

    assert (found.value, found.covered, found.reported) == (None, 0, 4)
    assert as_report(found, "H20") is None
    finding = judge_partial(Rank(30), found, percent=False, settled=True)
    assert finding == Finding(Verdict.UNDETERMINED, Reason.NOT_SUMMABLE)


def test_the_sum_is_as_firm_as_its_least_firm_member() -> None:
    """One estimate makes the whole an estimate."""
    reports = [*told("1/2"), report("1/2", scope=NAMES[1], status="E")]

    assert one(at_least("50"), group()[:2], reports).status is ObservationStatus.ESTIMATED


PARTIAL: list[tuple[str, SimpleRule, list[str], Verdict | None, Verdict]] = [
    # rule, values, until the deadline, after it
    ("a ratio says how the others stand", at_least("80"), ["90/100"], Verdict.EXCEEDED,
     Verdict.UNDETERMINED),
    ("a ratio below it says so", at_least("80"), ["9/100"], Verdict.MISSED, Verdict.UNDETERMINED),
    ("100 % can no more be reached", at_least("100"), ["99/100"], Verdict.MISSED, Verdict.MISSED),
    ("100 % may yet be reached", at_least("100"), ["100/100"], Verdict.MET, Verdict.UNDETERMINED),
    ("0 % can no more be kept", at_most("0"), ["1/100"], Verdict.MISSED, Verdict.MISSED),
    ("more than a whole bounds nothing", at_least("100"), ["90/100", "12/10"], Verdict.MISSED,
     Verdict.UNDETERMINED),
    ("enough is there already", count("10"), ["11"], Verdict.EXCEEDED, Verdict.EXCEEDED),
    ("too little so far says nothing", count("10"), ["9"], Verdict.UNDETERMINED,
     Verdict.UNDETERMINED),
    ("one short member is enough", ForAll(), ["done", "not done"], Verdict.MISSED, Verdict.MISSED),
    ("all so far is not all", ForAll(), ["done", "done"], Verdict.UNDETERMINED,
     Verdict.UNDETERMINED),
    ("a third of four is two", EntityFraction(1, 3), ["done", "done"], Verdict.MET, Verdict.MET),
    ("one of two may still come", EntityFraction(1, 3), ["done", "not done"],
     Verdict.UNDETERMINED, Verdict.UNDETERMINED),
    ("three short ones cannot be made up for", EntityFraction(1, 2),
     ["not done", "not done", "not done"], Verdict.MISSED, Verdict.MISSED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "values", "running", "settled"),
    [row[1:] for row in PARTIAL],
    ids=[r[0] for r in PARTIAL],
)
def test_what_is_missing_may_change_the_verdict_or_not(
    rule: SimpleRule, values: list[str], running: Verdict, settled: Verdict
) -> None:
    """After the deadline a part decides only what the missing members cannot change."""
    percent = not isinstance(rule, Count)
    found = one(rule, group(), told(*values), percent=percent)

    assert not found.complete
    assert judge_partial(rule, found, percent=percent, settled=False).verdict is running
    assert judge_partial(rule, found, percent=percent, settled=True).verdict is settled


def test_the_reason_says_that_members_are_missing() -> None:
    """A part is never told as if it were the whole."""
    found = one(above("60"), group(), told("90/100"))

    running = judge_partial(above("60"), found, percent=True, settled=False)
    settled = judge_partial(above("60"), found, percent=True, settled=True)

    assert running.reason is Reason.PARTIAL_COVERAGE
    assert settled.reason is Reason.INCOMPLETE_COVERAGE


_ratios = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(
    lambda pair: f"{pair[0]}/{pair[1]}"
)
_values = st.lists(st.one_of(st.just(""), _ratios, _ratios), min_size=4, max_size=4).filter(any)


@given(_values)
def test_law_the_ratio_of_sums_agrees_with_adding_by_hand(values: list[str]) -> None:
    """Whatever the members report, the value is all numerators over all denominators."""
    pairs = [tuple(map(int, words.split("/"))) for words in values if words]

    found = one(at_least("80"), group(), told(*values))

    assert found.value == Ratio(
        Decimal(sum(numerator for numerator, _ in pairs)),
        Decimal(sum(denominator for _, denominator in pairs)),
    )
    assert (found.covered, found.of) == (len(pairs), 4)


@given(_values)
def test_law_the_lacks_of_all_members_make_the_lack_of_the_whole(values: list[str]) -> None:
    """Where all are short, what each lacks adds up to what the whole lacks."""
    found = one(at_least("80"), group(), told(*values))
    counted = [one for one in found.contributions if one.share is Share.COUNTED]
    if not all(one.short for one in counted):
        return
    assert isinstance(found.value, Ratio)
    whole = Fraction(found.value.denominator) * Fraction(4, 5) - Fraction(found.value.numerator)

    assert sum((one.lack or Fraction(0) for one in counted), Fraction(0)) == whole


@given(_values, st.randoms(use_true_random=False))
def test_law_order_and_repetition_change_nothing(values: list[str], random: Random) -> None:
    """Reports in any order, some of them twice, come to the same."""
    reports, members = told(*values), group()
    shuffled, others = [*reports, *reports[:2]], [*members, *members[:1]]
    random.shuffle(shuffled)
    random.shuffle(others)

    again = aggregates(at_least("80"), others, shuffled, percent=True)

    assert again == aggregates(at_least("80"), members, reports, percent=True)


@given(_values, _ratios)
def test_law_another_report_never_lessens_the_coverage(values: list[str], more: str) -> None:
    """Whoever reports adds to it."""
    before = one(at_least("80"), group(), told(*values))
    filled = [words or more for words in values]

    assert one(at_least("80"), group(), told(*filled)).covered >= before.covered
