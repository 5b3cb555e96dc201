"""Readiness by what became of the work, where a server answers and refuses."""

from datetime import UTC, datetime

import asyncpg
import pytest

from infra.clock import SettableClock
from infra.writes import REMEMBERED_SECONDS, Writes


@pytest.fixture
def clock() -> SettableClock:
    """A clock that the test sets."""
    return SettableClock(datetime(2023, 9, 15, tzinfo=UTC))


def attempted(
    writes: Writes, error: Exception | None = None, cause: Exception | None = None
) -> None:
    """Try to write once; expect what the work raises to pass through."""
    if error is None:
        with writes.attempt():
            return
    with pytest.raises(type(error)), writes.attempt():
        raise error from cause


async def test_a_refusal_is_told_until_something_is_taken(clock: SettableClock) -> None:
    """Given a full disk, expect not ready; once a write is taken, ready at once."""
    writes = Writes(clock)
    assert await writes.check() is None
    attempted(writes, asyncpg.DiskFullError("no space left"))
    reason = await writes.check()
    assert reason is not None
    assert reason.code == "writes_refused"
    attempted(writes)
    assert await writes.check() is None


async def test_a_refusal_behind_another_error_counts(clock: SettableClock) -> None:
    """A service says it in its own words, raised from what PostgreSQL said."""
    writes = Writes(clock)
    attempted(writes, RuntimeError("not now"), asyncpg.ReadOnlySQLTransactionError("a standby"))
    assert await writes.check() is not None


async def test_a_refusal_that_nobody_met_again_is_forgotten(clock: SettableClock) -> None:
    """Without new work nobody could ever find that it is over."""
    writes = Writes(clock)
    attempted(writes, asyncpg.DiskFullError("no space left"))
    clock.advance(REMEMBERED_SECONDS + 1)
    assert await writes.check() is None


async def test_a_fault_of_the_work_is_none_of_the_server(clock: SettableClock) -> None:
    """A wrong value, or a lost connection, says nothing of whether writes are taken."""
    writes = Writes(clock)
    attempted(writes, ValueError("wrong"))
    attempted(writes, ConnectionResetError("lost"))
    assert await writes.check() is None
