"""Wait until a record of the log has been applied, so that a sender sees its own event.

Polling with back-off: a wait is rare and short, and a poll is one row by primary key.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from infra.clock import Clock
from services.api.store import Store

WAIT_SECONDS_DEFAULT = 5
WAIT_SECONDS_MAX = 30
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class LogPosition:
    """A record of the log: its partition and its offset."""

    partition: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> LogPosition:
        """Read `partition:offset`, as ingest returned it (already matched by a pattern)."""
        partition, _, offset = text.partition(":")
        return cls(int(partition), int(offset))


class NotYetApplied(Exception):
    """The time was up first; `next_offset` is how far the partition has come."""

    def __init__(self, wanted: LogPosition, next_offset: int, waited_seconds: float) -> None:
        super().__init__(f"{wanted.partition}:{wanted.offset} is not applied yet")
        self.wanted = wanted
        self.next_offset = next_offset
        self.waited_seconds = waited_seconds


async def wait_until_applied(
    store: Store, clock: Clock, wanted: LogPosition, *, within_seconds: float
) -> None:
    """Return once the record has been applied.

    Raises:
        NotYetApplied: not within the time given.
    """
    deadline = clock.monotonic() + within_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        next_offset = await store.next_offset(wanted.partition)
        if next_offset > wanted.offset:
            return
        left = deadline - clock.monotonic()
        if left <= 0:
            raise NotYetApplied(wanted, next_offset, within_seconds)
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
