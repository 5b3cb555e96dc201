"""Read a partition of the log from its first record to a given one, fetching meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from infra.kafka import KafkaUnavailable
from services.projector.refusals import Refused, gap_in_log, log_cut, log_not_from_start

FETCH_RECORDS = 4_000
# A partition at a time is read, so this bounds what is fetched ahead.
FETCH_BYTES = 4 * 1_048_576
REQUEST_TIMEOUT_SECONDS = 15
START_TIMEOUT_SECONDS = 20
SILENCE_SECONDS = 60


class LogReader:
    """Reads partitions of one log, one after the other; see `open_log`."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        self._consumer = consumer
        self._topic = topic

    async def ends(self, partitions: list[int]) -> dict[int, tuple[int, int]]:
        """Return where partitions begin and end; raises KafkaUnavailable."""
        places = [TopicPartition(self._topic, number) for number in partitions]
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                begins = await self._consumer.beginning_offsets(places)
                ends = await self._consumer.end_offsets(places)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return {place.partition: (begins[place], ends[place]) for place in places}

    async def read(
        self, partition: int, start: int, stop: int
    ) -> AsyncIterator[list[ConsumerRecord]]:
        """Yield the records from one offset up to, but not with, another, all of them.

        Raises:
            Refused: the log does not hold them all.
            KafkaUnavailable: nothing came for SILENCE_SECONDS.
        """
        if start >= stop:
            return
        await self._check(partition, start, stop)
        place = TopicPartition(self._topic, partition)
        self._consumer.assign([place])
        self._consumer.seek(place, start)
        ahead = asyncio.create_task(self._more(place))
        try:
            expected = start
            while expected < stop:
                records = await ahead
                first, last = records[0].offset, records[-1].offset
                if first != expected or last - first != len(records) - 1:
                    raise Refused(gap_in_log(partition, *_gap(records, expected)))
                expected = last + 1
                if expected < stop:
                    ahead = asyncio.create_task(self._more(place))
                yield records if expected <= stop else records[: stop - expected]
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    async def _check(self, partition: int, start: int, stop: int) -> None:
        [(begins, ends)] = (await self.ends([partition])).values()
        if begins > start:
            raise Refused(log_not_from_start(partition, begins))
        if ends < stop:
            raise Refused(log_cut(partition, stop - 1, begins, ends))

    async def _more(self, place: TopicPartition) -> list[ConsumerRecord]:
        try:
            fetched = await self._consumer.getmany(
                place, timeout_ms=SILENCE_SECONDS * 1000, max_records=FETCH_RECORDS
            )
        except OffsetOutOfRangeError as error:
            raise Refused(log_cut(place.partition, 0, 0, 0)) from error
        except KafkaError as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        records: list[ConsumerRecord] = fetched.get(place, [])
        if not records:
            raise KafkaUnavailable(f"nothing came from {place} for {SILENCE_SECONDS} s")
        return records


def _gap(records: list[ConsumerRecord], expected: int) -> tuple[int, int]:
    for record in records:
        if record.offset != expected:
            return expected, record.offset
        expected += 1
    return expected, expected


@asynccontextmanager
async def open_log(bootstrap: str, topic: str) -> AsyncIterator[LogReader]:
    """Open a reader that belongs to no group and trusts no committed offset.

    Raises:
        KafkaUnavailable: Kafka does not answer.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id="chitieu-rebuild",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        check_crcs=True,
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_bytes=FETCH_BYTES,
        fetch_min_bytes=1,
        # At the end of one partition the broker is not to be waited for before the next.
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
        yield LogReader(consumer, topic)
    finally:
        await consumer.stop()
