"""For which period a report is owed, by which day, and which report is that period's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.deadline import MonthDeadline, UnresolvedDeadline
from domain.history import Fact
from domain.obligation import ReportState, Why
from domain.reporting import DueBy
from domain.target import Member
from tests.builders import PROVINCE, day, report, report_withdrawn, stamp
from tests.domain.owing import ALWAYS, DUE, led_by, owed, sent, states
from tests.domain.test_directory import DEPARTMENTS, HEALTH, POLICE


def test_what_is_continuous_is_owed_every_reporting_period() -> None:
    """Each month that has begun, due at its end; the duty's day counts in the month it is in."""
    facts: list[Fact] = [
        led_by(HEALTH, frequency="M", deadline=ALWAYS),
        sent("1/2", HEALTH, on="2022-02-03", period="2022-01", scope=PROVINCE),
        sent("1/2", HEALTH, on="2022-02-27", period="2022-02", status="E", scope=PROVINCE),
    ]

    found = owed("2022-03-15", *facts)
    late = owed("2022-12-31", *facts)

    assert [(one.period.code, one.due_on.isoformat(), one.state) for one in found] == [
        ("2022-01", "2022-01-31", ReportState.LATE),
        ("2022-02", "2022-02-28", ReportState.REPORTED),
        ("2022-03", "2022-03-31", ReportState.OWING),
    ]
    assert {one.period.code: one.due_on.isoformat() for one in late}["2022-11"] == DUE


def test_the_targets_own_report_day_comes_before_the_plans() -> None:
    """Of a quarterly report it is about the quarter in which it lies, or the last before it."""
    quarterly = led_by(HEALTH, frequency="Q", due_on="2023-01-10", deadline=ALWAYS)

    (first, *_, last) = owed("2022-12-31", quarterly)

    assert (first.due_on.isoformat(), first.due_by) == ("2022-03-31", DueBy.PERIOD_END)
    assert (last.period.code, last.due_on.isoformat()) == ("2022-Q4", "2023-01-10")
    assert last.due_by is DueBy.TARGET


def test_the_period_ends_with_the_targets_deadline_while_the_report_day_is_the_plans() -> None:
    """*Tháng 06/2022* is about the first half, reported before 30/11 with everything else."""
    (one,) = owed("2022-07-01", led_by(HEALTH, deadline=MonthDeadline(2022, 6)))

    assert (one.period.code, one.due_on.isoformat(), one.state) == (
        "2022-S1",
        DUE,
        ReportState.OWING,
    )


def test_an_unresolved_deadline_owes_its_report_all_the_same() -> None:
    """The plan's report day does not wait for the go-live."""
    (one,) = owed("2022-12-01", led_by(HEALTH, deadline=UnresolvedDeadline("Trước khi vận hành")))

    assert (one.period.code, one.state) == ("2022", ReportState.SILENT)


def test_an_interim_figure_is_not_the_years_report() -> None:
    """The first quarter leaves the year owed; ten days before the day it is a result to date."""
    early: list[Fact] = [
        led_by(HEALTH),
        sent("1/2", HEALTH, on="2022-04-05", period="2022-Q1", scope=PROVINCE),
    ]
    todate = sent("1/2", HEALTH, on="2022-11-20", period="2022-01-01/2022-11-15", scope=PROVINCE)

    assert states(owed("2022-12-01", *early)) == {HEALTH: (ReportState.SILENT, Why.INTERIM_ONLY)}
    assert states(owed("2022-12-01", *early, todate)) == {
        HEALTH: (ReportState.REPORTED, Why.IN_TIME)
    }


def test_a_report_under_another_definition_is_another_report() -> None:
    """A break in series is told, and does not fulfil the obligation."""
    found = owed(
        "2022-12-01", led_by(HEALTH), sent("1", HEALTH, on=DUE, definition=2, scope=PROVINCE)
    )

    assert states(found) == {HEALTH: (ReportState.SILENT, Why.OTHER_DEFINITION)}


def test_a_correction_does_not_make_a_report_late_and_a_withdrawal_makes_it_missing() -> None:
    """When it was first made counts; what is taken back is not there."""
    first = report("1/2", scope=HEALTH, at=stamp(event="m", agency=HEALTH, at="2022-11-01"))
    corrected = report(
        "1/3", scope=HEALTH, of="m", at=stamp(agency=HEALTH, at="2022-12-20", revision=2)
    )
    gone = report_withdrawn("m", at=stamp(agency=HEALTH, at="2022-12-24", revision=3))
    facts: list[Fact] = [led_by(DEPARTMENTS), first, corrected, gone]

    assert states(owed("2022-12-23", *facts))[HEALTH] == (ReportState.REPORTED, Why.IN_TIME)
    assert states(owed("2022-12-24", *facts))[HEALTH][0] is ReportState.SILENT


def test_whoever_joins_the_group_later_owes_nothing_for_before() -> None:
    """A member of July reports from the second half on; one of 30 June of the first too."""
    stated = led_by(DEPARTMENTS, frequency="S", deadline=ALWAYS)
    for joined_on, first_half in (
        ("2022-07-01", Why.JOINED_LATER),
        ("2022-06-30", Why.NOTHING_REPORTED),
    ):
        members = (*stated.target.members, Member(POLICE, Decimal(0), day(joined_on)))
        amended = replace(stated, target=replace(stated.target, members=members))

        found = [one for one in owed("2022-12-31", amended) if one.agency == POLICE]

        assert [(one.period.code, one.why) for one in found] == [
            ("2022-S1", first_half),
            ("2022-S2", Why.NOTHING_REPORTED),
        ]
