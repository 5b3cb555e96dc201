"""The session of a projector process, and the numbered slot that it holds.

The session that holds the slot is the one that writes: whoever loses the slot can no longer
write.
"""

from __future__ import annotations

from asyncpg.exceptions import InvalidParameterValueError

from infra import slots
from infra.migrate import pending_migrations
from infra.postgres import Session, connect
from services.projector.refusals import Refused, not_migrated
from services.projector.session import LiveSession
from services.projector.views import ROLE

# "slot" in ASCII.
SLOT_FAMILY = 0x736C6F74


async def take_slot(url: str) -> tuple[LiveSession, int]:
    """Open the session of this process and take the lowest free slot on it.

    Raises:
        Refused: the database lacks migrations or views that this program needs.
        NoFreeSlot: all are taken (a killed process frees its slot when PostgreSQL notices).
    """
    session = await _connect(url, "chitieu-projector")
    try:
        slot = await slots.take_slot(session, family=SLOT_FAMILY)
        live = LiveSession(session)
        await live.prepare()
    except BaseException:
        session.terminate()
        raise
    return live, slot


async def open_beside(url: str, *, application_name: str) -> LiveSession:
    """Open a session on the live version for who is no projector and takes no slot.

    Raises:
        Refused: as take_slot.
    """
    session = await _connect(url, application_name)
    try:
        live = LiveSession(session)
        await live.prepare()
    except BaseException:
        session.terminate()
        raise
    return live


async def _connect(url: str, application_name: str) -> Session:
    try:
        session = await connect(url, role=ROLE, application_name=application_name)
    except InvalidParameterValueError:
        # The role is made by the first migration.
        raise Refused(not_migrated(())) from None
    try:
        await _refuse_older(session)
    except BaseException:
        session.terminate()
        raise
    return session


async def _refuse_older(session: Session) -> None:
    if missing := await pending_migrations(session):
        raise Refused(not_migrated(missing))
