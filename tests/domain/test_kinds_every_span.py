"""Rules that must hold in every reporting period: maintenance, rates, yearly growth."""

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import MultiYearDeadline
from domain.period import Period
from domain.reasons import Reason, Verdict
from domain.target import Baseline, Count, Growth, Maintenance, Reduction, TargetStated
from tests.builders import report, stamp, target
from tests.scenario import given

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED
UNDETERMINED, NO_DATA = Verdict.UNDETERMINED, Verdict.NO_DATA

KEEP_100 = Maintenance(Relation.AT_LEAST, Decimal(100))
QUARTERS = ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"]


def kept() -> TargetStated:
    """*Tiếp tục duy trì 100% …* in 2022, reported by the quarter."""
    return target(KEEP_100, frequency="Q")


def yearly(rule: Growth | Reduction | Count) -> TargetStated:
    """Return a target over 2022 and 2023 that is asked for every year."""
    return target(
        rule, period="2022-01-01/2023-12-31", deadline=MultiYearDeadline(2022, 2023), unit="%"
    )


def test_what_is_kept_in_every_period_is_met() -> None:
    """So far, while the year runs; throughout, once it is over and every quarter is there."""
    facts = given(kept(), *(report("100", period=each) for each in QUARTERS))
    facts.on("2022-07-15").expect(verdict=MET, reason=Reason.HELD_SO_FAR)
    facts.on("2023-01-01").expect(verdict=MET, reason=Reason.HELD_THROUGHOUT)


def test_one_period_below_is_a_miss_whatever_follows() -> None:
    """The worst of the quarters counts, and its report is named."""
    below = report("99.5", period="2022-Q2", at=stamp(event="quy-2"))
    rest = [report("100", period=each) for each in QUARTERS if each != "2022-Q2"]
    given(kept(), below, *rest).on("2023-01-01").expect(
        verdict=MISSED, reason=Reason.MISSED_IN_A_PERIOD, decided_by=["quy-2"]
    )


def test_a_period_that_nobody_reported_is_never_silently_met() -> None:
    """While the year runs it is said; once it is over nothing can be concluded."""
    facts = given(kept(), *(report("100", period=each) for each in QUARTERS[1:]))
    facts.on("2022-10-15").expect(verdict=MET, reason=Reason.HELD_WHERE_REPORTED)
    facts.on("2023-01-01").expect(verdict=UNDETERMINED, reason=Reason.PERIODS_MISSING)


def test_every_report_within_a_period_counts() -> None:
    """A month below the mark breaks the quarter, though the quarter's own value holds."""
    given(kept(), report("98", period="2022-02"), report("100", period="2022-Q1")).on(
        "2022-04-01"
    ).expect(verdict=MISSED)


def test_an_estimate_of_a_running_period_is_marked() -> None:
    """It decides where nothing of the period has ended, shown as *ước*."""
    facts = given(
        kept(), report("100", period="2022-Q1"), report("99", period="2022-Q2", status="E")
    )
    facts.on("2022-05-01").expect(verdict=MISSED, estimated=True)


def test_a_rate_must_hold_in_every_span() -> None:
    """*Ít nhất 2 văn bản 1 năm*: three in one year do not make up for one in the other."""
    rate = Count(Decimal(2), per="A")
    both = given(yearly(rate), report("3", period="2022"), report("2", period="2023"))
    both.on("2024-01-01").expect(verdict=MET, reason=Reason.HELD_THROUGHOUT)
    short = given(yearly(rate), report("3", period="2022"), report("1", period="2023"))
    short.on("2024-01-01").expect(verdict=MISSED, reason=Reason.MISSED_IN_A_PERIOD)
    summed = given(yearly(rate), report("4", period="2022-01-01/2023-12-31"))
    summed.on("2024-01-01").expect(verdict=NO_DATA, reason=Reason.SPAN_NOT_WHOLE)


def test_a_rate_that_more_was_counted_for_is_not_missed() -> None:
    """One by June and one more in the autumn, counted apart, may well be two."""
    given(
        yearly(Count(Decimal(2), per="A")),
        report("1", period="2022-S1"),
        report("1", period="2022-Q4"),
    ).on("2023-01-15").expect(verdict=NO_DATA, reason=Reason.SPAN_NOT_WHOLE)


@pytest.mark.parametrize(
    ("of_2022", "of_2023", "verdict"),
    [("7.5", "8", EXCEEDED), ("7.5", "7", MET), ("9", "6.9", MISSED)],
)
def test_a_yearly_growth_is_asked_of_every_year(
    of_2022: str, of_2023: str, verdict: Verdict
) -> None:
    """*Hằng năm tăng tối thiểu 7%*: a good year does not make up for a bad one."""
    rule = Growth(Relation.AT_LEAST, Decimal(7), each="A")
    reports = [report(of_2022, period="2022"), report(of_2023, period="2023")]
    given(yearly(rule), *reports).on("2024-01-01").expect(verdict=verdict)


def test_a_part_of_a_year_says_nothing_of_its_growth() -> None:
    """Nine months are not the year."""
    rule = Growth(Relation.AT_LEAST, Decimal(7), each="A")
    given(yearly(rule), report("9", period="2022-01-01/2022-09-30")).on("2023-01-01").expect(
        verdict=NO_DATA, reason=Reason.SPAN_NOT_WHOLE
    )


def test_a_level_grows_over_that_of_the_year_before() -> None:
    """Also over a year before the plan began, and both reports are named as deciding."""
    rule = Growth(Relation.AT_LEAST, Decimal(7), "level", each="A")
    outcome = given(yearly(rule), report("100", period="2021"), report("107", period="2022")).on(
        "2023-01-01"
    )
    outcome.expect(verdict=MET, reason=Reason.HELD_SO_FAR)
    assert len(outcome.target_status.deciding) == 3


def test_the_first_year_may_grow_from_the_plan_s_baseline() -> None:
    """Where the plan states the level of the year before; without it there is no data."""
    base = Baseline(Decimal(50), Period.parse("2021"))
    rule = Growth(Relation.AT_LEAST, Decimal(7), "level", "A", base)
    given(yearly(rule), report("53", period="2022")).on("2023-01-01").expect(verdict=MISSED)
    bare = Growth(Relation.AT_LEAST, Decimal(7), "level", "A")
    given(yearly(bare), report("53", period="2022")).on("2023-01-01").expect(
        verdict=NO_DATA, reason=Reason.NO_BASELINE
    )


def test_a_fall_is_counted_from_its_baseline() -> None:
    """*Giảm 30% thủ tục hành chính* from 200: 140 is met, 141 is not."""
    base = Baseline(Decimal(200), Period.parse("2020"))
    rule = Reduction(Relation.AT_LEAST, Decimal(30), "level", baseline=base)
    for level, verdict in [("140", MET), ("141", MISSED), ("139", EXCEEDED)]:
        given(target(rule, unit="thủ tục"), report(level)).on("2023-01-01").expect(verdict=verdict)


def test_a_quarter_s_level_is_no_match_for_a_year_s() -> None:
    """A flow of three months cannot be held against that of twelve; a level on a day can."""
    base = Baseline(Decimal(200), Period.parse("2020"))
    rule = Growth(Relation.AT_LEAST, Decimal(30), "level", baseline=base)
    quarter = given(target(rule, unit="tỷ đồng"), report("60", period="2022-Q1"))
    quarter.on("2022-04-01").expect(verdict=UNDETERMINED, reason=Reason.BASELINE_OTHER_SPAN)
    on_a_day = given(target(rule, unit="thuê bao"), report("260", period="2022-03-31"))
    on_a_day.on("2022-04-01").expect(verdict=MET)
