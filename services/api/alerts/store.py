"""Read an alert's life and how its notices fared, within one look at the read model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.alerts import ALERT_ADAPTER, AlertChanged
from infra.sql import load_queries
from services.api.filters import AlertFilter
from services.api.rows import Alert, alert_of
from services.api.store import Reading

LIFE_MAX = 200
DELIVERIES_MAX = 200

_SQL = load_queries("services.api.alerts", "alerts.sql")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one notice: a change of an alert, brought to a recipient by a channel."""

    notice_id: UUID
    seq: int
    channel: str
    recipient: str
    state: str
    attempts: int
    code: str
    queued_at: datetime
    ended_at: datetime | None
    digest_on: date | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many notices of an alert were delivered, wait, or were given up."""

    delivered: int = 0
    waiting: int = 0
    given_up: int = 0
    last_at: datetime | None = None


async def find_alerts(
    reading: Reading,
    only: AlertFilter,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
    by_change: bool = False,
) -> list[Alert]:
    """Return alerts, the newest opening first; or `by_change`, which has no next page."""
    opened_at, alert_id = after or (None, None)
    asked = (only.state, only.plan, only.target, only.agency, only.kind)
    kept = (list(only.stages), only.handling)
    rows = await reading.fetch(_SQL["alerts"], *asked, *kept, opened_at, alert_id, limit, by_change)
    return [alert_of(row) for row in rows]


async def find_alert(reading: Reading, alert_id: UUID) -> Alert | None:
    """Return one alert."""
    rows = await reading.fetch(_SQL["alert"], alert_id)
    return alert_of(rows[0]) if rows else None


async def find_life(reading: Reading, alert_id: UUID) -> list[AlertChanged]:
    """Return the changes of an alert, oldest first; of a longer life the newest LIFE_MAX."""
    rows = await reading.fetch(_SQL["life"], alert_id, LIFE_MAX)
    return [ALERT_ADAPTER.validate_json(row["body"]) for row in reversed(rows)]


async def find_deliveries(reading: Reading, alert_id: UUID) -> list[Delivery]:
    """Return the notices of an alert, newest first, DELIVERIES_MAX at most."""
    rows = await reading.fetch(_SQL["deliveries"], alert_id, DELIVERIES_MAX)
    return [
        Delivery(
            row["notice_id"],
            row["seq"],
            row["channel"],
            row["recipient_shown"],
            row["state"],
            row["attempts"],
            row["code"],
            row["queued_at"],
            row["ended_at"],
            row["digest_on"],
        )
        for row in rows
    ]


async def find_delivered(reading: Reading, alert_ids: Sequence[UUID]) -> dict[UUID, Delivered]:
    """Return how the notices of some alerts fared."""
    counts: dict[UUID, dict[str, int]] = {}
    last: dict[UUID, datetime] = {}
    for row in await reading.fetch(_SQL["delivered"], list(alert_ids)):
        counts.setdefault(row["alert_id"], {})[row["state"]] = row["notices"]
        if row["state"] == "delivered" and row["last_at"] is not None:
            last[row["alert_id"]] = row["last_at"]
    return {name: Delivered(**states, last_at=last.get(name)) for name, states in counts.items()}
