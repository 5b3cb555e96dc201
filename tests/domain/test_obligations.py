"""Who owes which report, and who has sent it: 18 departments and 12 districts."""

from __future__ import annotations

from decimal import Decimal

from domain.directory import directory
from domain.history import Fact
from domain.obligation import ROLE_WORDS, STATE_WORDS, WHY_WORDS, ReportState, Role, Why
from domain.reporting import DueBy
from domain.target import ForAll, Member
from tests.builders import FOCAL_POINT, PROVINCE, at_least, compound, day, stamp, target_withdrawn
from tests.domain.owing import DUE, led_by, owed, sent, states
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


def test_nothing_is_owed_on_what_was_withdrawn() -> None:
    """The rows stay, and say why."""
    gone = target_withdrawn(at=stamp(revision=2, effective_on="2022-06-01"))

    assert states(owed("2022-12-01", led_by(HEALTH), gone)) == {
        HEALTH: (ReportState.NOT_APPLICABLE, Why.WITHDRAWN)
    }
    assert owed("2022-05-01", led_by(HEALTH), gone)[0].state is ReportState.OWING


def test_every_state_reason_and_role_has_words() -> None:
    """In Vietnamese and in English."""
    assert set(STATE_WORDS) == set(ReportState)
    assert set(WHY_WORDS) == set(Why)
    assert set(ROLE_WORDS) == set(Role)
