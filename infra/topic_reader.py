"""Read a topic from one offset to another, outside every group: to derive again what it tells.

The next records are fetched while those before them are worked on. Offsets that compaction or a
sender's transaction has left empty are passed over.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from infra.kafka import KafkaUnavailable
from infra.kafka_consumers import stop_consumer

BATCH_RECORDS = 4_000
# What is fetched ahead, of all partitions and of one.
FETCH_BYTES = 8 * 1_048_576
PARTITION_FETCH_BYTES = 4 * 1_048_576
REQUEST_TIMEOUT_SECONDS = 15
START_TIMEOUT_SECONDS = 20
SILENCE_SECONDS = 60
POLL_SECONDS = 1.0


class OffsetGone(KafkaUnavailable):
    """A partition does not hold the offset that is asked for: it was cut, or made anew."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a partition holds: from its first offset up to, but not with, its end."""

    begin: int
    end: int


class TopicReader:
    """Reads one topic, one reading at a time; see `open_topic`."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        self.topic = topic
        self._consumer = consumer

    async def spans(self, partitions: Iterable[int]) -> dict[int, Span]:
        """Return what partitions hold now; raises KafkaUnavailable."""
        places = [TopicPartition(self.topic, number) for number in partitions]
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                begins = await self._consumer.beginning_offsets(places)
                ends = await self._consumer.end_offsets(places)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return {place.partition: Span(begins[place], ends[place]) for place in places}

    async def read(
        self, wanted: Mapping[int, Span], *, batch_records: int = BATCH_RECORDS
    ) -> AsyncGenerator[tuple[int, list[ConsumerRecord]], None]:
        """Yield the records of spans, with their partition; each partition's in order.

        Raises:
            OffsetGone: a partition does not begin there any more.
            KafkaUnavailable: Kafka is away, or nothing came for SILENCE_SECONDS.
        """
        left = {
            TopicPartition(self.topic, number): span.end
            for number, span in wanted.items()
            if span.begin < span.end
        }
        if not left:
            return
        self._consumer.assign(list(left))
        for place in left:
            self._consumer.seek(place, wanted[place.partition].begin)
        ahead = asyncio.create_task(self._next(left, batch_records))
        try:
            while found := await ahead:
                ahead = asyncio.create_task(self._next(left, batch_records))
                for number, records in found:
                    yield number, records
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    async def _next(
        self, left: dict[TopicPartition, int], batch_records: int
    ) -> list[tuple[int, list[ConsumerRecord]]]:
        """Return what comes next, nothing at the end; what is read to its end is no longer left."""
        silent = 0.0
        while left:
            fetched = await self._fetched(batch_records)
            found = [
                (place.partition, records)
                for place, more in fetched.items()
                if place in left and (records := _up_to(left[place], more))
            ]
            for place in [*left]:
                # Also where the last offsets hold no record.
                if await self._consumer.position(place) >= left[place]:
                    self._consumer.pause(place)
                    del left[place]
            if found:
                return found
            silent += POLL_SECONDS
            if silent >= SILENCE_SECONDS:
                raise KafkaUnavailable(f"nothing came of {self.topic} for {SILENCE_SECONDS} s")
        return []

    async def _fetched(self, batch_records: int) -> Mapping[TopicPartition, list[ConsumerRecord]]:
        try:
            fetched: Mapping[TopicPartition, list[ConsumerRecord]] = await self._consumer.getmany(
                timeout_ms=int(POLL_SECONDS * 1000), max_records=batch_records
            )
        except OffsetOutOfRangeError as error:
            raise OffsetGone(f"{type(error).__name__}: {error}") from error
        except KafkaError as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return fetched


def _up_to(end: int, records: list[ConsumerRecord]) -> list[ConsumerRecord]:
    if records[-1].offset < end:
        return records
    return [record for record in records if record.offset < end]


@asynccontextmanager
async def open_topic(bootstrap: str, topic: str, *, client_id: str) -> AsyncIterator[TopicReader]:
    """Open a reader that belongs to no group and trusts no committed offset.

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
        # The first question about a topic is asked again after so long: its leaders are not known.
        retry_backoff_ms=50,
        metadata_max_age_ms=30_000,
        connections_max_idle_ms=540_000,
    )
    try:
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                await consumer.start()
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        yield TopicReader(consumer, topic)
    finally:
        await stop_consumer(consumer)
