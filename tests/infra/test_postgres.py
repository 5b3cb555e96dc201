"""PostgreSQL sessions: the right role, bounded waits, exact JSON, faults told apart."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import asyncpg
import pytest

from infra import postgres
from infra.migrate import migrate
from infra.postgres import (
    Pool,
    PostgresUnavailable,
    acquire,
    close_pool,
    connect,
    is_unavailable,
    open_pool,
)

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
async def url(database_url: str) -> str:
    """A migrated database."""
    await migrate(database_url)
    return database_url


@pytest.fixture
async def pool(url: str) -> AsyncIterator[Pool]:
    """A pool of two sessions, as ingest opens it."""
    pool = await open_pool(
        url, role="chitieu_ingest", application_name="chitieu-test", min_size=0, max_size=2
    )
    yield pool
    pool.terminate()


async def test_sessions_act_as_the_service_within_bounds(pool: Pool) -> None:
    """Role, name, time zone and every timeout are set, and stay set when a session is reused."""
    for _ in range(2):
        async with acquire(pool) as connection:
            shown = {
                name: await connection.fetchval("select current_setting($1)", name)
                for name in (
                    "role",
                    "application_name",
                    "timezone",
                    "search_path",
                    "statement_timeout",
                    "lock_timeout",
                    "idle_in_transaction_session_timeout",
                )
            }
        assert shown == {
            "role": "chitieu_ingest",
            "application_name": "chitieu-test",
            "timezone": "UTC",
            "search_path": "pg_catalog",
            "statement_timeout": "10s",
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "10s",
        }


async def test_json_crosses_as_bytes_without_a_float(pool: Pool) -> None:
    """What goes in as JSON text comes out as JSON text, numbers to their last digit."""
    text = '{"trị_số": 80.10, "đơn_vị": "%"}'.encode()
    async with acquire(pool) as connection:
        assert await connection.fetchval("select $1::json", text) == text
        stored = await connection.fetchval("select $1::jsonb", text.decode())
        assert isinstance(stored, bytes)
        assert b"80.10" in stored
        many = await connection.fetchval("select $1::jsonb[]", [text, b"null"])
        assert many == [stored, b"null"]
        assert await connection.fetchval("select 80.10::numeric") == Decimal("80.10")
        with pytest.raises(asyncpg.DataError, match="bytes or text of JSON"):
            await connection.fetchval("select $1::jsonb", {"a": 1.5})


async def test_waiting_for_a_session_is_bounded(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When all sessions are taken, the next caller is told so instead of waiting for ever."""
    async with acquire(pool), acquire(pool):
        with monkeypatch.context() as hurried:
            hurried.setattr(postgres, "ACQUIRE_TIMEOUT_SECONDS", 0.1)
            with pytest.raises(PostgresUnavailable, match="no PostgreSQL connection") as refusal:
                async with acquire(pool):
                    pass
        assert is_unavailable(refusal.value)
    async with acquire(pool) as connection:
        assert await connection.fetchval("select 1") == 1


async def test_an_error_inside_is_the_callers_own(pool: Pool) -> None:
    """A timeout raised by the caller's work is not mistaken for a missing session."""
    with pytest.raises(TimeoutError, match="mine"):
        async with acquire(pool):
            raise TimeoutError("mine")


@pytest.mark.parametrize("moment", ["idle", "busy", "noticed"])
async def test_a_killed_session_is_unavailability_and_the_pool_recovers(
    url: str, pool: Pool, moment: str
) -> None:
    """A terminated session says "try again", whatever it was doing, and the next one works."""
    admin = await connect(url, role=None, application_name="test")

    async def work() -> None:
        async with acquire(pool) as connection:
            pid = await connection.fetchval("select pg_backend_pid()")
            kill = "select pg_terminate_backend($1)"
            if moment == "busy":
                await asyncio.gather(
                    connection.execute("select pg_sleep(5)"), admin.execute(kill, pid)
                )
            await admin.execute(kill, pid)
            await asyncio.sleep(0.2 if moment == "noticed" else 0)
            await connection.fetchval("select 1")

    with pytest.raises(Exception, match=r".") as refusal:
        await work()
    assert is_unavailable(refusal.value)
    async with acquire(pool) as connection:
        assert await connection.fetchval("select 1") == 1
    await admin.close()


async def test_a_refused_connection_is_unavailability() -> None:
    """Nobody listening, or a host that cannot be found, is "try again"."""
    for address in ("postgresql://u@127.0.0.1:1/d", "postgresql://u@does-not-exist.invalid/d"):
        with pytest.raises(OSError) as refusal:  # noqa: PT011  # the class is what is looked at
            await connect(address, role=None, application_name="test")
        assert is_unavailable(refusal.value)


async def test_a_statement_past_its_time_is_unavailability(url: str) -> None:
    """A statement cut off by the server's timeout may succeed later."""
    slow = await connect(
        url, role="chitieu_api", application_name="test", statement_timeout_seconds=1
    )
    with pytest.raises(asyncpg.QueryCanceledError) as refusal:
        await slow.execute("select pg_sleep(30)")
    assert is_unavailable(refusal.value)
    await slow.close()


@pytest.mark.parametrize("code", ["53100", "53200", "53300", "58030", "XX000"])
async def test_a_server_short_of_resources_is_unavailability(url: str, code: str) -> None:
    """Disk full, out of memory, too many connections, a file not written may pass: try again."""
    session = await connect(url, role="chitieu_api", application_name="test")
    statement = f"do $$ begin raise exception 'full' using errcode = '{code}'; end $$"
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await session.execute(statement)
    assert is_unavailable(refusal.value)
    await session.close()


@pytest.mark.parametrize("code", ["40P01", "40001"])
async def test_a_transaction_that_lost_to_another_is_unavailability(url: str, code: str) -> None:
    """The victim of a deadlock, or of a serialization conflict, succeeds when it tries again."""
    session = await connect(url, role="chitieu_api", application_name="test")
    statement = f"do $$ begin raise exception 'lost' using errcode = '{code}'; end $$"
    with pytest.raises(asyncpg.TransactionRollbackError) as refusal:
        await session.execute(statement)
    assert is_unavailable(refusal.value)
    await session.close()


async def test_use_after_closing_is_unavailability(url: str) -> None:
    """A request that meets a pool which is closing is told to come again."""
    pool = await open_pool(url, role=None, application_name="test")
    await pool.close()
    with pytest.raises(asyncpg.InterfaceError) as refusal:
        async with acquire(pool):
            pass
    assert is_unavailable(refusal.value)


async def test_closing_does_not_wait_for_a_session_that_is_stuck(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that ends cuts off what does not come back in time."""
    monkeypatch.setattr(postgres, "CLOSE_TIMEOUT_SECONDS", 0.1)
    pool = await open_pool(url, role=None, application_name="test")
    connection = await pool.acquire()
    async with asyncio.timeout(60):
        await close_pool(pool)
    with pytest.raises(asyncpg.InterfaceError):
        await connection.execute("select 1")


async def test_faults_of_data_and_program_are_not(pool: Pool) -> None:
    """A wrong value, a duplicate, a missing right or a wrong statement will not mend by waiting."""
    statements = (
        "select 1/0",
        "select 'x'::int",
        "select nothing",
        "select * from projector.facts",
        "select 1; select 1/0",
    )
    for statement in statements:
        with pytest.raises(asyncpg.PostgresError) as refusal:
            async with acquire(pool) as connection:
                await connection.execute(statement)
        assert not is_unavailable(refusal.value)
    assert not is_unavailable(ValueError("x"))
    assert not is_unavailable(FileNotFoundError(2, "missing", "config"))
    assert not is_unavailable(asyncio.CancelledError())
