"""What is found of a target on a day, and on what evidence: the decided cases, one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerting import Stage
from domain.bound import Relation
from domain.deadline import UnresolvedDeadline
from domain.history import Fact
from domain.measurement import ReportStated
from domain.reasons import Verdict
from domain.target import Growth, Milestone
from tests.builders import (
    above,
    at_least,
    at_most,
    compound,
    confirmed,
    count,
    report,
    stamp,
    target_withdrawn,
)
from tests.services.alerts.assessed import PERCENT, assessed, evidence, found
from tests.services.alerts.statuses import digital_economy, target_2023


def test_the_evidence_holds_pace_windows_and_official_ratio() -> None:
    """A10: both windows and their R are shown beside the chance, of three measurements."""
    told = evidence(*digital_economy())
    assert (told.risk, told.method) == ("likely_miss", "forecast")
    assert [(w.kind, w.projected_value, w.projected_verdict) for w in told.windows] == [
        ("longest", Decimal("4.2"), "vuot"),
        ("last", Decimal("3.8"), "chua_dat"),
    ]
    assert (told.eurostat_ratio, told.eurostat_class) == (Decimal("0.513523"), "insufficient")
    assert (told.gap, told.pace_so_far, told.pace_needed) == (
        Decimal("0.3"),
        Decimal("0.1"),
        Decimal("0.3"),
    )
    assert (told.grade, told.measurements, told.pace_unit) == ("tu_ba_so_lieu", 3, "điểm %/năm")
    assert told.estimated
    assert told.newest_age_days == 258
    assert told.forecast is not None
    assert told.forecast.class_id == "percent"


def test_derived_and_illustrative_values_are_marked() -> None:
    """The evidence says when it rests on values that no document prints."""

    def sourced(fact: ReportStated, kind: str) -> ReportStated:
        return fact._replace(measurement=fact.measurement._replace(source_kind=kind))

    told = evidence(
        target_2023(above("4")),
        sourced(report("2.6", period="2021"), "derived"),
        sourced(report("2.7", period="2022"), "illustrative"),
    )
    assert (told.derived, told.illustrative, told.grade) == (True, True, "hai_so_lieu")
    assert [window.kind for window in told.windows] == ["last"]


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        (("10", "11"), Stage.AT_RISK),
        (("11",), Stage.AT_RISK),
        (("58", "59"), Stage.WATCH),
        (("80", "90"), None),
        (("60.01",), Stage.WATCH),
    ],
)
def test_the_farther_behind_the_surer(values: tuple[str, ...], stage: Stage | None) -> None:
    """Hopeless is at risk even on one report, close either way is watched, far ahead is neither."""
    reports = [
        report(words, period=str(2023 - len(values) + at)) for at, words in enumerate(values)
    ]
    assert found(PERCENT, *reports).stage is stage


def test_one_measurement_says_only_the_pace_needed() -> None:
    """No pace so far, no projection, no R; the grade says *một số liệu*, the interval is there."""
    told = evidence(PERCENT, report("25.94", period="2022"))
    assert (told.grade, told.windows) == ("mot_so_lieu", ())
    assert told.pace_needed == Decimal("34.06")
    assert (told.pace_so_far, told.projected_value, told.eurostat_ratio) == (None, None, None)
    assert told.forecast is not None
    assert told.forecast.chance_without_newest is None
    assert told.forecast.low is not None


def test_nothing_is_forecast_across_a_break_in_series() -> None:
    """A10, dữ liệu mở: 20 of 2022 counts another thing; for the target there is no report."""
    facts = (target_2023(above("60"), unit="%", definition=2), report("20", period="2022"))
    assert found(*facts).risk is None
    told = evidence(*facts, kind="report")
    assert (told.risk, told.grade, told.value_so_far) == ("missing_report", "khong_so_lieu", None)
    one_of_its_own = report("29", period="2023-S1", definition=2)
    assert evidence(*facts, one_of_its_own).measurements == 1


def test_lower_is_better_is_assessed_from_the_other_side() -> None:
    """*Thứ 30 trở lên*: rank 50 after 52 heads for a miss."""
    facts = (
        target_2023(at_most("30"), unit=""),
        report("52", period="2021"),
        report("50", period="2022"),
    )
    told = evidence(*facts)
    assert (told.gap, told.pace_needed) == (Decimal(20), Decimal(-20))
    assert found(*facts, report("29", period="2023-S1")).risk is None


def test_a_bound_is_used_at_the_end_that_is_known() -> None:
    """*Trên 85%* counts as 85 for *trên 90*, and is marked."""
    told = evidence(target_2023(above("90"), unit="%"), report("84", period="2021"), report("> 85"))
    assert (told.value_so_far, told.bounded) == (Decimal(85), True)


def test_a_ratio_counts_as_the_percentage_that_it_makes() -> None:
    """16/18 is 88,(8) %, kept exact until it is recorded."""
    told = evidence(
        target_2023(at_least("100"), unit="%"), report("15/18", period="2021"), report("16/18")
    )
    assert told.value_so_far == Decimal("88.888889")
    assert told.pace_so_far == Decimal("5.555556")


def test_the_longer_of_two_periods_with_one_end_counts() -> None:
    """A year's value, not that of its last quarter."""
    facts = (PERCENT, report("90", period="2022-Q4"), report("20", period="2022"))
    assert evidence(*facts).value_so_far == 20


def test_a_count_begins_anew_with_its_period() -> None:
    """How many were trained last year says nothing of how many have been this year."""
    last_year = (target_2023(count("300"), unit="người"), report("320", period="2022"))
    assert found(*last_year).risk is None
    assert found(*last_year, kind="report").stage is Stage.WATCH
    this_year = report("20", period="2023-01-01/2023-08-31")
    told = evidence(*last_year, this_year)
    assert (told.value_so_far, told.pace_unit) == (Decimal(20), "người/năm")


def test_a_compound_target_names_its_worst_part() -> None:
    """A part that is met is not looked at; of two the one that is farther behind is told."""
    rule = compound(tinh=above("60"), huyen=above("60"), xa=above("60"))
    target = target_2023(rule, unit="%")
    met, far = report("70", part="tinh", period="2023-S1"), report("10", part="xa")
    assert found(target, met).risk is None
    assert evidence(target, met, far).part == "xa"
    farther = report("5", part="huyen")
    assert evidence(target, met, far, farther).part == "huyen"


def test_a_milestone_that_is_done_is_not_feared() -> None:
    """Not done with little time left is at risk; done is not."""
    target = target_2023(Milestone(), unit="")
    late = evidence(target, report("not done", period="2023-11"), on="2023-12-20")
    assert (late.value_so_far, late.target_text) == (None, "hoàn thành")
    assert found(target, report("done", period="2023-S1")).risk is None


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
    assert found(*facts).risk is None


def test_a_target_past_due_is_not_forecast() -> None:
    """After the deadline only a verdict counts; old history raises nothing new."""
    finding = found(*digital_economy(), on="2024-01-01")
    assert (finding.risk, finding.chance) == (None, None)


def test_an_estimate_of_the_whole_year_speaks_as_of_today() -> None:
    """*Ước cả năm 3,1* is the newest that is known; the deadline is still ahead of it."""
    told = evidence(*digital_economy(), report("3.1", period="2023", status="E"))
    assert told.value_so_far == Decimal("3.1")
    assert told.newest_age_days == 0
    assert told.forecast is not None
    assert told.forecast.chance < 1


@settings(max_examples=30)
@given(value=st.decimals(0, 100, places=2), period=st.sampled_from(["2023", "2023-12", "2024"]))
def test_a_later_measurement_never_changes_an_earlier_decision(value: Decimal, period: str) -> None:
    """No look-ahead: as of a day, a period that has not ended by then is not there."""
    later = report(str(value), period=period, at=stamp(event="later"))
    assert assessed(*digital_economy(), later).findings == assessed(*digital_economy()).findings


@settings(max_examples=10)
@given(st.permutations(digital_economy()))
def test_the_order_of_events_changes_no_assessment(facts: list[Fact]) -> None:
    """The facts are a set, and so is the evidence made from them."""
    assert evidence(*facts) == evidence(*digital_economy())
    assert found(*facts).chance == found(*digital_economy()).chance


def test_a_point_of_no_return_before_all_plans_is_told_as_gone() -> None:
    """By the pace of its class the growth would have had to turn decades ago."""
    told = evidence(
        target_2023(Growth(Relation.AT_MOST, Decimal("0.5")), unit="%"),
        report("4", period="2022"),
    )
    assert told.forecast is not None
    assert told.forecast.no_return_on == date(2000, 1, 1)
