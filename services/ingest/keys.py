"""API keys: made, listed and revoked by the command line, checked at the door.

The door remembers a key for a few seconds (`infra.key_ring`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.identity import canonical_agency_id
from infra.access import NewKey, check_scope, generate_key
from infra.clock import Clock
from infra.key_ring import KeyRing
from infra.postgres import Connection, Pool
from infra.sql import load_queries

OPERATOR_SCOPES = ("report", "plan", "directory", "alerts")

_SQL = load_queries("services.ingest")


@dataclass(frozen=True, slots=True)
class KeyListed:
    """A key as it is shown: never its secret, which nobody keeps."""

    key_id: str
    agency: str | None
    scopes: tuple[str, ...]
    every_agency: bool
    created_at: datetime
    revoked_at: datetime | None


async def create_key(
    connection: Connection, *, agency: str, scopes: Sequence[str], clock: Clock
) -> NewKey:
    """Make a key that speaks for one agency; its text is shown once.

    Raises:
        ValueError: an unknown scope, or none; an agency id of no known form.
    """
    if not scopes:
        raise ValueError("a key needs at least one scope")
    checked = sorted({check_scope(scope) for scope in scopes})
    return await _insert(connection, canonical_agency_id(agency), checked, clock)


async def create_operator_key(connection: Connection, *, clock: Clock) -> NewKey:
    """Make the key that speaks for every agency; ingest takes it on a local stack only."""
    return await _insert(connection, None, sorted(OPERATOR_SCOPES), clock)


async def _insert(
    connection: Connection, agency: str | None, scopes: list[str], clock: Clock
) -> NewKey:
    key = generate_key(clock.secret_token)
    await connection.execute(
        _SQL["insert_key"],
        key.key_id,
        agency,
        scopes,
        key.secret_sha256,
        agency is None,
        clock.now(),
    )
    return key


async def revoke_key(connection: Connection, key_id: str, *, clock: Clock) -> bool:
    """Revoke a key; False where there is none of that id. Revoking twice changes nothing."""
    return await connection.fetchval(_SQL["revoke_key"], key_id, clock.now()) is not None


async def list_keys(connection: Connection, agency: str | None = None) -> list[KeyListed]:
    """Return the keys of one agency, or all, oldest first."""
    rows = await connection.fetch(_SQL["list_keys"], agency)
    return [
        KeyListed(
            row["key_id"],
            row["agency"],
            tuple(row["scopes"]),
            row["every_agency"],
            row["created_at"],
            row["revoked_at"],
        )
        for row in rows
    ]


def key_ring(pool: Pool, clock: Clock) -> KeyRing:
    """Return what checks the keys that requests present."""
    return KeyRing(pool, clock, find=_SQL["find_key"])
