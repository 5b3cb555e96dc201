"""The ledger in PostgreSQL: which event ids are taken, by what content, standing where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from domain.identity import EventRef
from infra.postgres import Connection
from infra.sql import load_queries
from services.ingest.offers import Entry, Position

if TYPE_CHECKING:
    import asyncpg

_SQL = load_queries("services.ingest")
# "chingest" in ASCII, as a signed 64-bit key: held while a batch is decided.
ADMISSION_LOCK = 0x6368696E67657374


async def lock_admission(connection: Connection, *, alone: bool) -> None:
    """Hold, until the transaction ends, the right to decide: alone, or beside other readers.

    Two instances that decided at once on the same registry could both admit what only one
    may: a second definition of one indicator, say.
    """
    await connection.execute(_SQL["lock_alone" if alone else "lock_shared"], ADMISSION_LOCK)


async def look_up(connection: Connection, refs: Iterable[EventRef]) -> dict[EventRef, Entry]:
    """Return the rows of those ids that are taken."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    rows = await connection.fetch(
        _SQL["look_up_events"], [ref.agency for ref in wanted], [ref.id for ref in wanted]
    )
    return {entry.ref: entry for entry in map(_entry, rows)}


async def reserve(connection: Connection, entries: Sequence[Entry], now: datetime) -> bool:
    """Insert new rows; False where another instance took one of the ids meanwhile."""
    ordered = sorted(entries, key=lambda entry: entry.ref)
    reserved = await connection.fetch(
        _SQL["reserve_events"],
        [entry.ref.agency for entry in ordered],
        [entry.ref.id for entry in ordered],
        [entry.digest for entry in ordered],
        [entry.subject for entry in ordered],
        [entry.type for entry in ordered],
        [entry.scope for entry in ordered],
        [entry.record for entry in ordered],
        [entry.received_sha256 for entry in ordered],
        now,
    )
    return len(reserved) == len(ordered)


async def write_positions(
    connection: Connection, positions: Sequence[tuple[EventRef, Position]]
) -> None:
    """Write where events stand on the log; the lowest offset stays. Their bytes go."""
    await connection.execute(
        _SQL["write_positions"],
        [ref.agency for ref, _ in positions],
        [ref.id for ref, _ in positions],
        [position.partition for _, position in positions],
        [position.offset for _, position in positions],
    )


async def claim_unsent(
    connection: Connection, *, before: datetime, now: datetime, limit: int
) -> list[Entry]:
    """Undertake to send events reserved before an instant that still have no position."""
    rows = await connection.fetch(_SQL["claim_unsent_events"], before, now, limit)
    return [_entry(row) for row in rows]


async def count_unsent(connection: Connection) -> int:
    """How many reserved events have no position yet."""
    return int(await connection.fetchval(_SQL["count_unsent_events"]))


async def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever admitted."""
    return not await connection.fetchval("select exists (select from ingest.events)")


async def find(connection: Connection, ref: EventRef) -> Entry | None:
    """Return the row of one id, without the record's bytes."""
    row = await connection.fetchrow(_SQL["find_event"], ref.agency, ref.id)
    return _entry(row) if row else None


def _entry(row: asyncpg.Record) -> Entry:
    offset = row["offset"]
    return Entry(
        ref=EventRef(row["agency"], row["id"]),
        digest=row["digest"],
        subject=row["subject"],
        type=row["type"],
        scope=row["scope"],
        received_at=row["received_at"],
        record=row["record"],
        received_sha256=row["received_sha256"],
        position=None if offset is None else Position(row["partition"], offset),
    )
