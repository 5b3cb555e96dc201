"""Who leads where no column says it: the rows stand below the agency that is to do them.

*I. Sở Y tế* above the tasks of that department. Only a heading that names known agencies and
nothing else is taken, and the officer is told where the lead comes from. So he is of a tick in a
column that an agency heads.
"""

from __future__ import annotations

import re

from domain.draft import Party
from domain.vietnamese.agencies import Place
from domain.vietnamese.review import Review
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.numbering import split_number
from services.cli.plan.importing.readings import read_parties
from services.cli.plan.importing.rows import Row
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import plain

_TICK = re.compile(r"^[xX✓✔√☑●•v+]$")
_DOUBTS = {Review.AGENCY_UNKNOWN, Review.AGENCY_AMBIGUOUS}
_LONGEST = 160


def lead_of_section(row: Row, table: SourceTable, place: Place) -> tuple[Party, ...]:
    """Return the agencies that the heading of a row names, in a table without a lead column."""
    if table.has(Column.LEAD, Column.BOTH):
        return ()
    for heading in reversed(row.section.split(" › ")):
        name = split_number(heading)[1] or heading
        if len(name) > _LONGEST:
            continue
        parties, notes = read_parties(name, place)
        if parties and not _DOUBTS & {note.code for note in notes}:
            return parties
    return ()


def lead_of_ticks(row: Row, table: SourceTable, place: Place) -> tuple[Party, ...]:
    """Return the agencies that head the columns a row is ticked in, without a lead column."""
    if table.has(Column.LEAD, Column.BOTH):
        return ()
    found: list[Party] = []
    for head, text in row.spread:
        if head.column is not Column.UNKNOWN or not _TICK.match(plain(text)):
            continue
        parties, notes = read_parties(head.text, place)
        if not _DOUBTS & {note.code for note in notes}:
            found.extend(parties)
    return tuple(found)
