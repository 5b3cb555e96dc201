"""Verdicts, states, deadlines and marks as a page shows them. Pure.

A verdict is shown by words and a sign as well as by colour; what no document prints is
marked; before its time nothing is called *chưa đạt*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.status import SeriesPoint, TargetStatus, TaskStatus, VerdictWord
from domain.reasons import Verdict
from domain.task import TaskState
from domain.vietnamese.words import date_words
from services.api.wording import (
    OBSERVATION_WORDS,
    SOURCE_WORDS,
    deadline_words,
    phase_words,
    state_words,
    upper_first,
    verdict_words,
)

_SIGNS = {
    "vuot": "▲",
    "dat": "✓",
    "chua-dat": "✗",
    "khong-xac-dinh": "?",
    "chua-co-so-lieu": "–",
    "tam-thieu": "!",
    "tam-dat": "✓",
    "rut": "⊘",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict or state: its kind (the style's class), a sign and the words."""

    kind: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader must know beside a value: *ước*, *suy ra*, *minh họa*, *gián đoạn chuỗi*."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: the plan's words, the day, the phase in words, days overdue."""

    words: str
    day: str
    phase: str
    phase_kind: str
    overdue_days: int | None = None


def verdict_badge(status: TargetStatus | TaskStatus) -> Badge:
    """Return the verdict as a reader is shown it."""
    kind = _verdict_kind(status)
    return Badge(kind, _SIGNS[kind], verdict_words(status).vi)


def part_badge(status: TargetStatus, verdict: VerdictWord) -> Badge:
    """Return the verdict of one part, as its target's day allows."""
    return verdict_badge(
        status.model_copy(update={"provisional_verdict": verdict, "official_verdict": None})
    )


def state_badge(status: TaskStatus) -> Badge:
    """Return a task's state; overdue ones stand out."""
    text = state_words(status).vi
    if status.phase == "withdrawn":
        return Badge("rut", _SIGNS["rut"], "Đã rút")
    if _finished(status) and not status.overdue:
        return Badge("dat", "✓", text)
    if status.overdue:
        return Badge("chua-dat", "!", text)
    return Badge("chua-co-so-lieu" if status.state is None else "dang-lam", "…", text)


def due(status: TargetStatus | TaskStatus, as_of: date, *, overdue: bool = False) -> Due:
    """Return a deadline as shown; `overdue` only where that is the word for it (tasks)."""
    words = deadline_words(status.deadline)
    return Due(
        words=upper_first(words),
        day=date_words(status.due_on) if status.due_on else "",
        phase=_phase(status),
        phase_kind=status.phase.replace("_", "-"),
        overdue_days=(as_of - status.due_on).days if overdue and status.due_on else None,
    )


def point_marks(point: SeriesPoint) -> tuple[Mark, ...]:
    """Return what must be said beside a value of a series."""
    marks = []
    if point.observation_status != "A":
        kind = "gian-doan" if point.observation_status == "B" else "uoc"
        marks.append(Mark(kind, OBSERVATION_WORDS[point.observation_status].vi))
    marks += source_marks(point.source_kind)
    if not point.comparable:
        marks.append(Mark("gian-doan", "định nghĩa khác: không so sánh được"))
    return tuple(marks)


def source_marks(source_kind: str | None) -> tuple[Mark, ...]:
    """Return the mark of a value that no document prints as it stands."""
    words = SOURCE_WORDS.get(source_kind or "")
    return (Mark(source_kind or "", words.vi),) if words else ()


def _verdict_kind(status: TargetStatus | TaskStatus) -> str:
    if status.phase == "withdrawn":
        return "rut"
    verdict = Verdict(status.official_verdict or status.provisional_verdict)
    settled = status.official_verdict is not None or status.phase == "past_due"
    if settled or verdict in (Verdict.NO_DATA, Verdict.UNDETERMINED):
        return verdict.value.replace("_", "-")
    return "tam-thieu" if verdict is Verdict.MISSED else "tam-dat"


def _phase(status: TargetStatus | TaskStatus) -> str:
    """Say where a status stands to its deadline, while that still matters."""
    if status.official_verdict is not None:
        return "Đã xác nhận đánh giá"
    if isinstance(status, TaskStatus) and (status.overdue or _finished(status)):
        return ""
    return phase_words(status).vi


def _finished(status: TaskStatus) -> bool:
    return status.state is not None and TaskState(status.state).finished
