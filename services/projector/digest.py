"""Say in a few numbers what a version of the views holds, so that two can be proved equal.

A table's digest is its count of rows and two sums, each of a differently seeded 64-bit hash
of every row, computed in PostgreSQL. Every table of a version's schema takes part,
also one that a later release adds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from infra.postgres import Connection
from infra.sql import load_queries

COORDINATES = (
    "partition",
    "offset",
    "known_partition",
    "known_offset",
    "since_offset",
    "vi",
    "en",
)
"""Columns that say where on this log a row comes from, the last two in words."""

POSITIONS = "positions"
"""The table that says how far this log was applied."""

CHAIN = "chain_sha256"
"""Not every version has begun with the chain: it is compared on its own, where both have it."""

STATUSES = "statuses"
"""What a version that is not live would tell; the live one's is the outbox."""

_sql = load_queries("services.projector", "digest.sql")

SETTLE_TEXT = _sql["settle_text"]
"""Run in a transaction, makes a row's text the same whoever asks."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """The number of a table's rows, and the sums of two hashes over them."""

    rows: int
    sums: tuple[int, int]

    def __str__(self) -> str:
        """Print as count and sums, the latter modulo 2^64 as hexadecimals."""
        first, second = (f"{one % 2**64:016x}" for one in self.sums)
        return f"{self.rows}:{first}{second}"


async def digests(
    connection: Connection, schema: str, *, coordinates: bool = True
) -> dict[str, TableDigest]:
    """Return the digest of each table of a version, by name.

    Args:
        connection: with the right to read the tables; inside a transaction, what it sees counts.
        schema: the version's schema, `read_<n>`.
        coordinates: False leaves out where on the log a row comes from, and the positions; what
            is left is the same for another partition count, a restored or a re-keyed log.

    Raises what asyncpg raises.
    """
    tables = (STATUSES,) if coordinates else (STATUSES, POSITIONS)
    columns = (CHAIN,) if coordinates else (CHAIN, *COORDINATES)
    found: dict[str, TableDigest] = {}
    async with connection.transaction():
        await connection.execute(SETTLE_TEXT)
        for row in await connection.fetch(_sql["digest_statements"], schema, tables, columns):
            counted = await connection.fetchrow(row["statement"])
            if counted is not None:
                rows, first, second = counted
                found[row["name"]] = TableDigest(rows, (_whole(first), _whole(second)))
    return found


def fingerprint(found: Mapping[str, TableDigest]) -> str:
    """Return one short name for the digests of all tables: hexadecimals of a SHA-256."""
    lines = "".join(f"{name} {found[name]}\n" for name in sorted(found))
    return hashlib.sha256(lines.encode()).hexdigest()


def _whole(number: Decimal) -> int:
    return int(number)
