"""What tests ask a database, once or until the answer is the one they wait for.

To connect costs a hundred times what a question does, so whoever waits asks in one session. A
machine at full load may take longer to open it than the product would wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar

from infra.postgres import Session, connect

PATIENCE_SECONDS = 120
POLL_SECONDS = 0.05

Row = dict[str, object]

_kept: ContextVar[dict[str, Session] | None] = ContextVar("kept", default=None)


async def rows(url: str, query: str, *arguments: object) -> list[Row]:
    """What a statement finds, as the superuser sees it."""
    async with _session(url) as session:
        return [dict(row) for row in await session.fetch(query, *arguments)]


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds (a plain or an async question)."""
    sessions: dict[str, Session] = {}
    before = _kept.set(sessions)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = holds()
                if asyncio.iscoroutine(answer):
                    answer = await answer
                if answer:
                    return
                await asyncio.sleep(POLL_SECONDS)
    finally:
        _kept.reset(before)
        for session in sessions.values():
            await session.close()


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[Session]:
    kept = _kept.get()
    if kept is None:
        session = await _connected(url)
        try:
            yield session
        finally:
            await session.close()
        return
    if url not in kept or kept[url].is_closed():
        kept[url] = await _connected(url)
    yield kept[url]


async def _connected(url: str) -> Session:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with suppress(TimeoutError):
                return await connect(url, role=None, application_name="test")
