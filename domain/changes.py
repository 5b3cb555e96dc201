"""What changed of a target or task between two looks at it, and which events made the difference.

A look is what was known and the day that it was judged for. Of the events that decide the later
status those that did not decide the earlier one made the difference, and of those that no longer
decide the ones that were taken back. Where a phase would have changed with no news at all, it is
time that passed. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import Fact, History, fold
from domain.identity import EventRef
from domain.measurement import ReportStated, ReportWithdrawn
from domain.reasons import Phase
from domain.status import TargetStatus, judge_target
from domain.target import TargetStated, TargetWithdrawn
from domain.task import TaskReported, TaskStated, TaskWithdrawn
from domain.task_status import TaskStatus, judge_task

Status = TargetStatus | TaskStatus


class Change(StrEnum):
    """What became of a row between two looks."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class ChangedField(StrEnum):
    """What of a row differs."""

    TEXT = "text"
    ASKS = "asks"
    VALUE = "value"
    VERDICT = "verdict"
    STATE = "state"
    PHASE = "phase"
    DEADLINE = "deadline"
    LEAD = "lead"
    STAKES = "stakes"


class Because(StrEnum):
    """Why a row differs."""

    STATED = "stated"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    REPORTED = "reported"
    CORRECTED = "corrected"
    REPORT_WITHDRAWN = "report_withdrawn"
    DEADLINE_RESOLVED = "deadline_resolved"
    EVALUATED = "evaluated"
    TIME_PASSED = "time_passed"
    OTHER_EVENTS = "other_events"


OTHERS_MAX = 10
"""Events named at most where none of them decides by itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was known of a subject, the day, and the status that came of it; None: no such row."""

    facts: tuple[Fact, ...]
    as_of: date
    status: Status | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a row differs; `known_before`: the event was known then, and holds only since."""

    because: Because
    event: EventRef | None = None
    known_before: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a row, what of it differs, and why."""

    change: Change
    fields: tuple[ChangedField, ...]
    causes: tuple[Cause, ...]


def difference(then: Look, now: Look) -> Difference | None:
    """Return how a row differs between two looks; None where it does not."""
    if not stands(then.status) and not stands(now.status):
        return None
    change = Change.CHANGED
    if not stands(then.status):
        change = Change.ADDED
    elif not stands(now.status):
        change = Change.REMOVED
    fields = changed_fields(then.status, now.status) if change is Change.CHANGED else ()
    if change is Change.CHANGED and not fields:
        return None
    return Difference(change, fields, tuple(dict.fromkeys(_causes(change, then, now))))


def changed_fields(then: Status | None, now: Status | None) -> tuple[ChangedField, ...]:
    """Return what differs of two statuses of one row."""
    if then is None or now is None:
        return ()
    told_then, told_now = _told(then), _told(now)
    return tuple(name for name in ChangedField if told_then.get(name) != told_now.get(name))


def _told(status: Status) -> dict[ChangedField, object]:
    """Return what a reader is told of a status, field by field."""
    stated = status.target if isinstance(status, TargetStatus) else status.task
    told: dict[ChangedField, object] = {
        ChangedField.TEXT: (stated.number, stated.section, stated.text),
        ChangedField.VERDICT: (
            status.provisional.verdict,
            status.official,
            status.official_reason,
        ),
        ChangedField.PHASE: status.phase,
        ChangedField.DEADLINE: (status.due_on, stated.deadline),
        ChangedField.LEAD: (stated.lead, stated.coordinators),
    }
    if isinstance(status, TargetStatus):
        told[ChangedField.ASKS] = (status.target.rule, status.target.unit)
        told[ChangedField.STAKES] = status.target.stakes
        told[ChangedField.VALUE] = tuple(
            (part.part, part.decided_by and part.decided_by.fact.measurement)
            for part in status.parts
        )
    else:
        told[ChangedField.ASKS] = (status.task.quantity, status.task.unit)
        told[ChangedField.VALUE] = tuple((part.part, part.value) for part in status.parts)
        told[ChangedField.STATE] = (status.state, status.state_phrase, status.state_on)
    return told


def stands(status: Status | None) -> bool:
    """Tell whether a row is there, and not withdrawn."""
    return status is not None and status.phase is not Phase.WITHDRAWN


def _causes(change: Change, then: Look, now: Look) -> Iterator[Cause]:
    known = {fact.stamp.event for fact in then.facts}
    if change is not Change.CHANGED:
        fact = _statement(then, now)
        if fact is not None:
            event = fact.stamp.event
            yield Cause(_because(fact, then), event, known_before=event in known)
        return
    came = [fact for fact in _deciding(now) if fact.stamp.event not in _decides(then)]
    found = [
        Cause(_because(fact, then), fact.stamp.event, known_before=fact.stamp.event in known)
        for fact in came
    ]
    found += _taken_back(then, now, known)
    yield from found
    still = _judged(then, now.as_of)
    by_time_alone = not found and still is not None and not changed_fields(still, now.status)
    if by_time_alone or _moved_on(then.status, still):
        yield Cause(Because.TIME_PASSED)
    elif not found:
        others = (fact.stamp.event for fact in now.facts if fact.stamp.event not in known)
        for event in sorted(others)[:OTHERS_MAX]:
            yield Cause(Because.OTHER_EVENTS, event)


def _moved_on(then: Status | None, still: Status | None) -> bool:
    """Tell whether the phase moved with the day, and no statement that came into force."""
    if then is None or still is None or not stands(still):
        return False
    return then.due_on == still.due_on and then.phase != still.phase


def _judged(then: Look, as_of: date) -> Status | None:
    """Judge on a later day what was known then: what time alone would have made of it."""
    if then.status is None:
        return None
    history: History = fold(then.facts)
    if isinstance(then.status, TargetStatus):
        return judge_target(history, then.status.target.id, as_of).status
    return judge_task(history, then.status.task.id, as_of).status


def _decides(look: Look) -> frozenset[EventRef]:
    return frozenset(look.status.deciding) if look.status is not None else frozenset()


def _deciding(look: Look) -> list[Fact]:
    by_event = {fact.stamp.event: fact for fact in look.facts}
    deciding = look.status.deciding if look.status is not None else ()
    return [by_event[event] for event in deciding if event in by_event]


def _taken_back(then: Look, now: Look, known: frozenset[EventRef] | set[EventRef]) -> list[Cause]:
    """Return why reports that decided no longer do: taken back, or corrected to something else."""
    gone = [fact for fact in _deciding(then) if fact.stamp.event not in _decides(now)]
    found: list[Cause] = []
    for fact in gone:
        if not isinstance(fact, ReportStated):
            continue
        latest = _latest(now.facts, _is_of_report(fact.report))
        if latest is None or latest.stamp.event == fact.stamp.event:
            continue
        event = latest.stamp.event
        if event not in _decides(now):
            taken = isinstance(latest, ReportWithdrawn)
            because = Because.REPORT_WITHDRAWN if taken else Because.CORRECTED
            found.append(Cause(because, event, known_before=event in known))
    return found


def _is_of_report(report: EventRef) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, ReportStated | ReportWithdrawn) and fact.report == report


def _statement(then: Look, now: Look) -> Fact | None:
    """Return the statement that brought a row in, or took it out."""
    status = now.status or then.status
    if status is None:
        return None
    name = status.target.id if isinstance(status, TargetStatus) else status.task.id

    def states(fact: Fact) -> bool:
        match fact:
            case TargetStated():
                stated = fact.target.id
            case TargetWithdrawn():
                stated = fact.target_id
            case TaskStated():
                stated = fact.task.id
            case TaskWithdrawn():
                stated = fact.task_id
            case _:
                return False
        return stated == name and fact.stamp.in_force(now.as_of)

    return _latest(now.facts, states)


def _latest(facts: Iterable[Fact], wanted: Callable[[Fact], bool]) -> Fact | None:
    return max(
        (fact for fact in facts if wanted(fact)), key=lambda fact: fact.stamp.order, default=None
    )


def _because(fact: Fact, then: Look) -> Because:
    match fact:
        case ReportStated():
            # A correction that was known already when it began to count corrects nothing seen.
            seen = [known for known in then.facts if _is_of_report(fact.report)(known)]
            again = seen and all(known.stamp.event != fact.stamp.event for known in seen)
            return Because.CORRECTED if again else Because.REPORTED
        case TaskReported():
            return Because.REPORTED
        case TargetStated() | TaskStated():
            return Because.AMENDED if fact.stamp.revision > 1 else Because.STATED
        case TargetWithdrawn() | TaskWithdrawn():
            return Because.WITHDRAWN
        case DeadlineResolved():
            return Because.DEADLINE_RESOLVED
        case EvaluationConfirmed():
            return Because.EVALUATED
        case _:
            return Because.OTHER_EVENTS
