"""What of a draft is to be published: its plan, indicators, targets and tasks as things. Pure.

A row of which something was not understood is blocked, with the reason; what only rests on a
convention is published and remarked on. Tables of results and rows that are neither target
nor task become no events of their own: the plan lists them as rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.render_rules import (
    deadline_message,
    member_message,
    rule_message,
    stakes_message,
)
from domain.deadline import Deadline, UnresolvedDeadline, due_on
from domain.draft import DraftRow, DraftTarget, IndicatorChoice, PlanDraft
from domain.period import Period
from domain.plan import RowKind
from domain.reasons import Words
from domain.target import Compound, Part, Rule
from services.cli.plan.publication import Wanted
from services.cli.plan.row_blocks import blocked_by, parts_of
from services.cli.plan.row_members import Surroundings, reporters, with_members
from services.cli.plan.row_things import (
    Remark,
    known_ids,
    label_of,
    rows_of,
    shortened,
    thing_id,
)

NO_DEADLINE = "Không ghi thời hạn"


@dataclass(slots=True)
class Publishable:
    """The things that a draft states; the rows that are blocked, why; and what to know."""

    wanted: list[Wanted] = field(default_factory=list)
    blocked: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def publishable(draft: PlanDraft, around: Surroundings) -> Publishable:
    """Return the indicators, the plan, its targets and its tasks; money is beside it."""
    found = Publishable()
    things: list[Wanted] = []
    used: list[tuple[DraftTarget, IndicatorChoice]] = []
    said = definitions_of(draft)
    begun = frozenset(choice.id for _, choice in said if choice.definition == 1)
    for row in rows_of(draft):
        reasons = tuple(blocked_by(row, around.standing, begun))
        if reasons:
            found.blocked += [Remark(words, row.line, label_of(row), row.id) for words in reasons]
            continue
        if row.kind is RowKind.TARGET:
            used += [(one, one.indicator) for one in row.targets if one.indicator]
            things += _targets(draft, row, around, found.remarks)
        elif row.kind is RowKind.TASK:
            things.append(_task(draft, row, around, found.remarks))
    found.wanted = [*_indicators(_with_earlier(used, said)), _plan(draft, found.remarks), *things]
    return found


def definitions_of(draft: PlanDraft) -> list[tuple[DraftTarget, IndicatorChoice]]:
    """Return every definition that the file names, those of results and objectives too."""
    rows = [target for row in draft.rows for target in row.targets]
    aims = [target for objective in draft.objectives for target in objective.targets]
    return [(target, target.indicator) for target in (*rows, *aims) if target.indicator]


def _with_earlier(
    used: Sequence[tuple[DraftTarget, IndicatorChoice]],
    said: Iterable[tuple[DraftTarget, IndicatorChoice]],
) -> Iterator[tuple[DraftTarget, IndicatorChoice]]:
    """Yield the definitions in use, and those that the file names before them."""
    yield from used
    latest: dict[str, int] = {}
    for _, choice in used:
        latest[choice.id] = max(choice.definition, latest.get(choice.id, 0))
    for target, choice in said:
        if choice.definition < latest.get(choice.id, 0):
            yield target, choice


def _indicators(used: Iterable[tuple[DraftTarget, IndicatorChoice]]) -> list[Wanted]:
    parts: dict[tuple[str, int], dict[str, None]] = {}
    choices: dict[tuple[str, int], IndicatorChoice] = {}
    for target, choice in used:
        key = (choice.id, choice.definition)
        choices.setdefault(key, choice)
        parts.setdefault(key, {}).update(dict.fromkeys(parts_of(target.rule)))
    return [_indicator(choice, tuple(parts[key])) for key, choice in sorted(choices.items())]


def _indicator(choice: IndicatorChoice, parts: tuple[str, ...]) -> Wanted:
    state: dict[str, Any] = {
        "name": choice.name,
        "unit": choice.unit,
        "direction": choice.direction,
        "parts": parts,
    }
    if choice.change:
        state["reason"] = choice.change
    return Wanted(
        "indicator",
        choice.id,
        f"indicator/{choice.id}",
        state,
        label=choice.name,
        revision=choice.definition,
    )


def _plan(draft: PlanDraft, remarks: list[Remark]) -> Wanted:
    issuer = draft.issuer.agency
    focal = draft.focal_point.agency if draft.focal_point else None
    if focal is None:
        remarks.append(
            Remark(
                Words(
                    "Kế hoạch không nêu rõ đầu mối: lấy cơ quan ban hành",
                    "The plan names no focal point: its issuer is taken",
                )
            )
        )
    document = {
        "number": draft.number,
        "issued_on": draft.issued_on,
        "issuer": draft.issuer.name,
        "title": draft.title,
    }
    state: dict[str, Any] = {
        "issuer": issuer,
        "title": draft.title,
        "number": draft.number,
        "issued_on": draft.issued_on,
        "period": draft.period.code,
        "focal_point": focal or issuer,
        "rows": tuple(
            {
                "id": row.id,
                "number": row.number,
                "section": row.section,
                "text": row.text or row.number or "–",
                "kind": row.kind.value,
            }
            for row in rows_of(draft)
        ),
        "report_duties": tuple(_duties(draft, remarks)),
        "document": document,
    }
    return Wanted("plan", draft.id, f"plan/{draft.id}", state, label=draft.title)


def _duties(draft: PlanDraft, remarks: list[Remark]) -> Iterator[dict[str, Any]]:
    for duty in draft.duties:
        reporters = known_ids(duty.reporter, duty.line, remarks)
        recipient = duty.recipient.agency if duty.recipient else draft.issuer.agency
        if duty.due_on is None or recipient is None or not reporters:
            words = Words(
                "Chế độ báo cáo không có ngày hoặc cơ quan rõ ràng: không công bố",
                "A report duty without a day or a known agency: not published",
            )
            if not duty.reviewed:
                remarks.append(Remark(words, duty.line, shortened(duty.text)))
            continue
        for reporter in reporters:
            yield {
                "reporter": reporter,
                "through": duty.through.agency if duty.through else None,
                "recipient": recipient,
                "due_on": duty.due_on,
                "frequency": duty.frequency or "A",
            }


def _targets(
    draft: PlanDraft, row: DraftRow, around: Surroundings, remarks: list[Remark]
) -> Iterator[Wanted]:
    common = _common(draft, row, remarks)
    members = reporters(row, around, remarks)
    for target in row.targets:
        choice = target.indicator
        if choice is None:
            continue
        name = thing_id(draft.id, row.id)
        phrase = target.text or row.text
        rule = with_members(target.rule, phrase, row, around, remarks)
        state = {
            **common,
            "target": name,
            "text": (target.text if len(row.targets) > 1 else row.text) or row.text,
            "unit": target.unit,
            "rule": rule_message(rule),
            "definition": choice.definition,
            "members": tuple(member_message(member) for member in members),
            "stakes": stakes_message(target.stakes) if target.stakes else None,
        }
        subject = f"indicator/{choice.id}"
        yield Wanted("target", name, subject, state, row.id, row.line, label_of(row))


def _task(draft: PlanDraft, row: DraftRow, around: Surroundings, remarks: list[Remark]) -> Wanted:
    name = thing_id(draft.id, row.id)
    state = {**_common(draft, row, remarks), "text": row.text or row.number or "–"}
    if row.targets:
        phrase = row.targets[0].text or row.text
        rule = with_members(_joined(row.targets), phrase, row, around, remarks)
        state["quantity"] = rule_message(rule)
        state["unit"] = row.targets[0].unit
    return Wanted("task", name, f"task/{name}", state, row.id, row.line, label_of(row))


def _common(draft: PlanDraft, row: DraftRow, remarks: list[Remark]) -> dict[str, Any]:
    deadline = row.deadline or UnresolvedDeadline(NO_DEADLINE)
    heading = next((table.heading for table in draft.tables if table.id == row.table), "")
    return {
        "plan": draft.id,
        "row": row.id,
        "number": row.number,
        "section": row.section,
        "scope": draft.issuer.agency,
        "period": _period(draft.period, deadline),
        "deadline": deadline_message(deadline),
        "lead": known_ids(row.lead, row.line, remarks),
        "coordinators": known_ids(row.coordinators, row.line, remarks),
        "provenance": {"kind": "printed", "source": heading[:300] or None},
    }


def _period(plan: Period, deadline: Deadline) -> str:
    """Return the plan's period, as far as the deadline where that lies outside it."""
    due = due_on(deadline)
    if due is None or plan.start_on <= due <= plan.end_on:
        return plan.code
    first = min(plan.start_on, date(due.year, 1, 1))
    last = max(plan.end_on, date(due.year, 12, 31))
    return f"{first.isoformat()}/{last.isoformat()}"


def _joined(targets: Sequence[DraftTarget]) -> Rule:
    """Return a task's quantity: its one rule, or its several rules as parts of one."""
    if len(targets) == 1:
        return targets[0].rule
    parts = (
        Part(f"muc-{number}", one.text or "–", one.rule)
        for number, one in enumerate(targets, 1)
        if not isinstance(one.rule, Compound)
    )
    return Compound(tuple(parts))
