"""Decide the indicator of a row of a plan file. Pure: what is refused is told with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from domain.draft import DraftRow, DraftTarget, IndicatorChoice, PlanDraft
from domain.reasons import Words
from domain.vietnamese.review import Review
from services.cli.plan.row_blocks import parts_of

_DECIDED = (Review.INDICATOR_PROPOSED, Review.DEFINITION_CHANGED)


@dataclass(frozen=True, slots=True)
class Known:
    """A definition of an indicator that exists; `parts` is None where they are not told."""

    name: str
    unit: str
    direction: Literal["higher", "lower"]
    parts: tuple[str, ...] | None = None


class CannotLink(ValueError):
    """The row, its part or the indicator does not fit; the words say which and why."""

    def __init__(self, words: Words) -> None:
        super().__init__(f"{words.vi} / {words.en}")


def linked(
    draft: PlanDraft,
    row_id: str,
    part: int | None,
    indicator: str,
    definition: int | None,
    known: Mapping[int, Known],
) -> PlanDraft:
    """Return the draft with a row's target on an existing indicator, in its latest definition.

    `part` counts the targets of a row from 1; `known` are the indicator's definitions.

    Raises:
        CannotLink: there is no such row, part or definition, or the units differ.
    """
    row = _row(draft, row_id)
    at = _target_at(row, part)
    number = max(known) if definition is None else definition
    if number not in known:
        listed = ", ".join(map(str, sorted(known)))
        raise CannotLink(
            Words(
                f"{indicator} không có định nghĩa {number}; có: {listed}",
                f"{indicator} has no definition {number}; there are: {listed}",
            )
        )
    target = row.targets[at]
    _check(target, indicator, number, known[number])
    meant = known[number]
    choice = IndicatorChoice(
        indicator, meant.name, meant.unit, number, True, direction=meant.direction
    )
    targets = (*row.targets[:at], replace(target, indicator=choice), *row.targets[at + 1 :])
    left = tuple(note for note in row.notes if note.code not in _DECIDED)
    changed = replace(row, targets=targets, notes=left)
    return replace(draft, rows=tuple(changed if one is row else one for one in draft.rows))


def _row(draft: PlanDraft, wanted: str) -> DraftRow:
    """Return a row by its id, else by its number where one row only has it."""
    rows = [row for row in draft.rows if row.id == wanted]
    rows = rows or [row for row in draft.rows if row.number == wanted]
    if len(rows) == 1:
        return rows[0]
    if rows:
        ids = ", ".join(row.id for row in rows)
        raise CannotLink(
            Words(f"Nhiều dòng mang số {wanted}: {ids}", f"Several rows are numbered {wanted}")
        )
    raise CannotLink(Words(f"Không có dòng {wanted}", f"There is no row {wanted}"))


def _target_at(row: DraftRow, part: int | None) -> int:
    count = len(row.targets)
    if not count:
        raise CannotLink(
            Words(f"Dòng {row.id} không có chỉ tiêu nào", f"The row {row.id} has no target")
        )
    if part is None and count > 1:
        listed = "; ".join(f"{n}: {target.text}" for n, target in enumerate(row.targets, 1))
        raise CannotLink(
            Words(
                f"Dòng {row.id} có {count} chỉ tiêu, hãy nêu --part ({listed})",
                f"The row {row.id} has {count} targets: name one with --part",
            )
        )
    if part is not None and not 1 <= part <= count:
        raise CannotLink(
            Words(f"Dòng {row.id} có {count} phần", f"The row {row.id} has {count} parts")
        )
    return (part or 1) - 1


def _check(target: DraftTarget, indicator: str, number: int, known: Known) -> None:
    if known.unit != target.unit:
        raise CannotLink(
            Words(
                f"Đơn vị khác nhau: chỉ tiêu “{target.unit}”, chỉ số {indicator} “{known.unit}”",
                f"The units differ: “{target.unit}” and “{known.unit}”",
            )
        )
    if known.parts is None:
        return
    missing = [name for name in parts_of(target.rule) if name not in known.parts]
    if missing:
        listed = ", ".join(missing)
        raise CannotLink(
            Words(
                f"Định nghĩa {number} của {indicator} không có phần: {listed}",
                f"Definition {number} of {indicator} lacks the parts: {listed}",
            )
        )
