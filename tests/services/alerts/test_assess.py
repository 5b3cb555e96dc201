"""Which targets are at risk, of what, and on what evidence: the decided cases, one by one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.alert_evidence import Evidence
from domain.alerting import Risk
from domain.deadline import UnresolvedDeadline
from domain.history import Fact
from domain.measurement import ReportStated
from domain.reasons import Verdict
from domain.target import Member, Milestone
from services.alerts.assess import Assessment, Parameters, assess
from tests.builders import (
    above,
    at_least,
    at_most,
    compound,
    confirmed,
    count,
    day,
    report,
    stamp,
    target_withdrawn,
)
from tests.services.alerts.statuses import digital_economy, judged, target_2023

TODAY = "2023-09-15"
HALF_GONE = "2023-07-02"


def assessed(*facts: Fact, on: str = TODAY) -> Assessment:
    """Judge the only target on a day, and assess it as of that day."""
    return assess(judged(*facts, on=on), day(on), parameters=Parameters())


def evidence(*facts: Fact, on: str = TODAY) -> Evidence:
    """Return the evidence of a risk that must be there."""
    found = assessed(*facts, on=on).evidence
    assert found is not None
    return found


def test_the_digital_economy_is_short_of_pace() -> None:
    """A10: by the last window 3,8 against *trên 4*; both windows and their R are shown."""
    found = evidence(*digital_economy())
    assert (found.risk, found.method) == ("short_of_pace", "linear_pace")
    assert found.counting_window == "last"
    assert [(w.kind, w.projected_value, w.projected_verdict) for w in found.windows] == [
        ("longest", Decimal("4.2"), "vuot"),
        ("last", Decimal("3.8"), "chua_dat"),
    ]
    assert (found.eurostat_ratio, found.eurostat_class) == (Decimal("0.513523"), "insufficient")
    assert (found.gap, found.pace_so_far, found.pace_needed) == (
        Decimal("0.3"),
        Decimal("0.1"),
        Decimal("0.3"),
    )
    assert (found.grade, found.measurements, found.pace_unit) == ("tu_ba_so_lieu", 3, "điểm %/năm")
    assert found.estimated
    assert found.newest_age_days == 258


def test_derived_and_illustrative_values_are_marked() -> None:
    """The evidence says when it rests on values that no document prints."""

    def sourced(fact: ReportStated, kind: str) -> ReportStated:
        return replace(fact, measurement=replace(fact.measurement, source_kind=kind))

    found = evidence(
        target_2023(above("4")),
        sourced(report("3.6", period="2021"), "derived"),
        sourced(report("3.7", period="2022"), "illustrative"),
    )
    assert (found.derived, found.illustrative, found.grade) == (True, True, "hai_so_lieu")
    assert [window.kind for window in found.windows] == ["last"]


@pytest.mark.parametrize(
    ("value", "on", "risk"),
    [
        ("25.94", TODAY, Risk.LARGE_GAP),  # 34,06 of 60 missing, 107 of 364 days left
        ("25.94", "2023-06-30", None),  # half of the time is still to come
        ("25.94", HALF_GONE, None),  # exactly half of it
        ("25.94", "2023-07-03", Risk.LARGE_GAP),
        ("30", TODAY, None),  # exactly half of the target missing
        ("29.99", TODAY, Risk.LARGE_GAP),
        ("60.01", TODAY, None),  # met
    ],
)
def test_one_measurement_alarms_by_gap_and_time(value: str, on: str, risk: Risk | None) -> None:
    """A10, hồ sơ trực tuyến > 60: more than half missing and less than half of the time left."""
    facts = (target_2023(above("60"), unit="%"), report(value, period="2022"))
    assert assessed(*facts, on=on).risk is risk


def test_one_measurement_says_only_the_pace_needed() -> None:
    """No pace so far, no projection, no R; the grade says *một số liệu*."""
    found = evidence(target_2023(above("60"), unit="%"), report("25.94", period="2022"))
    assert (found.method, found.grade, found.windows) == ("gap_and_time", "mot_so_lieu", ())
    assert found.pace_needed == Decimal("34.06")
    assert (found.pace_so_far, found.projected_value, found.eurostat_ratio) == (None, None, None)


def test_no_pace_is_drawn_across_a_break_in_series() -> None:
    """A10, dữ liệu mở: 20 of 2022 counts another thing; for the target there is no report."""
    facts = (target_2023(above("60"), unit="%", definition=2), report("20", period="2022"))
    found = evidence(*facts)
    assert (found.risk, found.grade, found.value_so_far) == ("no_report", "khong_so_lieu", None)
    one_of_its_own = report("29", period="2023-S1", definition=2)
    assert evidence(*facts, one_of_its_own).measurements == 1


@pytest.mark.parametrize(
    ("on", "risk"), [("2023-07-01", None), (HALF_GONE, Risk.NO_REPORT), (TODAY, Risk.NO_REPORT)]
)
def test_no_report_is_a_risk_from_half_of_the_time_on(on: str, risk: Risk | None) -> None:
    """From 1/1 to 31/12/2023 half of the time is gone on 2/7."""
    assert assessed(target_2023(above("60"), unit="%"), on=on).risk is risk


@pytest.mark.parametrize("value", ["9/10", "1/10"])
def test_some_members_of_a_group_are_neither_the_whole_nor_silent(value: str) -> None:
    """With one of two reported nothing is known of the province: no alarm, and no comfort."""
    stated = target_2023(above("60"), unit="%")
    names = ("local:so-y-te", "local:so-noi-vu")
    members = tuple(Member(name, Decimal(0), day("2023-01-03")) for name in names)
    led_by_group = replace(stated, target=replace(stated.target, members=members))
    found = assessed(led_by_group, report(value, period="2023-S1", scope=names[0]))
    assert (found.risk, found.unknown) == (None, frozenset({None}))


def test_the_days_on_which_time_alone_decides_are_named() -> None:
    """Half of the time, the day after, and the day after the deadline."""
    facts = (target_2023(above("60"), unit="%"), report("25.94", period="2022"))
    reviews = [assessed(*facts, on=on).review_on for on in ("2023-07-01", "2023-07-02", TODAY)]
    assert reviews == [day("2023-07-02"), day("2023-07-03"), day("2024-01-01")]


def test_lower_is_better_is_assessed_from_the_other_side() -> None:
    """*Thứ 30 trở lên*: rank 40 after 42 leads to 38, which is chưa đạt."""
    facts = (
        target_2023(at_most("30"), unit=""),
        report("42", period="2021"),
        report("40", period="2022"),
    )
    found = evidence(*facts)
    assert (found.projected_value, found.gap) == (Decimal(38), Decimal(10))
    assert found.pace_needed == Decimal(-10)
    assert assessed(*facts, report("29", period="2023-S1")).risk is None


def test_a_bound_is_used_at_the_end_that_is_known() -> None:
    """*Trên 85%* counts as 85 for *trên 90*, and is marked."""
    found = evidence(
        target_2023(above("90"), unit="%"), report("84", period="2021"), report("> 85")
    )
    assert (found.value_so_far, found.projected_value, found.bounded) == (
        Decimal(85),
        Decimal(86),
        True,
    )


def test_a_ratio_counts_as_the_percentage_that_it_makes() -> None:
    """16/18 is 88,(8) %, kept exact until it is recorded."""
    found = evidence(
        target_2023(at_least("100"), unit="%"), report("15/18", period="2021"), report("16/18")
    )
    assert found.value_so_far == Decimal("88.888889")
    assert found.pace_so_far == Decimal("5.555556")


def test_the_longer_of_two_periods_with_one_end_counts() -> None:
    """A year's value, not that of its last quarter."""
    facts = (
        target_2023(above("60"), unit="%"),
        report("90", period="2022-Q4"),
        report("20", period="2022"),
    )
    assert evidence(*facts).value_so_far == 20


def test_a_count_begins_anew_with_its_period() -> None:
    """How many were trained last year says nothing of how many have been this year."""
    last_year = (target_2023(count("300"), unit="người"), report("320", period="2022"))
    assert assessed(*last_year).risk is Risk.NO_REPORT
    this_year = report("120", period="2023-01-01/2023-06-30")
    found = evidence(*last_year, this_year)
    assert (found.risk, found.value_so_far, found.pace_unit) == (
        "large_gap",
        Decimal(120),
        "người/năm",
    )


def test_a_compound_target_names_its_worst_part() -> None:
    """A feared miss before a large gap before a silence; a part that is met is not looked at."""
    rule = compound(tinh=above("60"), huyen=above("60"), xa=above("60"))
    target = target_2023(rule, unit="%")
    met, far = report("70", part="tinh", period="2023-S1"), report("10", part="xa")
    assert evidence(target, met).part == "huyen"
    assert evidence(target, met, far).part == "xa"
    slow = report("10.5", part="huyen"), report("10", part="huyen", period="2021")
    found = evidence(target, met, far, *slow)
    assert (found.part, found.part_text, found.risk) == ("huyen", "huyen", "short_of_pace")
    assert assessed(target, met).unknown == {"huyen", "xa"}


def test_a_milestone_is_silent_or_unfinished() -> None:
    """No report by half the time; reported as not done with little time left; done."""
    target = target_2023(Milestone(), unit="")
    assert evidence(target).risk == "no_report"
    unfinished = evidence(target, report("not done", period="2023-S1"))
    assert (unfinished.risk, unfinished.value_so_far) == ("large_gap", None)
    again = report("not done", period="2023-07")
    assert evidence(target, report("not done", period="2023-S1"), again).risk == "large_gap"
    assert assessed(target, report("done", period="2023-S1")).risk is None


@pytest.mark.parametrize(
    "facts",
    [
        (
            target_2023(above("60")),
            target_withdrawn(
                name="kinh-te-so-2023", at=stamp(revision=2, effective_on="2023-05-01")
            ),
        ),
        (
            target_2023(above("60")),
            confirmed(
                Verdict.MISSED,
                of="kinh-te-so-2023",
                period="2023",
                reason="Thiếu vốn",
                at=stamp(effective_on="2023-09-01"),
            ),
        ),
        (target_2023(above("60"), deadline=UnresolvedDeadline("Trước khi đưa vào sử dụng")),),
        (target_2023(above("60")), report("70", period="2023-S1")),
    ],
)
def test_settled_unresolved_and_met_targets_are_not_at_risk(facts: tuple[Fact, ...]) -> None:
    """Withdrawn, evaluated, without a resolved deadline, met: nothing to fear."""
    assert assessed(*facts).risk is None


def test_a_target_past_due_is_not_assessed() -> None:
    """After the deadline only a verdict counts; old history raises nothing new."""
    found = assessed(*digital_economy(), on="2024-01-01")
    assert (found.risk, found.review_on) == (None, None)


def test_an_estimate_of_the_whole_year_is_its_own_projection() -> None:
    """*Ước cả năm 3,9* leaves no time: the value is what the deadline will see."""
    found = evidence(*digital_economy(), report("3.9", period="2023", status="E"))
    assert (found.value_so_far, found.projected_value, found.pace_needed) == (
        Decimal("3.9"),
        Decimal("3.9"),
        None,
    )
    assert found.newest_age_days == 0


@given(value=st.decimals(0, 100, places=2), period=st.sampled_from(["2023", "2023-12", "2024"]))
def test_a_later_measurement_never_changes_an_earlier_decision(value: Decimal, period: str) -> None:
    """No look-ahead: as of a day, a period that has not ended by then is not there."""
    before = judged(*digital_economy(), on=TODAY)
    after = judged(*digital_economy(), report(str(value), period=period), on=TODAY)
    parameters = Parameters()
    assert assess(after, day(TODAY), parameters=parameters) == assess(
        before, day(TODAY), parameters=parameters
    )


@given(st.permutations(digital_economy()))
def test_the_order_of_events_changes_no_assessment(facts: list[Fact]) -> None:
    """The facts are a set, and so is the evidence made from them."""
    assert assessed(*facts) == assessed(*digital_economy())
