"""The gate of a swap: is what was built equal to what readers see, or different as declared?

Live is held still in a snapshot, the new version is brought to exactly the positions and days
that it shows, and PostgreSQL digests both. Where digests differ, the rows are told apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

import orjson

from infra.postgres import Session
from infra.sql import load_queries
from services.projector import digest
from services.projector.digest import CHAIN, STATUSES, TableDigest, digests
from services.projector.rebuild.building import Building, open_session
from services.projector.rebuild.catching_up import CatchUp, Milestone
from services.projector.rebuild.differences import (
    Difference,
    Hashed,
    Kind,
    changes,
    differing,
    key_text,
)
from services.projector.rebuild.expectation import Expectation
from services.projector.rebuild.stops import chain_differs, position_differs
from services.projector.rebuild.versions import read_versions
from services.projector.refusals import Refused
from services.projector.store import Position, Witness
from services.projector.views import enter, schema_of

ROWS_KEPT = 200
PIECE_ROWS = 2_000

_sql = load_queries("services.projector.rebuild", "gate.sql")


Waiting: TypeAlias = frozenset[tuple[int, str, int]]
"""Subjects whose events wait: partition, subject, and the offset from which on."""


@dataclass(slots=True)
class Proof:
    """What the gate found: digests of both versions, and the rows that differ.

    `rows` are the first of them, the unexpected first; `expected` says how many rows each
    declaration covers; `only_new_waits` are subjects that wait in the new version alone.
    """

    positions: Mapping[int, Position]
    old: Mapping[str, TableDigest]
    new: Mapping[str, TableDigest]
    counts: dict[tuple[str, Kind], int] = field(default_factory=dict)
    unexpected: int = 0
    expected: list[int] = field(default_factory=list)
    unexpected_rows: list[Difference] = field(default_factory=list)
    expected_rows: list[Difference] = field(default_factory=list)
    only_new_waits: Waiting = frozenset()

    @property
    def equal(self) -> bool:
        """No row differs."""
        return not self.counts

    @property
    def passed(self) -> bool:
        """Every row that differs is as declared."""
        return not self.unexpected

    @property
    def rows(self) -> list[Difference]:
        """The first rows that differ, the unexpected first."""
        return [*self.unexpected_rows, *self.expected_rows][:ROWS_KEPT]

    def add(self, one: Difference, expectation: Expectation | None) -> None:
        """Take in a row that differs."""
        name = (one.table, one.kind)
        self.counts[name] = self.counts.get(name, 0) + 1
        covered = None if expectation is None else expectation.which(one)
        kept = self.unexpected_rows if covered is None else self.expected_rows
        if covered is None:
            self.unexpected += 1
        else:
            self.expected[covered] += 1
        if len(kept) < ROWS_KEPT:
            kept.append(one)


@dataclass(frozen=True, slots=True)
class Live:
    """The live version, as a session sees it inside its transaction."""

    session: Session
    version: int
    positions: Mapping[int, Position]
    milestones: Mapping[int, list[Milestone]]
    waiting: Waiting


async def see_live(session: Session) -> Live:
    """Return what the live version shows, inside a transaction, whose names mean it from then on.

    Raises:
        Refused: none is live.
    """
    version = (await read_versions(session)).live
    await enter(session, version)
    rows = await session.fetch(_sql["live_position_rows"])
    milestones: dict[int, list[Milestone]] = {}
    parked = await session.fetch(_sql["live_parked"])
    for row in parked:
        stone = Milestone(row["since_offset"], row["rows_as_of"])
        milestones.setdefault(row["partition"], []).append(stone)
    positions = {row[0]: _position(*row) for row in rows}
    return Live(session, version, positions, milestones, frozenset(row[:3] for row in parked))


async def only_here(building: Building, live: Live) -> Waiting:
    """Return whose events wait in a version that is not live, but in the live one do not.

    It waits in both until a redrive, which knows of the live one alone.
    """
    async with building.session.transaction():
        await enter(building.session, building.version)
        rows = await building.session.fetch(_sql["live_parked"])
    return frozenset(row[:3] for row in rows) - live.waiting


def _position(
    partition: int,
    next_offset: int,
    swept_to: date,
    offset: int | None,
    timestamp_ms: int,
    sha256: bytes,
    chain: bytes | None,
) -> Position:
    seen = None if offset is None else Witness(offset, timestamp_ms, sha256)
    return Position(partition, next_offset, swept_to, seen, chain)


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Live]:
    """Hold the live version still while the block lasts; others go on."""
    session = await open_session(url, "chitieu-rebuild-snapshot")
    try:
        async with session.transaction(isolation="repeatable_read", readonly=True):
            yield await see_live(session)
    finally:
        await session.close(timeout=5)


async def prove(
    url: str, building: Building, catch_up: CatchUp, expectation: Expectation | None
) -> Proof:
    """Bring the new version to where a snapshot of live stands, and compare the two.

    Raises:
        Refused: the log, or what was built of it, cannot be brought there.
    """
    async with snapshot(url) as live:
        # Two sessions, so that both versions are digested at the same time.
        digesting = asyncio.create_task(digests(live.session, schema_of(live.version)))
        try:
            new = await _brought(building, catch_up, live)
            old = await digesting
        finally:
            # Its session is free for the end of the transaction only once it has ended.
            digesting.cancel()
            await asyncio.gather(digesting, return_exceptions=True)
        proof = Proof(live.positions, old, new)
        proof.only_new_waits = await only_here(building, live)
        proof.expected = [0] * len(expectation.expect if expectation else ())
        for table in sorted(old.keys() | new.keys()):
            if old.get(table) != new.get(table):
                await _compare_table(live, building, table, proof, expectation)
        await _compare_statuses(live, building, proof, expectation)
    return proof


async def _brought(building: Building, catch_up: CatchUp, live: Live) -> dict[str, TableDigest]:
    """Bring the new version to where live stands, and digest it."""
    await catch_up.to(live.positions, live.milestones)
    check_positions(live.positions, catch_up.positions)
    return await digests(building.session, schema_of(building.version))


def check_positions(live: Mapping[int, Position], mine: Mapping[int, Position]) -> None:
    """Check that the same records were applied, as of the same days.

    Raises:
        Refused: they were not.
    """
    for number, theirs in live.items():
        own = mine[number]
        if theirs.chain is not None and own.chain is not None and theirs.chain != own.chain:
            raise Refused(chain_differs(number))
        if replace(own, chain=None) != replace(theirs, chain=None):
            raise Refused(position_differs(number))


async def _compare_table(
    live: Live, building: Building, table: str, proof: Proof, expectation: Expectation | None
) -> None:
    left = await live.session.fetchrow(
        _sql["row_statements"], schema_of(live.version), table, [CHAIN]
    )
    right = await building.session.fetchrow(
        _sql["row_statements"], schema_of(building.version), table, [CHAIN]
    )
    if left is None or right is None:
        proof.add(Difference(table, "*", "added" if left is None else "removed"), expectation)
        return
    async with building.session.transaction():
        for session in (live.session, building.session):
            await session.execute(digest.SETTLE_TEXT)
        streams = (_rows(live.session, left["listing"]), _rows(building.session, right["listing"]))
        async for key, kind in differing(*streams):
            was = would_be = None
            if kind == "changed":
                was = await live.session.fetchval(left["reading"], *key)
                would_be = await building.session.fetchval(right["reading"], *key)
            proof.add(_difference(table, key_text(key), kind, was, would_be), expectation)


async def _compare_statuses(
    live: Live, building: Building, proof: Proof, expectation: Expectation | None
) -> None:
    """Compare what would be told with what was; a key that is told of no more stays as it is."""
    async with building.session.transaction():
        await building.session.execute(digest.SETTLE_TEXT)
        await enter(building.session, building.version)
        streams = (
            _rows(live.session, _sql["list_outbox"]),
            _rows(building.session, _sql["list_statuses"]),
        )
        async for key, kind in differing(*streams):
            if kind == "removed":
                continue
            was = await live.session.fetchval(_sql["read_outbox"], *key)
            would_be = await building.session.fetchval(_sql["read_status"], *key)
            proof.add(_difference(STATUSES, key_text(key), kind, was, would_be), expectation)


async def _rows(session: Session, statement: str) -> AsyncIterator[Hashed]:
    async for row in session.cursor(statement, prefetch=PIECE_ROWS):
        *key, first, second = row
        yield tuple(key), (first, second)


def _difference(
    table: str, key: str, kind: Kind, was: bytes | None, would_be: bytes | None
) -> Difference:
    if kind != "changed" or was is None or would_be is None:
        return Difference(table, key, kind)
    return Difference(table, key, kind, changes(orjson.loads(was), orjson.loads(would_be)))
