"""Targets of which time alone may have changed something: found, locked, and brought on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from infra.postgres import Connection
from infra.sql import load_queries
from services.alerts.assessing.calm import read_calm, written
from services.alerts.assessing.finding import Calm
from services.alerts.assessing.held import Held
from services.alerts.store import alert_ids

_SQL = load_queries("services.alerts", "due.sql")


@dataclass(frozen=True, slots=True)
class Due:
    """A target to be looked at, as of `on`; `alone`: no alert is joined to it."""

    key: str
    on: date
    alone: bool
    calm: Calm | None


async def load_due(connection: Connection, *, hold: timedelta, limit: int) -> list[Due]:
    """Return, locked, targets whose assessment time may have changed by the day reached."""
    rows = await connection.fetch(_SQL["load_due"], hold, limit)
    return [
        Due(
            row["key"],
            max(row["assessed_on"], row["swept_to"]),
            row["alone"],
            _calm(row["calm"], row["status_seq"]),
        )
        for row in rows
    ]


def _calm(kept: bytes | None, status_seq: int) -> Calm | None:
    """Return what was kept with the status that stands; an older program leaves it behind."""
    calm = read_calm(kept) if kept else None
    return calm if calm and calm.status_seq == status_seq else None


async def save_quiet(connection: Connection, looked: Sequence[tuple[Due, date]]) -> None:
    """Write until when targets are calm that were found so: their rows are locked."""
    if looked:
        await connection.execute(
            _SQL["save_quiet"],
            [due.key for due, _ in looked],
            [due.on for due, _ in looked],
            [review_on for _, review_on in looked],
        )


async def save_reviewed(connection: Connection, held: Sequence[Held]) -> None:
    """Write targets that time alone has brought on: their rows are locked, their status stands."""
    if held:
        await connection.execute(
            _SQL["save_reviewed"],
            [each.key for each in held],
            [each.assessed_on for each in held],
            [each.review_on for each in held],
            [alert_ids(each) for each in held],
            [each.calm and written(each.calm) for each in held],
        )
