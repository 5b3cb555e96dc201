"""A numbered slot for each projector process, so that Kafka knows it again after a restart.

With a group instance id of its own a process that comes back gets its partitions at once,
without a rebalance. Two live processes under one id would evict each other, so the number
is held by an advisory lock, and the session that holds it is the one that writes: whoever
loses the slot can no longer write.
"""

from __future__ import annotations

from asyncpg.exceptions import InvalidParameterValueError

from infra.migrate import pending_migrations
from infra.postgres import Session, connect
from services.projector.refusals import Refused, not_migrated
from services.projector.session import LiveSession
from services.projector.views import ROLE

SLOTS = 64
# "slot" in ASCII: the first key of the two-part advisory locks.
SLOT_LOCK = 0x736C6F74


class NoFreeSlot(Exception):
    """As many projectors run on this database as there are partitions' worth of slots."""


async def take_slot(url: str) -> tuple[LiveSession, int]:
    """Open the session of this process and take the lowest free slot on it.

    Raises:
        Refused: the database lacks migrations or views that this program needs.
        NoFreeSlot: all are taken (a killed process frees its slot when PostgreSQL notices).
    """
    try:
        session = await connect(url, role=ROLE, application_name="chitieu-projector")
    except InvalidParameterValueError:
        # The role is made by the first migration.
        raise Refused(not_migrated(())) from None
    try:
        slot = await _lowest_free(session)
        live = LiveSession(session)
        await live.prepare()
    except BaseException:
        session.terminate()
        raise
    return live, slot


async def _lowest_free(session: Session) -> int:
    if missing := await pending_migrations(session):
        raise Refused(not_migrated(missing))
    for slot in range(SLOTS):
        if await session.fetchval("select pg_try_advisory_lock($1, $2)", SLOT_LOCK, slot):
            return slot
    raise NoFreeSlot(f"all {SLOTS} slots are taken")
