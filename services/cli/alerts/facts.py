"""A subject's facts as the log holds them, and any status that followed from them. Pure.

A decision names up to where the log was known and as of which day: both give the status anew, by
the projector's own fold and the domain's judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import TypeAdapter

from contracts.render import target_status_message, task_status_message
from contracts.status import TargetStatus, TaskStatus, status_key
from domain.identity import EventRef
from domain.status import judge_target
from domain.task_status import judge_task
from services.projector.fold import (
    Admitted,
    LogRecord,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.refusals import Refused

_STATUS: TypeAdapter[TargetStatus | TaskStatus] = TypeAdapter(TargetStatus | TaskStatus)


class Facts:
    """Folds a subject's records as far as is asked; what is asked must never go back."""

    def __init__(self, subject: str, partition: int, records: Iterable[LogRecord]) -> None:
        self._subject = subject
        self._waiting = _once(records)
        self._at = 0
        self._state = SubjectState(partition)

    def status(self, known: int, as_of: date, key: str) -> TargetStatus | TaskStatus | None:
        """Return a status as it was known at an offset, as of a day; None where there was none."""
        news = self._up_to(known)
        if news:
            self._state = extend(self._state, news)
        kind, name, scope = _parts(key)
        if kind == "target":
            judged = judge_target(self._state.history, name, as_of).status
            if judged is not None and judged.target.scope == scope:
                return target_status_message(judged)
        else:
            task = judge_task(self._state.history, name, as_of).status
            if task is not None and task.task.scope == scope:
                return task_status_message(task)
        return self._left(as_of, key)

    def _up_to(self, known: int) -> Sequence[Admitted]:
        start = self._at
        while self._at < len(self._waiting) and self._waiting[self._at].offset <= known:
            self._at += 1
        return self._waiting[start : self._at]

    def _left(self, as_of: date, key: str) -> TargetStatus | TaskStatus | None:
        """Return what a scope is told that a target or task has left."""
        rows = derive(self._subject, self._state, as_of).statuses
        payload = next((row.payload for row in rows if row.key == key), None)
        return _STATUS.validate_json(payload) if payload is not None else None


def _once(records: Iterable[LogRecord]) -> list[Admitted]:
    """Return what can be read, each event once, in the order of the log."""
    read: dict[EventRef, Admitted] = {}
    for record in records:
        try:
            one = read_record(record)
        except Refused:
            # It waits in the projector too: no decision rests on it.
            continue
        read.setdefault(EventRef(one.agency, one.event_id), one)
    return sorted(read.values(), key=lambda one: one.offset)


def _parts(key: str) -> tuple[str, str, str]:
    kind, _, rest = key.partition("/")
    name, _, scope = rest.rpartition("@")
    return kind, name, scope


def key_of(kind: str, name: str, scope: str) -> str:
    """Return the key of the status that an alert of a kind rests on."""
    return status_key("task" if kind == "task" else "target", name, scope)
