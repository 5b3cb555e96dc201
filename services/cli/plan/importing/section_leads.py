"""Who leads where no column says it: the rows stand below the agency that is to do them.

*I. Sở Y tế* above the tasks of that department. Only a heading that names known agencies and
nothing else is taken, and the officer is told where the lead comes from.
"""

from __future__ import annotations

from domain.draft import Party
from domain.vietnamese.agencies import Place
from domain.vietnamese.review import Review
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.numbering import split_number
from services.cli.plan.importing.readings import read_parties
from services.cli.plan.importing.rows import Row
from services.cli.plan.importing.tables import SourceTable

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
