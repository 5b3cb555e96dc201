"""How far FastStream's consumers are behind: records not yet committed, and their age."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError

from infra.clock import Clock
from infra.health import Reason
from infra.kafka import KafkaUnavailable
from infra.metrics import Metrics

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition
    from faststream.kafka import KafkaBroker

ANSWER_TIMEOUT_SECONDS = 5


class LagMeter:
    """Measures the partitions that this process owns now.

    `applied_ms` tells by topic and partition when the last record applied was written; its
    handler keeps it up to date. Without it an age is not known, and shown as none.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        applied_ms: Mapping[tuple[str, int], int],
        *,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._broker = broker
        self._applied_ms = applied_ms
        self._clock = clock
        self._metrics = metrics
        self._answered = True
        self._behind: dict[TopicPartition, tuple[int, float]] = {}

    def facts(self) -> dict[str, object]:
        """What /ready shows: all records that wait here, and the age of the oldest, as measured."""
        return {
            "lag_events": sum(events for events, _ in self._behind.values()),
            "lag_seconds": round(max((age for _, age in self._behind.values()), default=0.0), 1),
        }

    async def check(self) -> Reason | None:
        """Ready while Kafka answered when it was last asked."""
        if self._answered:
            return None
        return Reason("kafka_away", "Kafka không trả lời", "Kafka does not answer")

    async def measure(self) -> None:
        """Set the gauges; raises KafkaUnavailable."""
        for subscriber in self._broker.subscribers:
            consumer = getattr(subscriber, "consumer", None)
            if consumer is None:
                continue
            try:
                async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
                    await self._measure(consumer)
                self._answered = True
            except (KafkaError, TimeoutError) as error:
                self._answered = False
                raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def _measure(self, consumer: AIOKafkaConsumer) -> None:
        owned = list(consumer.assignment())
        self._behind = {at: known for at, known in self._behind.items() if at in owned}
        if not owned:
            return
        ends = await consumer.end_offsets(owned)
        begins = await consumer.beginning_offsets(owned)
        # Asked at once, they are one question to the broker.
        committed = await asyncio.gather(*(consumer.committed(one) for one in owned))
        for partition, offset in zip(owned, committed, strict=True):
            behind = ends[partition] - max(offset or 0, begins[partition])
            self._show(partition, max(behind, 0))

    def _show(self, partition: TopicPartition, behind: int) -> None:
        labels = {"topic": partition.topic, "partition": str(partition.partition)}
        self._metrics.gauge("lag_events", behind, **labels)
        applied = self._applied_ms.get((partition.topic, partition.partition))
        if behind == 0 or applied is None:
            age = 0.0
        else:
            age = max(self._clock.now().timestamp() - applied / 1000, 0.0)
        self._metrics.gauge("lag_seconds", age, **labels)
        self._behind[partition] = (behind, age)
