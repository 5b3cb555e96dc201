"""The projector's place in its consumer group: which partitions are its own just now.

The group is for liveness only. Positions are PostgreSQL's, and a writer who does not know
yet that a partition has gone to another is stopped by the compare-and-set.
"""

from __future__ import annotations

import asyncio

from aiokafka import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)

from infra.kafka import KafkaUnavailable
from infra.kafka_consumers import fetching_has_ended, stop_consumer
from infra.logs import get_logger

POLL_SECONDS = 0.5
SESSION_TIMEOUT_SECONDS = 10
HEARTBEAT_SECONDS = 2
# Longer than the longest transaction of a batch or a day may take.
MAX_POLL_INTERVAL_SECONDS = 300
REBALANCE_TIMEOUT_SECONDS = 60
REQUEST_TIMEOUT_SECONDS = 15
# Compressed. What lies ready of one partition makes a batch of few subjects with many events
# each, and a subject costs as much to judge and to write for one event as for twenty.
PARTITION_FETCH_BYTES = 4 * 1_048_576
FETCH_BYTES = 16 * 1_048_576
# What comes to a partition that the fetch under way leaves out waits for that fetch to end.
FETCH_WAIT_SECONDS = 0.05

_log = get_logger("projector.membership")


def open_consumer(bootstrap: str, *, group: str, slot: int, batch_records: int) -> AIOKafkaConsumer:
    """A consumer that trusts no committed offset and commits none; not yet started."""
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=f"chitieu-projector-{slot}",
        group_id=group,
        group_instance_id=f"projector-{slot}",
        # Where there is no position of ours, or it is out of range, it is an error, not a guess.
        auto_offset_reset="none",
        enable_auto_commit=False,
        isolation_level="read_committed",
        check_crcs=True,
        max_poll_records=batch_records,
        # Bounds what is fetched ahead: per partition, and per answer of a broker.
        max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
        fetch_min_bytes=1,
        fetch_max_wait_ms=int(FETCH_WAIT_SECONDS * 1000),
        session_timeout_ms=SESSION_TIMEOUT_SECONDS * 1000,
        heartbeat_interval_ms=HEARTBEAT_SECONDS * 1000,
        max_poll_interval_ms=MAX_POLL_INTERVAL_SECONDS * 1000,
        rebalance_timeout_ms=REBALANCE_TIMEOUT_SECONDS * 1000,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=200,
        metadata_max_age_ms=30_000,
        connections_max_idle_ms=540_000,
    )


async def fetch(
    consumer: AIOKafkaConsumer, records: int
) -> dict[TopicPartition, list[ConsumerRecord]]:
    """Wait a moment for records.

    Raises:
        KafkaUnavailable: none will come any more, and a new consumer is needed.
    """
    if fetching_has_ended(consumer):
        raise KafkaUnavailable("the consumer has stopped fetching")
    found: dict[TopicPartition, list[ConsumerRecord]] = await consumer.getmany(
        timeout_ms=int(POLL_SECONDS * 1000), max_records=records
    )
    return found


async def leave(consumer: AIOKafkaConsumer) -> None:
    """Close the consumer, within a bound even where Kafka does not answer."""
    if not await stop_consumer(consumer):
        _log.warning("consumer_abandoned")


class Membership(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Follows the group's decisions; `generation` rises with each of them.

    `assigned` is None while the group has not decided.
    """

    def __init__(self) -> None:
        self.generation = 0
        self.assigned: frozenset[int] | None = None
        self._asked_again = False
        # Held while a batch is applied, so that partitions are given away between batches.
        self.working = asyncio.Lock()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in work end, then own nothing until told again."""
        _log.debug("revoked", partitions=len(revoked))
        async with self.working:
            self.generation += 1
            self.assigned = None

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Own these from now on."""
        self.generation += 1
        self.assigned = frozenset(place.partition for place in assigned)

    def is_still(self, generation: int) -> bool:
        """Tell whether the group has not decided anew."""
        return generation == self.generation

    def ask_again(self, consumer: AIOKafkaConsumer) -> None:
        """Where the group gives this process nothing, have it decide anew, once in a run.

        A static member that comes back gets the share that was decided before, without a new
        decision and without being told that it is the leader. If that one was made while the
        topic was away, the share is empty and nobody would ever look again.
        """
        if self.assigned is not None and not self.assigned and not self._asked_again:
            self._asked_again = True
            consumer._coordinator.request_rejoin()  # aiokafka has no public word for it
