"""The directory on a day: group leads, mergers, and what a change of it proposes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.directory import (
    Directory,
    DirectoryFact,
    Problem,
    Unresolved,
    directory,
    expansion,
)
from domain.membership import changes
from domain.period import Period
from domain.plan import Agency, AgencyStated, AgencySucceeded
from domain.target import Compound, ForAll, Member, Part, Target
from tests.builders import at_least, day, stamp, target

DEPARTMENTS, DISTRICTS = "local:cac-so", "local:ubnd-huyen"
POLICE, HEALTH, TRADE, CITY = "local:cong-an", "local:so-y-te", "local:so-cong-thuong", "local:tp"
ON = day("2023-06-01")


def registered(
    name: str, *members: str, kind: str = "agency", on: str = "2022-01-01", revision: int = 1
) -> AgencyStated:
    """Return the registration of an agency, or of a group where it has members."""
    agency = Agency(name, name, name, "group" if members else kind, members)
    return AgencyStated(stamp(revision=revision, effective_on=on), agency)


def succeeded(name: str, *heirs: str, on: str) -> AgencySucceeded:
    """Return a merger, or a split where there are several heirs."""
    return AgencySucceeded(stamp(effective_on=on), name, heirs, "Sáp nhập")


FACTS: list[DirectoryFact] = [
    registered(POLICE),
    registered(HEALTH),
    registered(TRADE),
    registered(CITY),
    registered(DEPARTMENTS, HEALTH, TRADE),
    registered(DISTRICTS, CITY),
]


def agencies(members: tuple[Member, ...]) -> list[str]:
    """Return who the members are."""
    return [member.agency for member in members]


def test_groups_and_single_agencies_of_a_lead_expand_in_their_order() -> None:
    """*Công an Tỉnh; các sở; UBND cấp huyện* are the police and the members of both groups."""
    members = expansion((POLICE, DEPARTMENTS, DISTRICTS), directory(FACTS), ON).members

    assert agencies(members) == [POLICE, HEALTH, TRADE, CITY]
    assert {member.valid_from for member in members} == {ON}


def test_leads_without_a_group_expand_to_nobody() -> None:
    """Two agencies that lead together each report for the whole scope."""
    assert expansion((POLICE, HEALTH), directory(FACTS), ON).members == ()
    assert expansion((POLICE, HEALTH), directory(FACTS), ON).problems == ()


def test_a_group_that_names_nobody_is_told_and_leaves_the_expansion_empty() -> None:
    """The police alone would pass for the whole, so nothing is expanded."""
    known = directory([registered(POLICE), registered(DISTRICTS, kind="group")])

    found = expansion((POLICE, DISTRICTS), known, ON)

    assert found.members == ()
    assert found.problems == (Problem(DISTRICTS, Unresolved.NO_MEMBERS),)


def test_whoever_is_not_in_the_directory_is_told() -> None:
    """A lead, or a member of a group, that nobody has registered by that day."""
    known = directory([registered(DEPARTMENTS, HEALTH)])

    assert expansion((POLICE,), known, ON).problems == (Problem(POLICE, Unresolved.NOT_REGISTERED),)
    found = expansion((DEPARTMENTS,), known, ON)
    assert agencies(found.members) == [HEALTH]
    assert found.problems == (Problem(HEALTH, Unresolved.MEMBER_NOT_REGISTERED, DEPARTMENTS),)


def test_the_directory_of_the_day_counts() -> None:
    """A group has the members that it had on the day, whatever is registered later."""
    known = directory([*FACTS, registered(DEPARTMENTS, HEALTH, on="2023-07-01", revision=2)])

    assert agencies(expansion((DEPARTMENTS,), known, ON).members) == [HEALTH, TRADE]
    assert agencies(expansion((DEPARTMENTS,), known, day("2023-07-01")).members) == [HEALTH]


def test_after_a_merger_the_successor_answers_once() -> None:
    """Two members merged into one are one member from that day on, and two before."""
    merged = "local:so-moi"
    known = directory(
        [
            *FACTS,
            registered(merged, on="2023-03-01"),
            succeeded(HEALTH, merged, on="2023-03-01"),
            succeeded(TRADE, merged, on="2023-03-01"),
        ]
    )

    assert agencies(expansion((DEPARTMENTS,), known, ON).members) == [merged]
    assert agencies(expansion((DEPARTMENTS,), known, day("2023-02-28")).members) == [HEALTH, TRADE]


def test_a_group_within_itself_ends() -> None:
    """Groups that name each other, and agencies that succeed each other, come to an end."""
    known = directory(
        [
            registered(DEPARTMENTS, DISTRICTS, HEALTH),
            registered(DISTRICTS, DEPARTMENTS, CITY),
            registered(HEALTH),
            registered(CITY),
            succeeded(POLICE, TRADE, on="2022-01-01"),
            succeeded(TRADE, POLICE, on="2022-01-01"),
        ]
    )

    assert agencies(expansion((DEPARTMENTS,), known, ON).members) == [CITY, HEALTH]
    assert expansion((POLICE,), known, ON).members == ()


def test_an_agency_finds_the_groups_that_it_belongs_to() -> None:
    """What a member looks under for its own obligations."""
    assert directory(FACTS).groups_of(HEALTH, ON) == (DEPARTMENTS,)
    assert directory(FACTS).groups_of(POLICE, ON) == ()


def _led_by(*lead: str, members: tuple[Member, ...] = ()) -> Target:
    led = replace(target(at_least("80")).target, lead=lead, members=members)
    return replace(led, period=Period.parse("2023"))


def test_a_new_member_of_a_group_proposes_an_amended_target() -> None:
    """Who stays keeps his day; the new one holds from the day of the change; others are quiet."""
    before = expansion((DEPARTMENTS,), directory(FACTS), day("2023-01-01")).members
    known = directory([*FACTS, registered(DEPARTMENTS, HEALTH, POLICE, revision=2)])
    other = replace(_led_by(POLICE), id="khac")

    (change,) = changes([_led_by(DEPARTMENTS, members=before), other], known, ON)

    assert (change.added, change.removed) == ((POLICE,), (TRADE,))
    assert [(m.agency, m.valid_from) for m in change.amended.members] == [
        (HEALTH, day("2023-01-01")),
        (POLICE, ON),
    ]
    assert changes([change.amended], known, ON) == ()


def test_a_change_after_the_targets_period_proposes_nothing() -> None:
    """Who joins a group years later has nothing to do with a target that is over."""
    before = expansion((DEPARTMENTS,), directory(FACTS), day("2023-01-01")).members
    joined = registered(DEPARTMENTS, HEALTH, TRADE, POLICE, revision=2, on="2025-07-01")
    known = directory([*FACTS, joined])

    assert changes([_led_by(DEPARTMENTS, members=before)], known, day("2026-01-01")) == ()


def test_a_member_whom_the_directory_does_not_know_is_not_proposed() -> None:
    """No event may name him, so an amendment that did would be refused."""
    before = expansion((DEPARTMENTS,), directory(FACTS), day("2023-01-01")).members
    known = directory([*FACTS, registered(DEPARTMENTS, HEALTH, TRADE, "local:la", revision=2)])

    assert changes([_led_by(DEPARTMENTS, members=before)], known, ON) == ()


def test_a_new_district_gets_the_minimum_of_the_other_districts() -> None:
    """*Mỗi sở ít nhất 01, mỗi huyện ít nhất 02*: the newcomer's minimum is that of its group."""
    start = day("2023-01-01")
    rule = ForAll((Member(HEALTH, Decimal(1), start), Member(CITY, Decimal(2), start)))
    stated = replace(_led_by(DEPARTMENTS, DISTRICTS), rule=rule)
    new = "local:huyen-moi"
    known = directory(
        [
            *FACTS,
            registered(DEPARTMENTS, HEALTH, revision=2),
            registered(DISTRICTS, CITY, new, revision=2),
            registered(new),
        ]
    )

    (change,) = changes([stated], known, ON)

    assert isinstance(change.amended.rule, ForAll)
    assert [(m.agency, m.minimum) for m in change.amended.rule.members] == [
        (HEALTH, Decimal(1)),
        (CITY, Decimal(2)),
        (new, Decimal(2)),
    ]


def test_every_part_keeps_its_own_group() -> None:
    """*Mỗi sở …* and *mỗi huyện …* in two parts: a new district is asked for no department's."""
    start = day("2023-01-01")
    departments = ForAll((Member(HEALTH, Decimal(1), start), Member(TRADE, Decimal(1), start)))
    districts = ForAll((Member(CITY, Decimal(2), start),))
    rule = Compound((Part("so", "mỗi sở", departments), Part("huyen", "mỗi huyện", districts)))
    stated = replace(_led_by(DEPARTMENTS, DISTRICTS), rule=rule)
    new = registered(DISTRICTS, CITY, POLICE, revision=2)

    (change,) = changes([stated], directory([*FACTS, new]), ON)

    assert isinstance(change.amended.rule, Compound)
    named = [
        part.rule.members for part in change.amended.rule.parts if isinstance(part.rule, ForAll)
    ]
    assert [agencies(members) for members in named] == [[HEALTH, TRADE], [CITY, POLICE]]


def test_a_group_that_names_nobody_takes_nobody_away() -> None:
    """The directory forgetting a group's members proposes nothing."""
    before = expansion((DEPARTMENTS,), directory(FACTS), ON).members
    known = directory([*FACTS, registered(DEPARTMENTS, kind="group", revision=2)])

    assert changes([_led_by(DEPARTMENTS, members=before)], known, ON) == ()


_names = st.sampled_from([POLICE, HEALTH, TRADE, CITY, DEPARTMENTS, DISTRICTS])
_lists = st.lists(_names, min_size=1, max_size=3)
_days = st.sampled_from(["2022-01-01", "2023-01-01", "2024-01-01"])
_registrations = st.builds(
    lambda name, members, on, revision: registered(name, *members, on=on, revision=revision),
    _names,
    st.one_of(st.just([]), _lists),
    _days,
    st.integers(1, 3),
)
_successions = st.builds(
    lambda name, heirs, on: succeeded(name, *heirs, on=on), _names, _lists, _days
)
_facts: st.SearchStrategy[list[DirectoryFact]] = st.lists(
    st.one_of(_registrations, _successions), max_size=8
)


@given(_facts, st.randoms(use_true_random=False))
def test_order_and_repetition_of_facts_change_nothing(
    facts: list[DirectoryFact], random: Random
) -> None:
    """A directory is a function of the set of its facts."""
    shuffled = [*facts, *facts[:2]]
    random.shuffle(shuffled)

    assert directory(shuffled) == directory(facts)


@given(_facts, st.lists(_names, max_size=3))
def test_an_expansion_ends_and_names_each_member_once(
    facts: list[DirectoryFact], lead: list[str]
) -> None:
    """Whatever groups and mergers there are, nobody is a member twice, and no group is one."""
    known: Directory = directory(facts)

    members = agencies(expansion(lead, known, ON).members)

    assert len(set(members)) == len(members)
    assert not any(known.is_group(member, ON) for member in members)
