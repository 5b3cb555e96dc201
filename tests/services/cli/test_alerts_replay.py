"""Every change of every alert follows again from the log; one that was forged is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from uuid import UUID

import pytest

from contracts.alert_commands import Acknowledge, AddNote
from contracts.alert_handling import Escalation
from contracts.alerts import DECIDED_TYPES, AlertChanged, AlertData
from contracts.codec import decode, encode
from contracts.parameters import ParametersData
from contracts.render_rules import stakes_message
from contracts.status import StatusData
from contracts.targets import TargetSet
from services.alerts.assessing.held import Held, event
from services.alerts.configuration.rules import Rules
from services.alerts.handling.handled import commanded, standing
from services.alerts.in_force import event as parameters_event
from services.alerts.prior.shipped import ships
from services.alerts.scoring.hook import mark
from services.cli.alerts.chains import Chains
from services.cli.alerts.facts import Facts, key_of
from services.cli.alerts.parameters import all_rules, of_files
from services.cli.alerts.rehearsing import Dated, told
from services.cli.alerts.replay import replay
from services.cli.alerts.spool import Kept
from services.projector.fold import LogRecord, read_record
from tests.builders import stakes
from tests.services.api.read_model import example_events

RECEIVED_AT = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
PARAMETERS = Rules().parameters(of_files())
FIRST_ON, LAST_ON = date(2021, 6, 30), date(2024, 2, 28)


@dataclass(frozen=True, slots=True)
class Story:
    """The records of a subject, and all that was told of its alerts."""

    subject: str
    records: list[LogRecord]
    changes: list[AlertChanged]

    def replayed(
        self, changes: list[AlertChanged] | None = None, told: Iterable[bytes] = ()
    ) -> list[str]:
        """Return the fields in which changes are not what follows."""
        every = self.changes if changes is None else changes
        kept = [Kept(f"0:{at}", encode(change)) for at, change in enumerate(every)]
        done = replay(self.subject, 0, self.records, kept, all_rules(told), Chains())
        return [one.what for one in (*done.differences, *done.reworded)]


def log_records() -> list[LogRecord]:
    """All records of both plans, in the order in which things happened."""
    events = [*example_events("dong_thap_2022"), *example_events("dong_thap_2023")]
    received = {"receivedat": RECEIVED_AT}
    return [
        LogRecord(0, at, 0, one.subject.encode(), encode(one.model_copy(update=received)))
        for at, one in enumerate(sorted(events, key=lambda one: one.time))
    ]


@cache
def stories() -> tuple[Story, ...]:
    """Both example plans as they would have been told of: decisions, and marks."""
    by_subject: dict[str, list[LogRecord]] = {}
    for record in log_records():
        by_subject.setdefault((record.key or b"").decode(), []).append(record)
    found = []
    for subject, records in by_subject.items():
        if subject.startswith(("indicator/", "task/")) and (changes := [*_told(subject, records)]):
            found.append(Story(subject, records, changes))
    return tuple(found)


def dated(records: list[LogRecord]) -> list[Dated]:
    """Each fact on the day it happened, never before one that stands before it on the log."""
    facts = [Dated.of(read_record(record)) for record in records]
    days = accumulate((one.known_on for one in facts), max)
    return [Dated(day, one.imported, one.admitted) for day, one in zip(days, facts, strict=True)]


def _told(subject: str, records: list[LogRecord]) -> Iterator[AlertChanged]:
    lives: dict[UUID, list[AlertChanged]] = {}
    for change in told(dated(records), 0, PARAMETERS, FIRST_ON, LAST_ON):
        lives.setdefault(change.data.alert, []).append(change)
    for life in lives.values():
        yield from life
    keys = {key_of(life[-1].data.kind, *_names(life[-1].data)) for life in lives.values()}
    for key in sorted(keys):
        mine = {
            name: life
            for name, life in lives.items()
            if key_of(life[-1].data.kind, *_names(life[-1].data)) == key
            and life[-1].data.kind in ("target", "task")
        }
        status = Facts(subject, 0, records).status(len(records) * 1_000, LAST_ON, key)
        assert status is not None
        data = StatusData(
            status_seq=9, as_of=LAST_ON, known_at=f"0:{records[-1].offset}", status=status
        )
        at = datetime(2024, 2, 28, 5, tzinfo=UTC)
        held = Held(data, at, assessed_on=LAST_ON)
        yield from (change for _, change in mark(held, mine, at=at, settled=True).changes)


def _names(said: AlertData) -> tuple[str, str]:
    return said.target, said.scope


def target_story() -> Story:
    """A story with an open alert of a target that was forecast."""
    return next(
        story
        for story in stories()
        if any(change.data.decision.chance is not None for change in story.changes)
    )


def open_alert() -> tuple[Story, AlertChanged]:
    """A story whose last change is that of an alert still open."""
    return next(
        (story, story.changes[-1]) for story in stories() if story.changes[-1].data.state == "open"
    )


def taken(before: AlertChanged, on: date) -> AlertChanged:
    """Return the change of somebody who takes an alert, whether he may or not."""
    at = datetime(2024, 2, 28, 6, tzinfo=UTC)
    command = Acknowledge(
        action="Giao ban hằng tuần",
        responsible="Phó Giám đốc phụ trách",
        value=Decimal(100_000) if before.data.evidence.target_value is not None else None,
        by_on=on + timedelta(days=30),
    )
    now = standing(before.data, on)
    said, name = commanded(before.data, command, agency="H20.14", now=now, at=at)
    return event(said.model_copy(update={"seq": before.data.seq + 1}), name, at)


def test_every_change_of_both_plans_follows_again() -> None:
    """Given two plans' histories / on deriving all alerts again / expect no difference at all."""
    kinds = {change.type.split(".")[-2] for story in stories() for change in story.changes}
    assert {"opened", "closed", "scored"} <= kinds
    assert {story.subject: story.replayed() for story in stories() if story.replayed()} == {}


def test_what_people_did_follows_from_the_alert_as_it_stood() -> None:
    """Given a note on an open alert / on deriving it again / expect no difference."""
    story, before = open_alert()
    at = datetime(2024, 2, 28, 6, tzinfo=UTC)
    now = standing(before.data, before.data.decision.as_of)
    note = AddNote(text="Đã trao đổi với Sở")
    said, name = commanded(before.data, note, agency="H20.14", now=now, at=at)
    change = event(said.model_copy(update={"seq": before.data.seq + 1}), name, at)
    assert story.replayed([*story.changes, change]) == []


def test_updates_told_before_they_said_which_stage_they_left_follow_again() -> None:
    """Given alerts that rose from watch, as older versions told it / expect no difference."""
    risen = [
        story
        for story in stories()
        if any(one.data.decision.stage_before == "watch" for one in story.changes)
    ]
    assert risen
    for story in risen:
        assert story.replayed([_without_stages(one) for one in story.changes]) == []


def _without_stages(change: AlertChanged) -> AlertChanged:
    said = change.data
    update = {
        "decision": said.decision.model_copy(update={"stage_before": None}),
        "handling": said.handling.model_copy(update={"escalation": Escalation()}),
    }
    return change.model_copy(update={"data": said.model_copy(update=update)})


def test_a_command_that_the_state_forbade_is_found() -> None:
    """Given somebody takes an alert that is over / expect that nothing can follow there."""
    story = next(one for one in stories() if one.changes[-1].data.state == "closed")
    illegal = taken(story.changes[-1], LAST_ON)
    assert story.replayed([*story.changes, illegal]) == ["type"]


FORGED: dict[str, tuple[Callable[[AlertData], dict[str, object]], str]] = {
    "the words": (lambda said: {"words": said.words.model_copy(update={"vi": "Yên tâm"})}, "words"),
    "whose it is": (lambda _: {"addressees": ("H20.99",)}, "addressees"),
    "the chance": (
        lambda said: {"decision": said.decision.model_copy(update={"chance": Decimal("0.01")})},
        "decision.chance",
    ),
    "the evidence": (
        lambda said: {"evidence": said.evidence.model_copy(update={"measurements": 17})},
        "evidence.measurements",
    ),
    "what it rests on": (
        lambda said: {"decision": said.decision.model_copy(update={"deciding": ()})},
        "decision.deciding",
    ),
}


@pytest.mark.parametrize(("forge", "field"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_field_is_named(
    forge: Callable[[AlertData], dict[str, object]], field: str
) -> None:
    """Given one field of one record is another / on deriving all again / expect just that field."""
    story = target_story()
    at = next(n for n, one in enumerate(story.changes) if one.data.decision.chance is not None)
    forged = story.changes[at].data.model_copy(update=forge(story.changes[at].data))
    changes = [*story.changes]
    changes[at] = changes[at].model_copy(update={"data": forged})
    assert f"data.{field}" in {
        what.rpartition(".vi")[0] or what for what in story.replayed(changes)
    }


def _at_stake(record: LogRecord) -> LogRecord:
    """Return a record in which a plan that sets a target gives its cost and loss."""
    said = decode(record.value or b"")
    if not isinstance(said.data, TargetSet):
        return record
    data = said.data.model_copy(update={"stakes": stakes_message(stakes("1", "5"))})
    return record._replace(value=encode(said.model_copy(update={"data": data})))


def test_what_the_plan_says_is_at_stake_is_read_from_the_log() -> None:
    """Given a decision by cost and loss / expect no difference; by others, the levels are named."""
    story = target_story()
    records = [_at_stake(record) for record in story.records]
    changes = [*_told(story.subject, records)]
    given = replace(story, records=records, changes=changes)
    levels = [change.data.decision.thresholds for change in changes]
    assert {one.given_by for one in levels if one} == {"plan"}
    assert given.replayed() == []
    assert "data.decision.thresholds.given_by" in replace(given, records=story.records).replayed()


def test_parameters_that_were_never_told_are_named() -> None:
    """Given another version of every class told / on replaying / expect the decisions without."""
    others = [replace(one, version=one.version + 1) for one in ships()]
    messages = [encode(parameters_event(ParametersData.of(one), RECEIVED_AT)) for one in others]
    found = [what for story in stories() for what in story.replayed(told=messages)]
    decided = [one for story in stories() for one in story.changes if one.type in DECIDED_TYPES]
    by_forecast = [one for one in decided if "@" in one.data.decision.parameters]
    assert found == ["data.decision.parameters"] * len(by_forecast)
    assert found


def test_a_change_that_was_taken_out_is_missed() -> None:
    """Given the first change of an alert is gone / expect the numbers to say so."""
    story = next(one for one in stories() if len(one.changes) > 1)
    assert "data.seq" in story.replayed(story.changes[1:])


def test_an_alert_that_nothing_raised_is_found() -> None:
    """Given an alert told of facts that raise none / expect its opening to be the difference."""
    story = target_story()
    first = story.changes[0]
    early = first.data.decision.model_copy(update={"as_of": date(2021, 1, 1)})
    forged = first.model_copy(update={"data": first.data.model_copy(update={"decision": early})})
    assert story.replayed([forged]) == ["type"]


def test_nobody_passes_for_older_than_forecasts_are() -> None:
    """Given a later decision says that it is of the time before forecasts / expect it is told."""
    story = next(one for one in stories() if len(one.changes) > 1)
    last = story.changes[1].data
    old = last.decision.model_copy(update={"parameters": "pace-1"})
    forged = story.changes[1].model_copy(update={"data": last.model_copy(update={"decision": old})})
    assert "data.decision.parameters" in story.replayed([story.changes[0], forged])


@pytest.mark.parametrize("cut", [date(2022, 3, 1), date(2022, 12, 31), date(2023, 9, 15)], ids=str)
def test_a_rehearsal_never_looks_ahead(cut: date) -> None:
    """Law: what is known later changes nothing that would have been told before."""
    for story in stories():
        facts = dated(story.records)
        known = [one for one in facts if one.known_on <= cut]
        now = [*told(known, 0, PARAMETERS, FIRST_ON, cut)]
        later = [*told(facts, 0, PARAMETERS, FIRST_ON, LAST_ON)]
        assert [one for one in later if one.data.decision.as_of <= cut] == now


def test_what_is_known_before_it_holds_is_looked_at_on_the_day_it_holds() -> None:
    """A plan of 2023 that was issued in December is rehearsed from its first day on."""
    begins_on, before = date(2023, 1, 1), date(2022, 12, 31)
    found = [dated(story.records) for story in stories()]
    plan = [facts for facts in found if facts[0].known_on == begins_on]
    assert plan
    for facts in plan:
        known = [replace(one, known_on=min(one.known_on, before)) for one in facts[:1]]
        early = [*told([*known, *facts[1:]], 0, PARAMETERS, before, LAST_ON)]
        on_time = [*told(facts, 0, PARAMETERS, before, LAST_ON)]
        assert [one.data for one in early] == [one.data for one in on_time] != []


def test_a_fact_is_known_on_its_day_in_viet_nam() -> None:
    """What is said of the first of January at midnight is the last of December in UTC."""
    records = next(story.records for story in stories())
    fact = read_record(records[0])
    midnight = datetime(2022, 12, 31, 17, tzinfo=UTC)
    assert Dated.of(fact._replace(occurred_at=midnight)).known_on == date(2023, 1, 1)
