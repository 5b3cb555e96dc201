"""Which reports are missing, since when, and who must act: silent members, or the few behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerting import Stage
from domain.deadline import DateDeadline
from domain.history import Fact
from domain.target import Member
from services.alerts.assessing.assess import assess
from services.alerts.assessing.parameters import Parameters
from tests.builders import (
    above,
    day,
    report,
    stamp,
)
from tests.services.alerts.assessed import PERCENT, evidence, found
from tests.services.alerts.statuses import judged, target_2023

NAMES = tuple(f"local:so-{name}" for name in ("a", "b", "c", "d"))


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        ("2023-07-01", None),
        ("2023-07-02", Stage.WATCH),
        ("2023-11-30", Stage.WATCH),
        ("2023-12-01", Stage.AT_RISK),
        ("2024-01-15", Stage.AT_RISK),
        ("2024-01-16", Stage.OVERDUE),
    ],
)
def test_a_year_without_a_figure_is_watched_then_overdue(on: str, stage: Stage | None) -> None:
    """From half of the year on it is watched; a month before the deadline somebody must act."""
    finding = found(PERCENT, on=on, kind="report")
    assert finding.stage is stage
    assert finding.absence


def test_a_deadline_within_the_year_is_not_waited_out() -> None:
    """Due on 30/6 and nothing told: in mid-July that is overdue; June's figure ends it."""
    early = target_2023(above("60"), unit="%", deadline=DateDeadline(day("2023-06-30")))
    for on, stage in (("2023-07-10", Stage.AT_RISK), ("2023-07-16", Stage.OVERDUE)):
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


@given(reported=st.integers(1, 11), days=st.integers(1, 400))
def test_each_month_owed_after_the_last_report_is_missing(reported: int, days: int) -> None:
    """As many months are overdue as were owed since the last report, however far the next has come.

    A month that is half gone and not owed yet hides nothing of those before it.
    """
    on = _ends_on(reported) + timedelta(days=days)
    monthly = replace(PERCENT, target=replace(PERCENT.target, frequency="M"))
    told = report("20", period=f"2023-{reported:02}")
    finding = found(monthly, told, on=on.isoformat(), kind="report")
    owed = [m for m in range(reported + 1, 13) if _ends_on(m) + timedelta(days=15) < on]
    silence = finding.evidence.silence if finding.evidence else None
    assert (silence.periods if silence else 0) == len(owed)


def _ends_on(month: int) -> date:
    return date(2023 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def test_a_silence_goes_on_while_the_next_report_is_not_owed_yet() -> None:
    """In mid-August nothing has come of the second quarter: the third, half gone, ends no alert."""
    quarterly = replace(PERCENT, target=replace(PERCENT.target, frequency="Q"))
    first = report("20", period="2023-Q1")
    for on in ("2023-08-10", "2023-08-20", "2023-09-29"):
        finding = found(quarterly, first, on=on, kind="report")
        assert (finding.stage, finding.ending) == (Stage.OVERDUE, None)


def test_a_word_within_the_running_period_ends_the_silence_before_it() -> None:
    """Nothing came of the second quarter, then a figure of July: nobody asks for June any more."""
    quarterly = replace(PERCENT, target=replace(PERCENT.target, frequency="Q"))
    told = [report("20", period="2023-Q1"), report("30", period="2023-07")]
    assert found(quarterly, *told, on="2023-08-20", kind="report").stage is None


def led_by(*names: str) -> Fact:
    """Return the target under a group lead."""
    members = tuple(Member(name, Decimal(0), day("2023-01-03")) for name in names)
    return replace(PERCENT, target=replace(PERCENT.target, lead=("local:cac-so",), members=members))


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
