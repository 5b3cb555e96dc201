"""Marks of what import read, so that a later import can tell who changed what since.

A row's mark has one short digest per field. A field whose digest is still the mark's was not
edited; a field that is read anew with another digest has changed in the document. Ids of
agencies and indicators are no part of it: they are decided elsewhere in the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import orjson

from contracts.fields import decimal_text
from contracts.render import value_message
from contracts.render_rules import deadline_message, rule_message
from domain.draft import DraftProject, DraftRow, DraftTarget, Party, PlanDraft
from domain.vietnamese.words import stakes_words
from services.cli.plan.catalogue import normal

FIELDS = ("text", "target", "deadline", "lead", "coordinators", "result")
_DIGITS = 6


def marked(draft: PlanDraft) -> PlanDraft:
    """Return a draft as read, with the marks of its rows and projects."""
    draft = normal(draft)
    return replace(
        draft,
        rows=tuple(replace(row, imported=mark(row)) for row in draft.rows),
        projects=tuple(replace(one, imported=project_mark(one)) for one in draft.projects),
    )


def mark(row: DraftRow) -> str:
    """Return the marks of a row's fields, in the order of FIELDS."""
    deadline = deadline_message(row.deadline) if row.deadline else None
    result = value_message(row.result) if row.result else None
    said = (
        [row.text],
        [row.kind.value, *(_target(target) for target in row.targets)],
        [row.deadline_text, deadline and deadline.model_dump_json(exclude_defaults=True)],
        _parties(row.lead),
        _parties(row.coordinators),
        [
            row.state,
            row.result_text,
            result and result.model_dump_json(),
            row.verdict,
            row.remark,
        ],
    )
    return "-".join(_digest(field) for field in said)


def project_mark(project: DraftProject) -> str:
    """Return the mark of a project: one for all that its row says."""
    agency = [] if project.agency is None else _parties((project.agency,))
    total = project.total_investment
    return _digest(
        [
            project.name,
            *agency,
            None if total is None else decimal_text(total),
            *(
                [one.year, None if one.amount is None else decimal_text(one.amount), one.source]
                for one in project.amounts
            ),
            project.years,
            project.decision,
            project.objective,
            project.source,
            project.status_text,
            project.status,
            project.remark,
        ]
    )


def marks(imported: str) -> dict[str, str]:
    """Return a row's marks by field; none where the row was not imported."""
    digests = imported.split("-")
    return dict(zip(FIELDS, digests, strict=True)) if len(digests) == len(FIELDS) else {}


def printed(row: DraftRow, field: str) -> str:
    """Return what a row says of a field, in words for the officer."""
    match field:
        case "deadline":
            return row.deadline_text
        case "lead" | "coordinators":
            return "; ".join(party.text for party in getattr(row, field))
        case "result":
            return row.result_text or row.remark
        case _:
            return "; ".join(map(_said, row.targets))


def _said(target: DraftTarget) -> str:
    return f"{target.text} ({stakes_words(target.stakes)})" if target.stakes else target.text


def _target(target: DraftTarget) -> list[str]:
    # Without its stakes: no document prints them, so they say nothing of who changed the rest.
    rule = rule_message(target.rule).model_dump_json(exclude_defaults=True)
    return [rule, target.unit, target.text]


def _parties(parties: tuple[Party, ...]) -> list[list[str]]:
    return [[party.text, party.name] for party in parties]


def _digest(said: object) -> str:
    return hashlib.sha256(orjson.dumps(said)).hexdigest()[:_DIGITS]
