"""A consumer is closed whatever it is at, and whoever closes it lives on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from infra.clock import Clock
from infra.kafka_consumers import StrayCancellation, only_own_cancellation, stop_consumer
from infra.kafka_topics import TopicSpec, ensure_topics

FETCHER = "aiokafka.consumer.fetcher"
FETCH_FAILED = "Failed fetch messages"


class Listener(logging.Handler):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words."""
        self.said.append(record.getMessage())


@contextmanager
def said_by(name: str) -> Iterator[list[str]]:
    """What a logger says, whatever tests before have made of logging."""
    logger, handler = logging.getLogger(name), Listener()
    before = logger.disabled, logger.level
    logger.disabled = False
    logger.setLevel(logging.ERROR)
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)
        logger.disabled, logger.level = before


@asynccontextmanager
async def after_a_failed_fetch(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer whose connection broke under a fetch, which it will try again in an hour."""
    topic = f"test.closing.{Clock().new_id()}"
    await ensure_topics(bootstrap, [TopicSpec(topic, 1, {})])
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        # Of an empty topic: longer than the test takes.
        fetch_max_wait_ms=20_000,
        request_timeout_ms=30_000,
    )
    await consumer.start()
    consumer._fetcher._retry_backoff = 3_600
    consumer.assign([TopicPartition(topic, 0)])
    await consumer.seek_to_beginning()
    with said_by(FETCHER) as said:
        async with asyncio.timeout(120):
            while not any(FETCH_FAILED in words for words in said):
                _break_connections(consumer)
                await asyncio.sleep(0.01)
    yield consumer


def _break_connections(consumer: AIOKafkaConsumer) -> None:
    """Those on which an answer is waited for."""
    for one in [*consumer._client._conns.values()]:
        if one._requests:
            one.close()


@pytest.mark.integration
async def test_whoever_closes_a_consumer_after_a_failed_fetch_is_not_cancelled(
    kafka_bootstrap: str,
) -> None:
    """Given a fetch that waits to be tried again, expect the consumer to end, and no more."""
    async with after_a_failed_fetch(kafka_bootstrap) as consumer:
        await stop_consumer(consumer)

        assert not [one for one in consumer._client._conns.values() if one.connected()]


async def test_a_stray_cancellation_is_an_error_like_any_other() -> None:
    """Something within is cancelled, and nobody asked this task to end: it can be caught."""
    never = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(never.cancel)
    with pytest.raises(StrayCancellation):
        async with only_own_cancellation():
            await never


async def test_a_task_that_is_asked_to_end_does() -> None:
    """Its own cancellation passes."""

    async def work() -> None:
        async with only_own_cancellation():
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
