"""Hold a draft to what events and plan files can hold: absurd readings go, their words stay.

A scan or a wrong column can read as a number of twenty digits or a unit of a whole sentence.
Such a reading is not understood: the row keeps its text, and a note asks the officer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from pydantic import TypeAdapter, ValidationError

from contracts import common
from contracts.fields import UNIT_MAX_LENGTH, Exact
from contracts.render import value_message
from contracts.render_rules import deadline_message, rule_message
from domain.draft import DraftProject, DraftRow, DraftTarget, Objective, PlanDraft, YearAmount
from domain.measurement import Value
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review

_EXACT: TypeAdapter[Decimal] = TypeAdapter(Exact)
_VALUE: TypeAdapter[common.Value] = TypeAdapter(common.Value)
_SHOWN = 200


def storable(draft: PlanDraft) -> PlanDraft:
    """Return the draft without what no plan file can hold, each thing noted where it stood."""
    return replace(
        draft,
        rows=tuple(_row(row) for row in draft.rows),
        objectives=tuple(_objective(one) for one in draft.objectives),
        projects=tuple(_project(one) for one in draft.projects),
        totals=tuple(one for one in draft.totals if _exact(one.amount)),
    )


def _row(row: DraftRow) -> DraftRow:
    targets, notes = _targets(row.targets)
    deadline, result = row.deadline, row.result
    if deadline and not _taken(partial(deadline_message, deadline)):
        deadline = None
        notes = (*notes, Note(Review.DEADLINE_NOT_UNDERSTOOD, None, row.deadline_text[:_SHOWN]))
    if result and not _taken(partial(_value, result)):
        result = None
        notes = (*notes, Note(Review.RESULT_NOT_UNDERSTOOD, None, row.result_text[:_SHOWN]))
    if not notes:
        return row
    return replace(
        row, targets=targets, deadline=deadline, result=result, notes=(*row.notes, *notes)
    )


def _objective(one: Objective) -> Objective:
    targets, notes = _targets(one.targets)
    return replace(one, targets=targets, notes=(*one.notes, *notes)) if notes else one


def _targets(targets: tuple[DraftTarget, ...]) -> tuple[tuple[DraftTarget, ...], tuple[Note, ...]]:
    kept = tuple(
        target
        for target in targets
        if len(target.unit) <= UNIT_MAX_LENGTH and _taken(partial(rule_message, target.rule))
    )
    lost = tuple(
        Note(Review.TARGET_NOT_UNDERSTOOD, None, target.text[:_SHOWN])
        for target in targets
        if target not in kept
    )
    return kept, lost


def _project(one: DraftProject) -> DraftProject:
    total = one.total_investment
    sums = [total, *(each.amount for each in one.amounts)]
    if all(_exact(amount) for amount in sums):
        return one
    return replace(
        one,
        total_investment=total if _exact(total) else None,
        amounts=tuple(
            each if _exact(each.amount) else YearAmount(each.year, None, each.source)
            for each in one.amounts
        ),
        notes=(*one.notes, Note(Review.NUMBER_AMBIGUOUS, None, "số tiền quá lớn / too large")),
    )


def _value(value: Value) -> common.Value:
    return _VALUE.validate_python(value_message(value).model_dump())


def _taken(build: Callable[[], object]) -> bool:
    """Tell whether the contract takes a value."""
    try:
        build()
    except ValidationError:
        return False
    return True


def _exact(amount: Decimal | None) -> bool:
    return amount is None or _taken(partial(_EXACT.validate_python, f"{amount:f}"))
