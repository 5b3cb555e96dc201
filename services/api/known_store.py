"""Find which records were known at an instant, or at positions, within one consistent look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from infra.postgres import Connection
from infra.sql import load_queries
from services.api.known import (
    Arrivals,
    Cut,
    KnownAt,
    KnownPositions,
    cut_at_instant,
    cut_at_positions,
)
from services.api.rows import Position

_SQL = load_queries("services.api", "known.sql")


async def find_cut(
    connection: Connection, known: KnownAt, positions: Sequence[Position], now: datetime
) -> Cut:
    """Return the records known, and their day.

    Raises:
        KnownAtOutOfRange: a partition that the log does not have.
    """
    # Walks whose cost is overestimated, so that each would be compiled for longer than it runs.
    await connection.execute("set local jit = off")
    waiting = await connection.fetch(_SQL["parked"])
    parked = {row["partition"]: row["since_offset"] for row in waiting}
    if isinstance(known, KnownPositions):
        cut = cut_at_positions(known, positions)
        day = await connection.fetchval(_SQL["day_of_positions"], list(cut.next_offsets))
        return replace(cut, day=day).without(parked)
    after = await connection.fetch(_SQL["first_after"], known.before, known.day)
    ends = await connection.fetch(_SQL["log_ends"])
    arrived = Arrivals(
        positions=positions,
        first_after={row["partition"]: row["first_after"] for row in after},
        log_ends={row["partition"]: row["next_offset"] for row in ends},
        unsent_since=await connection.fetchval(_SQL["oldest_unsent"]),
    )
    return cut_at_instant(known, arrived, now).without(parked)
