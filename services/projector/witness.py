"""Is this still the log that was applied? Read the last applied records back and compare.

A log that was created anew, cut by retention or truncated looks healthy to a consumer; it
would go on over a hole. The record applied last, kept with its position, tells.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from infra.kafka import KafkaUnavailable
from services.projector.refusals import Refused, log_cut, log_not_from_start, other_log
from services.projector.store import Position, Witness

REQUEST_TIMEOUT_SECONDS = 10
CHECK_TIMEOUT_SECONDS = 30
POLL_SECONDS = 1.0


async def check_log(bootstrap: str, topic: str, positions: Mapping[int, Position]) -> None:
    """Compare the log with what was applied of it.

    Raises:
        Refused: the log lacks its head, was cut, or is another.
        KafkaUnavailable: the log could not be read in time.
    """
    if not positions:
        return
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id="chitieu-projector-witness",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        check_crcs=True,
        # One record per partition is wanted; a larger one still comes whole.
        max_partition_fetch_bytes=4_096,
        fetch_max_wait_ms=100,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=100,
        metadata_max_age_ms=30_000,
    )
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            await consumer.start()
            await _check(consumer, topic, positions)
    except (KafkaError, TimeoutError) as error:
        raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        await consumer.stop()


async def _check(consumer: AIOKafkaConsumer, topic: str, positions: Mapping[int, Position]) -> None:
    places = {TopicPartition(topic, number): positions[number] for number in sorted(positions)}
    begins = await consumer.beginning_offsets(list(places))
    ends = await consumer.end_offsets(list(places))
    wanted: dict[TopicPartition, Witness] = {}
    for place, position in places.items():
        witness = position.witness
        if witness is None:
            if begins[place] != 0:
                raise Refused(log_not_from_start(place.partition, begins[place]))
        elif not begins[place] <= witness.offset < ends[place]:
            raise Refused(log_cut(place.partition, witness.offset, begins[place], ends[place]))
        else:
            wanted[place] = witness
    await _compare(consumer, wanted)


async def _compare(consumer: AIOKafkaConsumer, wanted: dict[TopicPartition, Witness]) -> None:
    if not wanted:
        return
    consumer.assign(list(wanted))
    for place, witness in wanted.items():
        consumer.seek(place, witness.offset)
    while wanted:
        fetched = await consumer.getmany(timeout_ms=int(POLL_SECONDS * 1000))
        for place, records in fetched.items():
            witness = wanted.pop(place)
            consumer.pause(place)
            first = records[0]
            same = (
                first.offset == witness.offset
                and first.timestamp == witness.timestamp_ms
                and hashlib.sha256(first.value or b"").digest() == witness.sha256
            )
            if not same:
                raise Refused(other_log(place.partition, witness.offset))
