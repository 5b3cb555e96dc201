"""A numbered slot for each projector process, so that Kafka knows it again after a restart.

With a group instance id of its own a process that comes back gets its partitions at once,
without a rebalance. Two live processes under one id would evict each other, so the number
is held by an advisory lock, and the session that holds it is the one that writes: whoever
loses the slot can no longer write.
"""

from __future__ import annotations

from infra.postgres import Session, connect
from services.projector.views import ROLE

SLOTS = 64
# "slot" in ASCII: the first key of the two-part advisory locks.
SLOT_LOCK = 0x736C6F74


class NoFreeSlot(Exception):
    """As many projectors run on this database as there are partitions' worth of slots."""


async def take_slot(url: str) -> tuple[Session, int]:
    """Open the session of this process and take the lowest free slot on it.

    Raises:
        NoFreeSlot: all are taken (a killed process frees its slot when PostgreSQL notices).
    """
    session = await connect(url, role=ROLE, application_name="chitieu-projector")
    try:
        for slot in range(SLOTS):
            if await session.fetchval("select pg_try_advisory_lock($1, $2)", SLOT_LOCK, slot):
                return session, slot
    except BaseException:
        session.terminate()
        raise
    session.terminate()
    raise NoFreeSlot(f"all {SLOTS} slots are taken")
