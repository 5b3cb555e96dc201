"""Compare what a plan file says with what stands, and say step by step what is to be sent. Pure.

A thing is known by its id; of equal content nothing is sent, of other content its next
revision. So publishing again is a no-op, A → B → A becomes revision 3, what is gone from the
file is withdrawn and may return, and after an interruption the rest is all that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from contracts.envelope import AnyEvent
from contracts.publication import Publication, StandingThing, state_digest
from domain.reasons import Words
from services.cli.plan.plan_events import FORMS, Says, build, event_id


class Act(StrEnum):
    """What a step does to its thing."""

    STATE = "state"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    REPORT = "report"


_WITHOUT_REASON = ("agency", "report")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing that the file says: its state, without revision, reason and day.

    `line` is that of the source document, `row` the plan's row. The id of a target is settled
    by `settle_ids`, since a target stays on its indicator for ever. `later` is what an amendment
    says in place of `state`: that with the members of its own day.
    """

    kind: str
    id: str
    subject: str
    state: Mapping[str, Any]
    row: str | None = None
    line: int | None = None
    label: str = ""
    revision: int | None = None
    """Given where the file numbers its revisions itself: the definitions of an indicator."""
    later: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One event to send, and why."""

    act: Act
    kind: str
    id: str
    revision: int
    event: AnyEvent
    reason: Words
    row: str | None = None
    line: int | None = None
    label: str = ""


@dataclass(slots=True)
class Compared:
    """The steps in the order in which admission accepts them, and how many things stand."""

    steps: list[Step] = field(default_factory=list)
    standing: int = 0
    rows: set[str] = field(default_factory=set)

    def without(self, sent: frozenset[str]) -> Compared:
        """Leave out the reports that ingest has already: they are no state, with no revisions."""
        left = [step for step in self.steps if step.event.id not in sent]
        return Compared(left, self.standing + len(self.steps) - len(left), self.rows)


def compare(
    wanted: Sequence[Wanted],
    standing: Publication,
    says: Says,
    *,
    held: frozenset[str] = frozenset(),
) -> Compared:
    """Return the steps from what stands to what is wanted.

    First what others build on, in the order given (agencies, indicators, the plan); then what
    is dropped; then targets, tasks and money in the file's order. What stands in a row, or of a
    subject, that is `held` back for review stays as it is.
    """
    known: dict[tuple[str, str], StandingThing] = {
        (one.kind, one.id): one for one in standing.things
    }
    settled = settle_ids(wanted, standing)
    found = Compared(rows={one.row for one in settled if one.row})
    ground: list[Step] = []
    rest: list[Step] = []
    for one in settled:
        steps = _steps(one, known.get((one.kind, one.id)), standing, says)
        found.standing += not steps
        (rest if one.kind in ("target", "task", "budget", "report") else ground).extend(steps)
    kept = {(one.kind, one.id) for one in settled}
    dropped = [
        step
        for step in _dropped(standing, kept, says)
        if step.row not in held and step.event.subject not in held
    ]
    found.steps = [*ground, *dropped, *rest]
    return found


def settle_ids(wanted: Iterable[Wanted], standing: Publication) -> list[Wanted]:
    """Give every target the id of the one that stands in its row on its indicator.

    A target on another indicator is another target: its event goes to another subject. So it
    gets an id that is free, and the one that stands is dropped.
    """
    free: dict[tuple[str | None, str], list[str]] = {}
    for thing in sorted(standing.things, key=lambda thing: (thing.withdrawn, thing.id)):
        if thing.kind == "target":
            free.setdefault((thing.row, thing.subject), []).append(thing.id)
    settled = list(wanted)
    taken = {thing.id for thing in standing.things if thing.kind == "target"}
    fresh: list[int] = []
    for at, one in enumerate(settled):
        if one.kind != "target":
            continue
        if names := free.get((one.row, one.subject)):
            settled[at] = _with_id(one, names.pop(0))
        elif names := free.get((None, one.subject)):
            # Set before ingest kept rows: the indicator alone tells which target it is.
            name = one.id if one.id in names else names[0]
            names.remove(name)
            settled[at] = _with_id(one, name)
        else:
            fresh.append(at)
    for at in fresh:
        name = _free_id(settled[at].id, taken)
        taken.add(name)
        settled[at] = _with_id(settled[at], name)
    return settled


def _free_id(base: str, taken: set[str]) -> str:
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _with_id(one: Wanted, name: str) -> Wanted:
    later = None if one.later is None else {**one.later, "target": name}
    return replace(one, id=name, state={**one.state, "target": name}, later=later)


def _steps(
    one: Wanted, known: StandingThing | None, standing: Publication, says: Says
) -> list[Step]:
    """Return what brings a thing to stand: nothing, one event, or its first and an amendment."""
    if one.kind == "indicator":
        return _definition(one, standing, says)
    if one.kind in _WITHOUT_REASON:
        return [_stated(one, one.revision or 1, says)]
    if known is None:
        amended = [_joined_later(one, 2, says)] if one.later is not None else []
        return [_stated(one, 1, says), *amended]
    revision = known.revision + 1
    now = one if one.later is None else replace(one, state=one.later)
    if known.withdrawn:
        why = Words("Đã rút, nay có lại trong tệp", "Withdrawn, and in the file again")
    elif known.digest == _digest(now, revision, says):
        return []
    elif known.digest is None:
        why = Words("Chưa rõ nội dung đang có", "The content that stands is not known")
    elif one.later is not None and known.digest == _digest(one, revision, says):
        return [_joined_later(one, revision, says)]
    else:
        why = Words("Nội dung đã đổi", "The content has changed")
    return [_stated(now, revision, says, why)]


def _joined_later(one: Wanted, revision: int, says: Says) -> Step:
    """Return the amendment for which the directory is the only reason."""
    why = Words("Thành viên trong danh bạ đã đổi", "The directory has other members by now")
    state = {**(one.later or one.state), "reason": f"{says.reason}: {why.vi}"}
    return _stated(replace(one, state=state), revision, says, why)


def _digest(one: Wanted, revision: int, says: Says) -> str:
    return state_digest(_event(one, revision, says)).hex()


def _definition(one: Wanted, standing: Publication, says: Says) -> list[Step]:
    """A definition has the number that the file gives it; one that is known stays as it is."""
    number = one.revision or 1
    known = next((each for each in standing.indicators if each.id == one.id), None)
    if known is not None and known.revision >= number:
        return []
    if number == 1:
        return [_stated(one, 1, says)]
    why = Words("Định nghĩa mới: gián đoạn chuỗi", "A new definition: a break in the series")
    return [_stated(one, number, says, why)]


def _stated(one: Wanted, revision: int, says: Says, why: Words | None = None) -> Step:
    event = _event(one, revision, says)
    act = Act.REPORT if one.kind == "report" else Act.AMEND if revision > 1 else Act.STATE
    reason = why or Words("Chưa có", "Not there yet")
    return Step(act, one.kind, one.id, revision, event, reason, one.row, one.line, one.label)


def _event(one: Wanted, revision: int, says: Says) -> AnyEvent:
    forms = FORMS[one.kind]
    state = dict(one.state)
    reason = state.pop("reason", None) or says.reason
    if revision > 1:
        state["revision"] = revision
        if one.kind not in _WITHOUT_REASON:
            state["reason"] = reason
    # A definition is no amendment: it holds from the day of the plan that measures by it.
    first = revision == 1 or one.kind == "indicator"
    day = says.first_on if first else says.amended_on
    state.setdefault("effective_on", day)
    form = forms.first if revision == 1 else forms.later
    event = build(form, one.subject, state, says, event_id="digest")
    digest = state_digest(event).hex()
    return event.model_copy(update={"id": event_id(one.kind, one.id, revision, digest)})


def first_event(one: Wanted, says: Says) -> AnyEvent:
    """Return the event that states a thing for the first time.

    Raises:
        pydantic.ValidationError: what the file says of it does not fit the contract.
    """
    return _event(one, 1, says)


def _dropped(standing: Publication, kept: set[tuple[str, str]], says: Says) -> list[Step]:
    steps = []
    for thing in standing.things:
        if thing.kind == "plan" or thing.withdrawn or (thing.kind, thing.id) in kept:
            continue
        revision = thing.revision + 1
        state: dict[str, Any] = {
            "revision": revision,
            "reason": says.dropped,
            "effective_on": says.amended_on,
            **_name_of(thing, standing.plan),
        }
        name = event_id(thing.kind, thing.id, revision, "withdrawn")
        event = build(FORMS[thing.kind].withdrawn, thing.subject, state, says, event_id=name)
        why = Words("Không còn trong tệp", "No longer in the file")
        steps.append(
            Step(Act.WITHDRAW, thing.kind, thing.id, revision, event, why, thing.row, None)
        )
    return steps


def _name_of(thing: StandingThing, plan: str) -> dict[str, Any]:
    """Return what names a thing in the event that withdraws it."""
    if thing.kind == "target":
        return {"target": thing.id}
    if thing.kind == "budget":
        _, _, money, year, source = thing.id.split("/", 4)
        return {"plan": plan, "money": money, "year": int(year), "source": source}
    return {}
