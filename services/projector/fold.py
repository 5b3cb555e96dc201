"""From records of the log to rows of the read model: pure, so that live, rebuild and test agree.

A subject's rows are a function of the set of its facts, a day, and the place of its last
fact. Nothing here knows a database, a broker or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeAlias

from contracts.budgets import ProjectState
from contracts.codec import encode
from contracts.render import target_status_message, task_status_message
from contracts.render_bytes import target_status_bytes
from contracts.status import status_key
from contracts.trusted import NotAdmitted, read_admitted, stated_data
from domain.budget import BudgetStated
from domain.history import Fact, History, fold
from domain.identity import EventRef
from domain.plan import AgencyStated, IndicatorStated, PlanStated
from domain.projects import projects_on
from domain.reasons import Phase, Verdict
from domain.reasons import Reason as Because
from domain.status import TargetStatus, effective_days, judge_target, next_day
from domain.target import TargetStated
from domain.task import TaskStated
from domain.task_status import TaskStatus, judge_task
from services.projector.canonical import unlike_ingests
from services.projector.refusals import Refused, foreign_record, unreadable_record

STATED_BY_SUBJECT = {
    "plan": PlanStated,
    "indicator": IndicatorStated,
    "agency": AgencyStated,
}
"""Which fact of a subject of this kind becomes a row of its own."""

Stated: TypeAlias = PlanStated | IndicatorStated | AgencyStated
"""What is kept as it was sent; named here, as every record is asked whether it is such."""

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


class LogRecord(NamedTuple):
    """A record as it stands on the log; `timestamp_ms` is when ingest received the event."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


class Admitted(NamedTuple):
    """A record of the log, read: its place, its canonical bytes and what they say."""

    timestamp_ms: int
    partition: int
    offset: int
    record: bytes
    agency: str
    event_id: str
    subject: str
    type: str
    occurred_at: datetime
    received_at: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class SubjectState:
    """What is known of a subject, and the place of the last fact.

    `bodies` holds the canonical data of the events that state a plan, an indicator or an
    agency, which readers get as they were sent.
    """

    partition: int
    history: History = field(default_factory=History)
    bodies: Mapping[EventRef, bytes] = field(default_factory=dict)
    last_offset: int = -1
    last_received_at: datetime = _BEFORE_ALL
    facts: int = 0


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The status of a target or task for a scope, with the bytes that are published.

    `shown` is false for a scope that the target or task has left: readers of the topic are
    told that it is withdrawn there, by the payload; the table shows it where it is now.
    """

    key: str
    status: TargetStatus | TaskStatus
    payload: bytes
    partition: int
    known_offset: int
    as_of: date
    decided_at: datetime
    shown: bool = True


@dataclass(frozen=True, slots=True)
class StatedRow:
    """The plan, indicator or agency in force, with its event's data as sent."""

    fact: Stated
    body: bytes


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of a plan with its amounts, and the place of its last fact."""

    state: ProjectState
    body: bytes
    partition: int
    known_offset: int


@dataclass(frozen=True, slots=True)
class SubjectRows:
    """All rows of one subject for one day; `review_after` is when to derive them again."""

    subject: str
    partition: int
    review_after: date | None
    statuses: tuple[StatusRow, ...]
    stated: StatedRow | None
    projects: tuple[ProjectRow, ...] = ()


def read_record(record: LogRecord) -> Admitted:
    """Return what a record of the log says.

    Raises:
        Refused: it cannot be read, or is none of ingest's. Ingest is the log's only writer and
            admits only what can be, so the log or this program is not what it should be.
    """
    value = record.value or b""
    try:
        said = read_admitted(value)
    except NotAdmitted as error:
        problem = str(error).removeprefix(": ")  # an error of the whole, at no place within
        foreign = unlike_ingests(record.key, record.value)
        reason = foreign_record if foreign else unreadable_record
        raise Refused(reason(record.partition, record.offset, problem)) from None
    if record.key != said.subject.encode():
        raise Refused(foreign_record(record.partition, record.offset, "key is not the subject"))
    place = (record.timestamp_ms, record.partition, record.offset)
    return tuple.__new__(Admitted, (*place, value, *said))


def extend(state: SubjectState, news: Iterable[Admitted]) -> SubjectState:
    """Return a subject's state with further events of it; their order does not matter."""
    facts: list[Fact] = []
    bodies: dict[EventRef, bytes] = {}
    last_offset, last_received_at = state.last_offset, state.last_received_at
    for admitted in news:
        fact = admitted.fact
        facts.append(fact)
        if isinstance(fact, Stated):
            bodies[fact.stamp.event] = stated_data(admitted.record)
        if admitted.offset > last_offset:
            last_offset, last_received_at = admitted.offset, admitted.received_at
    return SubjectState(
        state.partition,
        fold(facts, onto=state.history),
        {**state.bodies, **bodies} if bodies else state.bodies,
        last_offset,
        last_received_at,
        state.facts + len(facts),
    )


def derive(subject: str, state: SubjectState, as_of: date) -> SubjectRows:
    """Return the rows of a subject as of a day."""
    statuses: list[StatusRow] = []
    days: list[date | None] = []
    for target_id in state.history.targets():
        judged = judge_target(state.history, target_id, as_of)
        days.append(judged.review_after)
        if judged.status is not None:
            statuses += _target_rows(state, judged.status, as_of)
    for task_id in state.history.tasks():
        judged_task = judge_task(state.history, task_id, as_of)
        days.append(judged_task.review_after)
        if judged_task.status is not None:
            statuses += _task_rows(state, judged_task.status, as_of)
    stated, changes_on = _stated(subject, state, as_of)
    days.append(changes_on)
    for kind, name in state.history.stated:
        if kind is BudgetStated:
            days.append(next_day(as_of, effective_days(state.history, BudgetStated, name)))
    return SubjectRows(
        subject=subject,
        partition=state.partition,
        review_after=min((day for day in days if day is not None), default=None),
        statuses=tuple(statuses),
        stated=stated,
        projects=tuple(_project_rows(state, as_of)),
    )


def _project_rows(state: SubjectState, as_of: date) -> Iterator[ProjectRow]:
    for project in projects_on(state.history, as_of):
        message = ProjectState.of(project)
        yield ProjectRow(message, encode(message), state.partition, state.last_offset)


def _target_rows(state: SubjectState, judged: TargetStatus, as_of: date) -> Iterator[StatusRow]:
    own, history = judged.target, state.history
    yield _row(state, judged, target_status_bytes(judged), own.scope, as_of)
    stated = history.facts(TargetStated, own.id)
    for scope in _left(
        (f.target.scope for f in stated if isinstance(f, TargetStated) and f.stamp.in_force(as_of)),
        own.scope,
    ):
        gone = target_status_message(judged).model_copy(update={**_TARGET_GONE, "scope": scope})
        yield replace(_row(state, judged, encode(gone), scope, as_of), shown=False)


def _task_rows(state: SubjectState, judged: TaskStatus, as_of: date) -> Iterator[StatusRow]:
    own, history = judged.task, state.history
    message = task_status_message(judged)
    yield _row(state, judged, encode(message), own.scope, as_of)
    stated = history.facts(TaskStated, own.id)
    for scope in _left(
        (f.task.scope for f in stated if isinstance(f, TaskStated) and f.stamp.in_force(as_of)),
        own.scope,
    ):
        gone = message.model_copy(update={**_TASK_GONE, "scope": scope})
        yield replace(_row(state, judged, encode(gone), scope, as_of), shown=False)


def _left(scopes: Iterable[str], now: str) -> list[str]:
    """Return the scopes that amendments took a target or task away from, sorted."""
    return sorted(set(scopes) - {now})


def _row(
    state: SubjectState,
    judged: TargetStatus | TaskStatus,
    payload: bytes,
    scope: str,
    as_of: date,
) -> StatusRow:
    kind, name = (
        ("target", judged.target.id)
        if isinstance(judged, TargetStatus)
        else ("task", judged.task.id)
    )
    return StatusRow(
        key=status_key(kind, name, scope),
        status=judged,
        payload=payload,
        partition=state.partition,
        known_offset=state.last_offset,
        as_of=as_of,
        decided_at=state.last_received_at,
    )


# What a scope that was left hears instead of what is true of the target or task elsewhere.
_GONE: Mapping[str, object] = {
    "phase": Phase.WITHDRAWN.value,
    "provisional_verdict": Verdict.NO_DATA.value,
    "reason": Because.WITHDRAWN.value,
    "official_verdict": None,
    "official_reason": "",
}
_TARGET_GONE = {**_GONE, "estimated": False, "value_text": "", "parts": (), "series": ()}
_TASK_GONE = {
    **_GONE,
    "state": None,
    "state_phrase": "",
    "state_on": None,
    "overdue": False,
    "source_kind": None,
}


def _stated(subject: str, state: SubjectState, as_of: date) -> tuple[StatedRow | None, date | None]:
    kind, _, name = subject.partition("/")
    wanted = STATED_BY_SUBJECT.get(kind)
    if wanted is None:
        return None, None
    changes_on = next_day(as_of, effective_days(state.history, wanted, name))
    fact = state.history.standing(wanted, name, as_of)
    if not isinstance(fact, Stated):
        return None, changes_on
    return StatedRow(fact, state.bodies[fact.stamp.event]), changes_on
