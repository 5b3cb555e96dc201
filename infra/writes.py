"""Whether what a service writes is taken: readiness where a server answers, and yet refuses.

A PostgreSQL whose disk is full may come back on what room it finds: it answers, reads go well,
and every row that needs a new page is refused. No question tells that but the work itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg.exceptions as pg

from infra.clock import Clock
from infra.health import Reason

REMEMBERED_SECONDS = 20.0
"""A refusal that nobody has met again in this time may be over: let there be new work."""

_REFUSALS = (
    pg.InsufficientResourcesError,  # class 53: disk full, out of memory, too many connections
    pg.ReadOnlySQLTransactionError,  # a standby: the primary is elsewhere just now
    pg.PostgresIOError,
)


class Writes:
    """Remembers whether the last attempt to write was refused; `check` is for /ready."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refused_at: float | None = None

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Work that writes: what it raises passes on, and is remembered where it is a refusal."""
        try:
            yield
        except Exception as error:
            if isinstance(error, _REFUSALS) or isinstance(error.__cause__, _REFUSALS):
                self._refused_at = self._clock.monotonic()
            raise
        self._refused_at = None

    async def check(self) -> Reason | None:
        """Not ready while the last attempt was refused, unless that was long ago."""
        at = self._refused_at
        if at is None or self._clock.monotonic() - at > REMEMBERED_SECONDS:
            return None
        return Reason(
            "writes_refused",
            "PostgreSQL trả lời nhưng không nhận ghi (đầy đĩa, hoặc chỉ cho đọc)",
            "PostgreSQL answers, and takes no writes (a full disk, or read only)",
        )
