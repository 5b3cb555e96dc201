"""One rebuild of a service's tables from their topic: build beside, hold still, compare, mend.

Whatever service it is, this is how it goes; a service gives what differs (`Tables`). What is
compared is one instant: the service is held still while the end of the topic is asked for, so that
its tables hold exactly what was told up to there. To mend, it is held until the transaction ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

from aiokafka.structs import ConsumerRecord
from asyncpg.exceptions import (
    DeadlockDetectedError,
    LockNotAvailableError,
    SerializationError,
)

from infra.clock import Clock
from infra.health import Reason
from infra.logs import get_logger
from infra.migrate import pending_migrations
from infra.postgres import Session, connect
from infra.rebuilding import (
    Progress,
    RebuildRefused,
    Report,
    Wish,
    another_runs,
    head_missing,
    not_migrated,
    too_busy,
)
from infra.topic_reader import Span, TopicReader
from infra.twins import Comparison

ATTEMPTS = 10
# Longer in all than a relay's pause: what waits to be sent now is sent meanwhile.
PAUSE_SECONDS = 0.5
_TRY_AGAIN = (LockNotAvailableError, SerializationError, DeadlockDetectedError)

Name = TypeVar("Name")
"""What rows are folded by, each name by itself."""
LetGo: TypeAlias = Callable[[], Awaitable[bool]]
"""Lets the service go on while its tables are seen as they were; False where it has to wait."""

_log = get_logger("rebuild")


class Unsettled(Exception):
    """The service has something under way that must end first; `reason` says what."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class Tables(Protocol[Name]):
    """The tables of one service, and their twins that are built beside them."""

    @property
    def told(self) -> Sequence[str]:
        """The tables whose rows stand on the topic: none of theirs may be missing there."""

    async def begin(self) -> None:
        """Drop what another run left, and create the twins, empty."""

    async def end(self) -> None:
        """Drop the twins."""

    async def add(self, partition: int, records: Sequence[ConsumerRecord]) -> set[Name]:
        """Add records of the topic; return the names of which they tell something."""

    async def fold_all(self) -> None:
        """Fold every name, for the first time."""

    async def fold_again(self, names: Iterable[Name]) -> None:
        """Fold those again of which more was told."""

    def held_still(self) -> AbstractAsyncContextManager[LetGo]:
        """A transaction in which the service writes nothing that is compared."""

    async def add_unsent(self) -> set[Name]:
        """Add what the held service will yet send; return the names of which that tells."""

    async def compare(self) -> Comparison:
        """Return in what tables and twins differ; raises Unsettled."""

    async def replace(self) -> None:
        """Put right what differs."""

    async def counts(self) -> dict[str, int]:
        """How many rows were built, by table."""

    def lost(self, rows: int, first: str) -> Reason:
        """Rows of what was told are not on this topic."""


@dataclass(slots=True)
class Rebuild(Generic[Name]):
    """One run. `partitions` has the topic; `next_offsets` is how far it was read."""

    log: TopicReader
    partitions: int
    tables: Tables[Name]
    wish: Wish
    progress: Progress
    clock: Clock
    next_offsets: dict[int, int] = field(default_factory=dict)

    async def run(self) -> Report:
        """Run it; the report says how it ended.

        Raises:
            RebuildRefused: the topic is not what it must be, or the service was never still.
        """
        report, begun = self.progress.report, self.clock.monotonic()
        await self.tables.begin()
        reached("begun")
        await self._read_on("build")
        await self.tables.fold_all()
        report.build_seconds = self.clock.monotonic() - begun
        reached("built")
        self.progress.onlooker.phase("prove", 0)
        report.comparison = await self._settled(mend=False)
        report.compare_seconds = self.clock.monotonic() - begun - report.build_seconds
        report.rows = await self.tables.counts()
        report.seconds = self.clock.monotonic() - begun
        await self._decide()
        await self.tables.end()
        report.seconds = self.clock.monotonic() - begun
        return report

    async def _decide(self) -> None:
        report = self.progress.report
        if report.comparison.equal:
            return
        report.outcome = "differs"
        if self.wish.dry_run:
            return
        if not self.progress.onlooker.may_replace(report):
            report.outcome = "declined"
            return
        await self.tables.fold_again(await self._read_on("catch_up"))
        self.progress.onlooker.phase("swap", 0)
        report.comparison = await self._settled(mend=True)
        report.outcome = "replaced"
        reached("replaced")

    async def _settled(self, *, mend: bool) -> Comparison:
        why = too_busy()
        for _ in range(ATTEMPTS):
            try:
                return await self._held(mend=mend)
            except _TRY_AGAIN:
                why = too_busy()
            except Unsettled as error:
                why = error.reason
            await asyncio.sleep(PAUSE_SECONDS)
        raise RebuildRefused(why)

    async def _held(self, *, mend: bool) -> Comparison:
        """Compare at one instant, and put right what differs if that is wanted."""
        before = dict(self.next_offsets)
        try:
            async with self.tables.held_still() as let_go:
                held_at = self.clock.monotonic()
                reached("held")
                touched = await self.tables.add_unsent()
                ends = await self._ends()
                gone_on = not mend and await let_go()
                if gone_on:
                    self._note_held(held_at)
                touched |= await self._read_to(ends)
                await self.tables.fold_again(touched)
                found = await self.tables.compare()
                self._check_nothing_lost(found)
                if mend:
                    await self.tables.replace()
                    reached("mended")
            if not gone_on:
                self._note_held(held_at)
        except BaseException:
            self.next_offsets = before
            raise
        return found

    def _note_held(self, held_at: float) -> None:
        self.progress.report.held_seconds = self.clock.monotonic() - held_at

    def _check_nothing_lost(self, found: Comparison) -> None:
        told = self.tables.told
        lost = sum(found.counts.get((table, "removed"), 0) for table in told)
        if lost:
            named = (row.key for row in found.rows if row.kind == "removed" and row.table in told)
            raise RebuildRefused(self.tables.lost(lost, next(named, "…")))

    async def _ends(self) -> dict[int, int]:
        spans = await self.log.spans(range(self.partitions))
        for number, span in spans.items():
            if span.begin:
                raise RebuildRefused(head_missing(self.log.topic, number, span.begin))
        return {number: span.end for number, span in spans.items()}

    async def _read_on(self, phase: str) -> set[Name]:
        ends = await self._ends()
        left = sum(end - self.next_offsets.get(number, 0) for number, end in ends.items())
        self.progress.onlooker.phase(phase, left)
        return await self._read_to(ends)

    async def _read_to(self, ends: Mapping[int, int]) -> set[Name]:
        """Add the topic up to its ends; return the names of which something was told."""
        touched: set[Name] = set()
        wanted = {
            number: Span(self.next_offsets.get(number, 0), end) for number, end in ends.items()
        }
        async for number, records in self.log.read(wanted):
            touched |= await self.tables.add(number, records)
            self.progress.count(len(records))
        self.next_offsets.update(ends)
        return touched


@asynccontextmanager
async def sole_session(
    url: str, *, role: str, of: str, lock: int, statement_timeout_seconds: int
) -> AsyncIterator[Session]:
    """A session that alone may rebuild the tables of a service, while it lasts.

    `lock` is the key of an advisory lock.

    Raises:
        RebuildRefused: the database is older than this program, or another rebuild runs.
        What asyncpg raises.
    """
    session = await connect(
        url,
        role=role,
        application_name=f"chitieu-rebuild-{of}",
        statement_timeout_seconds=statement_timeout_seconds,
    )
    try:
        if missing := await pending_migrations(session):
            raise RebuildRefused(not_migrated(", ".join(missing)))
        if not await session.fetchval("select pg_try_advisory_lock($1)", lock):
            raise RebuildRefused(another_runs())
        yield session
    finally:
        session.terminate()


def reached(step: str) -> None:
    """Say that a step is done, where a test may end the process."""
    _log.info("rebuild_step", step=step)
