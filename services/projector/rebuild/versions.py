"""The versions of the views and the record of their rebuilds: begun, gone on with, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import orjson

from infra.postgres import Connection, Session
from infra.sql import load_queries
from services.projector.rebuild.stops import nothing_live
from services.projector.refusals import Refused
from services.projector.views import create_indexes, create_tables, enter, schema_of

# "rebuild" in ASCII.
REBUILD_LOCK = 0x72656275696C64

State: TypeAlias = Literal["building", "built", "proved", "refused", "swapped", "dropped"]
Kind: TypeAlias = Literal["rebuild", "back"]

_sql = load_queries("services.projector.rebuild", "versions.sql")
_build = load_queries("services.projector.rebuild", "build.sql")
_tables = load_queries("services.projector.rebuild", "tables.sql")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rebuild that was begun: its record's number, its version, and how far it has come."""

    id: int
    version: int
    kind: Kind
    program: str
    state: State


@dataclass(frozen=True, slots=True)
class Versions:
    """Which version readers see, which one they saw before, and those that nobody sees."""

    live: int
    former: int | None
    others: tuple[int, ...]


async def take_lock(session: Session) -> bool:
    """Take the right to rebuild for as long as this session lasts; False where another has it."""
    return bool(await session.fetchval(_sql["try_rebuild_lock"], REBUILD_LOCK))


async def read_versions(session: Connection) -> Versions:
    """Return the versions.

    Raises:
        Refused: none is live.
    """
    rows = await session.fetch(_sql["versions"])
    live = next((row["version"] for row in rows if row["live"]), None)
    if live is None:
        raise Refused(nothing_live())
    former = next((row["version"] for row in rows if row["former"]), None)
    others = tuple(row["version"] for row in rows if not row["live"] and not row["former"])
    return Versions(live, former, others)


async def unfinished(session: Connection) -> list[Attempt]:
    """Return the rebuilds whose version is there and was never shown, the latest first."""
    return [Attempt(**row) for row in await session.fetch(_sql["unfinished_rebuilds"])]


async def begin(session: Connection, program: str, now: datetime) -> Attempt:
    """Create a version's tables, and the record of its rebuild; all or nothing."""
    async with session.transaction():
        live = (await read_versions(session)).live
        version: int = await session.fetchval(_sql["next_version"])
        await session.execute(_sql["insert_version"], version)
        await create_tables(session, version)
        await session.execute(_build["create_statuses"])
        await _autovacuum(session, version, on=False)
        number: int = await session.fetchval(
            _sql["begin_rebuild"], version, live, "rebuild", program, now
        )
    return Attempt(number, version, "rebuild", program, "building")


async def begin_back(
    session: Connection, found: Versions, former: int, program: str, now: datetime
) -> Attempt:
    """Begin the record of a return to the former version, which is there."""
    number: int = await session.fetchval(
        _sql["begin_rebuild"], former, found.live, "back", program, now
    )
    return Attempt(number, former, "back", program, "built")


async def finish_tables(session: Connection, attempt: Attempt, now: datetime) -> None:
    """Make the indexes behind the last COPY, and let planner and vacuum see the tables."""
    async with session.transaction():
        await create_indexes(session, attempt.version)
        for row in await session.fetch(_tables["analyze_tables"], schema_of(attempt.version)):
            await session.execute(row[0])
        await _autovacuum(session, attempt.version, on=True)
        await set_state(session, attempt, "built", now, {})


async def _autovacuum(session: Connection, version: int, *, on: bool) -> None:
    for row in await session.fetch(_tables["autovacuum_statements"], schema_of(version), on):
        await session.execute(row[0])


async def set_state(
    session: Connection, attempt: Attempt, state: State, now: datetime, told: Mapping[str, object]
) -> None:
    """Say how far a rebuild has come, and what is to be kept of it."""
    await session.execute(_sql["set_state"], attempt.id, state, now, orjson.dumps(told))


async def drop(session: Connection, version: int, now: datetime) -> bool:
    """Drop a version that nobody sees; False where it is live, the former one, or not there."""
    async with session.transaction():
        statement = await session.fetchval(_sql["drop_version_statement"], version)
        if statement is None:
            return False
        await session.execute(statement)
        await session.execute(_sql["delete_version"], version)
        await session.execute(_sql["close_rebuilds_of"], version, now)
    return True


async def show_instead(session: Connection, version: int, old: int) -> int:
    """Within the swap's transaction: make a version live; return how many statuses are told."""
    await enter(session, old)
    await session.execute(_sql["drop_statuses"])
    await session.execute(_build["create_statuses"])
    await session.execute(_sql["keep_statuses"])
    await enter(session, version)
    told: int = await session.fetchval(_sql["tell_differing"])
    await session.execute(_sql["drop_statuses"])
    for name in ("unfollow_former", "retire_live"):
        await session.execute(_sql[name])
    await session.execute(_sql["make_live"], version)
    return told
