"""Words that the read side needs beside the domain's: states, periods, deadlines, marks."""

from __future__ import annotations

from contracts.deadlines import Deadline
from contracts.rules import CompoundRule
from contracts.status import TargetStatus, TaskStatus
from domain.period import MalformedPeriod, Period
from domain.plan import Plan
from domain.reasons import PHASE_WORDS, REASON_WORDS, Phase, Reason, Verdict, Words, shown_words
from domain.task import TaskState
from domain.vietnamese import words

STATE_WORDS: dict[TaskState, Words] = {
    TaskState.NOT_STARTED: Words("Chưa triển khai", "Not started"),
    TaskState.IN_PROCEDURE: Words("Đang làm thủ tục", "In procedure"),
    TaskState.IN_PROGRESS: Words("Đang triển khai", "In progress"),
    TaskState.IN_USE: Words("Đã đưa vào sử dụng", "In use"),
    TaskState.DONE: Words("Hoàn thành", "Done"),
}

NO_STATE = Words("Chưa có báo cáo", "Nothing reported")

SOURCE_WORDS: dict[str, Words] = {
    "derived": Words("suy ra", "derived"),
    "illustrative": Words("minh họa", "illustrative"),
}
"""What a reader must know of a value that no document prints as it stands."""

OBSERVATION_WORDS: dict[str, Words] = {
    "A": Words("chính thức", "normal"),
    "E": Words("ước", "estimated"),
    "P": Words("sơ bộ", "provisional"),
    "B": Words("gián đoạn chuỗi", "break in series"),
}


def lower_first(said: str) -> str:
    """Return words as they stand within a sentence."""
    return said[:1].lower() + said[1:]


def upper_first(said: str) -> str:
    """Return words as they begin a sentence."""
    return said[:1].upper() + said[1:]


def period_words(code: str) -> str:
    """Return an SDMX period in Vietnamese: `Năm 2022`, `Quý III/2023`, `Tháng 06/2023`."""
    try:
        said = words.period_words(Period.parse(code))
    except MalformedPeriod:
        return code
    return upper_first(said)


def plan_number(plan: Plan) -> str:
    """Return a plan's number and day; where they are blank, that they are."""
    if plan.number and plan.issued_on:
        return f"Số {plan.number}, ngày {words.date_words(plan.issued_on)}"
    if plan.number:
        return f"Số {plan.number}, chưa ghi ngày"
    return "Chưa ghi số, ngày ban hành (khóa tạm)"


def deadline_words(deadline: Deadline) -> str:
    """Return a deadline in the plan's own words, else in the form that plans use."""
    return deadline.text or words.deadline_words(deadline.to_domain())


def quantity_words(status: TaskStatus) -> str:
    """Return what a task asks for, where it names a quantity; of several parts, as printed."""
    if isinstance(status.quantity, CompoundRule):
        return "; ".join(part.text for part in status.quantity.parts)
    return words.rule_words(status.quantity.to_domain(), status.unit) if status.quantity else ""


def verdict_words(status: TargetStatus | TaskStatus) -> Words:
    """Return what a reader is shown as the verdict; never *chưa đạt* before its time."""
    official = Verdict(status.official_verdict) if status.official_verdict else None
    return shown_words(Verdict(status.provisional_verdict), official, Phase(status.phase))


def reason_words(status: TargetStatus | TaskStatus) -> Words:
    """Return why the provisional verdict is what it is."""
    return REASON_WORDS[Reason(status.reason)]


def phase_words(status: TargetStatus | TaskStatus) -> Words:
    """Return where a status stands to its deadline."""
    return PHASE_WORDS[Phase(status.phase)]


def state_words(status: TaskStatus) -> Words:
    """Return the state of a task."""
    return STATE_WORDS[TaskState(status.state)] if status.state else NO_STATE
