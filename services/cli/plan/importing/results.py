"""Rows of a table of results: what was asked for, what was reached, the official verdict."""

from __future__ import annotations

from dataclasses import dataclass

from domain.draft import DraftTarget
from domain.measurement import Value
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.results import parse_result, parse_verdict
from services.cli.plan.importing.assignment import remarks
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.readings import Notes, read_targets
from services.cli.plan.importing.rows import Row
from services.cli.plan.importing.value_column import read_value
from services.cli.plan.importing.words import plain


@dataclass(frozen=True, slots=True)
class Result:
    """A row of results: `verdict` is a code of the verdicts, empty where none is printed."""

    text: str
    targets: tuple[DraftTarget, ...]
    result_text: str
    result: Value | None
    verdict: str
    remark: str
    notes: Notes


def read_result(row: Row, year: int | None) -> Result:
    """Return a row of a table of results, each cell that is not understood noted."""
    text = plain(row.name)
    targets, notes, valued, left = read_value(row, text, year)
    if not valued:
        targets, notes = read_targets(text)
    printed = plain(row.cells.get(Column.RESULT, ""))
    value: Value | None = None
    unit = plain(row.cells.get(Column.UNIT, ""))
    noted = list(notes)
    if printed:
        shown = f"{printed}{unit}" if unit == "%" and printed[-1:].isdigit() else printed
        reading = parse_result(shown)
        if isinstance(reading, NotUnderstood):
            noted.append(Note(reading.reason, None, printed))
        else:
            value = reading.value.value
            noted.extend(Note(note.code, None, note.detail or printed) for note in reading.notes)
    verdict = ""
    if words := plain(row.cells.get(Column.VERDICT, "")):
        judged = parse_verdict(words)
        if isinstance(judged, NotUnderstood):
            noted.append(Note(judged.reason, None, words))
        else:
            verdict = str(judged.value)
    remark, unknown = _remark(row, left)
    return Result(text, targets, printed, value, verdict, remark, (*noted, *unknown))


def _remark(row: Row, left: tuple[tuple[str, str], ...]) -> tuple[str, Notes]:
    cells = dict(row.cells)
    cells.pop(Column.RESULT, None)
    cells.pop(Column.VERDICT, None)
    shown = Row(
        row.kind, row.line, row.printed, row.number, row.section, row.name, cells, row.spread
    )
    return remarks(shown, left)
