"""The JSON answer of what changed of a plan between two looks, and its words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from contracts.codec import decode
from contracts.common import Document
from contracts.status import TargetStatus
from domain.change_words import BECAUSE_WORDS, CHANGE_WORDS, FIELD_WORDS
from domain.changes import Because, Cause, Change, ChangedField
from domain.identity import EventRef
from domain.vietnamese.words import date_words, rule_words, stakes_words
from infra.clock import BUSINESS_ZONE
from services.api import answers, wording
from services.api.assemble import status_item, task_item, words
from services.api.changes.between import Message, PlanChanges, RowChange
from services.api.load import Moment
from services.api.moments import told
from services.api.rows import Known, LoggedEvent
from services.api.views import Names

NOTHING = "chưa có"
HOLDS_SINCE = "đã biết từ trước, nay mới được tính"

ChangeWord = Literal["added", "removed", "changed"]


class FieldItem(answers.Answer):
    """A field that differs, in words, then and now."""

    field: Literal[
        "text", "asks", "value", "verdict", "state", "phase", "deadline", "lead", "stakes"
    ]
    words: answers.Words
    then: str
    now: str


class CauseItem(answers.Answer):
    """Why a row differs: the event that made the difference, or time alone (no event).

    `known_before`: the event was known then already, and holds only since. `reason` is what
    the event itself gives as its reason; `line` says all of it in one Vietnamese line.
    """

    code: Literal[
        "stated",
        "amended",
        "withdrawn",
        "reported",
        "corrected",
        "report_withdrawn",
        "deadline_resolved",
        "evaluated",
        "time_passed",
        "other_events",
    ]
    words: answers.Words
    known_before: bool
    agency: str | None
    event_id: str | None
    position: str | None = Field(examples=["3:1204"])
    occurred_at: datetime | None
    received_at: datetime | None
    reason: str
    document: Document | None
    line: str


class RowChangeItem(answers.Answer):
    """A row that differs. `then` and `now`: its status in one line, where it stood."""

    kind: Literal["target", "task", "row"]
    id: str
    row_id: str
    number: str
    text: str
    change: ChangeWord
    change_words: answers.Words
    fields: list[FieldItem]
    because: list[CauseItem]
    then: answers.StatusItem | answers.TaskItem | None
    now: answers.StatusItem | answers.TaskItem | None


class CountsItem(answers.Answer):
    """How many rows became what; `unchanged` are targets and tasks that tell the same."""

    added: int
    removed: int
    changed: int
    unchanged: int


class PlanChangesAnswer(answers.Answer):
    """What changed of a plan between two looks, each named on both axes."""

    plan: answers.PlanItem
    then: answers.Known
    now: answers.Known
    counts: CountsItem
    items: list[RowChangeItem]


def changes_answer(
    found: PlanChanges,
    plan: answers.PlanItem,
    moments: tuple[Moment, Moment],
    logged: Mapping[EventRef, LoggedEvent],
    names: Names,
) -> PlanChangesAnswer:
    """Return what changed as it is answered; `moments`: the earlier look and the later one."""
    then, now = moments
    return PlanChangesAnswer(
        plan=plan,
        then=answers.Known(**told(then)),
        now=answers.Known(**told(now)),
        counts=CountsItem(
            added=found.count(Change.ADDED),
            removed=found.count(Change.REMOVED),
            changed=found.count(Change.CHANGED),
            unchanged=found.unchanged,
        ),
        items=[_row_item(row, then, now, logged, names) for row in found.rows],
    )


def refs_of(found: PlanChanges) -> list[EventRef]:
    """Return the events that made the differences, each once."""
    causes = (cause for row in found.rows for cause in row.found.causes)
    return list(dict.fromkeys(cause.event for cause in causes if cause.event is not None))


def _row_item(
    row: RowChange,
    then: Moment,
    now: Moment,
    logged: Mapping[EventRef, LoggedEvent],
    names: Names,
) -> RowChangeItem:
    return RowChangeItem.model_validate(
        {
            "kind": row.kind,
            "id": row.id,
            "row_id": row.row_id,
            "number": row.number,
            "text": row.text,
            "change": row.found.change.value,
            "change_words": words(CHANGE_WORDS[row.found.change]),
            "fields": [
                _field_item(name, row.then, row.now, names)
                for name in row.found.fields
                if row.then is not None and row.now is not None
            ],
            "because": [
                _cause_item(cause, logged, names, both=then.known_at == now.known_at)
                for cause in row.found.causes
            ],
            "then": _line(row.then, then),
            "now": _line(row.now, now),
        }
    )


def _line(status: Message | None, moment: Moment) -> answers.StatusItem | answers.TaskItem | None:
    match status:
        case None:
            return None
        case TargetStatus():
            return status_item(Known(status, moment.as_of, None))
        case _:
            return task_item(Known(status, moment.as_of, None))


def _field_item(name: ChangedField, then: Message, now: Message, names: Names) -> FieldItem:
    return FieldItem(
        field=name.value,
        words=words(FIELD_WORDS[name]),
        then=_FIELD_TEXT[name](then, names) or NOTHING,
        now=_FIELD_TEXT[name](now, names) or NOTHING,
    )


def _cause_item(
    cause: Cause, logged: Mapping[EventRef, LoggedEvent], names: Names, *, both: bool
) -> CauseItem:
    """Return a cause; `both` looks knew the same, so that it goes without saying what was known."""
    found = logged.get(cause.event) if cause.event else None
    event = decode(found.record) if found else None
    reason = str(getattr(event.data, "reason", "") or "") if event else ""
    line = _cause_line(cause, event.occurred_at if event else None, reason, names)
    return CauseItem(
        code=cause.because.value,
        words=words(BECAUSE_WORDS[cause.because]),
        known_before=cause.known_before,
        agency=cause.event.agency if cause.event else None,
        event_id=cause.event.id if cause.event else None,
        position=found.position if found else None,
        occurred_at=event.occurred_at if event else None,
        received_at=found.received_at if found else None,
        reason=reason,
        document=event.data.document if event else None,
        line=f"{line}; {HOLDS_SINCE}" if cause.known_before and not both else line,
    )


def _cause_line(cause: Cause, occurred_at: datetime | None, reason: str, names: Names) -> str:
    said = BECAUSE_WORDS[cause.because].vi
    if cause.event is not None:
        said += f": {names.short(cause.event.agency)}"
    if occurred_at is not None:
        said += f", ngày {date_words(occurred_at.astimezone(BUSINESS_ZONE).date())}"
    if reason and cause.because is not Because.OTHER_EVENTS:
        said += f" ({reason})"
    return said


def _text(status: Message, _names: Names) -> str:
    head = f"{status.section} · " if status.section else ""
    return f"{head}{status.number}. {status.text}"


def _asks(status: Message, _names: Names) -> str:
    if isinstance(status, TargetStatus):
        return rule_words(status.rule.to_domain(), status.unit)
    return wording.quantity_words(status)


def _value(status: Message, _names: Names) -> str:
    if not isinstance(status, TargetStatus) or not status.value_text:
        return status.value_text
    periods = dict.fromkeys(part.period for part in status.parts if part.period)
    said = status.value_text + (" (ước)" if status.estimated else "")
    return f"{said}, {_joined(wording.period_words(period).lower() for period in periods)}"


def _verdict(status: Message, _names: Names) -> str:
    said = wording.verdict_words(status).vi
    return f"{said} ({status.official_reason})" if status.official_reason else said


def _state(status: Message, _names: Names) -> str:
    if isinstance(status, TargetStatus):
        return ""
    said = wording.state_words(status).vi
    day = f", tính đến {date_words(status.state_on)}" if status.state_on else ""
    return f"{said}{day}"


def _phase(status: Message, _names: Names) -> str:
    return wording.phase_words(status).vi


def _deadline(status: Message, _names: Names) -> str:
    said = wording.deadline_words(status.deadline)
    return f"{said} (hạn {date_words(status.due_on)})" if status.due_on else said


def _lead(status: Message, names: Names) -> str:
    said = names.list(status.lead)
    return f"{said}; phối hợp: {names.list(status.coordinators)}" if status.coordinators else said


def _stakes(status: Message, _names: Names) -> str:
    if not isinstance(status, TargetStatus) or status.stakes is None:
        return ""
    return stakes_words(status.stakes.to_domain())


def _joined(said: Iterable[str]) -> str:
    return "; ".join(said)


_FIELD_TEXT: Mapping[ChangedField, Callable[[Message, Names], str]] = {
    ChangedField.TEXT: _text,
    ChangedField.ASKS: _asks,
    ChangedField.VALUE: _value,
    ChangedField.VERDICT: _verdict,
    ChangedField.STATE: _state,
    ChangedField.PHASE: _phase,
    ChangedField.DEADLINE: _deadline,
    ChangedField.LEAD: _lead,
    ChangedField.STAKES: _stakes,
}
