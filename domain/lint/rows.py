"""Each row by itself: its threshold, deadline and agencies; what no row says of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.deadline import BeforeEventDeadline, ExternalDeadline, UnresolvedDeadline, due_on
from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.rules import beyond_whole
from domain.plan import RowKind
from domain.reasons import Words
from domain.target import Compound
from domain.vietnamese.review import REVIEW_WORDS, Review
from domain.vietnamese.words import date_words, rule_words

FEW = 3
"""Up to so many rows that lack one thing are told one by one, even if they are most rows."""
_NOTED = {
    Review.TARGET_NOT_UNDERSTOOD: LintCode.TARGET_NOT_UNDERSTOOD,
    Review.NUMBER_AMBIGUOUS: LintCode.TARGET_NOT_UNDERSTOOD,
    Review.SEVERAL_NUMBERS: LintCode.TARGET_NOT_UNDERSTOOD,
    Review.DEADLINE_NOT_UNDERSTOOD: LintCode.DEADLINE_NOT_UNDERSTOOD,
    Review.DATE_IMPOSSIBLE: LintCode.DEADLINE_NOT_UNDERSTOOD,
    Review.AGENCY_UNKNOWN: LintCode.AGENCY_UNKNOWN,
    Review.STRICTNESS_NOT_SHARED: LintCode.STRICTNESS_NOT_SHARED,
    Review.APPROXIMATE: LintCode.APPROXIMATE,
}
_LACKING = {
    LintCode.LEAD_MISSING: Words("Không có đơn vị chủ trì", "There is no lead agency"),
    LintCode.LEAD_UNCLEAR: Words(
        "Ô gộp, không rõ đơn vị chủ trì hay phối hợp", "Merged cells: lead or coordinator unclear"
    ),
    LintCode.DEADLINE_MISSING: Words("Không ghi thời hạn", "No deadline is given"),
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


def has(row: DraftRow, code: Review) -> bool:
    """Tell whether the import left a note of a code on the row."""
    return any(note.code is code for note in row.notes)


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return what is wrong with single rows."""
    assigned = [*of_plan(draft, TableRole.ASSIGNMENT)]
    for row in {row.id: row for row in [*assigning(draft), *assigned]}.values():
        yield from _impossible(draft, row)
        yield from _noted(draft, row)
        yield from _deadline(draft, row)
    yield from _lacking(draft)
    yield from _after_report(draft)
    yield from _unsigned(draft)


def _impossible(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    for target in row.targets:
        rule = target.rule
        simple = [part.rule for part in rule.parts] if isinstance(rule, Compound) else [rule]
        for one in simple:
            if beyond_whole(one, target.unit):
                asks = rule_words(one, target.unit)
                words = Words(f"Mức đề ra {asks}", f"The threshold is “{asks}”")
                yield Finding(LintCode.IMPOSSIBLE, (quote(draft, row),), words, row.number)


def _noted(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    """What import noted, once for each row and code, unless the officer has settled it since."""
    details: dict[LintCode, dict[Review, list[str]]] = defaultdict(lambda: defaultdict(list))
    for note in row.notes:
        code = _NOTED.get(note.code)
        if code and not _settled(row, code):
            details[code][note.code] += [note.detail] if note.detail else []
    for code, notes in details.items():
        review, said = next(iter(notes.items()))
        words, more = REVIEW_WORDS[review], ", ".join(said)
        if more:
            words = Words(f"{words.vi}: {more}", f"{words.en}: {more}")
        yield Finding(code, (quote(draft, row),), words, row.number)


def _settled(row: DraftRow, code: LintCode) -> bool:
    match code:
        case LintCode.TARGET_NOT_UNDERSTOOD:
            return bool(row.targets) or row.kind is RowKind.TASK
        case LintCode.DEADLINE_NOT_UNDERSTOOD:
            return row.deadline is not None and not isinstance(row.deadline, UnresolvedDeadline)
        case _:
            return row.reviewed


def _deadline(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    waiting = BeforeEventDeadline | ExternalDeadline | UnresolvedDeadline
    unread = has(row, Review.DEADLINE_NOT_UNDERSTOOD) or has(row, Review.DATE_IMPOSSIBLE)
    if isinstance(row.deadline, waiting) and not unread:
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


def _lacking(draft: PlanDraft) -> Iterator[Finding]:
    """Rows without lead or deadline; where most rows of a table lack it, one finding for all."""
    tables: dict[str, list[DraftRow]] = defaultdict(list)
    for row in assigning(draft):
        if not has(row, Review.UNASSIGNED):
            tables[row.table].append(row)
    for rows in tables.values():
        without = [row for row in rows if not row.lead]
        unclear = [row for row in without if has(row, Review.CELL_AMBIGUOUS)]
        missing = [row for row in without if row not in unclear]
        undated = [row for row in rows if row.deadline is None and has_no_deadline(row)]
        yield from _told(draft, LintCode.LEAD_UNCLEAR, unclear, len(unclear))
        yield from _told(draft, LintCode.LEAD_MISSING, missing, len(rows))
        yield from _told(draft, LintCode.DEADLINE_MISSING, undated, len(rows))


def has_no_deadline(row: DraftRow) -> bool:
    """Tell whether the row says no deadline at all, rather than one that was not understood."""
    return not row.deadline_text.strip()


def _told(
    draft: PlanDraft, code: LintCode, rows: Sequence[DraftRow], whole: int
) -> Iterator[Finding]:
    words = _LACKING[code]
    if len(rows) > FEW and 2 * len(rows) > whole:
        listed = ", ".join(row.number for row in rows)
        words = Words(f"{words.vi}: {len(rows)} dòng ({listed})", f"{words.en}: {len(rows)} rows")
        yield Finding(code, tuple(quote(draft, row) for row in rows), words)
        return
    for row in rows:
        yield Finding(code, (quote(draft, row),), words, row.number)


def _after_report(draft: PlanDraft) -> Iterator[Finding]:
    """One finding for the whole plan: most rows of a yearly plan are due after its report."""
    for duty in draft.duties:
        if duty.due_on is None:
            continue
        late = [
            row.number
            for row in assigning(draft)
            if row.lead and row.deadline and (due := due_on(row.deadline)) and due > duty.due_on
        ]
        if late:
            day = date_words(duty.due_on)
            words = Words(
                f"{len(late)} dòng đến hạn sau ngày báo cáo {day}: {', '.join(late)}",
                f"{len(late)} rows are due after the report of {duty.due_on.isoformat()}",
            )
            where = Quote(duty.text, duty.line, draft.id)
            yield Finding(LintCode.DUE_AFTER_REPORT, (where,), words)


def _unsigned(draft: PlanDraft) -> Iterator[Finding]:
    """What the plan's own heading and those of its tables lack, or have too much."""
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
