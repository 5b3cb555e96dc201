"""What changed between two drafts of a plan, row by row, in words: old and new.

Rows, projects and duties are told apart by their ids (duties by their line of reporting), so
that a row that only moved or was renumbered is not taken for another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest

from domain.deadline import due_on, starts_on
from domain.draft import DraftDuty, DraftProject, DraftRow, Party, PlanDraft
from domain.plan import RowKind
from domain.reasons import Words
from domain.vietnamese.words import date_words, number_words, rule_words, stakes_words

NOTHING = "—"


class Change(StrEnum):
    """What changed."""

    PLAN = "plan"
    ADDED = "added"
    REMOVED = "removed"
    TEXT = "text"
    NUMBER = "number"
    SECTION = "section"
    KIND = "kind"
    THRESHOLD = "threshold"
    INDICATOR = "indicator"
    STAKES = "stakes"
    DEADLINE = "deadline"
    LEAD = "lead"
    COORDINATORS = "coordinators"
    RESULT = "result"
    OBJECTIVES = "objectives"
    DUTIES = "duties"
    MONEY = "money"


CHANGE_WORDS: dict[Change, Words] = {
    Change.PLAN: Words("Kế hoạch", "Plan"),
    Change.ADDED: Words("Thêm", "Added"),
    Change.REMOVED: Words("Bỏ", "Removed"),
    Change.TEXT: Words("Nội dung", "Text"),
    Change.NUMBER: Words("Số thứ tự", "Number"),
    Change.SECTION: Words("Mục", "Section"),
    Change.KIND: Words("Loại", "Kind"),
    Change.THRESHOLD: Words("Mức đề ra", "Threshold"),
    Change.INDICATOR: Words("Chỉ số", "Indicator"),
    Change.STAKES: Words("Chi phí và thiệt hại", "Cost and loss"),
    Change.DEADLINE: Words("Thời hạn", "Deadline"),
    Change.LEAD: Words("Chủ trì", "Lead"),
    Change.COORDINATORS: Words("Phối hợp", "Coordinators"),
    Change.RESULT: Words("Kết quả", "Result"),
    Change.OBJECTIVES: Words("Mục tiêu trong phần lời", "Objectives of the text"),
    Change.DUTIES: Words("Chế độ báo cáo", "Report duties"),
    Change.MONEY: Words("Kinh phí", "Money"),
}
_KINDS = {RowKind.TARGET: "chỉ tiêu", RowKind.TASK: "nhiệm vụ", RowKind.OTHER: "khác"}


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One change. `id` is the row's or project's, empty for the plan; `number` as printed."""

    change: Change
    id: str
    number: str
    old: str
    new: str


def diff(old: PlanDraft, new: PlanDraft) -> tuple[DraftChange, ...]:
    """Return what changed from one draft to another, in the order of the new one."""
    return (
        *_plan(old, new),
        *_listed(Change.DUTIES, *([duty_words(one) for one in p.duties] for p in (old, new))),
        *_listed(Change.OBJECTIVES, *([one.text for one in p.objectives] for p in (old, new))),
        *_rows(old.rows, new.rows),
        *_money(old, new),
    )


def _plan(old: PlanDraft, new: PlanDraft) -> Iterator[DraftChange]:
    for before, after in zip(_of_plan(old), _of_plan(new), strict=True):
        if before != after:
            yield DraftChange(Change.PLAN, "", "", before or NOTHING, after or NOTHING)


def _of_plan(draft: PlanDraft) -> tuple[str, ...]:
    return (
        draft.id,
        draft.title,
        draft.number or "",
        date_words(draft.issued_on) if draft.issued_on else "",
        draft.issuer.name,
        draft.period.code,
        draft.focal_point.name if draft.focal_point else "",
    )


def _listed(change: Change, before: Sequence[str], after: Sequence[str]) -> Iterator[DraftChange]:
    """What has no id of its own: what went and what came, side by side."""
    gone = [words for words in before if words not in after]
    come = [words for words in after if words not in before]
    for old, new in zip_longest(gone, come, fillvalue=NOTHING):
        yield DraftChange(change, "", "", old, new)


def duty_words(duty: DraftDuty) -> str:
    """Return who reports through whom to whom, and when."""
    pieces = [_parties(duty.reporter)]
    if duty.through:
        pieces.append(f"qua {duty.through.name}")
    if duty.recipient:
        pieces.append(f"đến {duty.recipient.name}")
    if duty.due_on:
        pieces.append(f"hạn {date_words(duty.due_on)}")
    if duty.frequency:
        pieces.append(f"kỳ {duty.frequency}")
    return ", ".join(pieces)


_OF_ROW: dict[Change, Callable[[DraftRow], str]] = {
    Change.NUMBER: lambda row: row.number,
    Change.SECTION: lambda row: row.section,
    Change.KIND: lambda row: _KINDS[row.kind],
    Change.TEXT: lambda row: row.text,
    Change.THRESHOLD: lambda row: "; ".join(
        rule_words(target.rule, target.unit) for target in row.targets
    ),
    Change.INDICATOR: lambda row: "; ".join(_indicators(row)),
    Change.STAKES: lambda row: _stakes(row),
    Change.DEADLINE: lambda row: _deadline(row),
    Change.LEAD: lambda row: _parties(row.lead),
    Change.COORDINATORS: lambda row: _parties(row.coordinators),
    Change.RESULT: lambda row: "; ".join(
        said for said in (row.result_text, row.verdict, row.state or "", row.remark) if said
    ),
}


def _rows(old: Sequence[DraftRow], new: Sequence[DraftRow]) -> Iterator[DraftChange]:
    before, after = {row.id: row for row in old}, {row.id: row for row in new}
    for row in new:
        if row.id not in before:
            yield DraftChange(Change.ADDED, row.id, row.number, NOTHING, row.text)
            continue
        for change, words in _OF_ROW.items():
            yield from _compared(change, row.id, row.number, words(before[row.id]), words(row))
    for row in old:
        if row.id not in after:
            yield DraftChange(Change.REMOVED, row.id, row.number, row.text, NOTHING)


def _compared(change: Change, id_: str, number: str, old: str, new: str) -> Iterator[DraftChange]:
    if old != new:
        yield DraftChange(change, id_, number, old or NOTHING, new or NOTHING)


def _indicators(row: DraftRow) -> Iterator[str]:
    for target in row.targets:
        if choice := target.indicator:
            yield f"{choice.name} [{choice.id}, {choice.unit}, {choice.definition}]"


def _stakes(row: DraftRow) -> str:
    """Return cost and loss of a row's targets; of several each in its place, as all are told."""
    if all(target.stakes is None for target in row.targets):
        return ""
    return "; ".join(
        stakes_words(target.stakes) if target.stakes else NOTHING for target in row.targets
    )


def _deadline(row: DraftRow) -> str:
    days = [
        f"{word} {date_words(day)}"
        for word, of in (("từ", starts_on), ("đến", due_on))
        if row.deadline and (day := of(row.deadline))
    ]
    return " ".join([row.deadline_text, f"({', '.join(days)})" if days else ""]).strip()


def _parties(parties: Sequence[Party]) -> str:
    return "; ".join(f"{p.name} ({p.agency})" if p.agency else p.name for p in parties)


def _money(old: PlanDraft, new: PlanDraft) -> Iterator[DraftChange]:
    before, after = _projects(old), _projects(new)
    for id_, project in after.items():
        words = money_words(project)
        if id_ not in before:
            yield DraftChange(Change.ADDED, id_, project.number, NOTHING, words)
        else:
            earlier = money_words(before[id_])
            yield from _compared(Change.MONEY, id_, project.number, earlier, words)
    for id_, project in before.items():
        if id_ not in after:
            number, words = project.number, money_words(project)
            yield DraftChange(Change.REMOVED, id_, number, words, NOTHING)
    sums, now = _totals(old), _totals(new)
    for key in dict.fromkeys([*sums, *now]):
        place = " ".join(piece for piece in key if piece)
        yield from _compared(Change.MONEY, "", place, sums.get(key, ""), now.get(key, ""))


def _projects(draft: PlanDraft) -> Mapping[str, DraftProject]:
    return {project.id: project for project in draft.projects}


def money_words(project: DraftProject) -> str:
    """Return what a money table says of a project, amounts in million đồng."""
    pieces = [project.name]
    if project.total_investment is not None:
        pieces.append(f"tổng mức đầu tư {number_words(project.total_investment)}")
    for one in project.amounts:
        source = f" ({one.source})" if one.source else ""
        pieces.append(f"năm {one.year}{source}: {_amount(one.amount)}")
    if project.agency:
        pieces.append(project.agency.name)
    if project.years:
        pieces.append(f"{project.years[0]} - {project.years[1]}")
    pieces += [text for text in (project.decision, project.status_text, project.remark) if text]
    return "; ".join(pieces)


def _amount(amount: Decimal | None) -> str:
    return "không ghi" if amount is None else number_words(amount)


def _totals(draft: PlanDraft) -> dict[tuple[str, ...], str]:
    """Return the printed sums of the tables; a year that is said twice is summed up in words."""
    found: dict[tuple[str, ...], str] = {}
    for total in draft.totals:
        if total.table:
            key = (total.table, total.section or "", str(total.year or ""))
            said = number_words(total.amount)
            found[key] = f"{found[key]}; {said}" if key in found else said
    return found
