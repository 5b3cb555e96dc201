"""A version that is not live, on one session: the projector's statements, entering it instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from infra.postgres import Session, connect
from infra.sql import load_queries
from services.projector.session import QUERIES, LiveSession
from services.projector.views import ROLE

# A COPY of a partition, or the making of an index, is one statement.
STATEMENT_SECONDS = 3_600
CLOSE_SECONDS = 5

_sql = load_queries("services.projector.rebuild", "build.sql")
_ENTERING = {**QUERIES, **load_queries("services.projector.rebuild", "building.sql")}


@dataclass(frozen=True, slots=True)
class Building:
    """A version that is not live, and a session that writes it.

    `statements` are those of a live version, by which it is brought up to date; prepared by
    `prepare`, since not every session needs them.
    """

    version: int
    session: Session
    statements: LiveSession

    async def prepare(self) -> None:
        """Prepare the statements; the version's tables must be there."""
        await self.statements.prepare()


async def open_session(url: str, name: str) -> Session:
    """Open a session for long statements."""
    session = await connect(
        url, role=ROLE, application_name=name, statement_timeout_seconds=STATEMENT_SECONDS
    )
    await session.execute(_sql["settle_session"])
    return session


@asynccontextmanager
async def building_of(url: str, version: int, name: str) -> AsyncIterator[Building]:
    """Open a session that writes a version which is not live."""
    session = await open_session(url, name)
    try:
        await session.execute(_sql["name_version"], str(version))
        yield Building(version, session, LiveSession(session, _ENTERING))
    finally:
        try:
            await session.close(timeout=CLOSE_SECONDS)
        except Exception:  # noqa: BLE001  # it is going away, whatever it answers
            session.terminate()
