"""Why a target or task stands as it does on a day: the whole argument, from the facts alone.

`explain_target(facts, target_id, as_of)` says which statement is in force, how its deadline came
to be, what was compared with what, and what became of every fact that speaks of it. The status
is that of `domain.status`, decided there and only argued here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from domain.comparison import Comparison, base_of, compare, stated_base
from domain.deadline import (
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    Deadline,
    RecurringDeadline,
    WindowDeadline,
)
from domain.due import Due
from domain.evidence import OPEN_DEADLINES, target_evidence, task_evidence
from domain.evidence_reports import Evidence
from domain.evidence_words import Because
from domain.history import Fact, History, fold
from domain.identity import EventRef
from domain.part_status import PartStatus
from domain.reasons import Words
from domain.status import TargetStatus, judge_target, resolve_due
from domain.target import SimpleRule
from domain.task_quantity import QuantityPart
from domain.task_status import TaskStatus, judge_task


class HowDue(StrEnum):
    """How a deadline became a day, or why it has none yet."""

    NAMED = "named"
    DAY_BEFORE = "day_before"
    END_OF_SPAN = "end_of_span"
    END_OF_WINDOW = "end_of_window"
    EVERY_TURN = "every_turn"
    RESOLVED = "resolved"
    WAITS = "waits"


HOW_DUE_WORDS: dict[HowDue, Words] = {
    HowDue.NAMED: Words("ngày mà kế hoạch ghi", "the day that the plan names"),
    HowDue.DAY_BEFORE: Words(
        "“trước” không tính mốc đó, nên hạn là ngày liền trước",
        "“before” leaves that point out: the day before it",
    ),
    HowDue.END_OF_SPAN: Words(
        "ngày cuối của thời gian mà kế hoạch ghi", "the last day of the span that the plan names"
    ),
    HowDue.END_OF_WINDOW: Words(
        "ngày cuối của khoảng mà kế hoạch ghi; kết quả trước ngày đầu không được tính",
        "the window's last day; what lies before its first day does not count",
    ),
    HowDue.EVERY_TURN: Words(
        "đánh giá lại ở mỗi kỳ báo cáo; đây là kỳ hiện tại",
        "evaluated in every reporting period; this is the current one",
    ),
    HowDue.RESOLVED: Words(
        "kế hoạch để ngỏ, đã được ấn định bằng văn bản", "left open by the plan, fixed since"
    ),
    HowDue.WAITS: Words(
        "kế hoạch để ngỏ, chưa có văn bản ấn định nên chưa thể quá hạn",
        "left open by the plan and not fixed yet, so that it cannot be overdue",
    ),
}


@dataclass(frozen=True, slots=True)
class DeadlineFound:
    """A deadline with the day it comes to, how, and the event that fixed it, if one did."""

    deadline: Deadline
    due_on: date | None
    how: HowDue
    resolved_by: EventRef | None


@dataclass(frozen=True, slots=True)
class PartArgument:
    """One part: its rule, what it amounts to, and the comparison made, where one was."""

    rule: SimpleRule
    status: PartStatus | QuantityPart
    comparison: Comparison | None


_S = TypeVar("_S", TargetStatus, TaskStatus)


@dataclass(frozen=True, slots=True)
class Explanation(Generic[_S]):
    """Why a status is what it is on `as_of`; `review_after`: when it could next change."""

    as_of: date
    status: _S
    review_after: date | None
    deadline: DeadlineFound
    parts: tuple[PartArgument, ...]
    evidence: tuple[Evidence, ...]

    def first(self, *reasons: Because) -> Evidence | None:
        """Return the first evidence with one of these reasons; None where there is none."""
        return next((one for one in self.evidence if one.because in reasons), None)


def explain_target(
    facts: Iterable[Fact], target_id: str, as_of: date
) -> Explanation[TargetStatus] | None:
    """Explain a target on a day, from the facts of its indicator; None before it is set."""
    known, history = _distinct(facts)
    judged = judge_target(history, target_id, as_of)
    status = judged.status
    if status is None:
        return None
    target = status.target
    due = resolve_due(history, target_id, target, as_of)
    evidence = tuple(target_evidence(known, history, status, due, as_of))
    return Explanation(
        as_of=as_of,
        status=status,
        review_after=judged.review_after,
        deadline=_deadline(target.deadline, due, evidence),
        parts=tuple(
            PartArgument(rule, part, _compared(rule, part, percent=target.percent))
            for part, (_, _, rule) in zip(status.parts, target.parts, strict=True)
        ),
        evidence=evidence,
    )


def explain_task(
    facts: Iterable[Fact], task_id: str, as_of: date
) -> Explanation[TaskStatus] | None:
    """Explain a task on a day, from the facts of its subject; None before it is assigned."""
    known, history = _distinct(facts)
    judged = judge_task(history, task_id, as_of)
    status = judged.status
    if status is None:
        return None
    task = status.task
    due = resolve_due(history, task_id, task, as_of)
    evidence = tuple(task_evidence(known, history, status, as_of))
    percent = task.unit.startswith("%")
    return Explanation(
        as_of=as_of,
        status=status,
        review_after=judged.review_after,
        deadline=_deadline(task.deadline, due, evidence),
        parts=tuple(
            PartArgument(part.rule, part, _compared_quantity(part, percent=percent))
            for part in status.parts
        ),
        evidence=evidence,
    )


def _distinct(facts: Iterable[Fact]) -> tuple[tuple[Fact, ...], History]:
    """Return each event's fact once, earliest said first, and their fold."""
    by_event = {fact.stamp.event: fact for fact in facts}
    known = sorted(by_event.values(), key=lambda fact: (fact.stamp.occurred_at, fact.stamp.event))
    return tuple(known), fold(known)


def _deadline(deadline: Deadline, due: Due, evidence: Iterable[Evidence]) -> DeadlineFound:
    resolved = next((one for one in evidence if one.because is Because.FIXES_DEADLINE), None)
    by = resolved.fact.stamp.event if resolved else None
    return DeadlineFound(deadline, due.on, _how(deadline, due), by)


def _how(deadline: Deadline, due: Due) -> HowDue:
    match deadline:
        case DateDeadline(exclusive=True) | BeforeMonthDeadline():
            return HowDue.DAY_BEFORE
        case DateDeadline():
            return HowDue.NAMED
        case WindowDeadline():
            return HowDue.END_OF_WINDOW
        case ContinuousDeadline() | RecurringDeadline():
            return HowDue.EVERY_TURN
        case _ if isinstance(deadline, OPEN_DEADLINES):
            return HowDue.WAITS if due.on is None else HowDue.RESOLVED
        case _:
            return HowDue.END_OF_SPAN


def _compared(rule: SimpleRule, part: PartStatus, *, percent: bool) -> Comparison | None:
    point = part.decided_by
    if point is None:
        return None
    base = base_of(rule, point, part.others, percent=percent)
    return compare(rule, point.value, percent=percent, base=base)


def _compared_quantity(part: QuantityPart, *, percent: bool) -> Comparison | None:
    if part.value is None:
        return None
    return compare(part.rule, part.value, percent=percent, base=stated_base(part.rule))
