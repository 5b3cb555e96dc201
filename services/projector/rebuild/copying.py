"""Put facts and rows into a version's tables by COPY, many at a time and without looking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from infra.postgres import Connection
from services.projector.fold import Admitted, SubjectRows
from services.projector.outbox import outbox_rows
from services.projector.rebuild.folding import Folded
from services.projector.rows import COLUMNS, LISTS, Row, rows_of
from services.projector.views import schema_of

COPY_TIMEOUT_SECONDS = 3_600
# Subjects whose rows are in memory at a time, and whose facts are one COPY.
SUBJECTS_AT_ONCE = 500
FACTS = (
    "partition",
    "offset",
    "record",
    "agency",
    "event_id",
    "subject",
    "type",
    "occurred_at",
    "received_at",
)
STATUSES = ("key", "partition", "payload", "as_of", "known_at", "decided_at")


def fact_row(one: Admitted) -> Row:
    """Return what the facts' table keeps of an event, in the order of FACTS."""
    return one[1:10]


async def copy_part(
    session: Connection, version: int, folded: Iterator[Folded], tell: Callable[[int], None]
) -> None:
    """Copy facts while they are folded, and some subjects at a time the rows that came of it.

    Raises what folding raises.
    """
    rest = True
    while rest:
        derived: list[SubjectRows] = []
        facts = _facts(islice(folded, SUBJECTS_AT_ONCE), derived, tell)
        await _copy(session, version, "facts", FACTS, facts)
        await copy_rows(session, version, derived)
        rest = len(derived) == SUBJECTS_AT_ONCE


def _facts(
    folded: Iterable[Folded], derived: list[SubjectRows], tell: Callable[[int], None]
) -> Iterator[Row]:
    """Yield the facts of subjects as rows, with their derived rows put aside.

    No list: PostgreSQL takes in what was yielded while the next subject is folded.
    """
    for one in folded:
        yield from map(fact_row, one.facts)
        derived.append(one.rows)
        tell(one.records)


async def copy_rows(session: Connection, version: int, derived: Sequence[SubjectRows]) -> None:
    """Copy the rows of subjects that have none yet, and what would be told of them."""
    tables = {name: _with_lists(name, rows) for name, rows in rows_of(derived).items()}
    for name, rows in tables.items():
        if rows:
            await _copy(session, version, name, COLUMNS[name], rows)
    await _copy(session, version, "statuses", STATUSES, outbox_rows(derived))


def _with_lists(name: str, rows: Sequence[Row]) -> Sequence[Row]:
    if not LISTS[name]:
        return rows
    changed = []
    for row in rows:
        cells = list(row)
        for at in LISTS[name]:
            cells[at] = str(cells[at]).split(",") if cells[at] else []
        changed.append(tuple(cells))
    return changed


async def _copy(
    session: Connection, version: int, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    await session.copy_records_to_table(
        table,
        schema_name=schema_of(version),
        columns=columns,
        records=rows,
        timeout=COPY_TIMEOUT_SECONDS,
    )
