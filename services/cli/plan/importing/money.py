"""Rows of a money table: a project with its capital by year and source, and the printed sums.

Amounts are exact decimals in million đồng; what is not printed is None, never nought.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.deadline import Deadline, MultiYearDeadline, due_on, starts_on
from domain.draft import DraftProject, Party, PrintedTotal, YearAmount
from domain.task import TaskState
from domain.vietnamese.agencies import Place
from domain.vietnamese.documents import find_documents
from domain.vietnamese.numbers import MILLION_DONG, parse_amount
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.results import parse_task_state
from domain.vietnamese.review import Review
from services.cli.plan.importing.assignment import remarks
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.readings import Notes, deadline_like, read_deadline, read_parties
from services.cli.plan.importing.rows import DATA, SECTION, Row, read_rows
from services.cli.plan.importing.tables import SourceTable, year_of
from services.cli.plan.importing.words import bare, number_slug, plain

_FACTORS = {
    "trieu dong": Decimal(1),
    "trieu": Decimal(1),
    "trd": Decimal(1),
    "ty dong": Decimal(1000),
    "ti dong": Decimal(1000),
    "nghin dong": Decimal("0.001"),
    "ngan dong": Decimal("0.001"),
    "1 000 dong": Decimal("0.001"),
    "1000 dong": Decimal("0.001"),
    "dong": Decimal("0.000001"),
}
_SHARE = re.compile(
    r"(?P<source>[^:;+]{1,60}):\s*(?P<amount>\d[\d.,]*\s*(?:trđ|triệu|tỷ)?(?:\s*đồng)?)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\b(nstw|nsdp|nsđp|xskt|ngan sach|von)\b")


@dataclass(frozen=True, slots=True)
class Money:
    """What a money table says: its projects, each with its deadline, and the sums it prints."""

    projects: tuple[tuple[DraftProject, Deadline | None, Notes], ...]
    totals: tuple[PrintedTotal, ...]


def read_money(table: SourceTable, place: Place, year: int | None, prefix: str) -> Money:
    """Return the projects and printed sums of a money table; `prefix` begins the ids."""
    year = year_of(table) or year
    factor = _FACTORS.get(bare(table.unit))
    projects = []
    totals: list[PrintedTotal] = []
    heading = ""
    for row in read_rows(table):
        if row.kind == DATA:
            projects.append(
                _project(row, table, place, year, factor, f"{prefix}{_slug(row)}", heading)
            )
            continue
        heading = row.name if row.kind == SECTION else ""
        section = row.section if row.kind == SECTION else None
        totals.extend(_totals(row, table, year, factor or Decimal(1), section))
    return Money(tuple(projects), tuple(totals))


def _slug(row: Row) -> str:
    return number_slug(row.number)


def _project(
    row: Row,
    table: SourceTable,
    place: Place,
    year: int | None,
    factor: Decimal | None,
    id_: str,
    heading: str,
) -> tuple[DraftProject, Deadline | None, Notes]:
    notes: list[Note] = [] if factor else [Note(Review.UNIT_UNKNOWN, None, table.unit)]
    scale = factor or Decimal(1)
    agency, agency_notes = _agency(row, table, place, heading)
    decision, status_text, status = _state(row)
    deadline, deadline_notes, years = _years(row, table, year)
    remark, unknown = _remark(row)
    source = plain(row.cells.get(Column.SOURCE, ""))
    if not source and _SOURCE.search(bare(remark)):
        source = remark
    amounts, amount_notes = _amounts(row, year, scale, source)
    total, total_notes = _number(row.cells.get(Column.TOTAL, ""), scale)
    project = DraftProject(
        id=id_,
        table=table.id,
        number=row.number,
        section=row.section,
        name=plain(row.name),
        agency=agency,
        total_investment=total,
        amounts=amounts,
        years=years,
        decision=decision,
        objective=plain(row.cells.get(Column.OBJECTIVE, "")),
        source=source,
        status_text=status_text,
        status=status,
        remark=remark,
        line=row.line,
        notes=(*notes, *agency_notes, *amount_notes, *total_notes, *unknown),
    )
    return project, deadline, deadline_notes


def _agency(row: Row, table: SourceTable, place: Place, heading: str) -> tuple[Party | None, Notes]:
    """Return who carries a project out: its own cell, else the agency that heads its section."""
    own, notes = read_parties(row.cells.get(Column.LEAD, ""), place)
    if own:
        return own[0], notes
    if heading and table.has(Column.LEAD):
        inherited, notes = read_parties(heading, place)
        if inherited:
            note = Note(Review.CELL_INHERITED, None, plain(heading))
            return inherited[0], (*notes, note)
    return None, (Note(Review.LEAD_MISSING),) if table.has(Column.LEAD) else ()


def _state(row: Row) -> tuple[str, str, TaskState | None]:
    """Return decision, state in words, state: a column of decisions may hold a state instead."""
    decision, words = (
        plain(row.cells.get(Column.DECISION, "")),
        plain(row.cells.get(Column.STATUS, "")),
    )
    if decision and not words and not find_documents(decision):
        decision, words = "", decision
    state = parse_task_state(words) if words else None
    if state is None or isinstance(state, NotUnderstood):
        return decision, words, None
    return decision, words, state.value


def _years(
    row: Row, table: SourceTable, year: int | None
) -> tuple[Deadline | None, Notes, tuple[int, int] | None]:
    printed = plain(row.cells.get(Column.DEADLINE, ""))
    if not printed and not table.has(Column.DEADLINE):
        return None, (Note(Review.DEADLINE_MISSING),), None
    deadline, notes = read_deadline(printed, year)
    if isinstance(deadline, MultiYearDeadline):
        return deadline, notes, (deadline.first_year, deadline.last_year)
    last = due_on(deadline) if deadline and deadline_like(printed) else None
    if not deadline or not last:
        return deadline, notes, None
    first = starts_on(deadline) or last
    return deadline, notes, (first.year, last.year)


def _amounts(
    row: Row, year: int | None, scale: Decimal, source: str
) -> tuple[tuple[YearAmount, ...], Notes]:
    amounts: list[YearAmount] = []
    notes: list[Note] = []
    for head, text in row.spread:
        if head.column is not Column.AMOUNT:
            continue
        amount, noted = _number(text, scale)
        notes.extend(noted)
        of = head.year or year
        if of is None:
            notes.append(Note(Review.YEAR_ASSUMED, None, head.text))
            continue
        amounts.append(YearAmount(of, amount, source))
    if len(amounts) == 1 and amounts[0].amount is not None:
        shares = _shares(source, scale)
        if len(shares) > 1 and sum(share for _, share in shares) == amounts[0].amount:
            return tuple(YearAmount(amounts[0].year, part, name) for name, part in shares), tuple(
                notes
            )
    return tuple(amounts), tuple(notes)


def _shares(text: str, scale: Decimal) -> list[tuple[str, Decimal]]:
    """Return the parts of *Nguồn TW: 350 trđ; địa phương: 150 trđ*."""
    shares = []
    for found in _SHARE.finditer(text):
        amount, _ = _number(found["amount"], scale)
        if amount is not None:
            shares.append((found["source"].strip(), amount))
    return shares


def _number(text: str, scale: Decimal) -> tuple[Decimal | None, Notes]:
    """Return an amount in million đồng; a blank or a dash is not printed."""
    words = plain(text)
    if not words.strip("-–. "):
        return None, ()
    reading = parse_amount(words)
    if isinstance(reading, NotUnderstood):
        return None, (Note(reading.reason, None, words),)
    notes = tuple(Note(note.code, None, words) for note in reading.notes)
    if reading.value.unit == MILLION_DONG:
        return reading.value.value, notes
    if reading.value.unit:
        return None, (Note(Review.UNIT_UNKNOWN, None, words),)
    return reading.value.value * scale, notes


def _totals(
    row: Row, table: SourceTable, year: int | None, scale: Decimal, section: str | None
) -> list[PrintedTotal]:
    """Return the sums of a line: by their columns, or in order where the line is out of step."""
    heads = [head for head in table.heads if head.column is Column.AMOUNT]
    placed = [
        (head, _number(text, scale)[0]) for head, text in row.spread if head.column is Column.AMOUNT
    ]
    inside = [(head, amount) for head, amount in placed if amount is not None]
    others = [
        amount
        for column, text in row.cells.items()
        if column not in (Column.NUMBER, Column.NAME, Column.TOTAL)
        and (amount := _number(text, scale)[0]) is not None
    ]
    if others and len(inside) + len(others) == len(heads):
        values = [amount for _, amount in inside] + others
        inside = list(zip(heads, values, strict=True))
    text = plain(row.name)
    return [
        PrintedTotal(table.id, section, head.year or year, amount, row.line, text)
        for head, amount in inside
    ]


def _remark(row: Row) -> tuple[str, Notes]:
    """Return what has no field of its own: the remark, and columns that are not known."""
    cells = {column: text for column, text in row.cells.items() if column in _REMARKED}
    spread = tuple((head, text) for head, text in row.spread if head.column is not Column.AMOUNT)
    shown = Row(row.kind, row.line, row.printed, row.number, row.section, row.name, cells, spread)
    return remarks(shown)


_REMARKED = (Column.REMARK, Column.PRODUCT, Column.RESULT, Column.VERDICT)
