"""One rebuild of ledger and registry: build beside, hold admission for a moment, compare, mend.

What is compared is one instant: admission is held while the ledger is seen and the log's end is
asked for, so the ledger is then exactly the log up to there and what is reserved but not sent.
To compare, it is held no longer than that; to mend, until the transaction ends.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from asyncpg.exceptions import (
    DeadlockDetectedError,
    LockNotAvailableError,
    SerializationError,
)

from infra.clock import Clock
from infra.postgres import Session
from infra.rebuilding import (
    Onlooker,
    RebuildRefused,
    Report,
    Wish,
    head_missing,
    reached,
    too_busy,
)
from infra.sql import load_queries
from infra.topic_reader import Span, TopicReader
from infra.twins import Comparison
from services.ingest.ledger import ADMISSION_LOCK
from services.ingest.rebuild import staging
from services.ingest.rebuild.logged import NotOfIngest, read_logged
from services.ingest.rebuild.staging import Placed
from services.ingest.rebuild.stops import not_on_the_log

ATTEMPTS = 10
PAUSE_SECONDS = 0.5
_TRY_AGAIN = (LockNotAvailableError, SerializationError, DeadlockDetectedError)

_SQL = load_queries("services.ingest.rebuild", "rebuild.sql")


@dataclass(slots=True)
class Flow:
    """One run; put together by `main.rebuild`. `next_offsets` is how far the log was read."""

    session: Session
    log: TopicReader
    topic: str
    wish: Wish
    onlooker: Onlooker
    clock: Clock
    report: Report = field(default_factory=lambda: Report("ingest"))
    next_offsets: dict[int, int] = field(default_factory=dict)

    async def run(self) -> Report:
        """Run it; the report says how it ended.

        Raises:
            RebuildRefused: the log is not what it must be, or ingest was too busy.
        """
        report, begun = self.report, self.clock.monotonic()
        await staging.begin(self.session)
        reached("begun")
        await self._read_on("build")
        await staging.fold_all(self.session)
        report.build_seconds = self.clock.monotonic() - begun
        reached("built")
        self.onlooker.phase("prove", 0)
        report.comparison = await self._settled(mend=False)
        report.compare_seconds = self.clock.monotonic() - begun - report.build_seconds
        report.rows = await staging.counts(self.session)
        report.seconds = self.clock.monotonic() - begun
        await self._decide()
        await staging.end(self.session)
        report.seconds = self.clock.monotonic() - begun
        return report

    async def _decide(self) -> None:
        report = self.report
        if report.comparison.equal:
            return
        report.outcome = "differs"
        _check_nothing_lost(report.comparison)
        if self.wish.dry_run:
            return
        if not self.onlooker.may_replace(report):
            report.outcome = "declined"
            return
        self.onlooker.phase("swap", 0)
        await staging.fold_again(self.session, await self._read_on("catch_up"))
        report.comparison = await self._settled(mend=True)
        report.outcome = "replaced"
        reached("replaced")

    async def _settled(self, *, mend: bool) -> Comparison:
        for _ in range(ATTEMPTS):
            try:
                return await self._held(mend=mend)
            except _TRY_AGAIN:
                await asyncio.sleep(PAUSE_SECONDS)
        raise RebuildRefused(too_busy())

    async def _held(self, *, mend: bool) -> Comparison:
        """Compare at one instant, and put right what differs if that is wanted."""
        before = dict(self.next_offsets)
        # For the session and ahead of the transaction, whose view of the ledger must begin after.
        await self.session.execute(_SQL["hold_admission"], ADMISSION_LOCK)
        held_at = self.clock.monotonic()
        held = True
        try:
            async with self.session.transaction(isolation="repeatable_read"):
                reached("held")
                touched = await staging.add_promises(self.session)
                ends = await self._ends()
                if not mend:
                    await self._let_go(held_at)
                    held = False
                touched |= await self._read_to(ends)
                await staging.fold_again(self.session, touched)
                found = await staging.compare(self.session)
                _check_nothing_lost(found)
                if mend:
                    await staging.replace(self.session)
                    reached("mended")
            return found
        except BaseException:
            self.next_offsets = before
            raise
        finally:
            if held and not self.session.is_closed():
                await self._let_go(held_at)

    async def _let_go(self, held_at: float) -> None:
        await self.session.execute(_SQL["let_admission_go"], ADMISSION_LOCK)
        self.report.held_seconds = self.clock.monotonic() - held_at

    async def _ends(self) -> dict[int, int]:
        spans = await self.log.spans()
        for number, span in spans.items():
            if span.begin:
                raise RebuildRefused(head_missing(self.topic, number, span.begin))
        return {number: span.end for number, span in spans.items()}

    async def _read_on(self, phase: str) -> set[str]:
        ends = await self._ends()
        left = sum(end - self.next_offsets.get(number, 0) for number, end in ends.items())
        self.onlooker.phase(phase, left)
        return await self._read_to(ends)

    async def _read_to(self, ends: dict[int, int]) -> set[str]:
        """Add the log up to its ends; return the things of which something was stated."""
        touched: set[str] = set()
        wanted = {
            number: Span(self.next_offsets.get(number, 0), end) for number, end in ends.items()
        }
        async for number, records in self.log.read(wanted):
            placed = self._placed(number, [(one.offset, one.value) for one in records])
            if placed:
                touched |= await staging.add(self.session, number, placed)
            self.report.records += len(records)
            self.onlooker.done(self.report.records)
        self.next_offsets.update(ends)
        return touched

    def _placed(self, partition: int, records: list[tuple[int, bytes | None]]) -> list[Placed]:
        """Read records; those that ingest did not write are told, and in no table."""
        placed: list[Placed] = []
        for offset, value in records:
            try:
                placed.append((offset, read_logged(value)))
            except NotOfIngest as error:
                self.report.skip(partition, offset, str(error))
        return placed


def _check_nothing_lost(found: Comparison) -> None:
    lost = found.counts.get(("events", "removed"), 0)
    if lost:
        named = (row.key for row in found.rows if row.kind == "removed" and row.table == "events")
        raise RebuildRefused(not_on_the_log(lost, next(named, "…")))
