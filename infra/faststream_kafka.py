"""FastStream on Kafka, set up so that no record is lost.

FastStream's defaults commit before the work is done, and skip a record whose header is
not UTF-8. Here batches of raw records come to the handler, which must look at each by
itself; an offset is committed after the handler has returned, and when it raises, the
whole batch comes again in order. So a handler never raises for what a record says, only
for what may pass, and it is made for records that come twice.
"""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.message import StreamMessage

from infra.health import Reason
from infra.kafka_consumers import (
    StrayCancellation,
    ended,
    fetching_has_ended,
    only_own_cancellation,
)
from infra.logs import get_logger

REQUEST_TIMEOUT_SECONDS = 10
SESSION_TIMEOUT_SECONDS = 6
HEARTBEAT_INTERVAL_SECONDS = 1
# A batch may take this long before Kafka gives its partitions to another member.
MAX_POLL_INTERVAL_SECONDS = 120
BATCH_TIMEOUT_SECONDS = 30
BACK_OFF_SECONDS = 1.0
GRACEFUL_TIMEOUT_SECONDS = 5
# To the end of a batch, and of leaving its group, in all.
END_CONSUMING_SECONDS = 8
METADATA_MAX_AGE_SECONDS = 5
# A partition that was empty a moment ago is asked for again only after the fetch under way has
# ended, so what comes to it waits for as long.
FETCH_MAX_WAIT_MS = 50
# At most this much is fetched ahead of the handler, so memory is bounded by bytes too.
FETCH_MAX_BYTES = 16 * 1_048_576
PARTITION_FETCH_MAX_BYTES = 4 * 1_048_576

# FastStream obeys these headers; a sender must not be able to choose how he is read.
_STEERING_HEADERS = frozenset({"content-type", "reply_to", "correlation_id"})

_log = get_logger("kafka")

Parse = Callable[[Any], Awaitable["StreamMessage[Any]"]]
Handle = Callable[[tuple[ConsumerRecord, ...]], Awaitable[None]]
"""What a service does with a batch: records as they came (topic, partition, offset, key,
value, headers as bytes). It raises only for what may pass."""


def open_broker(bootstrap: str, *, client_id: str) -> KafkaBroker:
    """A broker that only consumes; sending goes through `infra.kafka.Producer`.

    It creates no topics, and its log lines go the way of all others.
    """
    return KafkaBroker(
        bootstrap,
        client_id=client_id,
        consumer_only=True,
        allow_auto_create_topics=False,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=100,
        # A new topic that fits a pattern is seen this fast.
        metadata_max_age_ms=METADATA_MAX_AGE_SECONDS * 1000,
        graceful_timeout=GRACEFUL_TIMEOUT_SECONDS,
        logger=logging.getLogger("faststream.kafka"),
        log_level=logging.DEBUG,
        apply_types=True,
    )


def subscribe(
    broker: KafkaBroker,
    handle: Handle,
    *,
    group_id: str,
    group_instance_id: str | None,
    topic: str | None = None,
    pattern: str | None = None,
    max_records: int = 500,
    timeout_seconds: float = BATCH_TIMEOUT_SECONDS,
    back_off_seconds: float = BACK_OFF_SECONDS,
) -> None:
    """Give each batch of a topic, or of the topics that fit a pattern, to `handle`.

    `group_instance_id` names this process among the group's, so that a restart rejoins
    at once; two living processes must never share one. `max_records` and
    `timeout_seconds` bound a batch; what `handle` raises brings it again after
    `back_off_seconds`.
    """
    subscriber = broker.subscriber(
        *([topic] if topic else []),
        pattern=pattern,
        group_id=group_id,
        group_instance_id=group_instance_id,
        batch=True,
        max_records=max_records,
        batch_timeout_ms=100,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        # A new group begins with the oldest record: history is not skipped.
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_TIMEOUT_SECONDS * 1000,
        heartbeat_interval_ms=HEARTBEAT_INTERVAL_SECONDS * 1000,
        max_poll_interval_ms=MAX_POLL_INTERVAL_SECONDS * 1000,
        fetch_max_wait_ms=FETCH_MAX_WAIT_MS,
        fetch_max_bytes=FETCH_MAX_BYTES,
        max_partition_fetch_bytes=PARTITION_FETCH_MAX_BYTES,
        # What a sender's aborted transaction left behind was never said.
        isolation_level="read_committed",
        check_crcs=True,
        parser=safe_parser,
        decoder=raw_decoder,
        no_reply=True,
        title=group_id,
    )

    async def on_batch(message: KafkaMessage) -> None:
        async with batch_work(timeout_seconds=timeout_seconds, back_off_seconds=back_off_seconds):
            await handle(cast("tuple[ConsumerRecord, ...]", message.raw_message))

    subscriber(on_batch)


def _cleaned(record: ConsumerRecord) -> ConsumerRecord:
    headers = tuple(
        (name, (value or b"").decode("utf-8", "replace").encode())
        for name, value in record.headers
        if name not in _STEERING_HEADERS
    )
    return dataclasses.replace(record, headers=headers)


async def safe_parser(raw: Any, original: Parse) -> "StreamMessage[Any]":
    """Let FastStream read cleaned copies, and keep the originals for the handler.

    Its own parser fails on a header that is absent or not UTF-8, and then skips the whole
    batch for good.
    """
    message = await original(tuple(_cleaned(record) for record in raw))
    message.raw_message = raw
    return message


async def raw_decoder(message: "StreamMessage[Any]") -> Any:
    """Leave the bytes alone: a record is judged by our contracts, not by its header."""
    return message.body


@asynccontextmanager
async def batch_work(
    *,
    timeout_seconds: float = BATCH_TIMEOUT_SECONDS,
    back_off_seconds: float = BACK_OFF_SECONDS,
) -> AsyncIterator[None]:
    """Bound the work on one batch, and wait a little before it is redelivered.

    Without the pause a failing batch comes back thousands of times a second. A stray
    cancellation from within the work would end FastStream's consume task for good, so it
    becomes an error like any other; a cancellation of the task itself passes.
    """
    try:
        async with only_own_cancellation(), asyncio.timeout(timeout_seconds):
            yield
    except Exception:
        await asyncio.sleep(back_off_seconds)
        raise


async def end_consuming(broker: KafkaBroker) -> None:
    """Leave the group in order, or, where Kafka does not answer, without.

    FastStream waits for the batch in work, and its consumer for answers to each of its last
    requests, one after the other: with a silent Kafka that is longer than a service may take.
    """
    if not await ended(broker.stop(), END_CONSUMING_SECONDS):
        _log.warning("consumer_abandoned", seconds=END_CONSUMING_SECONDS)


def reads_nothing(broker: KafkaBroker) -> bool:
    """Whether some subscriber's fetching, or its part in its group, has ended by itself."""
    return any(map(_has_stopped, broker.subscribers))


def _has_stopped(subscriber: object) -> bool:
    consumer = getattr(subscriber, "consumer", None)
    return fetching_has_ended(consumer) or _has_left(consumer)


async def read_anew(broker: KafkaBroker) -> None:
    """Give new consumers to subscribers that read nothing, once Kafka lets them."""
    for subscriber in [one for one in broker.subscribers if _has_stopped(one)]:
        while True:
            if not await ended(subscriber.stop(), END_CONSUMING_SECONDS):
                _log.warning("consumer_abandoned", seconds=END_CONSUMING_SECONDS)
            try:
                async with only_own_cancellation():
                    await subscriber.start()
                break
            except (KafkaError, StrayCancellation) as error:
                _log.warning("consumer_not_started", error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(BACK_OFF_SECONDS)


def consumer_problem(broker: KafkaBroker) -> Reason | None:
    """Why a subscriber no longer consumes, or None; a probe for liveness once started."""
    for subscriber in broker.subscribers:
        tasks = getattr(subscriber, "tasks", [])
        if not any(not task.done() for task in tasks):
            return Reason(
                "consumer_dead",
                "tác vụ đọc Kafka đã dừng",
                "the task that reads from Kafka has stopped",
            )
        consumer = getattr(subscriber, "consumer", None)
        if fetching_has_ended(consumer):
            return Reason(
                "consumer_not_fetching",
                "không còn lấy bản ghi từ Kafka",
                "fetches nothing from Kafka any more",
            )
        if _has_left(consumer):
            return Reason(
                "consumer_left",
                "không còn là thành viên của nhóm đọc Kafka",
                "is no member of its consumer group any more",
            )
    return None


def _has_left(consumer: object) -> bool:
    """Whether the consumer's part in its group has ended for good.

    FastStream's task goes on asking it every few seconds, and takes each error for one that
    passes. aiokafka has no public way to ask.
    """
    coordinator = getattr(consumer, "_coordinator", None)
    membership = getattr(coordinator, "_coordination_task", None)
    return isinstance(membership, asyncio.Task) and membership.done()
