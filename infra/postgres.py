"""Open PostgreSQL with every bound spelled out, as the service's own role.

asyncpg's defaults wait for ever on a silent server; here every wait ends, so that a
service can answer "not now" and a pool cannot wedge. JSON crosses as bytes of JSON
text in both directions: what a model serialised is stored as it stands, and what is
read goes into `validate_json`, so that no float comes between a number and its verdict.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import asyncpg
from asyncpg import exceptions as pg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Session: TypeAlias = asyncpg.Connection[asyncpg.Record]
    Connection: TypeAlias = Session | PoolConnectionProxy[asyncpg.Record]
else:  # asyncpg's classes are generic in its stubs only
    Pool: TypeAlias = asyncpg.Pool
    Session: TypeAlias = asyncpg.Connection
    Connection: TypeAlias = asyncpg.Connection

CONNECT_TIMEOUT_SECONDS = 5
COMMAND_TIMEOUT_SECONDS = 10
ACQUIRE_TIMEOUT_SECONDS = 3
CLOSE_TIMEOUT_SECONDS = 2
IDLE_LIFETIME_SECONDS = 60
LOCK_TIMEOUT_SECONDS = 5
# A transaction left open by a stopped process must not hold its locks for longer.
IDLE_IN_TRANSACTION_SECONDS = 10


class PostgresUnavailable(Exception):
    """No connection came free in time: the database is away or overloaded; try again later."""


def _session(
    role: str | None, application_name: str, statement_timeout_seconds: int, search_path: str
) -> dict[str, str]:
    settings = {
        "application_name": application_name,
        "timezone": "UTC",
        "datestyle": "ISO, YMD",
        # Empty of tables on purpose: every statement names its schema.
        "search_path": search_path,
        "statement_timeout": f"{statement_timeout_seconds}s",
        "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
    }
    # The login may be mighty; the session is not: it starts as the least privileged role.
    return {**settings, "role": role} if role else settings


def _json_bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    raise TypeError(f"JSON is given as bytes or text of JSON, not as {type(value).__name__}")


async def _prepare(connection: Session) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        # The binary form of jsonb is one version byte, then the text.
        encoder=lambda value: b"\x01" + _json_bytes(value),
        decoder=lambda data: bytes(data[1:]),
    )
    await connection.set_type_codec(
        "json",
        schema="pg_catalog",
        format="binary",
        encoder=_json_bytes,
        decoder=bytes,
    )


async def open_pool(
    url: str,
    *,
    role: str | None,
    application_name: str,
    min_size: int = 1,
    max_size: int = 8,
    statement_timeout_seconds: int = 10,
    search_path: str = "pg_catalog",
    read_only: bool = False,
    statements: Sequence[str] = (),
) -> Pool:
    """Open a pool whose sessions act as `role`; the caller closes or terminates it.

    `application_name` is what pg_stat_activity shows. `read_only`: every transaction begins as
    one that cannot write. `statements` are prepared on every session before it is lent, and
    stay so: a client that falls silent between preparing and running counts as active, and its
    locks would outlive every timeout. Raises what asyncpg raises;
    `is_unavailable` tells whether trying again may help.
    """

    async def prepare(connection: Session) -> None:
        await _prepare(connection)
        for statement in statements:
            # Of no rows at all: what is left of it is the prepared statement in the cache.
            await connection.executemany(statement, [])

    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        max_queries=50_000,
        max_inactive_connection_lifetime=IDLE_LIFETIME_SECONDS,
        timeout=CONNECT_TIMEOUT_SECONDS,
        command_timeout=max(COMMAND_TIMEOUT_SECONDS, statement_timeout_seconds + 1),
        statement_cache_size=256,
        max_cached_statement_lifetime=0,  # as long as the session
        init=prepare,
        server_settings={
            **_session(role, application_name, statement_timeout_seconds, search_path),
            **({"default_transaction_read_only": "on"} if read_only else {}),
        },
    )


async def connect(
    url: str,
    *,
    role: str | None,
    application_name: str,
    statement_timeout_seconds: int = 10,
    search_path: str = "pg_catalog",
) -> Session:
    """Open one session of its own, for what is bound to a session: advisory locks, bulk COPY."""
    connection: Session = await asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT_SECONDS,
        command_timeout=max(COMMAND_TIMEOUT_SECONDS, statement_timeout_seconds + 1),
        statement_cache_size=256,
        server_settings=_session(role, application_name, statement_timeout_seconds, search_path),
    )
    try:
        await _prepare(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def close_pool(pool: Pool) -> None:
    """Close a pool within CLOSE_TIMEOUT_SECONDS; sessions still at work then are cut off."""
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()


@asynccontextmanager
async def acquire(pool: Pool) -> "AsyncIterator[PoolConnectionProxy[asyncpg.Record]]":
    """Borrow a connection, waiting at most ACQUIRE_TIMEOUT_SECONDS for one.

    Raises PostgresUnavailable when none came; what happens inside is not touched.
    """
    try:
        connection = await pool.acquire(timeout=ACQUIRE_TIMEOUT_SECONDS)
    except TimeoutError:
        raise PostgresUnavailable(
            f"no PostgreSQL connection within {ACQUIRE_TIMEOUT_SECONDS} s"
        ) from None
    try:
        yield connection
    finally:
        await pool.release(connection, timeout=ACQUIRE_TIMEOUT_SECONDS)


# What a server that is starting, stopping, full or gone makes a client raise.
_AWAY = (
    PostgresUnavailable,
    pg.PostgresConnectionError,  # class 08: connection lost, does not exist, refused
    pg.AdminShutdownError,
    pg.CrashShutdownError,
    pg.CannotConnectNowError,
    pg.InsufficientResourcesError,  # class 53: disk full, out of memory, too many connections
    pg.PostgresSystemError,  # class 58: a file that could not be read or written
    pg.InternalServerError,  # class XX: "could not write init file" to a new session on a full disk
    pg.IdleInTransactionSessionTimeoutError,
    pg.QueryCanceledError,  # statement_timeout: overloaded, or stuck behind something
    pg.LockNotAvailableError,
    pg.DeadlockDetectedError,  # the other transaction went through; this one's turn comes
    pg.SerializationError,
    # A session killed while idle: the server's farewell meets the next statement half-way.
    pg.InternalClientError,
    pg.ReadOnlySQLTransactionError,  # a standby: the primary is elsewhere just now
    TimeoutError,
)


def is_unavailable(error: BaseException) -> bool:
    """Whether PostgreSQL is away or overloaded, so that the same work may succeed later.

    True means: answer 503, or raise after a back-off; the outcome of a commit in flight
    is unknown. False means a fault of data, statement or program.
    """
    if isinstance(error, pg.InterfaceError):
        # asyncpg has one class for misuse and for a connection or pool that has closed; a
        # session killed in our hands is taken from us, "released back to the pool".
        return any(words in str(error) for words in ("closed", "closing", "released back"))
    if isinstance(error, _AWAY):
        return True
    # A host that cannot be found or reached; an OSError about a file names the file.
    return isinstance(error, OSError) and error.filename is None
