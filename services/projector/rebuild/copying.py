"""Put facts and rows into a version's tables by COPY, many at a time and without looking."""

from __future__ import annotations

from collections.abc import AsyncIterable, Sequence

from infra.postgres import Connection
from services.projector.fold import Admitted, SubjectRows
from services.projector.outbox import outbox_rows
from services.projector.rows import COLUMNS, LISTS, Row, rows_of
from services.projector.views import schema_of

COPY_TIMEOUT_SECONDS = 3_600
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
    return one[:2] + one[3:10]


async def copy_facts(session: Connection, version: int, rows: AsyncIterable[Row]) -> None:
    """Copy facts while they are read."""
    await session.copy_records_to_table(
        "facts",
        schema_name=schema_of(version),
        columns=FACTS,
        records=rows,
        timeout=COPY_TIMEOUT_SECONDS,
    )


async def copy_rows(session: Connection, version: int, derived: Sequence[SubjectRows]) -> None:
    """Copy the rows of subjects that have none yet, and what would be told of them."""
    tables = {name: _with_lists(name, rows) for name, rows in rows_of(derived).items()}
    for name, rows in tables.items():
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
    session: Connection, version: int, table: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    if rows:
        await session.copy_records_to_table(
            table,
            schema_name=schema_of(version),
            columns=columns,
            records=rows,
            timeout=COPY_TIMEOUT_SECONDS,
        )
