"""Rows of an assignment table: text, deadline, who leads, who helps, and what each asks for.

What is of two minds is decided in the open: a cell merged in print is inherited and says so, a
name that may stand in either of two columns is given to neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.deadline import Deadline, YearEndDeadline
from domain.draft import DraftTarget, Party
from domain.vietnamese.agencies import Place
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.importing.both_agencies import split_both, split_said
from services.cli.plan.importing.columns import Column, recognise
from services.cli.plan.importing.ditto import dittoed
from services.cli.plan.importing.readings import Notes, read_deadline, read_parties, read_targets
from services.cli.plan.importing.rows import DATA, Row, read_rows
from services.cli.plan.importing.section_leads import lead_of_section, lead_of_ticks
from services.cli.plan.importing.tables import SourceTable, year_of
from services.cli.plan.importing.ticks import spans, with_ticks
from services.cli.plan.importing.value_column import by_horizon, read_value
from services.cli.plan.importing.words import bare, plain, years


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was read but is not yet known to be a target or a task."""

    row: Row
    text: str
    targets: tuple[DraftTarget, ...]
    target_notes: Notes
    valued: bool
    deadline: Deadline | None
    deadline_text: str
    lead: tuple[Party, ...]
    coordinators: tuple[Party, ...]
    remark: str
    notes: Notes


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who answers for a row, for the rows below it to inherit."""

    lead: tuple[Party, ...] = ()
    coordinators: tuple[Party, ...] = ()
    doubtful: str = ""
    notes: Notes = ()


def read_entries(
    table: SourceTable, place: Place, year: int | None, *, merges_known: bool
) -> tuple[Entry, ...]:
    """Return the rows of an assignment table; sections and totals are no rows.

    `merges_known`: the source says which cells are merged, so that a blank one is blank.
    """
    above: _Answer | None = None
    entries = []
    ticks = spans(table.heads)
    for row in (with_ticks(each, ticks) for each in dittoed(read_rows(table))):
        if row.kind != DATA:
            above = None
            continue
        above = _answer(row, table, above, place, merges_known=merges_known)
        for each, of in by_horizon(row, year):
            entries.append(_entry(each, table, above, of))
    return tuple(entries)


def _entry(row: Row, table: SourceTable, answer: _Answer, year: int | None) -> Entry:
    text = plain(row.name)
    targets, target_notes, valued, left = read_value(row, text, year)
    if not valued:
        targets, target_notes = read_targets(text)
    printed = _deadline_text(row, table)
    deadline, deadline_notes = _deadline(printed, row, table, year)
    remark, unknown = remarks(row, left)
    return Entry(
        row,
        text,
        targets,
        target_notes,
        valued,
        deadline,
        printed,
        answer.lead,
        answer.coordinators,
        remark,
        (*deadline_notes, *answer.notes, *unknown),
    )


def remarks(row: Row, left: tuple[tuple[str, str], ...] = ()) -> tuple[str, Notes]:
    """Return what a row says in columns that have no place of their own, under their headings."""
    pieces = [plain(row.cells.get(Column.REMARK, ""))]
    for column, label in _LABELS.items():
        if words := plain(row.cells.get(column, "")):
            pieces.append(f"{label}: {words}")
    pieces.extend(f"{heading}: {words}" for heading, words in left)
    notes = []
    for head, text in row.spread:
        words = plain(text)
        if not words or head.column is Column.VALUE:
            continue
        pieces.append(f"{head.text}: {words}" if head.text else words)
        if head.column is Column.UNKNOWN:
            notes.append(Note(Review.COLUMN_UNKNOWN, None, head.text or words))
    return "; ".join(piece for piece in pieces if piece), tuple(notes)


_LABELS = {
    Column.PRODUCT: "Sản phẩm",
    Column.RESULT: "Kết quả",
    Column.VERDICT: "Đánh giá",
    Column.STATUS: "Hiện trạng",
    Column.SOURCE: "Nguồn vốn",
    Column.TOTAL: "Tổng mức đầu tư",
    Column.DECISION: "Quyết định",
    Column.OBJECTIVE: "Mục tiêu đầu tư",
}


def _deadline_text(row: Row, table: SourceTable) -> str:
    start, end = plain(row.cells.get(Column.START, "")), plain(row.cells.get(Column.DEADLINE, ""))
    head = next((head.text for head in table.heads if head.column is Column.DEADLINE), "")
    if end[:1].isdigit() and not start and _BEFORE.search(bare(head)):
        return f"Trước {end}"
    return f"Từ {start} đến {end}" if start and end else end or start


_SAYS_WHO = re.compile(r"chủ trì|phối hợp", re.IGNORECASE)
_BEFORE = re.compile(r"\btruoc( ngay)?$")


def _deadline(
    printed: str, row: Row, table: SourceTable, year: int | None
) -> tuple[Deadline | None, Notes]:
    """Read the row's deadline; a table without the column has that of its value or heading."""
    if printed or table.has(Column.DEADLINE):
        deadline, notes = read_deadline(printed, year)
        if Column.DEADLINE in row.merged:
            notes = (*notes, Note(Review.CELL_INHERITED, None, printed))
        head = next((head.text for head in table.heads if head.column is Column.DEADLINE), "")
        if head and printed and recognise(head).column is Column.UNKNOWN:
            notes = (*notes, Note(Review.COLUMN_UNKNOWN, None, f"{head}: {printed}"))
        return deadline, notes
    valued = {
        head.year
        for head, text in row.spread
        if head.column is Column.VALUE and head.year and plain(text)
    }
    named = valued.pop() if len(valued) == 1 else _headed(row) or year_of(table) or year
    if named is None:
        return None, (Note(Review.DEADLINE_MISSING),)
    return YearEndDeadline(named), (Note(Review.YEAR_ASSUMED, None, str(named)),)


def _headed(row: Row) -> int | None:
    """Return the one year that the nearest heading of a row names: *Mục tiêu đến năm 2025*."""
    for heading in reversed(row.section.split(" › ")):
        if named := set(years(heading)):
            return named.pop() if len(named) == 1 else None
    return None


def _answer(
    row: Row, table: SourceTable, above: _Answer | None, place: Place, *, merges_known: bool
) -> _Answer:
    """Return who answers for a row: its own cells, or those of the row above where merged."""
    if row.doubtful:
        return _Answer((), (), row.doubtful, (_ambiguous(row.doubtful, above),))
    lead_text = row.cells.get(Column.LEAD, "")
    helped_text = row.cells.get(Column.COORDINATORS, "")
    blank = not plain(lead_text) and not plain(helped_text) and not row.cells.get(Column.BOTH)
    lost = blank and above and (row.sheared or (not merges_known and table.has(Column.LEAD)))
    if lost and above:
        return _inherited(above)
    if both := row.cells.get(Column.BOTH, ""):
        lead_text, helped_text, doubt = split_both(both)
        if doubt:
            return _Answer((), (), doubt, (Note(Review.CELL_AMBIGUOUS, None, doubt),))
    elif not plain(helped_text) and _SAYS_WHO.search(lead_text):
        lead_text, helped_text = split_said(lead_text)
    lead, lead_notes = read_parties(lead_text, place)
    helped, helped_notes = read_parties(helped_text, place)
    notes = [*lead_notes, *helped_notes]
    if not lead and above and above.lead and helped and not merges_known:
        lead = above.lead
        notes.append(Note(Review.CELL_INHERITED, None, _names(lead)))
    elif not lead and (lead := lead_of_section(row, table, place)):
        notes.append(Note(Review.CELL_INHERITED, None, row.section))
    elif not lead and (lead := lead_of_ticks(row, table, place)):
        notes.append(Note(Review.CELL_AMBIGUOUS, None, f"x: {_names(lead)}"))
    elif not lead:
        notes.append(Note(Review.LEAD_MISSING))
    notes.extend(
        Note(Review.CELL_INHERITED, None, plain(row.cells[column]))
        for column in (Column.LEAD, Column.COORDINATORS, Column.BOTH)
        if column in row.merged and column in row.cells
    )
    return _Answer(lead, helped, "", tuple(notes))


def _inherited(above: _Answer) -> _Answer:
    if above.doubtful:
        return replace(above, notes=(_ambiguous(above.doubtful, None),))
    if not above.lead and not above.coordinators:
        return _Answer(notes=(Note(Review.LEAD_MISSING),))
    kept = [note for note in above.notes if note.code in _CARRIED]
    words = " | ".join(filter(None, [_names(above.lead), _names(above.coordinators)]))
    notes = (*kept, Note(Review.CELL_INHERITED, None, words))
    return _Answer(above.lead, above.coordinators, "", notes)


_CARRIED = (
    Review.AGENCY_UNKNOWN,
    Review.AGENCY_AMBIGUOUS,
    Review.AGENCY_TYPO,
    Review.GROUP_UNRESOLVED,
)


def _ambiguous(words: str, above: _Answer | None) -> Note:
    detail = f"{words}: chủ trì hay phối hợp?"
    if above and (above.lead or above.coordinators):
        detail += f" Dòng trên: {_names(above.lead) or '-'} | {_names(above.coordinators) or '-'}"
    return Note(Review.CELL_AMBIGUOUS, None, detail)


def _names(parties: tuple[Party, ...]) -> str:
    return "; ".join(party.text for party in parties)
