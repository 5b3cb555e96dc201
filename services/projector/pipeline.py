"""One batch is written while the next is read and worked out: never more than one ahead.

What is worked out ahead rests on the batch before it. Where that one is lost (a race, PostgreSQL
away) or written otherwise than it was worked out, all of it is dropped: the positions are read
again, and the log from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.clock import Clock
from infra.metrics import Metrics
from services.projector.apply import Applier
from services.projector.batch import Batch, Fetched, read_batch
from services.projector.pace import Pace
from services.projector.prepared import Prepared
from services.projector.standing import Standing
from services.projector.store import PositionMoved


@dataclass(frozen=True, slots=True)
class _Written:
    """A batch on its way to PostgreSQL."""

    prepared: Prepared
    task: asyncio.Task[None]


class Pipeline:
    """Applies batches one after the other, each worked out while the one before is written."""

    def __init__(
        self,
        applier: Applier,
        standing: Standing,
        *,
        working: asyncio.Lock,
        pace: Pace,
        metrics: Metrics,
        clock: Clock,
        topic: str,
        on_commit: Callable[[], None],
    ) -> None:
        """`working` is held while a batch is written, so that partitions are given away between."""
        self._applier = applier
        self._standing = standing
        self._working = working
        self._pace = pace
        self._metrics = metrics
        self._clock = clock
        self._topic = topic
        self._on_commit = on_commit
        self._on_its_way: _Written | None = None
        self._newest: Fetched = {}

    async def put(self, fetched: Fetched, ours: Callable[[], bool]) -> None:
        """Work a batch out, and have it written once the one before it is.

        Args:
            fetched: the records that follow the positions and the batches put in before.
            ours: whether the partitions are still this process's; where not, nothing is written.

        Raises:
            PositionMoved: what was put in before is lost, and this with it.
            Refused: the log is not what it should be, or more would wait than may.
        """
        if not ours():
            return  # the batch before may not have been written, and this one does not fit then
        before, positions = self._on_its_way, dict(self._standing.positions)
        if before is not None:
            positions.update(before.prepared.positions)
        self._waits(fetched)
        started = self._clock.monotonic()
        batch = await read_batch(fetched, positions)
        self._metrics.observe("batch_seconds", self._clock.monotonic() - started, stage="read")
        prepared = await self._applier.prepare(
            batch, ahead=before.prepared.states if before else {}, written=self.drain
        )
        await self.drain()
        if prepared is None:
            await self._write(batch, None, ours)
        else:
            task = asyncio.create_task(self._write(batch, prepared, ours))
            self._on_its_way = _Written(prepared, task)

    async def drain(self) -> None:
        """Wait until all that was put in is committed; raises what prevented it."""
        written, self._on_its_way = self._on_its_way, None
        if written is not None:
            await written.task

    async def alone(self, work: Callable[[], Awaitable[None]], ours: Callable[[], bool]) -> None:
        """Do other work on the session, when all that was put in is committed."""
        await self.drain()
        async with self._working:
            if ours():
                await work()

    def check(self) -> None:
        """Raise what prevented the batch on its way, if it has come to its end."""
        written = self._on_its_way
        if written is not None and written.task.done():
            self._on_its_way = None
            written.task.result()

    async def abandon(self) -> None:
        """Give up what is on its way, whatever becomes of it."""
        written, self._on_its_way = self._on_its_way, None
        if written is not None:
            written.task.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await written.task

    async def _write(
        self, batch: Batch, prepared: Prepared | None, ours: Callable[[], bool]
    ) -> None:
        async with self._working:
            if not ours():
                return
            with self._pace.work():
                if prepared is None:
                    await self._applier.step_by_step(batch)
                    as_worked_out = True
                else:
                    as_worked_out = await self._applier.write(prepared)
            self._committed(batch)
        if not as_worked_out:
            raise PositionMoved("a batch was written otherwise than it was worked out")

    def _waits(self, fetched: Fetched) -> None:
        self._newest = fetched
        self._standing.waiting_since = {**_since(fetched), **self._standing.waiting_since}

    def _committed(self, batch: Batch) -> None:
        """Stand behind a batch; what waits now is the one worked out meanwhile, if any."""
        standing = self._standing
        standing.positions.update({move.before.partition: move.after for move in batch.moves})
        standing.waiting_since = {} if batch.fetched is self._newest else _since(self._newest)
        self._metrics.count("records_total", by=batch.size, topic=self._topic)
        self._on_commit()


def _since(fetched: Fetched) -> dict[int, datetime]:
    """Return since when the oldest record of each partition waits."""
    return {
        number: datetime.fromtimestamp(records[0].timestamp_ms / 1000, UTC)
        for number, records in fetched.items()
    }
