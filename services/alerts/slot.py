"""A number of its own for each running process, so that Kafka knows it again after a restart.

The number is an advisory lock of one database session: it is free again the moment the
process dies. A process whose session has ended must end too, for another may have its number.
"""

from __future__ import annotations

from collections.abc import Callable

from infra.postgres import Session

SLOTS = 64
# The first half of the lock's key, which keeps these locks apart from others.
_LOCK_CLASS = 0x616C_7274


class NoSlotFree(Exception):
    """As many processes run as there are slots."""


async def take_slot(session: Session, *, lost: Callable[[], None]) -> int:
    """Take the lowest free number for as long as the session lives; `lost` is called at its end.

    Raises:
        NoSlotFree: all SLOTS numbers are taken.
    """
    for slot in range(SLOTS):
        taken = await session.fetchval("select pg_try_advisory_lock($1, $2)", _LOCK_CLASS, slot)
        if taken:
            session.add_termination_listener(lambda _session: lost())
            return slot
    raise NoSlotFree(f"all {SLOTS} slots of the alerts service are taken")
