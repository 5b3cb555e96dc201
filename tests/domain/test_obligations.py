"""Who owes which report for which period: 18 departments and 12 districts before 30/11."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.deadline import (
    ContinuousDeadline,
    Deadline,
    MonthDeadline,
    UnresolvedDeadline,
)
from domain.directory import Directory, directory, expand
from domain.history import Fact
from domain.measurement import ReportStated
from domain.obligation import (
    ROLE_WORDS,
    STATE_WORDS,
    WHY_WORDS,
    Obligation,
    ReportState,
    Role,
    Why,
)
from domain.obligations import obligations
from domain.owed import follow
from domain.period import Frequency, Period
from domain.plan import Plan, PlanRow, ReportDuty, RowKind
from domain.reporting import DueBy
from domain.target import ForAll, Member, Rule, TargetStated
from tests.builders import (
    FOCAL_POINT,
    PROVINCE,
    at_least,
    compound,
    day,
    report,
    report_withdrawn,
    stamp,
    target,
    target_withdrawn,
)
from tests.domain.test_directory import (
    CITY,
    DEPARTMENTS,
    DISTRICTS,
    FACTS,
    HEALTH,
    POLICE,
    TRADE,
    registered,
    succeeded,
)

KNOWN = directory([*FACTS, registered(FOCAL_POINT)])
DUE = "2022-11-29"
PLAN = Plan(
    id="ke-hoach",
    issuer=PROVINCE,
    title="Kế hoạch chuyển đổi số",
    number=None,
    issued_on=None,
    period=Period.parse("2022"),
    focal_point=FOCAL_POINT,
    rows=(
        PlanRow("dong-1", "1", "", "Tỷ lệ hồ sơ", RowKind.TARGET),
        PlanRow("dong-9", "9", "", "Công bố nền tảng", RowKind.TASK),
    ),
    duties=(ReportDuty(DEPARTMENTS, FOCAL_POINT, PROVINCE, day(DUE), "A"),),
)
ALWAYS = ContinuousDeadline()


def led_by(
    *lead: str,
    rule: Rule | None = None,
    members: bool = True,
    frequency: Frequency = "A",
    due_on: str | None = None,
    deadline: Deadline | None = None,
    unit: str = "%",
) -> TargetStated:
    """Return a target with its members resolved from the directory, as a plan is published."""
    fact = target(rule or at_least("80"), deadline=deadline, unit=unit)
    stated = replace(
        fact.target,
        lead=lead,
        frequency=frequency,
        report_due_on=day(due_on) if due_on else None,
        members=expand(lead, KNOWN, day("2022-01-01")) if members else (),
    )
    return replace(fact, target=stated)


def owed(on: str, *facts: Fact, known: Directory = KNOWN) -> list[Obligation]:
    """Return the obligations of the plan on a day, from the facts of one subject."""
    return list(obligations(PLAN, follow(facts, day(on)), known, day(on)))


def states(found: Sequence[Obligation]) -> dict[str, tuple[ReportState, Why]]:
    """Return state and reason by agency, of rows that have one period each."""
    return {one.agency: (one.state, one.why) for one in found}


def sent(
    words: str,
    by: str,
    *,
    on: str,
    period: str = "2022",
    status: str = "A",
    scope: str | None = None,
    part: str | None = None,
    definition: int = 1,
) -> ReportStated:
    """Return a report sent on a day; an agency speaks of its own unit unless told otherwise."""
    return report(
        words,
        period=period,
        status=status,
        scope=scope or by,
        part=part,
        definition=definition,
        at=stamp(agency=by, at=f"{on}T03:00:00+00:00"),
    )


def test_every_member_owes_its_own_and_the_focal_point_the_synthesis() -> None:
    """Before the plan's report day nobody is late: the year is owed by 29/11."""
    found = owed("2022-06-30", led_by(DEPARTMENTS, DISTRICTS))

    assert [(one.agency, one.role, one.scope) for one in found] == [
        (HEALTH, Role.MEMBER, HEALTH),
        (TRADE, Role.MEMBER, TRADE),
        (CITY, Role.MEMBER, CITY),
        (FOCAL_POINT, Role.SYNTHESIS, PROVINCE),
    ]
    assert {(one.state, one.why) for one in found} == {(ReportState.OWING, Why.NOTHING_REPORTED)}
    assert {(one.period.code, one.due_on, one.due_by) for one in found} == {
        ("2022", day(DUE), DueBy.DUTY)
    }


def test_the_day_after_it_is_told_who_is_reported_late_and_silent() -> None:
    """In time, as an estimate, a day late, and not at all."""
    facts: list[Fact] = [
        led_by(POLICE, DEPARTMENTS, DISTRICTS),
        sent("90/100", HEALTH, on=DUE),
        sent("8/10", TRADE, on="2022-11-20", status="E"),
        sent("1/2", CITY, on="2022-11-30"),
    ]

    assert states(owed("2022-12-01", *facts)) == {
        HEALTH: (ReportState.REPORTED, Why.IN_TIME),
        TRADE: (ReportState.REPORTED, Why.ESTIMATE_ONLY),
        CITY: (ReportState.LATE, Why.AFTER_DUE),
        POLICE: (ReportState.SILENT, Why.NOTHING_REPORTED),
        FOCAL_POINT: (ReportState.SILENT, Why.NOTHING_REPORTED),
    }
    on_the_day = states(owed(DUE, *facts))
    assert on_the_day[CITY] == (ReportState.OWING, Why.NOTHING_REPORTED)
    assert on_the_day[POLICE] == (ReportState.OWING, Why.NOTHING_REPORTED)


def test_the_synthesis_is_no_more_owed_once_the_members_add_up() -> None:
    """A percentage alone does not add up, so then the focal point still owes the whole."""
    members: list[Fact] = [led_by(DEPARTMENTS), sent("9/10", HEALTH, on=DUE)]
    sums: list[Fact] = [*members, sent("1/10", TRADE, on=DUE)]
    bare: list[Fact] = [*members, sent("10", TRADE, on=DUE)]

    assert states(owed("2022-12-31", *sums))[FOCAL_POINT] == (
        ReportState.NOT_APPLICABLE,
        Why.ADDED_UP,
    )
    assert states(owed("2022-12-31", *bare))[FOCAL_POINT][0] is ReportState.SILENT
    whole: list[Fact] = [*bare, sent("50", FOCAL_POINT, on=DUE, scope=PROVINCE)]
    assert states(owed("2022-12-31", *whole))[FOCAL_POINT] == (ReportState.REPORTED, Why.IN_TIME)


def test_members_of_one_part_do_not_add_up_another_one() -> None:
    """*Mỗi sở …* names them for that clause only: the other is still the focal point's."""
    start = day("2022-01-01")
    each = ForAll((Member(HEALTH, Decimal(1), start), Member(TRADE, Decimal(1), start)))
    stated = led_by(DEPARTMENTS, rule=compound(so=each, tinh=at_least("80")), members=False)
    said: list[Fact] = [
        sent(words, name, on=DUE, part=part)
        for name in (HEALTH, TRADE)
        for part, words in (("so", "1"), ("tinh", "9/10"))
    ]
    synthesis = states(owed("2022-12-31", stated, *said))[FOCAL_POINT]
    assert synthesis[0] is ReportState.SILENT


def test_a_single_lead_owes_the_whole_scope_and_nobody_else_does() -> None:
    """Without a group there is no synthesis; where nobody leads, the focal point answers."""
    (one,) = owed("2022-06-30", led_by(HEALTH))
    (nobody,) = owed("2022-06-30", led_by())

    assert (one.agency, one.role, one.scope) == (HEALTH, Role.LEAD, PROVINCE)
    assert (nobody.agency, nobody.role) == (FOCAL_POINT, Role.LEAD)


def test_a_group_whose_members_nobody_has_listed_is_told_as_such() -> None:
    """Nobody is silently left out: the row names the group and why it is not resolved."""
    known = directory([registered(POLICE), registered(DISTRICTS, kind="group")])

    found = owed("2022-12-31", led_by(POLICE, DISTRICTS, members=False), known=known)

    assert states(found) == {
        POLICE: (ReportState.SILENT, Why.NOTHING_REPORTED),
        DISTRICTS: (ReportState.NOT_APPLICABLE, Why.GROUP_NOT_RESOLVED),
        FOCAL_POINT: (ReportState.SILENT, Why.NOTHING_REPORTED),
    }


def test_a_target_published_without_members_takes_them_from_the_directory_of_its_day() -> None:
    """A later merger changes no obligation by itself; it proposes an amendment."""
    merged = directory([*FACTS, succeeded(HEALTH, POLICE, on="2022-07-01")])

    found = owed("2022-12-31", led_by(DEPARTMENTS, members=False), known=merged)

    assert [one.agency for one in found] == [HEALTH, TRADE, FOCAL_POINT]


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


def test_a_lead_owes_every_part_and_a_member_what_it_has_to_say() -> None:
    """*Cấp tỉnh, cấp huyện*: a department need not speak of both; the last part makes it late."""
    rule = compound(tinh=at_least("90"), huyen=at_least("80"))
    whole: list[Fact] = [
        led_by(HEALTH, rule=rule),
        sent("9/10", HEALTH, on=DUE, part="tinh", scope=PROVINCE),
    ]
    group: list[Fact] = [led_by(DEPARTMENTS, rule=rule), sent("9/10", HEALTH, on=DUE, part="tinh")]

    (lead,) = owed("2022-12-01", *whole)
    member = owed("2022-12-01", *group)[0]
    last = sent("8/10", HEALTH, on="2022-12-02", part="huyen", scope=PROVINCE)
    (late,) = owed("2022-12-03", *whole, last)

    assert (late.state, late.reported_on) == (ReportState.LATE, day("2022-12-02"))
    assert (lead.state, lead.why, lead.missing) == (
        ReportState.SILENT,
        Why.PARTS_MISSING,
        ("huyen",),
    )
    assert (member.state, member.why, member.missing) == (
        ReportState.REPORTED,
        Why.SOME_PARTS,
        ("huyen",),
    )


def test_a_for_all_part_is_owed_by_whom_it_names() -> None:
    """*Mỗi huyện ít nhất 02* asks nothing of a department."""
    rule = compound(
        so=ForAll((Member(HEALTH, Decimal(1), day("2022-01-01")),)),
        huyen=ForAll((Member(CITY, Decimal(2), day("2022-01-01")),)),
    )
    facts: list[Fact] = [led_by(DEPARTMENTS, rule=rule, members=False, unit="mô hình")]

    found = owed("2022-12-01", *facts, sent("2", CITY, on=DUE, part="huyen"))

    assert {one.agency: (one.state, one.missing) for one in found} == {
        HEALTH: (ReportState.SILENT, ("so",)),
        CITY: (ReportState.REPORTED, ()),
        FOCAL_POINT: (ReportState.SILENT, ("so", "huyen")),
    }


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


def test_nothing_is_owed_on_what_was_withdrawn() -> None:
    """The rows stay, and say why."""
    gone = target_withdrawn(at=stamp(revision=2, effective_on="2022-06-01"))

    assert states(owed("2022-12-01", led_by(HEALTH), gone)) == {
        HEALTH: (ReportState.NOT_APPLICABLE, Why.WITHDRAWN)
    }
    assert owed("2022-05-01", led_by(HEALTH), gone)[0].state is ReportState.OWING


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


def test_every_state_reason_and_role_has_words() -> None:
    """In Vietnamese and in English."""
    assert set(STATE_WORDS) == set(ReportState)
    assert set(WHY_WORDS) == set(Why)
    assert set(ROLE_WORDS) == set(Role)
