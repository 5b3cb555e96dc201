"""The projector's one session: its statements prepared ahead, its transactions on the live views.

PostgreSQL ends a transaction whose client fell silent between two statements. It cannot end
one whose client fell silent between preparing a statement and running it: that state counts
as active, and its locks would stay until the client's machine is gone. So everything is
prepared before the first lock is taken, and large results are fetched in pieces.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from infra.postgres import Session
from infra.sql import load_queries
from services.projector.one_call import FUNCTIONS, TEMPLATES, call_of, put_together
from services.projector.refusals import Refused, no_live_views

# "views" in ASCII: shared by live writers, taken alone by whoever changes the live version.
VIEWS_LOCK = 0x7669657773
PIECE_ROWS = 500
CLOSE_SECONDS = 2

if TYPE_CHECKING:
    Statement: TypeAlias = PreparedStatement[asyncpg.Record]
else:  # asyncpg's classes are generic in its stubs only
    Statement: TypeAlias = PreparedStatement

QUERIES: Mapping[str, str] = {
    **load_queries("services.projector"),
    **load_queries("services.projector", "outbox.sql"),
    **load_queries("services.projector", "parking.sql"),
}


class LiveSession:
    """Runs the statements of queries.sql, outbox.sql and parking.sql by name, inside `live()`.

    And `write_batch` (one_call.sql), which is a transaction of its own.
    """

    def __init__(self, session: Session, queries: Mapping[str, str] = QUERIES) -> None:
        """`queries`: others than the projector's own, to write a version that is not live."""
        self._session = session
        self._queries = queries
        self._statements: dict[str, Statement] = {}

    async def prepare(self) -> None:
        """Prepare every statement against the live version.

        Raises:
            Refused: there is no live version.
        """
        async with self._session.transaction():
            if await self._session.fetchrow(self._queries["enter_live_version"]) is None:
                raise Refused(no_live_views())
            for name, query in self._queries.items():
                self._statements[name] = await self._session.prepare(query)
            functions = [put_together(TEMPLATES[name], self._queries) for name in FUNCTIONS]
            for function in functions:
                await self._session.execute(function.create)
            await self.fetch("compress_fast")
            self._statements["write_batch"] = await self._session.prepare(call_of(*functions))

    @asynccontextmanager
    async def live(self) -> AsyncIterator[int]:
        """Open a transaction on the live version's tables; yields the version."""
        async with self._session.transaction():
            await self.fetch("share_views", VIEWS_LOCK)
            [entered] = await self.fetch("enter_live_version")
            yield entered["version"]

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Within a transaction: do what is always undone at the end, to see whether it can be."""
        savepoint = self._session.transaction()
        await savepoint.start()
        try:
            yield
        finally:
            await savepoint.rollback()

    async def fetch(self, name: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement; its rows."""
        return await self._statements[name].fetch(*arguments)

    async def once(self, name: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement that is a transaction of its own; within one, it fails by itself."""
        if not self._session.is_in_transaction():
            return await self.fetch(name, *arguments)
        async with self._session.transaction():
            return await self.fetch(name, *arguments)

    async def pieces(self, name: str, *arguments: object) -> AsyncIterator[asyncpg.Record]:
        """Run a statement of many rows, a bounded number of them at a time."""
        cursor: Any = self._statements[name].cursor(*arguments, prefetch=PIECE_ROWS)
        async for row in cursor:
            yield row

    async def touch(self) -> None:
        """Ask for a sign of life; raises where the session, and its slot with it, is lost."""
        await self._session.execute("select 1")

    async def close(self) -> None:
        """End the session and give its slot back, in order where the server answers."""
        try:
            await self._session.close(timeout=CLOSE_SECONDS)
        except Exception:  # noqa: BLE001  # it is going away, whatever it answers
            self._session.terminate()
