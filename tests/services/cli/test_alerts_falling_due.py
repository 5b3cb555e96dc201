"""Steps up, reminders, rests and promises over: each follows again from the topics alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.alert_commands import Acknowledge, AddNote, Command, SnoozeFor
from contracts.alert_handling import ESCALATED_TYPE, REMINDED_TYPE, RESUMED_TYPE, Handling
from contracts.alerts import OPENED_TYPE, AlertChanged
from contracts.codec import decode, encode
from contracts.status import Ref, StatusData
from infra.local.settings import SOURCE_TREE
from services.alerts.assessing.held import Held, Life, changed
from services.alerts.configuration.file import load_configuration
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.handled import commanded, standing, unable
from services.alerts.handling.sweep import moved
from services.alerts.in_force import chain_event
from services.alerts.rebuild.lives import standing as stood
from services.cli.alerts.chains import Chains, chains_told
from services.cli.alerts.facts import Facts, key_of
from services.cli.alerts.parameters import all_rules
from services.cli.alerts.replay import Replayed, replay
from services.cli.alerts.spool import Kept
from tests.services.cli.test_alerts_replay import Story, stories

AT = datetime(2024, 2, 28, 6, tzinfo=UTC)
FILE = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")
CHAIN = ChainInForce.of(FILE.escalation, FILE.calendar)
TOLD = Chains(told=chains_told([encode(chain_event(CHAIN.data, AT))]))
DAYS = 380
NEVER_REACHED = Decimal(100_000)


@cache
def opened(kind: str = "target") -> tuple[Story, AlertChanged]:
    """A story with an alert of a kind that opens well before its deadline, and its opening."""
    return next(
        (story, change)
        for story in stories()
        for change in story.changes
        if change.type == OPENED_TYPE
        and (change.data.kind, change.data.stage) == (kind, "at_risk")
        and change.data.due_on is not None
        and change.data.due_on - change.data.opened_on >= timedelta(days=30)
    )


def as_it_stood(story: Story, change: AlertChanged, today: date) -> StatusData:
    """The status of an alert's target as of a day, from all that had happened by then."""
    said, decision = change.data, change.data.decision
    known = max(
        one.offset
        for one in story.records
        if one.value and decode(one.value).time.date() <= max(today, decision.as_of)
    )
    key = key_of(said.kind, said.target, said.scope)
    status = Facts(story.subject, 0, story.records).status(known, today, key)
    assert status is not None
    return StatusData(status_seq=1, as_of=today, known_at=f"0:{known}", status=status)


def lived(
    days: Sequence[int], commands: Mapping[int, Command], kind: str = "target"
) -> list[AlertChanged]:
    """What is told of an alert that is looked at on some days after its opening, and spoken to."""
    story, first = opened(kind)
    life, told = Life(stood([first]), first.data), [first]
    held = Held(
        as_it_stood(story, first, first.data.opened_on), AT, first.data.opened_on, lives=(life,)
    )
    for number in sorted({*days, *commands}):
        today = first.data.opened_on + timedelta(days=number)
        if number in days:
            held = replace(held, data=as_it_stood(story, first, today))
            held, fell = moved(held, first.data.alert, today, CHAIN, AT)
            told += [change for _, change in fell]
        if number in commands:
            said = held.lives[0].said
            now = standing(said, today)
            if unable(commands[number], now) is None:
                after = commanded(said, commands[number], agency="H20.14", now=now, at=AT)
                held, change = changed(held, *after, AT)
                told.append(change)
    return told


def replayed(
    changes: Sequence[AlertChanged], chains: Chains = TOLD, kind: str = "target"
) -> Replayed:
    """Make changes again from the story's facts."""
    story, _ = opened(kind)
    kept = [Kept(f"0:{at}", encode(change)) for at, change in enumerate(changes)]
    return replay(story.subject, 0, story.records, kept, all_rules(), chains)


def differing(changes: Sequence[AlertChanged], chains: Chains = TOLD) -> set[str]:
    """Return the fields in which changes are not what follows."""
    return {one.what for one in replayed(changes, chains).differences}


def took(by: date, value: Decimal | None = NEVER_REACHED) -> Acknowledge:
    """Somebody takes the alert, with a promise that is not kept."""
    return Acknowledge(
        action="Giao ban hằng tuần",
        responsible="Phó Giám đốc phụ trách",
        value=value,
        by_on=by,
    )


@cache
def every_kind() -> tuple[AlertChanged, ...]:
    """An alert that climbs, is taken, comes back, and is repeated."""
    first = opened()[1].data
    taken = took(first.opened_on + timedelta(days=20))
    told = lived(range(1, DAYS), {10: taken})
    assert {ESCALATED_TYPE, REMINDED_TYPE, RESUMED_TYPE} <= {change.type for change in told}
    return tuple(told)


def forged(kind: str, tell: Callable[[Handling], dict[str, object]]) -> list[AlertChanged]:
    """Return a life up to the first change of a type, which says something else of itself."""
    changes = [*every_kind()]
    at = next(number for number, change in enumerate(changes) if change.type == kind)
    said = changes[at].data
    handling = said.handling.model_copy(update=tell(said.handling))
    data = said.model_copy(update={"handling": handling})
    return [*changes[:at], changes[at].model_copy(update={"data": data})]


def reminded(**other: object) -> Callable[[Handling], dict[str, object]]:
    """Return how a reminder that says something else is made."""
    return lambda was: {"reminder": was.reminder and was.reminder.model_copy(update=other)}


def climbed(**other: object) -> Callable[[Handling], dict[str, object]]:
    """Return how a step that says something else is made."""
    return lambda was: {"escalation": was.escalation.model_copy(update=other)}


def resumed(**other: object) -> Callable[[Handling], dict[str, object]]:
    """Return how a resumption that says something else is made."""
    return lambda was: {"resumption": was.resumption and was.resumption.model_copy(update=other)}


def rests_on(**other: object) -> Callable[[Handling], dict[str, object]]:
    """Return how a change that rests on something else is made."""
    return lambda was: {"basis": was.basis and was.basis.model_copy(update=other)}


EARLY = date(2022, 1, 3)
NEVER = Ref(agency="H20.14", id="khong-ai-nghi-ngo")
LIES = {
    "another number": (REMINDED_TYPE, reminded(number=7), "data.handling.reminder.number"),
    "another reason": (
        REMINDED_TYPE,
        reminded(why="reporting_period"),
        "data.handling.reminder.why",
    ),
    "a chain nobody told": (REMINDED_TYPE, reminded(rule="0" * 12), "data.handling.reminder.rule"),
    "no chain": (REMINDED_TYPE, reminded(rule=""), "data.handling.reminder.rule"),
    "another level": (ESCALATED_TYPE, climbed(level=3), "data.handling.escalation.level"),
    "another agency": (ESCALATED_TYPE, climbed(to=("H20.99",)), "data.handling.escalation.to"),
    "too early a day": (ESCALATED_TYPE, climbed(since_on=EARLY), "type"),
    "another step's chain": (
        *(ESCALATED_TYPE, climbed(rule="0" * 12)),
        "data.handling.escalation.rule",
    ),
    "another end": (
        *(RESUMED_TYPE, resumed(reason="promise_unmeasured")),
        "data.handling.resumption.reason",
    ),
    "too early an end": (RESUMED_TYPE, resumed(on=EARLY), "type"),
    "a status of before there was one": (REMINDED_TYPE, rests_on(as_of=EARLY), "type"),
    "another partition's facts": (
        *(REMINDED_TYPE, rests_on(known_at="7:99")),
        "data.handling.basis.known_at",
    ),
    "a doubt nobody told": (
        *(REMINDED_TYPE, rests_on(doubted=NEVER)),
        "data.handling.basis.doubted",
    ),
    "no basis after others": (REMINDED_TYPE, lambda _: {"basis": None}, "type"),
}


@pytest.mark.parametrize(("kind", "tell", "field"), LIES.values(), ids=LIES.keys())
def test_what_did_not_fall_due_is_found(
    kind: str, tell: Callable[[Handling], dict[str, object]], field: str
) -> None:
    """Given a record says otherwise of what fell due / on making it again / expect that field."""
    assert field in differing(forged(kind, tell))


def test_a_chain_that_nobody_told_is_a_difference_of_each_change_that_names_it() -> None:
    """Given the topic states no chain, though a file is at hand / expect every one by its chain."""
    none = Chains(files={CHAIN.rule: CHAIN})
    assert differing(every_kind()) == set()
    assert differing(every_kind(), none) == {
        "data.handling.escalation.rule",
        "data.handling.reminder.rule",
    }


def test_a_chain_of_other_days_makes_another_step() -> None:
    """Given January were free / on making the steps of January again / expect that none was due."""
    january = tuple(date(2023, 1, number) for number in range(1, 32))
    free = CHAIN.data.model_copy(update={"off": (*CHAIN.data.off, *january)})
    assert free.digest != CHAIN.data.digest
    assert "type" in differing(every_kind(), Chains(told={CHAIN.rule: replace(CHAIN, data=free)}))


def test_what_fell_due_before_chains_were_told_is_counted_and_only_put_in_order() -> None:
    """Given a life as older versions told it / expect no difference, and each such counted."""
    old = [_without_basis(change) for change in every_kind()]
    found = replayed(old)
    stepped = [one for one in old if one.type in (ESCALATED_TYPE, REMINDED_TYPE)]
    assert (found.differences, found.as_recorded) == ((), len(stepped))
    assert replayed(every_kind()).as_recorded == 0


def _without_basis(change: AlertChanged) -> AlertChanged:
    handling = change.data.handling
    reminder = handling.reminder
    update = {
        "basis": None,
        "reminder": reminder and reminder.model_copy(update={"rule": ""}),
    }
    said = change.data.model_copy(update={"handling": handling.model_copy(update=update)})
    return change.model_copy(update={"data": said})


def spoken(kind: str) -> st.SearchStrategy[Command]:
    """What people may say of the alert, whether they may or not."""
    opened_on = opened(kind)[1].data.opened_on
    ahead = st.integers(1, DAYS).map(lambda number: opened_on + timedelta(days=number))
    value = None if kind == "task" else NEVER_REACHED
    return st.one_of(
        ahead.map(lambda day: took(day, value)),
        ahead.map(lambda day: SnoozeFor(until=day, reason="Chờ số liệu")),
        st.just(SnoozeFor(until="next_report", reason="Chờ số liệu")),
        st.just(AddNote(text="Đã trao đổi với Sở")),
    )


@pytest.mark.parametrize("kind", ["target", "task"])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_falls_due_on_whatever_days_follows_again(kind: str, data: st.DataObject) -> None:
    """Law: looked at on any days, spoken to by anybody, each thing that fell due follows."""
    days = data.draw(st.sets(st.integers(1, DAYS), max_size=40))
    commands = data.draw(st.dictionaries(st.integers(1, DAYS), spoken(kind), max_size=5))
    told = lived(sorted(days), commands, kind)
    found = replayed(told, kind=kind)
    assert (found.differences, found.reworded, found.as_recorded) == ((), (), 0)
