"""Send what was decided: to `chitieu.alerts.v1`, then to the channels, then out of the outbox.

One process sends at a time. A process that dies in between sends again: the same bytes under
the same (alert id, seq), which readers know by. Each alert's changes go in order.
"""

from __future__ import annotations

from contracts.alerts import ALERT_ADAPTER
from infra.kafka import Producer, Record
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire
from services.alerts import store
from services.alerts.dispatch import Dispatcher

BATCH_ROWS = 200
# Together below the 10 s after which PostgreSQL ends a transaction that stands idle.
SEND_TIMEOUT_SECONDS = 4.0
DISPATCH_TIMEOUT_SECONDS = 4.0
CONTENT_TYPE = (("content-type", b"application/cloudevents+json"),)

_log = get_logger("alerts")


class Relay:
    """Empties the outbox, one turn at a time."""

    def __init__(
        self,
        pool: Pool,
        producer: Producer,
        dispatcher: Dispatcher,
        *,
        topic: str,
        metrics: Metrics,
    ) -> None:
        self._pool = pool
        self._producer = producer
        self._dispatcher = dispatcher
        self._topic = topic
        self._metrics = metrics

    async def run(self) -> int:
        """Send all that waits; returns how many changes were sent.

        What was not dropped from the outbox is sent again at the next turn.

        Raises:
            KafkaUnavailable, DeliveryFailed: try again later; so for what PostgreSQL raises
                when it is away.
        """
        total = 0
        while True:
            sent = await self._batch()
            total += sent
            if sent < BATCH_ROWS:
                return total

    async def _batch(self) -> int:
        async with acquire(self._pool) as connection, connection.transaction():
            if not await store.hold_alone(connection, store.RELAY_LOCK):
                return 0
            queued = await store.next_queued(connection, BATCH_ROWS)
            if not queued:
                return 0
            records = [
                Record(self._topic, each.body, key=each.alert_id.encode(), headers=CONTENT_TYPE)
                for each in queued
            ]
            await self._producer.send_all(records, timeout_seconds=SEND_TIMEOUT_SECONDS)
            _log.debug("alerts_sent", changes=len(queued))
            await self._dispatcher.dispatch(
                [ALERT_ADAPTER.validate_json(each.body) for each in queued],
                timeout_seconds=DISPATCH_TIMEOUT_SECONDS,
            )
            _log.debug("alerts_dispatched", changes=len(queued))
            await store.forget_queued(connection, queued)
        self._metrics.count("sent_total", by=len(queued), topic=self._topic)
        return len(queued)
