"""A draft as the text of its plan file: in human order, with comments, each thing said once."""

from __future__ import annotations

from contracts.render import value_message
from contracts.render_rules import deadline_message, rule_message, stakes_message
from domain.deadline import Deadline
from domain.draft import (
    CitedDocument,
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTable,
    DraftTarget,
    Objective,
    PlanDraft,
    PrintedTotal,
)
from domain.vietnamese.reading import Note
from domain.vietnamese.review import REVIEW_WORDS
from services.cli.plan.catalogue import Entry, entries, normal, targets_of
from services.cli.plan.plan_file_emit import emit
from services.cli.plan.plan_file_models import FORMAT, phrase_of
from services.cli.plan.plan_file_refs import Refs, Tree, indicator_name, pruned
from services.cli.plan.quotes import Holder, quote


def dumps(draft: PlanDraft) -> str:
    """Return the text of the plan file that holds a draft."""
    draft = normal(draft)
    catalogue = entries(draft)
    refs = Refs(catalogue)
    tree = {
        "format": FORMAT,
        "plan": _plan(draft, refs),
        "duties": [_duty(duty, refs) for duty in draft.duties],
        "agencies": {entry.key: _agency(entry) for entry in catalogue},
        "indicators": _indicators(draft),
        "tables": [_table(table) for table in draft.tables],
        "rows": [_row(row, refs) for row in draft.rows],
        "objectives": [_objective(objective) for objective in draft.objectives],
        "projects": [_project(project, refs) for project in draft.projects],
        "totals": [_total(total) for total in draft.totals],
        "statements": [
            {"text": statement.text, "line": statement.line} for statement in draft.statements
        ],
        "documents": [_document(document) for document in draft.documents],
    }
    return emit(pruned(tree, keep=("format", "plan")))


def _plan(draft: PlanDraft, refs: Refs) -> Tree:
    return pruned(
        {
            "id": draft.id,
            "revision": draft.revision,
            "title": draft.title,
            "number": draft.number,
            "issued_on": draft.issued_on,
            "period": draft.period.code,
            "issuer": refs.of(draft.issuer),
            "focal_point": refs.maybe(draft.focal_point),
            "source": draft.source,
            "review": [_note(note, draft) for note in draft.notes],
        },
        keep=("title", "number", "issued_on", "issuer", "focal_point"),
    )


def _duty(duty: DraftDuty, refs: Refs) -> Tree:
    return pruned(
        {
            "reporter": refs.all(duty.reporter),
            "through": refs.maybe(duty.through),
            "recipient": refs.maybe(duty.recipient),
            "due_on": duty.due_on,
            "frequency": duty.frequency,
            "text": duty.text,
            "line": duty.line,
            "reviewed": duty.reviewed,
        }
    )


def _agency(entry: Entry) -> Tree:
    party = entry.party
    return pruned(
        {
            "id": party.agency,
            "kind": party.kind,
            "name": party.name if party.name != entry.key else None,
            "proposed": party.proposed,
            "printed": list(entry.printed),
            "members": list(entry.members),
        },
        keep=("id", "kind", "name") if party.name != entry.key else ("id", "kind"),
    )


def _indicators(draft: PlanDraft) -> Tree:
    found: dict[str, Tree] = {}
    for target in targets_of(draft):
        choice = target.indicator
        if choice and indicator_name(choice) not in found:
            lower = choice.direction if choice.direction != "higher" else None
            found[indicator_name(choice)] = pruned(
                {
                    "name": choice.name,
                    "unit": choice.unit,
                    "direction": lower,
                    "existing": choice.existing,
                    "change": choice.change,
                },
                keep=("name", "unit"),
            )
    return found


def _table(table: DraftTable) -> Tree:
    return pruned(
        {
            "id": table.id,
            "heading": table.heading,
            "role": table.role.value,
            "line": table.line,
            "columns": list(table.columns),
            "unit": table.unit,
        },
        keep=("heading",),
    )


def _row(row: DraftRow, refs: Refs) -> Tree:
    tree = {
        "id": row.id,
        "number": row.number,
        "printed_number": None if row.printed_number == row.number else row.printed_number,
        "table": row.table,
        "section": row.section,
        "text": row.text,
        "kind": row.kind.value,
        **_targets(row.targets, row.text),
        "deadline": _deadline(row.deadline),
        "deadline_text": row.deadline_text if _says_deadline(row) else None,
        "lead": refs.all(row.lead),
        "coordinators": refs.all(row.coordinators),
        "state": row.state and row.state.value,
        "result_text": row.result_text,
        "result": row.result and value_message(row.result).model_dump(),
        "verdict": row.verdict,
        "remark": row.remark,
        "line": row.line,
        "reviewed": row.reviewed,
        "review": [_note(note, row) for note in row.notes],
        "imported": row.imported,
    }
    # What would be filled in where it is left out is said even where it is empty.
    said = [key for key in ("printed_number", "deadline_text") if tree[key] is not None]
    return pruned(tree, keep=("number", "table", "text", *said))


def _says_deadline(row: DraftRow) -> bool:
    return row.deadline_text != (row.deadline.text if row.deadline else "")


def _targets(targets: tuple[DraftTarget, ...], text: str) -> Tree:
    found = [_target(target, text) for target in targets]
    return {"target": found[0]} if len(found) == 1 else {"targets": found}


def _target(target: DraftTarget, text: str) -> Tree:
    tree = rule_message(target.rule).model_dump(exclude_defaults=True)
    choice = target.indicator
    beside = {
        "unit": target.unit or None,
        "indicator": choice and indicator_name(choice),
        "subject": None if target.subject == (choice.name if choice else "") else target.subject,
        "text": None if target.text == phrase_of(text) else target.text,
        "stakes": target.stakes and stakes_message(target.stakes).model_dump(),
    }
    return tree | {key: value for key, value in beside.items() if value is not None}


def _deadline(deadline: Deadline | None) -> Tree | None:
    return deadline_message(deadline).model_dump(exclude_defaults=True) if deadline else None


def _note(note: Note, holder: Holder) -> Tree:
    return pruned(
        {
            "code": note.code.value,
            "words": REVIEW_WORDS[note.code].vi,
            "quote": quote(note, holder),
            "detail": note.detail,
            "span": note.span and [note.span.start, note.span.end],
        }
    )


def _objective(objective: Objective) -> Tree:
    return pruned(
        {
            "text": objective.text,
            "section": objective.section,
            "year": objective.year,
            **_targets(objective.targets, objective.text),
            "row": objective.row,
            "line": objective.line,
            "review": [_note(note, objective) for note in objective.notes],
        },
        keep=("text",),
    )


def _project(project: DraftProject, refs: Refs) -> Tree:
    amounts = [
        pruned({"year": one.year, "amount": one.amount, "source": one.source}, keep=("amount",))
        for one in project.amounts
    ]
    return pruned(
        {
            "id": project.id,
            "number": project.number,
            "table": project.table,
            "section": project.section,
            "name": project.name,
            "agency": refs.maybe(project.agency),
            "total_investment": project.total_investment,
            "amounts": amounts,
            "years": project.years and list(project.years),
            "decision": project.decision,
            "objective": project.objective,
            "source": project.source,
            "status_text": project.status_text,
            "status": project.status and project.status.value,
            "remark": project.remark,
            "line": project.line,
            "review": [_note(note, project) for note in project.notes],
            "imported": project.imported,
        },
        keep=("number", "table", "name", "total_investment"),
    )


def _total(total: PrintedTotal) -> Tree:
    return pruned(
        {
            "table": total.table,
            "section": total.section,
            "year": total.year,
            "amount": total.amount,
            "text": total.text,
            "line": total.line,
        },
        keep=("amount", "section") if total.section is not None else ("amount",),
    )


def _document(document: CitedDocument) -> Tree:
    return pruned(
        {
            "number": document.number,
            "issued_on": document.issued_on,
            "issuer": document.issuer,
            "text": document.text,
            "line": document.line,
        },
        keep=("number",),
    )
