"""A PostgreSQL whose disk is full: brought to want room, and waited for until it has come to rest.

It panics, as it should, and tries to recover. Three ends were seen: it stays away for want of
room; it finds old segments to write on and answers; or it finds them, is "ready to accept
connections", and then ends each session because it has no room for the session's first file.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from infra.local.postgres import LocalPostgres
from infra.local.process import LocalServerError, tail
from tests.faults.small_disk import SmallDisk

POLL_SECONDS = 0.1
CONNECT_SECONDS = 5.0
WITHIN_SECONDS = 30.0
# PostgreSQL 15 says only "could not write init file", and that it is an internal error.
_NO_ROOM_FOR_A_SESSION = (asyncpg.DiskFullError, asyncpg.InternalServerError)
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


async def leave_no_room(postgres: LocalPostgres, disk: SmallDisk) -> bool:
    """Fill the disk, and make PostgreSQL want some of it; whether it answers without our help.

    Raises:
        LocalServerError: as at_rest, or it always finds room.
    """
    connection = await asyncpg.connect(postgres.url, timeout=CONNECT_SECONDS)
    async with _in_time(postgres, "finds room on a full disk"):
        try:
            await asyncio.to_thread(disk.fill)
            while True:
                await connection.execute("select pg_switch_wal()")
                await connection.execute("select pg_logical_emit_message(true, '', 'x')")
        except _AWAY:
            connection.terminate()
    return await at_rest(postgres)


async def at_rest(postgres: LocalPostgres) -> bool:
    """Wait until PostgreSQL answers (true), has ended, or has no room for a session (false).

    Raises:
        LocalServerError: none of the three in time; with the end of its log.
    """
    async with _in_time(postgres, "neither answers nor ends"):
        while postgres.pid is not None:
            try:
                answering = await asyncpg.connect(postgres.url, timeout=CONNECT_SECONDS)
            except _NO_ROOM_FOR_A_SESSION:
                return False
            except _AWAY:
                await asyncio.sleep(POLL_SECONDS)
            else:
                answering.terminate()
                return True
    return False


@asynccontextmanager
async def _in_time(postgres: LocalPostgres, otherwise: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            yield
    except TimeoutError:
        raise LocalServerError(
            f"PostgreSQL {otherwise} for {WITHIN_SECONDS:g} s. "
            f"The end of its log:\n{tail(postgres.log)}"
        ) from None
