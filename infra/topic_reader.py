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
# A partition at a time is read, so this bounds what is fetched ahead.
FETCH_BYTES = 4 * 1_048_576
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
    """Reads partitions of one topic, one after the other; see `open_topic`."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str, partitions: int) -> None:
        self._consumer = consumer
        self._topic = topic
        self._partitions = partitions

    async def spans(self) -> dict[int, Span]:
        """Return what every partition holds now; raises KafkaUnavailable."""
        places = [TopicPartition(self._topic, number) for number in range(self._partitions)]
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                begins = await self._consumer.beginning_offsets(places)
                ends = await self._consumer.end_offsets(places)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return {place.partition: Span(begins[place], ends[place]) for place in places}

    async def read(
        self, partition: int, start: int, stop: int
    ) -> AsyncIterator[Sequence[ConsumerRecord]]:
        """Yield the records from one offset up to, but not with, another.

        Raises:
            KafkaUnavailable: Kafka is away, the topic no longer begins there, or nothing came
                for SILENCE_SECONDS.
        """
        if start >= stop:
            return
        place = TopicPartition(self._topic, partition)
        self._consumer.assign([place])
        self._consumer.seek(place, start)
        silent = 0.0
        while await self._consumer.position(place) < stop:
            records = await self._more(place)
            wanted = [record for record in records if record.offset < stop]
            silent = 0.0 if records else silent + POLL_SECONDS
            if silent >= SILENCE_SECONDS:
                raise KafkaUnavailable(f"nothing came from {place} for {SILENCE_SECONDS} s")
            if wanted:
                yield wanted

    async def _more(self, place: TopicPartition) -> Sequence[ConsumerRecord]:
        try:
            fetched = await self._consumer.getmany(
                place, timeout_ms=int(POLL_SECONDS * 1000), max_records=FETCH_RECORDS
            )
        except KafkaError as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        records: Sequence[ConsumerRecord] = fetched.get(place, [])
        return records


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
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
        fetch_min_bytes=1,
        fetch_max_wait_ms=500,
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
