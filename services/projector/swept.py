"""Tell readers of `chitieu.status.v1` how far the projector has come, again and again.

A status that does not change is not told, so a reader cannot tell silence from a projector that
is down. A partition is named only when the log was applied to its end and every status that
this led to has been sent; the word goes behind them, on every partition of the topic. It is
therefore true whoever says it: a process that has lost its partitions says what was true.
"""

from __future__ import annotations

import asyncio

from contracts.codec import encode
from contracts.status import (
    PROJECTOR_SOURCE,
    SWEPT_KEY,
    SWEPT_TYPE,
    StatusesSwept,
    SweptData,
    SweptPartition,
)
from contracts.topics import Topic
from infra.clock import Clock
from infra.kafka import KafkaUnavailable, Producer, Record
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from infra.sql import load_queries
from services.projector.standing import Standing

SEND_TIMEOUT_SECONDS = 10

_log = get_logger("projector.swept")
_sql = load_queries("services.projector", "outbox.sql")


class SweptTeller:
    """Tells of the partitions that this process owns."""

    def __init__(
        self,
        pool: Pool,
        producer: Producer,
        *,
        topic: Topic,
        standing: Standing,
        pause_seconds: float,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._pool = pool
        self._producer = producer
        self._topic = topic
        self._standing = standing
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._metrics = metrics

    async def run(self) -> None:
        """Tell for ever; what cannot be told now is told at the next turn."""
        while True:
            await asyncio.sleep(self._pause_seconds)
            try:
                await self.tell()
            except KafkaUnavailable as error:
                self._failed("kafka", error)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self._failed("postgres", error)

    async def tell(self) -> list[SweptPartition]:
        """Tell once; return what was told, nothing where no partition is at its end."""
        measured_at = self._standing.measured_at
        applied = [
            SweptPartition(
                partition=number, next_offset=position.next_offset, swept_to=position.swept_to
            )
            for number, position in sorted(self._standing.positions.items())
            if position.next_offset >= self._standing.ends.get(number, position.next_offset + 1)
        ]
        if measured_at is None or not applied:
            return []
        # Asked after the positions were read: what they led to is queued, or has been sent.
        async with acquire(self._pool) as connection:
            rows = await connection.fetch(
                _sql["queued_partitions"], [one.partition for one in applied]
            )
        queued = {row["partition"] for row in rows}
        told = [one for one in applied if one.partition not in queued]
        if told:
            word = StatusesSwept(
                specversion="1.0",
                id=self._clock.new_id(),
                source=PROJECTOR_SOURCE,
                type=SWEPT_TYPE,
                subject="swept",
                time=measured_at,
                data=SweptData(partitions=tuple(told)),
            )
            await self._send(encode(word))
        return told

    async def _send(self, value: bytes) -> None:
        records = [
            Record(self._topic.name, value, key=SWEPT_KEY.encode(), partition=number)
            for number in range(self._topic.partitions)
        ]
        await self._producer.send_all(records, timeout_seconds=SEND_TIMEOUT_SECONDS)

    def _failed(self, kind: str, error: BaseException) -> None:
        _log.warning("swept_not_told", kind=kind, error=f"{type(error).__name__}: {error}")
        self._metrics.count("errors_total", kind=kind)
