"""Read from the log itself what it holds of one subject: bounded, within a time, and no further.

Its records lie on one partition, among those of other subjects, so the partition is read from
its first record to the position in question; only the subject's own are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from infra.kafka import KafkaUnavailable
from services.projector.fold import LogRecord

RECORDS_MAX = 200_000
"""Records of one subject at most, and as many KiB; the api judges fewer for one answer."""
POLL_RECORDS = 2_000
POLL_SECONDS = 1.0
REQUEST_TIMEOUT_SECONDS = 15
PARTITION_FETCH_BYTES = 4 * 2**20
STOP_TIMEOUT_SECONDS = 5

Progress = Callable[[int, int], None]
"""Told how many records have been looked at, and of how many."""


class LogTooShort(Exception):
    """The log does not hold all that the read model has applied: it begins late or ends early."""

    def __init__(self, begin: int, end: int, wanted: int) -> None:
        super().__init__(f"{begin} - {end}, {wanted}")
        self.begin, self.end, self.wanted = begin, end, wanted


class TooManyRecords(Exception):
    """The subject has more records than are kept at a time."""


async def read_subject(
    bootstrap: str,
    place: TopicPartition,
    subject: str,
    *,
    last_offset: int,
    within_seconds: float,
    progress: Progress,
) -> list[LogRecord]:
    """Return a subject's records up to and with an offset of its partition, in their order.

    Raises:
        LogTooShort: the log does not reach from its first record to that one.
        TooManyRecords: more than RECORDS_MAX are the subject's.
        KafkaUnavailable: the log could not be read in time.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id="chitieu-explain",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        check_crcs=True,
        max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=100,
        metadata_max_age_ms=30_000,
    )
    try:
        async with asyncio.timeout(within_seconds):
            await consumer.start()
            return await _read(consumer, place, subject, last_offset, progress)
    except (KafkaError, TimeoutError) as error:
        raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        await asyncio.wait_for(consumer.stop(), STOP_TIMEOUT_SECONDS)


async def _read(
    consumer: AIOKafkaConsumer,
    place: TopicPartition,
    subject: str,
    last_offset: int,
    progress: Progress,
) -> list[LogRecord]:
    begin = (await consumer.beginning_offsets([place]))[place]
    end = (await consumer.end_offsets([place]))[place]
    if begin > 0 or end <= last_offset:
        raise LogTooShort(begin, end, last_offset)
    consumer.assign([place])
    consumer.seek(place, 0)
    key, found, size, at = subject.encode(), [], 0, 0
    while at <= last_offset:
        fetched = await consumer.getmany(
            place, timeout_ms=int(POLL_SECONDS * 1000), max_records=POLL_RECORDS
        )
        for one in fetched.get(place, ()):
            if one.key == key and one.offset <= last_offset:
                found.append(
                    LogRecord(one.partition, one.offset, one.timestamp, one.key, one.value)
                )
                size += len(one.value or b"")
        if len(found) > RECORDS_MAX or size > RECORDS_MAX * 1024:
            raise TooManyRecords(subject)
        at = await consumer.position(place)
        progress(min(at, last_offset + 1), last_offset + 1)
    return found
