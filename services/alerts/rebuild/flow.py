"""One rebuild of the alerts' tables: build beside, hold the service still, compare, put right.

The topic of alerts is their truth. Of a target's status only that is taken from its topic which
the service has read and will not read again; what lies ahead of it, it decides itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from asyncpg.exceptions import DeadlockDetectedError, LockNotAvailableError

from contracts.deliveries import is_delivery
from contracts.parameters import is_parameters
from contracts.status import SWEPT_KEY
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
from services.alerts.rebuild import staging
from services.alerts.rebuild.lives import Unreadable, read_change, read_status
from services.alerts.rebuild.staging import Known, Told
from services.alerts.rebuild.stops import not_on_the_topic, queued

TOLD = ("events", "parameters")
"""Tables of what was told: their rows stand on the topic."""
ATTEMPTS = 10
# Longer in all than the relay's pause: what is queued now is sent meanwhile.
PAUSE_SECONDS = 0.3

_SQL = load_queries("services.alerts.rebuild", "rebuild.sql")


class StillQueued(Exception):
    """Changes wait to be sent; `changes` is how many."""

    def __init__(self, changes: int) -> None:
        super().__init__(changes)
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read: the topic of alerts, and that of statuses up to where the service has come."""

    alerts: TopicReader
    alerts_topic: str
    statuses: TopicReader
    statuses_topic: str
    read_up_to: Mapping[int, int]


@dataclass(slots=True)
class Flow:
    """One run; put together by `main.rebuild`. `next_offsets` is how far the alerts were read."""

    session: Session
    sources: Sources
    wish: Wish
    onlooker: Onlooker
    clock: Clock
    report: Report = field(default_factory=lambda: Report("alerts"))
    next_offsets: dict[int, int] = field(default_factory=dict)

    async def run(self) -> Report:
        """Run it; the report says how it ended.

        Raises:
            RebuildRefused: the topic is not what it must be, something waits to be sent, or the
                service was too busy.
        """
        report, begun = self.report, self.clock.monotonic()
        await staging.begin(self.session)
        reached("begun")
        ends = await self._ends()
        self.onlooker.phase("build", sum(ends.values()))
        await self._read_to(ends)
        await self._read_statuses()
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
        if self.wish.dry_run:
            return
        if not self.onlooker.may_replace(report):
            report.outcome = "declined"
            return
        self.onlooker.phase("swap", 0)
        report.comparison = await self._settled(mend=True)
        report.outcome = "replaced"
        reached("replaced")

    async def _settled(self, *, mend: bool) -> Comparison:
        why = too_busy()
        for _ in range(ATTEMPTS):
            try:
                return await self._held(mend=mend)
            except (LockNotAvailableError, DeadlockDetectedError):
                why = too_busy()
            except StillQueued as error:
                why = queued(error.changes)
            await asyncio.sleep(PAUSE_SECONDS)
        raise RebuildRefused(why)

    async def _held(self, *, mend: bool) -> Comparison:
        """Compare while nobody writes, and put right what differs if that is wanted."""
        before = dict(self.next_offsets)
        try:
            async with self.session.transaction():
                await self.session.execute(_SQL["hold_still"])
                held_at = self.clock.monotonic()
                reached("held")
                touched = await self._read_to(await self._ends())
                await self._check_queued()
                await staging.fold_again(self.session, touched)
                found = await staging.compare(self.session)
                _check_nothing_lost(found)
                if mend:
                    await staging.replace(self.session)
                    reached("mended")
            self.report.held_seconds = self.clock.monotonic() - held_at
        except BaseException:
            self.next_offsets = before
            raise
        return found

    async def _check_queued(self) -> None:
        if waiting := await self.session.fetchval(_SQL["count_queued"]):
            raise StillQueued(waiting)

    async def _ends(self) -> dict[int, int]:
        spans = await self.sources.alerts.spans()
        for number, span in spans.items():
            if span.begin:
                raise RebuildRefused(head_missing(self.sources.alerts_topic, number, span.begin))
        return {number: span.end for number, span in spans.items()}

    async def _read_to(self, ends: Mapping[int, int]) -> set[UUID]:
        """Add the topic of alerts up to its ends; return the alerts of which something was told."""
        touched: set[UUID] = set()
        wanted = {
            number: Span(self.next_offsets.get(number, 0), end) for number, end in ends.items()
        }
        async for number, records in self.sources.alerts.read(wanted):
            await self._add_parameters(number, records)
            told = [
                one
                for record in records
                if not _beside(record.value) and (one := self._told(number, record))
            ]
            if told:
                touched |= await staging.add_changes(self.session, number, told)
            self._count(len(records))
        self.next_offsets.update(ends)
        return touched

    async def _add_parameters(self, partition: int, records: Sequence[Any]) -> None:
        for record in records:
            if not is_parameters(record.value):
                continue
            try:
                await staging.add_parameters(self.session, record.value)
            except Unreadable as error:
                self.report.skip(partition, record.offset, str(error))

    async def _read_statuses(self) -> None:
        """Add the statuses that the service has read, save those that it has put aside."""
        sources = self.sources
        aside = await staging.quarantined(self.session, sources.statuses_topic)
        spans = await sources.statuses.spans()
        wanted = {
            number: Span(span.begin, min(span.end, sources.read_up_to.get(number, 0)))
            for number, span in spans.items()
        }
        async for number, records in sources.statuses.read(wanted):
            known = [
                one
                for record in records
                if record.key != SWEPT_KEY.encode() and (number, record.offset) not in aside
                if (one := self._known(number, record))
            ]
            if known:
                await staging.add_statuses(self.session, number, known)
            self._count(len(records))

    def _told(self, partition: int, record: Any) -> Told | None:
        try:
            return Told(record.offset, read_change(record.value), record.value)
        except Unreadable as error:
            self.report.skip(partition, record.offset, str(error))
            return None

    def _known(self, partition: int, record: Any) -> Known | None:
        try:
            data = read_status(record.value)
        except Unreadable as error:
            self.report.skip(partition, record.offset, str(error))
            return None
        return Known(data, datetime.fromtimestamp(record.timestamp / 1000, UTC))

    def _count(self, records: int) -> None:
        self.report.records += records
        self.onlooker.done(self.report.records)


def _beside(value: bytes | None) -> bool:
    """Tell whether a record tells of something else than a change of an alert."""
    return is_delivery(value) or is_parameters(value)


def _check_nothing_lost(found: Comparison) -> None:
    lost = sum(found.counts.get((table, "removed"), 0) for table in TOLD)
    if lost:
        named = (row.key for row in found.rows if row.kind == "removed" and row.table in TOLD)
        raise RebuildRefused(not_on_the_topic(lost, next(named, "…")))
