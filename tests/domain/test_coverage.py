"""A target under a group lead: when the members' sum is the result, and when it is only a part."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.contribution import Share
from domain.measurement import ReportStated
from domain.part_status import PartStatus
from domain.period import Frequency
from domain.reasons import Reason, Verdict
from domain.target import Compound, Count, ForAll, Maintenance, Member, Part, Rule, TargetStated
from tests.builders import FOCAL_POINT, above, at_least, count, day, report, stamp, target
from tests.scenario import Given, given

HEALTH, TRADE, CITY = "local:so-y-te", "local:so-cong-thuong", "local:tp-cao-lanh"
MEMBERS = tuple(Member(name, Decimal(0), day("2022-01-01")) for name in (HEALTH, TRADE, CITY))
RUNNING, SETTLED = "2022-12-31", "2023-01-01"


def led_by_group(
    rule: Rule, *, members: tuple[Member, ...] = MEMBERS, frequency: Frequency = "A"
) -> TargetStated:
    """Return a target whose members are the three agencies, due at the end of 2022."""
    fact = target(rule, frequency=frequency)
    return replace(fact, target=replace(fact.target, members=members))


def told(by: str, words: str, *, period: str = "2022", part: str | None = None) -> ReportStated:
    """Return what a member reports of its own unit."""
    return report(
        words, scope=by, period=period, part=part, at=stamp(agency=by, event=f"{by}-{period}")
    )


def the_part(case: Given, on: str) -> PartStatus:
    """Return the only part of the target's status."""
    (part,) = case.on(on).target_status.parts
    return part


def test_a_complete_sum_is_the_result_of_the_whole() -> None:
    """91/1010 of three members is 9 %, in the series and among the deciding events."""
    case = given(
        led_by_group(at_least("80")),
        told(HEALTH, "90/100"),
        told(TRADE, "1/900"),
        told(CITY, "0/10"),
    )

    case.on(SETTLED).expect(verdict=Verdict.MISSED, reason=Reason.SHORT_OF_TARGET)
    status, part = case.on(SETTLED).target_status, the_part(case, SETTLED)
    assert list(status.series) == [part.decided_by]
    assert {ref.agency for ref in status.deciding} >= {HEALTH, TRADE, CITY}
    assert part.by_members


def test_a_part_of_the_members_says_so_while_the_target_runs() -> None:
    """Two of three are shown as they stand, and as no more than that; no point of the series."""
    case = given(led_by_group(at_least("80")), told(HEALTH, "90/100"), told(TRADE, "85/100"))

    case.on(RUNNING).expect(verdict=Verdict.EXCEEDED, reason=Reason.PARTIAL_COVERAGE)
    assert case.on(RUNNING).target_status.series == ()
    found = the_part(case, RUNNING).aggregate
    assert found is not None
    assert (found.covered, found.of) == (2, 3)
    assert [(one.agency, one.share) for one in found.gap] == [(CITY, Share.SILENT)]


def test_after_the_deadline_a_part_of_the_members_concludes_nothing() -> None:
    """Two of three are not the province, however good they are."""
    case = given(led_by_group(at_least("80")), told(HEALTH, "90/100"), told(TRADE, "85/100"))

    case.on(RUNNING).expect(review_after=SETTLED)
    case.on(SETTLED).expect(verdict=Verdict.UNDETERMINED, reason=Reason.INCOMPLETE_COVERAGE)


def test_what_the_missing_members_cannot_change_is_concluded() -> None:
    """Of a hundred per cent one member below it is enough; of a count, enough is enough."""
    whole = given(led_by_group(at_least("100")), told(HEALTH, "99/100"))
    things = given(led_by_group(count("5")), told(HEALTH, "6"))

    whole.on(SETTLED).expect(verdict=Verdict.MISSED)
    things.on(SETTLED).expect(verdict=Verdict.EXCEEDED)


def test_a_report_of_the_whole_scope_counts_instead() -> None:
    """What the focal point reports decides; how many members have reported is told beside it."""
    case = given(
        led_by_group(at_least("80")),
        told(HEALTH, "90/100"),
        report("75", at=stamp(agency=FOCAL_POINT, event="tong-hop")),
    )

    case.on(SETTLED).expect(verdict=Verdict.MISSED, decided_by=["tong-hop"])
    part = the_part(case, SETTLED)
    assert part.aggregate is not None
    assert (part.aggregate.covered, part.by_members) == (1, False)


def test_an_older_report_of_the_whole_gives_way_once_the_time_is_over() -> None:
    """In January the members' figures of the year, though not all there, silence those of June."""
    june = report("95", period="2022-S1", at=stamp(agency=FOCAL_POINT, event="sau-thang"))
    case = given(led_by_group(at_least("80")), told(HEALTH, "90/100"), june)

    case.on(RUNNING).expect(verdict=Verdict.EXCEEDED, decided_by=["sau-thang"])
    case.on(SETTLED).expect(verdict=Verdict.UNDETERMINED, reason=Reason.INCOMPLETE_COVERAGE)


def test_while_it_runs_the_widest_coverage_speaks() -> None:
    """Three members at the half year say more than the first of them at the third quarter."""
    half = [told(name, "9/10", period="2022-S1") for name in (HEALTH, TRADE, CITY)]
    case = given(led_by_group(at_least("80")), *half, told(HEALTH, "1/10", period="2022-Q3"))

    case.on("2022-10-15").expect(verdict=Verdict.EXCEEDED, reason=Reason.ABOVE_TARGET)
    case.on(SETTLED).expect(verdict=Verdict.UNDETERMINED, reason=Reason.INCOMPLETE_COVERAGE)


def test_a_period_that_ends_today_has_ended() -> None:
    """From its last day on one member's half year speaks, and not two estimates of the year."""
    estimates = [
        report("9/10", scope=name, status="E", at=stamp(agency=name, event=f"uoc-{name}"))
        for name in (TRADE, CITY)
    ]
    case = given(led_by_group(at_least("80")), told(HEALTH, "1/10", period="2022-S1"), *estimates)

    for on, period, covered in (("2022-06-29", "2022", 2), ("2022-06-30", "2022-S1", 1)):
        found = the_part(case, on).aggregate
        assert found is not None
        assert (found.period.code, found.covered) == (period, covered)


def test_nobody_of_the_group_has_reported() -> None:
    """No report is no report; nought of three are covered."""
    case = given(led_by_group(at_least("80")))

    case.on(SETTLED).expect(verdict=Verdict.NO_DATA, reason=Reason.NO_REPORT)
    found = the_part(case, SETTLED).aggregate
    assert found is not None
    assert (found.covered, found.of) == (0, 3)


def test_percentages_alone_are_not_added() -> None:
    """Three percentages are no percentage of the province, and the reason says why."""
    facts = [told(HEALTH, "90"), told(TRADE, "95"), told(CITY, "99")]

    given(led_by_group(at_least("80")), *facts).on(RUNNING).expect(
        verdict=Verdict.UNDETERMINED, reason=Reason.NOT_SUMMABLE
    )


def test_every_member_is_held_against_its_own_minimum() -> None:
    """*Mỗi sở ít nhất 01, mỗi huyện ít nhất 02*, by the members that the rule itself names."""
    minima = [(HEALTH, "1"), (CITY, "2")]
    rule = ForAll(tuple(Member(name, Decimal(n), day("2022-01-01")) for name, n in minima))
    short = given(led_by_group(rule), told(HEALTH, "1"), told(CITY, "1"))
    all_meet = given(led_by_group(rule), told(HEALTH, "1"), told(CITY, "2"))

    # The unit is a percentage here, so that a bare number is read against the minimum.
    short.on(SETTLED).expect(verdict=Verdict.MISSED, reason=Reason.NOT_ALL_MEET)
    all_meet.on(SETTLED).expect(verdict=Verdict.MET, reason=Reason.ALL_MEET)


def test_a_maintained_bound_is_judged_on_the_sum_of_each_period() -> None:
    """One bad half year of the whole is a miss, though the other one was good."""
    rule = Maintenance(above("60").relation, Decimal(60))
    facts = [
        told(name, words, period=period)
        for period, words in (("2022-S1", "5/10"), ("2022-S2", "9/10"))
        for name in (HEALTH, TRADE, CITY)
    ]
    given(led_by_group(rule, frequency="S"), *facts).on(SETTLED).expect(
        verdict=Verdict.MISSED, reason=Reason.MISSED_IN_A_PERIOD
    )


def test_a_period_that_was_missed_stays_missed_whatever_a_later_one_lacks() -> None:
    """Half of the members in the autumn, or six of two things, make no spring good again."""
    kept = Maintenance(above("60").relation, Decimal(60))
    spring = [told(name, "5/10", period="2022-S1") for name in (HEALTH, TRADE, CITY)]
    rate = Count(Decimal(2), per="S")
    none = [told(name, "0", period="2022-S1") for name in (HEALTH, TRADE, CITY)]

    cases: list[tuple[Rule, list[ReportStated], str]] = [
        (kept, spring, "9/10"),
        (rate, none, "6"),
    ]
    for rule, first, autumn in cases:
        later = told(HEALTH, autumn, period="2022-S2")
        given(led_by_group(rule, frequency="S"), *first, later).on(SETTLED).expect(
            verdict=Verdict.MISSED, reason=Reason.MISSED_IN_A_PERIOD
        )


def test_one_period_s_sum_is_not_that_of_every_period() -> None:
    """Enough in the first half, by whoever reported: so far, and in the end of one half only."""
    rule = Count(Decimal(2), per="S")
    case = given(led_by_group(rule, frequency="S"), told(HEALTH, "6", period="2022-S1"))

    case.on("2022-08-01").expect(verdict=Verdict.EXCEEDED, reason=Reason.PARTIAL_COVERAGE)
    case.on(SETTLED).expect(verdict=Verdict.UNDETERMINED, reason=Reason.INCOMPLETE_COVERAGE)


def test_of_what_is_kept_one_member_below_a_hundred_breaks_the_period() -> None:
    """Whoever is silent cannot make it a hundred; a report of the whole for it counts instead."""
    kept = Maintenance(at_least("100").relation, Decimal(100))
    below = told(HEALTH, "9/10", period="2022-S1")
    autumn = [told(name, "10/10", period="2022-S2") for name in (HEALTH, TRADE, CITY)]
    case = given(led_by_group(kept, frequency="S"), below, *autumn)

    case.on(SETTLED).expect(verdict=Verdict.MISSED, reason=Reason.MISSED_IN_A_PERIOD)
    whole = report("100", period="2022-S1", at=stamp(agency=FOCAL_POINT, event="sau-thang"))
    given(led_by_group(kept, frequency="S"), below, *autumn, whole).on(SETTLED).expect(
        verdict=Verdict.MET, reason=Reason.HELD_THROUGHOUT
    )


def test_all_results_of_the_members_replace_an_estimate_of_the_whole() -> None:
    """*Ước cả năm* of November gives way to what all have counted; a final report does not."""
    results = [told(name, "5/10") for name in (HEALTH, TRADE, CITY)]
    for status, verdict in [("E", Verdict.MISSED), ("A", Verdict.EXCEEDED)]:
        whole = report("85", status=status, at=stamp(agency=FOCAL_POINT, event="ca-nam"))
        case = given(led_by_group(at_least("80")), whole, *results)
        case.on(SETTLED).expect(verdict=verdict, estimated=False)


def test_a_complete_sum_lacks_no_member_even_where_it_decides_nothing() -> None:
    """All three counted the first half; what is missing is the count of the whole year."""
    facts = [told(name, "1", period="2022-S1") for name in (HEALTH, TRADE, CITY)]
    more = report("1", period="2022-Q4", at=stamp(agency=FOCAL_POINT, event="quy-4"))

    given(led_by_group(count("5")), *facts, more).on(SETTLED).expect(
        verdict=Verdict.NO_DATA, reason=Reason.PART_OF_PERIOD_ONLY
    )


def test_a_nested_share_of_other_members_is_no_share_of_something_else() -> None:
    """While members are missing the two sums need not be over the same ones."""
    rule = Compound(
        (
            Part("thanh-toan", "đạt 50%", at_least("50")),
            Part("trong-do", "trong đó 80%", at_least("80"), share_of="thanh-toan"),
        )
    )
    facts = [told(HEALTH, "6/10", part="thanh-toan"), told(TRADE, "9/10", part="trong-do")]

    verdicts = [Verdict.EXCEEDED, Verdict.EXCEEDED]
    given(led_by_group(rule), *facts).on(RUNNING).expect(part_verdicts=verdicts)
