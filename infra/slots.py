"""A number of its own for each running process of a service, so that Kafka knows it again.

With a group instance id made of it, a process that comes back gets its partitions at once,
without a rebalance. Two living processes under one id would evict each other, so the number is
an advisory lock of one database session: free again the moment that the session ends. Whoever
loses the session must let go of what he holds under the number.
"""

from infra.postgres import Session

SLOTS = 64


class NoFreeSlot(Exception):
    """As many processes of a service run on this database as there are slots."""


async def take_slot(session: Session, *, family: int) -> int:
    """Take the lowest free number for as long as the session lives.

    `family` keeps the numbers of one service apart from all others: the first half of a
    two-part lock. Raises NoFreeSlot where all SLOTS are taken; a killed process frees its own
    when PostgreSQL notices.
    """
    for slot in range(SLOTS):
        if await session.fetchval("select pg_try_advisory_lock($1, $2)", family, slot):
            return slot
    raise NoFreeSlot(f"all {SLOTS} slots are taken")
