"""A draft as the text of its plan file: in human order, with comments, each thing said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.render import value_message
from contracts.render_rules import deadline_message, rule_message
from domain.deadline import Deadline
from domain.draft import (
    CitedDocument,
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTable,
    DraftTarget,
    IndicatorChoice,
    Objective,
    Party,
    PlanDraft,
    PrintedTotal,
)
from domain.vietnamese.reading import Note
from domain.vietnamese.review import REVIEW_WORDS
from services.cli.plan.catalogue import Entry, entries, indicator_key, normal, targets_of
from services.cli.plan.plan_file_emit import emit
from services.cli.plan.plan_file_models import FORMAT, phrase_of
from services.cli.plan.quotes import Holder, quote

Tree = dict[str, Any]


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
    return emit(_pruned(tree, keep=("format", "plan")))


class Refs:
    """How a file means an agency: by the printed words alone where they mean one only."""

    def __init__(self, catalogue: Iterable[Entry]) -> None:
        self._keys: dict[tuple[str, str | None], str] = {}
        self._meant: dict[str, set[str]] = {}
        for entry in catalogue:
            self._keys[entry.party.name, entry.party.agency] = entry.key
            for text in (entry.key, *entry.printed):
                self._meant.setdefault(text, set()).add(entry.key)

    def of(self, party: Party) -> str | Tree:
        """Return a mention of an agency."""
        key = self._keys[party.name, party.agency]
        alone = self._meant.get(party.text) == {key}
        return party.text if alone else {"text": party.text, "name": key}

    def maybe(self, party: Party | None) -> str | Tree | None:
        """Return a mention of an agency, if there is one."""
        return self.of(party) if party else None

    def all(self, parties: Iterable[Party]) -> list[str | Tree]:
        """Return the mentions of several."""
        return [self.of(party) for party in parties]


def _pruned(tree: Mapping[str, Any], keep: tuple[str, ...] = ()) -> Tree:
    """Leave out what is empty, so that the file shows what there is."""
    return {
        key: value
        for key, value in tree.items()
        if key in keep or value not in (None, "", (), [], {}, False)
    }


def _plan(draft: PlanDraft, refs: Refs) -> Tree:
    return _pruned(
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
    return _pruned(
        {
            "reporter": refs.all(duty.reporter),
            "through": refs.maybe(duty.through),
            "recipient": refs.maybe(duty.recipient),
            "due_on": duty.due_on,
            "frequency": duty.frequency,
            "text": duty.text,
            "line": duty.line,
        }
    )


def _agency(entry: Entry) -> Tree:
    party = entry.party
    return _pruned(
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
            found[indicator_name(choice)] = _pruned(
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


def indicator_name(choice: IndicatorChoice) -> str:
    """Return the key of an indicator in the file: `id`, or `id@2` for its second definition."""
    id_, definition = indicator_key(choice)
    return id_ if definition == 1 else f"{id_}@{definition}"


def _table(table: DraftTable) -> Tree:
    return _pruned(
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
    return _pruned(tree, keep=("number", "table", "text", *said))


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
    }
    return tree | {key: value for key, value in beside.items() if value is not None}


def _deadline(deadline: Deadline | None) -> Tree | None:
    return deadline_message(deadline).model_dump(exclude_defaults=True) if deadline else None


def _note(note: Note, holder: Holder) -> Tree:
    return _pruned(
        {
            "code": note.code.value,
            "words": REVIEW_WORDS[note.code].vi,
            "quote": quote(note, holder),
            "detail": note.detail,
            "span": note.span and [note.span.start, note.span.end],
        }
    )


def _objective(objective: Objective) -> Tree:
    return _pruned(
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
        _pruned({"year": one.year, "amount": one.amount, "source": one.source}, keep=("amount",))
        for one in project.amounts
    ]
    return _pruned(
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
    return _pruned(
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
    return _pruned(
        {
            "number": document.number,
            "issued_on": document.issued_on,
            "issuer": document.issuer,
            "text": document.text,
            "line": document.line,
        },
        keep=("number",),
    )
