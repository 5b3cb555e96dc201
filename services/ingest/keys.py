"""API keys: made, listed and revoked by the command line, checked at the door.

The door remembers a key for KEY_TTL_SECONDS, so a revoked one is dead within that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.identity import canonical_agency_id
from infra.access import (
    Credential,
    NewKey,
    bearer_token,
    check_scope,
    generate_key,
    matches,
    parse_key,
)
from infra.clock import Clock
from infra.postgres import Connection, Pool, acquire
from infra.sql import load_queries

KEY_TTL_SECONDS = 5.0
_REMEMBERED_MAX = 10_000
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


@dataclass(frozen=True, slots=True)
class _Remembered:
    until: float
    credential: Credential | None
    secret_sha256: bytes = field(repr=False)


class KeyRing:
    """Checks what a request presents against the stored keys."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._remembered: dict[str, _Remembered] = {}

    async def credential(self, authorization: str | None) -> Credential | None:
        """Return who presents a valid key, or None; raises what PostgreSQL raises."""
        token = bearer_token(authorization)
        presented = parse_key(token) if token else None
        if presented is None:
            return None
        known = self._remembered.get(presented.key_id)
        if known is None or known.until < self._clock.monotonic():
            known = await self._look_up(presented.key_id)
        if known.credential is None or not matches(presented, known.secret_sha256):
            return None
        return known.credential

    async def _look_up(self, key_id: str) -> _Remembered:
        async with acquire(self._pool) as connection:
            row = await connection.fetchrow(_SQL["find_key"], key_id)
        until = self._clock.monotonic() + KEY_TTL_SECONDS
        if row is None or row["revoked_at"] is not None:
            found = _Remembered(until, None, b"")
        else:
            credential = Credential(
                row["key_id"], row["agency"], frozenset(row["scopes"]), row["every_agency"]
            )
            found = _Remembered(until, credential, row["secret_sha256"])
        if len(self._remembered) >= _REMEMBERED_MAX:
            self._remembered.clear()  # bounded; a flood of invented ids costs look-ups only
        self._remembered[key_id] = found
        return found
