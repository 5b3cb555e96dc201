"""Send what was decided to `chitieu.alerts.v1`; then its notices are queued, in one transaction.

One process sends at a time. A process that dies in between sends again: the same bytes under
the same (alert id, seq), which readers know by; its notices are queued once. Each alert's changes
go in order. What became of notices is told the same way. By which parameters and which chain was
decided is told first: a reader who sees a decision can read those. Notices come from here only:
a rebuild or a replay writes no row of the outbox, so it sends nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from contracts.alerts import ALERT_ADAPTER, AlertChanged
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire
from services.alerts import in_force, store
from services.alerts.delivery import deliveries
from services.alerts.delivery.notices import Queued
from services.alerts.loops import TURN_SECONDS

BATCH_ROWS = 200
# Below the 10 s after which PostgreSQL ends a transaction that stands idle.
SEND_TIMEOUT_SECONDS = 4.0
CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)

NoticesOf = Callable[[AlertChanged, datetime], list[Queued]]
"""Gives the notices of a change, decided at a moment."""
UnknownOf = Callable[[AlertChanged], Sequence[str]]
"""Gives the agencies that were to be told of a change, and that no channel knows an address of."""

_log = get_logger("alerts")


class Relay:
    """Empties the outboxes, one turn at a time."""

    def __init__(
        self,
        pool: Pool,
        producer: Producer,
        notices_of: NoticesOf,
        *,
        topic: str,
        clock: Clock,
        metrics: Metrics,
        unknown_of: UnknownOf = lambda _: (),
    ) -> None:
        self._pool = pool
        self._producer = producer
        self._notices_of = notices_of
        self._topic = topic
        self._clock = clock
        self._metrics = metrics
        self._unknown_of = unknown_of

    async def run(self) -> int:
        """Send what waits; returns how many changes were sent.

        What was not dropped from the outbox is sent again at the next turn; what it does not come
        to within TURN_SECONDS, then too.

        Raises:
            KafkaUnavailable: try again later; so for what PostgreSQL raises when it is away.
        """
        total, ends = 0, self._clock.monotonic() + TURN_SECONDS
        while True:
            sent = await self._batch(self._changes)
            told = await self._batch(self._attempts)
            total += sent
            if max(sent, told) < BATCH_ROWS or self._clock.monotonic() > ends:
                return total

    async def _batch(self, work: Callable[[Connection], Awaitable[int]]) -> int:
        async with acquire(self._pool) as connection, connection.transaction():
            if not await store.hold_alone(connection, store.RELAY_LOCK):
                return 0
            sent = await work(connection)
        if sent:
            self._metrics.count("sent_total", by=sent, topic=self._topic)
        return sent

    async def _changes(self, connection: Connection) -> int:
        queued = await store.next_queued(connection, BATCH_ROWS)
        # Read after the decisions: what one of them names was kept before it, so is seen here.
        await self._rules(connection)
        if not queued:
            return 0
        # Before they are sent: what cannot be read is on the topic for ever, at every turn anew.
        changes = [ALERT_ADAPTER.validate_json(each.body) for each in queued]
        await self._send([(each.alert_id, each.body) for each in queued])
        _log.debug("alerts_sent", changes=len(queued))
        now = self._clock.now()
        notices = [one for change in changes for one in self._notices_of(change, now)]
        await deliveries.queue(connection, notices, now)
        _log.debug("alerts_dispatched", changes=len(queued), notices=len(notices))
        await store.forget_queued(connection, queued)
        for change in changes:
            self._tell_of_unknown(change)
        return len(queued)

    def _tell_of_unknown(self, change: AlertChanged) -> None:
        for agency in self._unknown_of(change):
            self._metrics.count("alerts_told_to_nobody_total")
            _log.warning(
                "alert_told_to_nobody",
                alert=str(change.data.alert),
                seq=change.data.seq,
                agency=agency,
            )

    async def _rules(self, connection: Connection) -> None:
        told = await in_force.next_queued(connection)
        if told:
            await self._send([(each.subject, each.body) for each in told])
            await in_force.forget_queued(connection, told)
            _log.info("rules_told", rules=[f"{one.subject}@{one.version}" for one in told])

    async def _attempts(self, connection: Connection) -> int:
        told = await deliveries.next_told(connection, BATCH_ROWS)
        if told:
            await self._send([(each.subject, each.body) for each in told])
            await deliveries.forget_told(connection, told)
        return len(told)

    async def _send(self, records: list[tuple[str, bytes]]) -> None:
        await self._producer.send_all(
            [
                Record(self._topic, body, key=key.encode(), headers=CONTENT_TYPE)
                for key, body in records
            ],
            timeout_seconds=SEND_TIMEOUT_SECONDS,
        )
