"""A plan file as JSON: each row typed, as integrating programs read it. Deterministic, NFC."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.fields import decimal_text
from contracts.render import value_message
from contracts.render_rules import (
    deadline_message,
    rule_message,
    simple_rule_message,
    stakes_message,
)
from domain.deadline import Deadline, due_on, starts_on
from domain.draft import (
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTarget,
    IndicatorChoice,
    Objective,
    Party,
    PlanDraft,
)
from domain.target import Compound, Part
from domain.vietnamese.reading import Note
from domain.vietnamese.review import REVIEW_WORDS
from domain.vietnamese.words import rule_words
from services.cli.plan.quotes import Holder, quote

Tree = dict[str, Any]


def as_text(draft: PlanDraft, rows: Iterable[DraftRow]) -> str:
    """Return the JSON of a plan with some of its rows."""
    tree = {"plan": plan_tree(draft), "rows": [row_tree(row) for row in rows]}
    return json.dumps(tree, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _number(value)
    raise TypeError(type(value).__name__)


def _number(value: Decimal) -> int | float | str:
    """A JSON number where a reader cannot round it, else its digits as a string."""
    if value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else decimal_text(value)


def plan_tree(draft: PlanDraft) -> Tree:
    """Return the plan without its rows."""
    return {
        "id": draft.id,
        "revision": draft.revision,
        "title": draft.title,
        "number": draft.number,
        "issued_on": draft.issued_on,
        "provisional_key": draft.number is None or draft.issued_on is None,
        "period": draft.period.code,
        "issuer": _party(draft.issuer),
        "focal_point": draft.focal_point and _party(draft.focal_point),
        "source": draft.source,
        "duties": [_duty(duty) for duty in draft.duties],
        "tables": [
            {
                "id": table.id,
                "heading": table.heading,
                "role": table.role.value,
                "columns": list(table.columns),
                "unit": table.unit,
                "line": table.line,
            }
            for table in draft.tables
        ],
        "objectives": [_objective(one) for one in draft.objectives],
        "projects": [_project(one) for one in draft.projects],
        "totals": [
            {
                "table": one.table,
                "section": one.section,
                "year": one.year,
                "amount": one.amount,
                "text": one.text,
                "line": one.line,
            }
            for one in draft.totals
        ],
        "review": _review(draft.notes, draft),
    }


def row_tree(row: DraftRow) -> Tree:
    """Return one row, typed."""
    return {
        "id": row.id,
        "table": row.table,
        "number": row.number,
        "printed_number": row.printed_number,
        "section": row.section,
        "text": row.text,
        "kind": row.kind.value,
        "target": _row_target(row.targets, row.text),
        "deadline": deadline_tree(row.deadline, row.deadline_text),
        "lead": [_party(party) for party in row.lead],
        "coordinators": [_party(party) for party in row.coordinators],
        "state": row.state and row.state.value,
        "result": row.result and value_message(row.result).model_dump(),
        "result_text": row.result_text,
        "verdict": row.verdict,
        "remark": row.remark,
        "reviewed": row.reviewed,
        "review": _review(row.notes, row),
        "line": row.line,
    }


def _row_target(targets: tuple[DraftTarget, ...], text: str) -> Tree | None:
    """One object; of several indicators a compound, each part with its own."""
    if not targets:
        return None
    if len(targets) == 1:
        return target_tree(targets[0])
    units = {target.unit for target in targets}
    return {
        "kind": "compound",
        "parts": [target_tree(target) for target in targets],
        "unit": units.pop() if len(units) == 1 else "",
        "text": text,
        "words": "; ".join(rule_words(target.rule, target.unit) for target in targets),
        "indicator": None,
    }


def target_tree(target: DraftTarget) -> Tree:
    """Return a target on one indicator."""
    rule = (
        {"kind": "compound", "parts": [_part(part, target.unit) for part in target.rule.parts]}
        if isinstance(target.rule, Compound)
        else rule_message(target.rule).model_dump()
    )
    return rule | {
        "unit": target.unit,
        "text": target.text,
        "subject": target.subject,
        "words": rule_words(target.rule, target.unit),
        "indicator": target.indicator and _indicator(target.indicator),
        "stakes": target.stakes and stakes_message(target.stakes).model_dump(),
    }


def _part(part: Part, unit: str) -> Tree:
    rule = simple_rule_message(part.rule).model_dump()
    return (
        {"id": part.id}
        | rule
        | {
            "unit": unit,
            "text": part.text,
            "words": rule_words(part.rule, unit),
            "share_of": part.share_of,
        }
    )


def _indicator(choice: IndicatorChoice) -> Tree:
    return {
        "id": choice.id,
        "name": choice.name,
        "unit": choice.unit,
        "direction": choice.direction,
        "definition": choice.definition,
        "existing": choice.existing,
        "change": choice.change,
    }


def deadline_tree(deadline: Deadline | None, text: str) -> Tree | None:
    """Return a deadline with its days; `kind` is null where the words were not understood."""
    if deadline is None:
        return {"kind": None, "from": None, "due": None, "text": text} if text else None
    message = deadline_message(deadline)
    return {
        "kind": message.kind,
        "from": starts_on(deadline),
        "due": due_on(deadline),
        "text": text or deadline.text,
    }


def _party(party: Party) -> Tree:
    return {
        "text": party.text,
        "name": party.name,
        "kind": party.kind,
        "agency": party.agency,
        "proposed": party.proposed,
    }


def _review(notes: Iterable[Note], holder: Holder) -> list[Tree]:
    return [
        {
            "code": note.code.value,
            "words": REVIEW_WORDS[note.code].vi,
            "span": note.span and [note.span.start, note.span.end],
            "quote": quote(note, holder),
            "detail": note.detail,
        }
        for note in notes
    ]


def _duty(duty: DraftDuty) -> Tree:
    return {
        "reporter": [_party(party) for party in duty.reporter],
        "through": duty.through and _party(duty.through),
        "recipient": duty.recipient and _party(duty.recipient),
        "due_on": duty.due_on,
        "frequency": duty.frequency,
        "text": duty.text,
        "line": duty.line,
        "reviewed": duty.reviewed,
    }


def _objective(one: Objective) -> Tree:
    return {
        "text": one.text,
        "section": one.section,
        "year": one.year,
        "target": _row_target(one.targets, one.text),
        "row": one.row,
        "review": _review(one.notes, one),
        "line": one.line,
    }


def _project(one: DraftProject) -> Tree:
    return {
        "id": one.id,
        "table": one.table,
        "number": one.number,
        "section": one.section,
        "name": one.name,
        "agency": one.agency and _party(one.agency),
        "total_investment": one.total_investment,
        "amounts": [
            {"year": each.year, "amount": each.amount, "source": each.source}
            for each in one.amounts
        ],
        "years": one.years and list(one.years),
        "decision": one.decision,
        "objective": one.objective,
        "source": one.source,
        "status": one.status and one.status.value,
        "status_text": one.status_text,
        "remark": one.remark,
        "review": _review(one.notes, one),
        "line": one.line,
    }
