"""Objectives of the prose in the draft, and the rows of those that no table assigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.deadline import YearEndDeadline
from domain.draft import DraftRow, Objective
from domain.plan import RowKind
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.importing.front import Front
from services.cli.plan.importing.objectives import Aim
from services.cli.plan.importing.words import number_slug, table_prefix

OBJECTIVES = "muc-tieu"


def objective(aim: Aim, row: str | None) -> Objective:
    """Return an objective with the row that assigns it, if any."""
    return Objective(aim.text, aim.section, aim.line, aim.targets, row, aim.notes, aim.year)


def objective_row(aim: Aim, front: Front) -> DraftRow:
    """Return the row of an objective that no table assigns to anyone."""
    deadline = YearEndDeadline(aim.year) if aim.year else None
    notes = (Note(Review.UNASSIGNED), *aim.notes)
    if deadline is None:
        notes = (*notes, Note(Review.DEADLINE_MISSING))
    return DraftRow(
        id=f"{table_prefix(front.id, OBJECTIVES)}{number_slug(aim.number)}",
        table=OBJECTIVES,
        number=aim.number,
        printed_number="",
        section=aim.section,
        text=aim.text,
        kind=RowKind.TARGET,
        targets=aim.targets,
        deadline=deadline,
        line=aim.line,
        notes=tuple(dict.fromkeys(notes)),
    )


def with_row(said: Objective, own: Sequence[DraftRow]) -> Objective:
    """Name the row that stands for an objective itself, where no table assigns it."""
    if said.row is not None:
        return said
    row = next((row for row in own if row.line == said.line and row.text == said.text), None)
    return replace(said, row=row.id) if row else said
