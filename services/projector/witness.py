"""Is this still the log that was applied? Read applied records back and compare.

A log that was created anew, cut by retention or truncated looks healthy to a consumer; it
would go on over a hole. The record applied last, kept with its position, tells, at the start of
a run and again and again while it goes on: a topic that is deleted and made anew under a
consumer gives no sign by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from infra.kafka import KafkaUnavailable
from infra.kafka_consumers import stop_consumer
from infra.logs import get_logger
from services.projector.away import server_away
from services.projector.refusals import Refused, log_cut, log_not_from_start, other_log
from services.projector.session import LiveSession
from services.projector.standing import Standing
from services.projector.store import Position, Witness, put_witness_back

REQUEST_TIMEOUT_SECONDS = 10
CHECK_TIMEOUT_SECONDS = 30
POLL_SECONDS = 1.0
# How long another log can stay unnoticed under a running projector.
WATCH_SECONDS = 5.0
ABOUT_THE_LOG = frozenset({"log_cut", "log_head_missing", "other_log", "gap_in_log"})
"""Refusals that say that the log is not, or not all of, the one that was applied."""

_log = get_logger("projector.witness")


class AnotherLog(Refused):
    """Where a record that was applied stood is another; `witness` is the one that was applied."""

    def __init__(self, partition: int, witness: Witness) -> None:
        super().__init__(other_log(partition, witness.offset))
        self.partition = partition
        self.witness = witness


async def watch_log(
    bootstrap: str,
    topic: str,
    standing: Standing,
    also: Callable[[], Awaitable[None]],
    looked: Callable[[], None],
    seen: dict[int, Witness],
) -> None:
    """Check again and again, for as long as a run lasts; `also` is what else is checked.

    `looked` is called after each look at all of it; one that Kafka prevented is made again.
    What was the last record at one check (`seen`, which the next run goes on with) is compared
    at the next one too, so that records of another log applied between the two cannot vouch
    for it.

    Raises:
        AnotherLog, Refused: as check_log. What `also` raises, except that Kafka is away.
    """
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        now = dict(standing.positions)
        try:
            await also()
            await check_log(bootstrap, topic, now, before=seen)
        except KafkaUnavailable as error:
            _log.debug("log_not_checked", error=str(error))
            continue
        looked()
        seen.update((number, one.witness) for number, one in now.items() if one.witness)


@asynccontextmanager
async def watched(
    watch: Coroutine[None, None, None], session: LiveSession
) -> AsyncIterator[asyncio.Task[None]]:
    """Watch the log while the block lasts.

    That it is another is raised however the block ends, and kept for the next start.
    """
    watching = asyncio.create_task(watch, name="watch")
    try:
        try:
            yield watching
        finally:
            watching.cancel()
            if found := _found(watching):
                raise found
    except AnotherLog as error:
        await put_back(session, error)
        raise


def _found(watching: asyncio.Task[None]) -> AnotherLog | None:
    ended = watching.done() and not watching.cancelled()
    error = watching.exception() if ended else None
    return error if isinstance(error, AnotherLog) else None


async def put_back(session: LiveSession, error: AnotherLog) -> None:
    """See to it that the next start finds what this run has found, which stops either way."""
    try:
        async with session.live():
            await put_witness_back(session, error.partition, error.witness)
    except Exception as trouble:
        if server_away(trouble) is None:
            raise
        _log.error("witness_not_put_back", partition=error.partition, error=str(trouble))


async def check_log(
    bootstrap: str,
    topic: str,
    positions: Mapping[int, Position],
    *,
    before: Mapping[int, Witness] | None = None,
) -> None:
    """Compare the log with what was applied of it, last and `before`.

    Raises:
        AnotherLog: it is another.
        Refused: the log lacks its head, or was cut.
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
            await _check(consumer, topic, positions, before or {})
    except (KafkaError, TimeoutError) as error:
        raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        await stop_consumer(consumer)


async def _check(
    consumer: AIOKafkaConsumer,
    topic: str,
    positions: Mapping[int, Position],
    before: Mapping[int, Witness],
) -> None:
    places = [TopicPartition(topic, number) for number in sorted(positions)]
    begins = await consumer.beginning_offsets(places)
    ends = await consumer.end_offsets(places)
    last: dict[TopicPartition, Witness] = {}
    earlier: dict[TopicPartition, Witness] = {}
    for place in places:
        number = place.partition
        witness, former = positions[number].witness, before.get(number)
        if witness is not None and not begins[place] <= witness.offset < ends[place]:
            raise Refused(log_cut(number, witness.offset, begins[place], ends[place]))
        if begins[place] != 0:
            raise Refused(log_not_from_start(number, begins[place]))
        if witness is not None:
            last[place] = witness
        if former is not None and former != witness:
            earlier[place] = former
    for wanted in (earlier, last):
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
                raise AnotherLog(place.partition, witness)
