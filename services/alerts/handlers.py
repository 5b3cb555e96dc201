"""Take in statuses from `chitieu.status.v1`: assess, decide, save.

What cannot be read is put into quarantine with its position, and never raised. What is raised may
pass, and brings the batch again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from contracts.alerts import CLOSED_TYPE, AlertChanged
from contracts.status import StatusesSwept
from contracts.status_reading import ReadStatus
from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from services.alerts import store
from services.alerts.assessing.held import Held, Known, Life, joined, key_of, received, waiting
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.intake import Found, StatusRecord, poison, worth_reading
from services.alerts.quarantine import Poison, quarantine, suspend
from services.alerts.scoring.hook import with_scores
from services.alerts.swept import load_swept, save_swept

TRANSACTION_RECORDS = 100
"""So many are decided in one transaction: one that stands idle for long is ended by PostgreSQL."""
YIELD_EVERY = 20
"""After so many statuses whoever waits for the loop has a turn: the relay, couriers, health."""

_log = get_logger("alerts")


@dataclass(slots=True)
class _Batch:
    """What a batch comes to: the last state of each target, every change, every poison.

    `unread` are the keys of which the last record could not be taken; `left` the alerts that
    tables which were rebuilt have not joined to their targets yet; `swept` where the projector has
    said that it has applied all of the log.
    """

    left: dict[str, tuple[Life, ...]] = field(default_factory=dict)
    swept: set[tuple[int, int]] = field(default_factory=set)

    held: dict[str, Held] = field(default_factory=dict)
    changes: list[tuple[Held, AlertChanged]] = field(default_factory=list)
    poison: list[Poison] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


class StatusHandler:
    """Applies batches of statuses; `changed` is called after a commit that left changes to send.

    `applied_ms` tells by topic and partition when the last record applied was written, for the lag.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        clock: Clock,
        metrics: Metrics,
        parameters: Parameters,
        changed: Callable[[], None],
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._metrics = metrics
        self._parameters = parameters
        self._changed = changed
        self.applied_ms: dict[tuple[str, int], int] = {}

    async def __call__(self, records: Sequence[StatusRecord]) -> None:
        """Apply a batch; records that came before change nothing."""
        started = self._clock.monotonic()
        try:
            read = await _read(records)
            for start in range(0, len(read), TRANSACTION_RECORDS):
                batch = await self._apply(read[start : start + TRANSACTION_RECORDS])
                if batch.changes:
                    self._changed()
                self._tell(batch)
        except Exception as error:
            kind = "postgres" if is_unavailable(error) else "internal"
            self._metrics.count("errors_total", kind=kind)
            _log.warning("alerts_batch_failed", records=len(records), exc_info=True)
            raise
        self._metrics.observe("batch_seconds", self._clock.monotonic() - started, stage="apply")
        for record in records:
            self._metrics.count("records_total", topic=record.topic)
            self.applied_ms[record.topic, record.partition] = record.timestamp

    async def _apply(self, read: Sequence[tuple[StatusRecord, Found]]) -> _Batch:
        statuses = [found.data for _, found in read if isinstance(found, ReadStatus)]
        swept = [(r.partition, found) for r, found in read if isinstance(found, StatusesSwept)]
        if statuses:
            _log.debug("alerts_batch_begin", records=len(statuses))
        async with acquire(self._pool) as connection, connection.transaction():
            keys = {key_of(data) for data in statuses}
            known = await store.load_known(connection, keys)
            with_alert = {key for key, each in known.items() if each.lives}
            batch = _Batch(left=await store.load_left(connection, keys - with_alert))
            if batch.left:
                batch.swept = await load_swept(connection)
            await self._decide(read, known, batch)
            held, batch.changes = await with_scores(
                connection,
                batch.held.values(),
                batch.changes,
                at=self._clock.now(),
                settled=False,
            )
            await store.save(connection, held, batch.changes)
            # With the statuses that stand before it, so never ahead of them.
            await save_swept(connection, swept)
            await quarantine(connection, batch.poison, self._clock.now())
            await suspend(connection, batch.unread)
        if statuses:
            _log.debug("alerts_batch_committed", records=len(statuses), changes=len(batch.changes))
        return batch

    async def _decide(
        self,
        read: Sequence[tuple[StatusRecord, Found]],
        known: dict[str, Known],
        batch: _Batch,
    ) -> None:
        for number, (record, found) in enumerate(read, 1):
            if isinstance(found, Poison):
                batch.poison.append(found)
                batch.unread.add((record.key or b"").decode(errors="replace"))
            elif isinstance(found, ReadStatus):
                self._take(record, found, known, batch)
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def _take(
        self, record: StatusRecord, read: ReadStatus, known: dict[str, Known], batch: _Batch
    ) -> None:
        key, now = key_of(read.data), self._clock.now()
        newer = received(read.data, batch.held.get(key, known.get(key)), now)
        batch.unread.discard(key)
        if newer is None:
            return
        newer = replace(newer, partition=record.partition, told=read.told)
        left = batch.left.get(key) if not newer.lives else None
        if left and (record.partition, newer.log_partition) not in batch.swept:
            batch.held[key] = waiting(newer)
            return
        try:
            if left:
                newer = joined(newer, left)
            taken = step(newer, at=now, absence_settled=False, parameters=self._parameters)
        except Exception as error:  # noqa: BLE001  # a pure function of this record fails again on every retry
            _log.exception("status_not_assessed", key=key, offset=record.offset)
            batch.poison.append(poison(record, "not_assessed", f"{type(error).__name__}: {error}"))
            batch.unread.add(key)
            return
        batch.held[key] = taken.held
        batch.changes += [(taken.held, change) for change in taken.changes]

    def _tell(self, batch: _Batch) -> None:
        for found in batch.poison:
            self._metrics.count("quarantined_total", topic=found.topic)
            _log.error(
                "status_quarantined",
                topic=found.topic,
                partition=found.partition,
                offset=found.offset,
                code=found.code,
                reason=found.reason,
            )
        count_changes(self._metrics, [change for _, change in batch.changes])


async def _read(records: Sequence[StatusRecord]) -> list[tuple[StatusRecord, Found]]:
    """Read what is to be read, with turns for others; in the order of the records."""
    read: list[tuple[int, Found]] = []
    for each in worth_reading(records):
        read.append(each)
        if len(read) % YIELD_EVERY == 0:
            await asyncio.sleep(0)
    return [(records[place], found) for place, found in sorted(read, key=lambda each: each[0])]


def count_changes(metrics: Metrics, changes: Sequence[AlertChanged]) -> None:
    """Count the alerts that were opened and closed."""
    for change in changes:
        # A mark repeats the closing that it comes after.
        if change.type == CLOSED_TYPE and change.data.closing is not None:
            metrics.count("alerts_closed_total", outcome=change.data.closing.outcome)
        elif change.data.seq == 1:
            metrics.count("alerts_opened_total")
