"""Read a topic from one offset to another, outside every group: to derive again what it tells.

Offsets that compaction or a sender's transaction has left empty are passed over.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from infra.kafka import KafkaUnavailable

FETCH_RECORDS = 2_000
# What is fetched ahead, of all partitions and of one.
FETCH_BYTES = 8 * 1_048_576
PARTITION_FETCH_BYTES = 1_048_576
REQUEST_TIMEOUT_SECONDS = 15
START_TIMEOUT_SECONDS = 20
SILENCE_SECONDS = 30
POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """What a partition holds: from its first offset up to, but not with, its end."""

    begin: int
    end: int


class TopicReader:
    """Reads one topic; see `open_topic`."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str, partitions: int) -> None:
        self.topic = topic
        self._consumer = consumer
        self._partitions = partitions

    async def spans(self) -> dict[int, Span]:
        """Return what every partition holds now; raises KafkaUnavailable."""
        places = [TopicPartition(self.topic, number) for number in range(self._partitions)]
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                begins = await self._consumer.beginning_offsets(places)
                ends = await self._consumer.end_offsets(places)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return {place.partition: Span(begins[place], ends[place]) for place in places}

    async def read(
        self, wanted: Mapping[int, Span]
    ) -> AsyncIterator[tuple[int, Sequence[ConsumerRecord]]]:
        """Yield the records of spans, with their partition; each partition's in order.

        Raises:
            KafkaUnavailable: Kafka is away, a partition no longer begins there, or nothing came
                for SILENCE_SECONDS.
        """
        left = {
            TopicPartition(self.topic, number): span
            for number, span in wanted.items()
            if span.begin < span.end
        }
        self._consumer.assign(list(left))
        for place, span in left.items():
            self._consumer.seek(place, span.begin)
        silent = 0.0
        while left:
            fetched = await self._more()
            silent = 0.0 if fetched else silent + POLL_SECONDS
            if silent >= SILENCE_SECONDS:
                raise KafkaUnavailable(f"nothing came of {self.topic} for {SILENCE_SECONDS} s")
            for place, records in fetched.items():
                if place in left:
                    end = left[place].end
                    yield place.partition, [record for record in records if record.offset < end]
            for place in [*left]:
                # Also where the last offsets hold no record.
                if await self._consumer.position(place) >= left[place].end:
                    self._consumer.pause(place)
                    del left[place]

    async def _more(self) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        try:
            fetched: Mapping[
                TopicPartition, Sequence[ConsumerRecord]
            ] = await self._consumer.getmany(
                timeout_ms=int(POLL_SECONDS * 1000), max_records=FETCH_RECORDS
            )
        except KafkaError as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return fetched


def records_in(spans: Mapping[int, Span]) -> int:
    """How many records these spans hold at most."""
    return sum(span.end - span.begin for span in spans.values())


@asynccontextmanager
async def open_topic(
    bootstrap: str, topic: str, partitions: int, *, client_id: str
) -> AsyncIterator[TopicReader]:
    """Open a reader that belongs to no group and trusts no committed offset.

    `partitions` is how many the topic has, which the caller has checked.

    Raises:
        KafkaUnavailable: Kafka does not answer.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=client_id,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        check_crcs=True,
        max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
        fetch_min_bytes=1,
        # Whoever reads to a known end never waits for more.
        fetch_max_wait_ms=20,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=200,
        metadata_max_age_ms=30_000,
        connections_max_idle_ms=540_000,
    )
    try:
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                await consumer.start()
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        yield TopicReader(consumer, topic, partitions)
    finally:
        await consumer.stop()
