"""Queue statuses in the outbox, in the transaction that derived them.

Whoever locks rows of the outbox locks them in the order of their keys, so that a sweep and
a sender cannot deadlock. Hence all rows of a transaction are queued together, as its last
work, however many pieces it derived them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

from services.projector.fold import SubjectRows
from services.projector.session import LiveSession

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


async def queue_statuses(session: LiveSession, rows: Sequence[OutboxRow]) -> None:
    """Queue the statuses whose content changed; once in a transaction, as its last work."""
    ordered = sorted(rows, key=lambda row: row[0])
    for start in range(0, len(ordered), QUEUE_ROWS):
        columns = zip(*ordered[start : start + QUEUE_ROWS], strict=True)
        await session.fetch("queue_statuses", *map(list, columns))
