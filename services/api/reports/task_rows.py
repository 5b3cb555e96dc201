"""A plan's tasks as rows of the report: state, deadline, and a verdict where there is one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.status import TaskStatus
from domain.plan import Plan, PlanRow, RowKind
from domain.reasons import REASON_WORDS, Reason, Verdict
from services.api.badges import due
from services.api.reports.target_rows import NEEDS_REASON, NOT_FOLLOWED, ReportRow, Silent
from services.api.reports.words import in_short, verdict_text
from services.api.rows import Known
from services.api.views import Names, task_line

_SAID_BY_THE_VERDICT = {
    Reason.ABOVE_TARGET,
    Reason.ON_TARGET,
    Reason.WITHIN_BAND,
    Reason.SHORT_OF_TARGET,
    Reason.WORST_PART,
    Reason.WITHDRAWN,
    Reason.NO_QUANTITY,
}


def task_rows(
    plan: Plan,
    tasks: Sequence[Known[TaskStatus]],
    others: frozenset[str],
    names: Names,
    silent: Silent,
) -> list[ReportRow]:
    """Return the tasks in the plan's order; `estimate` holds by when each is due.

    `others` are rows that are followed in another table.
    """
    own: dict[str, list[Known[TaskStatus]]] = {}
    for known in tasks:
        own.setdefault(known.status.row, []).append(known)
    rows: list[ReportRow] = []
    for row in plan.rows:
        if row.id in own:
            rows += [_row(known, names, silent) for known in own.pop(row.id)]
        elif row.kind is RowKind.TASK and row.id not in others:
            rows.append(_not_followed(row))
    return rows + [_row(known, names, silent) for found in own.values() for known in found]


def _not_followed(row: PlanRow) -> ReportRow:
    return ReportRow(
        row_id=row.id,
        number=row.number,
        section=row.section,
        text=row.text,
        result="",
        estimate="",
        verdict=NOT_FOLLOWED,
        note="Dòng này chưa được giao thành nhiệm vụ trong hệ thống",
        followed=False,
    )


def _row(known: Known[TaskStatus], names: Names, silent: Silent) -> ReportRow:
    status = known.status
    return ReportRow(
        row_id=status.row,
        number=status.number,
        section=status.section,
        text=status.text,
        result=_state(known, names),
        estimate=_deadline(known),
        verdict=_verdict(known),
        note=_note(known, names, silent),
        official=status.official_verdict is not None,
        needs_reason=_needs_reason(status),
    )


def _state(known: Known[TaskStatus], names: Names) -> str:
    line = task_line(known, names)
    day = f"tính đến {line.state_on}" if line.state_on else ""
    return "\n".join(said for said in (line.badge.text, line.phrase, line.value, day) if said)


def _deadline(known: Known[TaskStatus]) -> str:
    found = due(known.status, known.as_of)
    return (
        f"{found.words} ({found.day})"
        if found.day and found.day not in found.words
        else found.words
    )


def _verdict(known: Known[TaskStatus]) -> str:
    status = known.status
    if status.phase == "withdrawn":
        return "Đã rút khỏi kế hoạch"
    said = []
    if status.official_verdict or status.quantity:
        said.append(
            verdict_text(
                Verdict(status.provisional_verdict),
                Verdict(status.official_verdict) if status.official_verdict else None,
                settled=status.phase == "past_due",
            )
        )
    found = due(status, known.as_of, overdue=status.overdue)
    if found.overdue_days is not None and not status.official_verdict:
        said.append(f"Quá hạn {found.overdue_days} ngày")
    return "\n".join(said) or found.phase


def _needs_reason(status: TaskStatus) -> bool:
    if status.phase == "withdrawn" or status.official_reason:
        return False
    if status.official_verdict is not None:
        return status.official_verdict == "chua_dat"
    return status.phase == "past_due" and status.provisional_verdict == "chua_dat"


def _note(known: Known[TaskStatus], names: Names, silent: Silent) -> str:
    status = known.status
    said = [status.official_reason]
    if _needs_reason(status):
        said.append(NEEDS_REASON)
    reason = Reason(status.reason)
    if status.quantity and not status.official_verdict and reason not in _SAID_BY_THE_VERDICT:
        said.append(REASON_WORDS[reason].vi)
    said += [f"Số liệu {mark.text}" for mark in task_line(known, names).marks]
    absent = silent.get(("task", status.task), ())
    if absent and not status.official_verdict:
        said.append(f"Quá hạn chưa báo cáo: {in_short(absent)}")
    return "\n".join(dict.fromkeys(one for one in said if one))
