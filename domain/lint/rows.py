"""Each row by itself: its threshold, deadline, agencies and number."""

from __future__ import annotations

from collections.abc import Iterator

from domain.deadline import BeforeEventDeadline, ExternalDeadline, UnresolvedDeadline, due_on
from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.rules import beyond_whole
from domain.plan import RowKind
from domain.reasons import Words
from domain.target import Compound
from domain.vietnamese.review import REVIEW_WORDS, Review
from domain.vietnamese.words import date_words, rule_words

_NOTED = {
    Review.TARGET_NOT_UNDERSTOOD: LintCode.TARGET_NOT_UNDERSTOOD,
    Review.DEADLINE_NOT_UNDERSTOOD: LintCode.DEADLINE_NOT_UNDERSTOOD,
    Review.DATE_IMPOSSIBLE: LintCode.DEADLINE_NOT_UNDERSTOOD,
    Review.DEADLINE_MISSING: LintCode.DEADLINE_MISSING,
    Review.AGENCY_UNKNOWN: LintCode.AGENCY_UNKNOWN,
    Review.STRICTNESS_NOT_SHARED: LintCode.STRICTNESS_NOT_SHARED,
    Review.APPROXIMATE: LintCode.APPROXIMATE,
}


def of_plan(draft: PlanDraft, role: TableRole) -> Iterator[DraftRow]:
    """Return the plan's rows that stand in tables of a role."""
    tables = {table.id for table in draft.tables if table.role is role}
    return (row for row in draft.rows if row.table in tables)


def binding(draft: PlanDraft) -> list[DraftRow]:
    """Return the targets and tasks that the plan itself sets, not the results of an earlier one."""
    earlier = {table.id for table in draft.tables if table.role is TableRole.RESULTS}
    return [row for row in draft.rows if row.table not in earlier and row.kind is not RowKind.OTHER]


def assigning(draft: PlanDraft) -> list[DraftRow]:
    """Return what the plan sets apart from its money tables, whose rows run over years."""
    money = {table.id for table in draft.tables if table.role is TableRole.MONEY}
    return [row for row in binding(draft) if row.table not in money]


def quote(draft: PlanDraft, row: DraftRow, text: str = "") -> Quote:
    """Return a row's words, or a piece of them, with its place."""
    return Quote(text or row.text, row.line, draft.id)


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return what is wrong with single rows."""
    for row in assigning(draft):
        yield from _impossible(draft, row)
        yield from _noted(draft, row)
        yield from _deadline(draft, row)
        if not row.lead:
            unassigned = any(note.code is Review.UNASSIGNED for note in row.notes)
            if not unassigned:
                words = Words("Không có đơn vị chủ trì", "There is no lead agency")
                yield Finding(LintCode.LEAD_MISSING, (quote(draft, row),), words, row.number)
    yield from _after_report(draft)
    if draft.number is None or draft.issued_on is None:
        words = Words("Kế hoạch chưa ghi số hoặc ngày", "The plan has no number or no date")
        yield Finding(LintCode.PROVISIONAL_KEY, (Quote(draft.title, None, draft.id),), words)
    for table in draft.tables:
        if table.role is TableRole.ASSIGNMENT and table.unit:
            words = Words(
                f"Bảng không có số tiền nhưng ghi đơn vị tính: {table.unit}",
                f"The table has no amounts, yet prints a unit: {table.unit}",
            )
            where = Quote(table.heading, table.line, draft.id)
            yield Finding(LintCode.UNIT_WITHOUT_NUMBERS, (where,), words)


def _impossible(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    for target in row.targets:
        rule = target.rule
        simple = [part.rule for part in rule.parts] if isinstance(rule, Compound) else [rule]
        for one in simple:
            if beyond_whole(one, target.unit):
                asks = rule_words(one, target.unit)
                words = Words(f"Mức đề ra {asks}", f"The threshold is {asks}")
                yield Finding(LintCode.IMPOSSIBLE, (quote(draft, row),), words, row.number)


def _noted(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    for note in row.notes:
        if code := _NOTED.get(note.code):
            words = REVIEW_WORDS[note.code]
            if note.detail:
                words = Words(f"{words.vi}: {note.detail}", f"{words.en}: {note.detail}")
            yield Finding(code, (quote(draft, row),), words, row.number)


def _deadline(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    waiting = BeforeEventDeadline | ExternalDeadline | UnresolvedDeadline
    if isinstance(row.deadline, waiting):
        words = Words(
            f"Thời hạn chờ một sự kiện: {row.deadline_text}",
            f"The deadline waits for an event: {row.deadline_text}",
        )
        yield Finding(LintCode.DEADLINE_UNRESOLVED, (quote(draft, row),), words, row.number)
    due = due_on(row.deadline) if row.deadline else None
    if due and not draft.period.start_on <= due <= draft.period.end_on:
        words = Words(
            f"Hạn {date_words(due)} ngoài thời gian của kế hoạch ({draft.period.code})",
            f"Due {due.isoformat()}, outside the plan's years ({draft.period.code})",
        )
        yield Finding(LintCode.DEADLINE_OUTSIDE_PLAN, (quote(draft, row),), words, row.number)


def _after_report(draft: PlanDraft) -> Iterator[Finding]:
    """One finding for the whole plan: most rows of a yearly plan are due after its report."""
    for duty in draft.duties:
        if duty.due_on is None:
            continue
        late = [
            row.number
            for row in assigning(draft)
            if row.deadline and (due := due_on(row.deadline)) and due > duty.due_on
        ]
        if late:
            day = date_words(duty.due_on)
            words = Words(
                f"{len(late)} dòng đến hạn sau ngày báo cáo {day}: {', '.join(late)}",
                f"{len(late)} rows are due after the report of {duty.due_on.isoformat()}",
            )
            where = Quote(duty.text, duty.line, draft.id)
            yield Finding(LintCode.DUE_AFTER_REPORT, (where,), words)
