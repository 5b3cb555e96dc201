"""Records of the topic of statuses that cannot be taken: put aside, where they stood and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from infra.postgres import Connection
from infra.sql import load_queries

_QUERIES = load_queries("services.alerts")


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that cannot be read, where it stood, and why."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    code: str
    reason: str


async def quarantine(connection: Connection, found: Iterable[Poison], at: datetime) -> None:
    """Put records aside that cannot be read."""
    rows = [(p.topic, p.partition, p.offset, p.key, p.value, p.code, p.reason, at) for p in found]
    if rows:
        await connection.executemany(_QUERIES["quarantine"], rows)


async def suspend(connection: Connection, keys: Iterable[str]) -> None:
    """Let time change nothing of these targets until their next status."""
    # PostgreSQL has no text with a zero byte, so no key has one either.
    known = [key for key in sorted(keys) if key and "\x00" not in key]
    if known:
        await connection.execute(_QUERIES["suspend_targets"], known)
