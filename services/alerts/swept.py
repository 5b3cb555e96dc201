"""How far the projector has come, as it says itself: silence counts only while it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from contracts.status import StatusesSwept
from infra.postgres import Connection
from infra.sql import load_queries

_QUERIES = load_queries("services.alerts")


async def load_swept(connection: Connection) -> set[tuple[int, int]]:
    """Return of which partitions of topic and log the projector has said how far it has come."""
    rows = await connection.fetch("select partition, log_partition from alerts.swept")
    return {(row["partition"], row["log_partition"]) for row in rows}


async def save_swept(connection: Connection, told: Iterable[tuple[int, StatusesSwept]]) -> None:
    """Write how far the projector has come, as it said on partitions of the topic."""
    latest: dict[tuple[int, int], tuple[date, datetime]] = {}
    for partition, message in told:
        for swept in message.data.partitions:
            place = partition, swept.partition
            day, at = latest.get(place, (swept.swept_to, message.time))
            latest[place] = max(day, swept.swept_to), max(at, message.time)
    if latest:
        await connection.execute(
            _QUERIES["save_swept"],
            [partition for partition, _ in latest],
            [log_partition for _, log_partition in latest],
            [day for day, _ in latest.values()],
            [at for _, at in latest.values()],
        )
