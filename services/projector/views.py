"""Create versions of the views, and say which one readers see.

Version n is schema `read_<n>`; the views in schema `read` show the live one. Who writes a
live version shares a lock that a swap takes alone, so a version never changes under a
transaction that writes it.
"""

from __future__ import annotations

from importlib.resources import files

from asyncpg.exceptions import UniqueViolationError

from infra.logs import get_logger
from infra.postgres import Connection, connect
from infra.sql import load_queries
from services.projector.refusals import Refused, event_told_twice
from services.projector.session import VIEWS_LOCK

ROLE = "chitieu_projector"
FIRST_VERSION = 1
ENSURE_STATEMENT_TIMEOUT_SECONDS = 60

_log = get_logger("projector.views")
_sql = load_queries("services.projector")
_twice = load_queries("services.projector", "twice.sql")


async def ensure_views(url: str) -> int:
    """Create the first version of the views unless one is live; return the live version.

    Called by `chitieu migrate`, after the migrations; any number of callers may do so at
    once. Raises what asyncpg raises.
    """
    session = await connect(
        url,
        role=ROLE,
        application_name="chitieu-views",
        statement_timeout_seconds=ENSURE_STATEMENT_TIMEOUT_SECONDS,
    )
    try:
        async with session.transaction():
            await session.execute("select pg_advisory_xact_lock($1)", VIEWS_LOCK)
            live: int | None = await session.fetchval(_sql["live_version"])
            if live is not None:
                return live
            await create_tables(session, FIRST_VERSION)
            await create_indexes(session, FIRST_VERSION)
            await show(session, FIRST_VERSION)
            await session.execute(_sql["insert_live_version"], FIRST_VERSION)
        _log.info("views_created", version=FIRST_VERSION)
        return FIRST_VERSION
    finally:
        await session.close(timeout=5)


def schema_of(version: int) -> str:
    """Return the name of a version's schema."""
    return f"read_{version}"


async def enter(session: Connection, version: int) -> None:
    """Let names without a schema mean a version's tables, until the transaction ends."""
    await session.execute("select set_config('search_path', $1, true)", schema_of(version))


async def create_tables(session: Connection, version: int) -> None:
    """Create a version's schema with its empty tables, inside a transaction."""
    await session.execute("select projector.create_view_schema($1)", version)
    await _run(session, version, "schema.sql")


async def create_indexes(session: Connection, version: int) -> None:
    """Create the indexes of a version's large tables, inside a transaction.

    Raises:
        Refused: one event id stands on the log under two subjects.
    """
    try:
        async with session.transaction():  # undone where it fails, so that the facts can be asked
            await _run(session, version, "indexes.sql")
    except UniqueViolationError:
        await enter(session, version)
        first, second = await session.fetch(_twice["event_told_twice"])
        places = [f"{one['partition']}:{one['offset']}" for one in (first, second)]
        raise Refused(event_told_twice(first["agency"], first["event_id"], *places)) from None


async def show(session: Connection, version: int) -> None:
    """Let readers see this version, inside the transaction that makes it the live one."""
    await _run(session, version, "views.sql")


async def _run(session: Connection, version: int, name: str) -> None:
    await enter(session, version)
    text = files("services.projector").joinpath(name).read_text(encoding="utf-8")
    await session.execute(text)
