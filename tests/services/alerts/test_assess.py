"""What is found of a target on a day, and on what evidence: the decided cases, one by one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.alert_evidence import Evidence
from contracts.alerts import KindWord
from domain.alerting import Risk, Stage
from domain.deadline import DateDeadline, UnresolvedDeadline
from domain.history import Fact
from domain.measurement import ReportStated
from domain.reasons import Verdict
from domain.target import Member, Milestone
from services.alerts.assess import assess
from services.alerts.finding import Assessment, Finding
from services.alerts.parameters import Parameters
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
PERCENT = target_2023(above("60"), unit="%")


def assessed(*facts: Fact, on: str = TODAY) -> Assessment:
    """Judge the only target on a day, and assess it as of that day, nothing said of it before."""
    return assess(judged(*facts, on=on), day(on), parameters=Parameters(), said={})


def found(*facts: Fact, on: str = TODAY, kind: KindWord = "target") -> Finding:
    """Return what is found of one kind."""
    return assessed(*facts, on=on).by_kind[kind]


def evidence(*facts: Fact, on: str = TODAY, kind: KindWord = "target") -> Evidence:
    """Return the evidence of what must be there."""
    finding = found(*facts, on=on, kind=kind)
    assert finding.evidence is not None
    return finding.outlook(finding.evidence) if finding.outlook else finding.evidence


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
        return replace(fact, measurement=fact.measurement._replace(source_kind=kind))

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


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        ("2023-07-01", None),
        ("2023-07-02", Stage.WATCH),
        ("2024-01-15", Stage.WATCH),
        ("2024-01-16", Stage.OVERDUE),
    ],
)
def test_a_year_without_a_figure_is_watched_then_overdue(on: str, stage: Stage | None) -> None:
    """From half of the year on nobody is asked for anything; when the report was owed, they are."""
    finding = found(PERCENT, on=on, kind="report")
    assert finding.stage is stage
    assert finding.absence


def test_a_deadline_within_the_year_is_not_waited_out() -> None:
    """Due on 30/6 and nothing told: in mid-July that is overdue; June's figure ends it."""
    early = target_2023(above("60"), unit="%", deadline=DateDeadline(day("2023-06-30")))
    for on, stage in (("2023-07-10", Stage.WATCH), ("2023-07-16", Stage.OVERDUE)):
        assert found(early, on=on, kind="report").stage is stage
    told = report("61", period="2023-01-01/2023-06-30")
    assert found(early, told, on="2023-09-15", kind="report").stage is None


@pytest.mark.parametrize(
    ("on", "stage"), [("2023-11-29", Stage.WATCH), ("2023-11-30", Stage.OVERDUE)]
)
def test_a_report_is_waited_for_until_the_day_of_its_plan(on: str, stage: Stage) -> None:
    """*Trước ngày 30/11*: from then on it is missing, not six weeks later; the day is recorded."""
    due = Parameters(report_due={PERCENT.target.plan_id: day("2023-11-29")})
    status = judged(PERCENT, on=on)
    finding = assess(status, day(on), parameters=due, said={}).by_kind["report"]
    assert (finding.stage, finding.report_due_on) == (stage, day("2023-11-29"))
    told = judged(PERCENT, report("61", period="2023-01-01/2023-11-15"), on=on)
    assert assess(told, day(on), parameters=due, said={}).by_kind["report"].stage is None


def test_a_deadline_before_the_day_of_the_plan_is_not_waited_out_either() -> None:
    """Due on 30/6, the plan's reports on 29/11: in mid-July it is overdue all the same."""
    due = Parameters(report_due={PERCENT.target.plan_id: day("2023-11-29")})
    early = judged(
        target_2023(above("60"), unit="%", deadline=DateDeadline(day("2023-06-30"))),
        on="2023-07-16",
    )
    finding = assess(early, day("2023-07-16"), parameters=due, said={}).by_kind["report"]
    assert finding.stage is Stage.OVERDUE


def test_where_nobody_is_charged_a_silence_is_only_watched() -> None:
    """A target without a lead owes nobody's report, however long it stays silent."""
    nobodys = replace(PERCENT, target=replace(PERCENT.target, lead=()))
    assert found(nobodys, on="2024-03-01", kind="report").stage is Stage.WATCH


def test_reports_missing_for_two_periods_are_stale() -> None:
    """Quarterly, and two quarters were owed and did not come."""
    quarterly = replace(PERCENT, target=replace(PERCENT.target, frequency="Q"))
    first = report("20", period="2023-Q1")
    for on, stage in (("2023-07-20", Stage.OVERDUE), ("2023-10-20", Stage.STALE)):
        finding = found(quarterly, first, on=on, kind="report")
        assert finding.stage is stage
    told = evidence(quarterly, first, on="2023-10-20", kind="report")
    assert told.silence is not None
    assert (told.silence.period, told.silence.periods) == ("2023-Q3", 2)
    assert found(quarterly, first, on="2023-07-10", kind="report").stage is None


def led_by(*names: str) -> Fact:
    """Return the target under a group lead."""
    members = tuple(Member(name, Decimal(0), day("2023-01-03")) for name in names)
    return replace(PERCENT, target=replace(PERCENT.target, lead=("local:cac-so",), members=members))


NAMES = tuple(f"local:so-{name}" for name in ("a", "b", "c", "d"))


def test_under_a_group_lead_the_silent_members_are_named() -> None:
    """Two of four reported: the two others are asked, the group itself cannot answer."""
    facts = [report("9/10", period="2023", scope=name, at=stamp(event=name)) for name in NAMES[:2]]
    finding = found(led_by(*NAMES), *facts, on="2024-01-20", kind="report")
    assert finding.evidence is not None
    assert finding.evidence.silence is not None
    assert (finding.evidence.silence.members, finding.evidence.silence.of) == (NAMES[2:], 4)
    assert finding.addressees == NAMES[2:]


def test_some_members_of_a_group_are_neither_the_whole_nor_silent() -> None:
    """With one of two reported nothing is known of the province: no alarm, and no comfort."""
    finding = found(led_by(*NAMES[:2]), report("1/10", period="2023-S1", scope=NAMES[0]))
    assert (finding.risk, finding.ending) == (None, None)


def test_a_gap_explained_by_one_member_is_put_to_that_member() -> None:
    """Three of four are there: the fourth is told with its share, and the lead held back."""
    facts = [
        report("90/100", period="2023-S1", scope=name, at=stamp(event=name)) for name in NAMES[:3]
    ]
    far = report("1/1000", period="2023-S1", scope=NAMES[3], at=stamp(event="x"))
    finding = found(led_by(*NAMES), *facts, far)
    assert finding.addressees == (NAMES[3],)
    assert finding.evidence is not None
    assert finding.evidence.explained is not None
    assert finding.evidence.explained.share == 1
    even = [report("10/100", period="2023-S1", scope=name, at=stamp(event=name)) for name in NAMES]
    assert found(led_by(*NAMES), *even).addressees == ("local:cac-so",)


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
    ("before", "value", "kind", "fits"),
    [
        ("20", "2594", "decimal_point", "25.94"),
        ("20", "259.4", "decimal_point", "25.94"),
        ("3.6", "37", "decimal_point", "3.7"),
        ("20", "60", None, None),
        ("20", "21", None, None),
    ],
)
def test_a_lost_comma_is_suspected(
    before: str, value: str, kind: str | None, fits: str | None
) -> None:
    """2594 after 20 is 25,94; three times as much may be true."""
    finding = found(
        PERCENT, report(before, period="2022"), report(value, period="2023-S1"), kind="input"
    )
    doubt = finding.evidence.suspicion if finding.evidence else None
    assert (doubt.kind if doubt else None) == kind
    assert (doubt.fits if doubt else None) == (Decimal(fits) if fits else None)


def test_a_percentage_above_the_whole_is_suspected_even_alone() -> None:
    """2594 % of *trên 60%* with nothing before it; of *120%* it is not impossible."""
    lone = report("2594", period="2023-S1")
    assert found(PERCENT, lone, kind="input").risk is Risk.SUSPICIOUS_VALUE
    assert found(target_2023(above("120"), unit="%"), lone, kind="input").risk is None


def test_a_running_count_that_falls_is_suspected() -> None:
    """120 in June, 80 in August, counted from the first day of the year."""
    finding = found(
        target_2023(count("300"), unit="người"),
        report("120", period="2023-01-01/2023-06-30"),
        report("80", period="2023-01-01/2023-08-31"),
        kind="input",
    )
    assert finding.evidence is not None
    assert finding.evidence.suspicion is not None
    assert finding.evidence.suspicion.kind == "cumulative_falls"


def test_what_looks_wrong_is_not_counted_for_the_target() -> None:
    """Neither as reached nor as a pace."""
    facts = (PERCENT, report("20", period="2022"), report("2594", period="2023-S1"))
    finding = found(*facts)
    assert (finding.stage, finding.ending) == (Stage.AT_RISK, None)
    assert evidence(*facts).value_so_far == 20


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
