"""Queue statuses in the outbox, in the transaction that derived them.

Whoever locks rows of the outbox locks them in the order of their keys, so that a sweep and
a sender cannot deadlock. Hence all rows of a transaction are queued together, as its last
work, however many pieces it derived them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from services.projector.fold import SubjectRows
from services.projector.session import LiveSession
from services.projector.store import columns

# Rows in one statement.
QUEUE_ROWS = 2_000

# Key, partition, payload, as_of, known_at, decided_at: the parameters of `queue_statuses`.
OutboxRow: TypeAlias = tuple[str, int, bytes, date, str, datetime]


def outbox_rows(derived: Sequence[SubjectRows]) -> list[OutboxRow]:
    """Return what the statuses of subjects become in the outbox."""
    return [
        (
            row.key,
            row.partition,
            row.payload,
            row.as_of,
            f"{row.partition}:{row.known_offset}",
            row.decided_at,
        )
        for rows in derived
        for row in rows.statuses
    ]


def outbox_columns(derived: Sequence[SubjectRows]) -> list[Any]:
    """Return all statuses of subjects as `queue_statuses` takes them, ordered by their keys."""
    ordered = sorted(outbox_rows(derived), key=_key)
    return columns(6, ordered)


def _key(row: OutboxRow) -> str:
    return row[0]


async def queue_statuses(session: LiveSession, rows: Sequence[OutboxRow]) -> None:
    """Queue the statuses whose content changed; once in a transaction, as its last work."""
    ordered = sorted(rows, key=_key)
    for start in range(0, len(ordered), QUEUE_ROWS):
        await session.fetch("queue_statuses", *columns(6, ordered[start : start + QUEUE_ROWS]))
