"""End aiokafka's consumers, within a bound, and without being cancelled by them.

aiokafka's `stop()` cancels each fetch that is on its way and awaits it. One that failed a moment
ago and waits to be tried again ends as cancelled, and that cancellation comes out of `stop()`:
to its caller it looks like an order to end, and a task that obeys it is gone without a word.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

STOP_TIMEOUT_SECONDS = 5.0
ABANDON_TIMEOUT_SECONDS = 0.5


class StrayCancellation(RuntimeError):
    """Something within was cancelled though nobody had asked the task to end."""


@asynccontextmanager
async def only_own_cancellation() -> AsyncIterator[None]:
    """Within: a cancellation that was not meant for this task is an error like any other.

    Raises:
        StrayCancellation: in its place.
    """
    task = asyncio.current_task()
    try:
        yield
    except asyncio.CancelledError as error:
        if task is None or task.cancelling():
            raise
        raise StrayCancellation("the work was cancelled from within") from error


def fetching_has_ended(consumer: object) -> bool:
    """Whether a consumer that was started fetches nothing any more, and never will.

    aiokafka's fetching ends at an error that it does not expect, with a line in the log and no
    more: the consumer goes on to return nothing. One such is uvloop's RuntimeError where a
    connection is reset between two of its steps. There is no public way to ask.
    """
    fetcher = getattr(consumer, "_fetcher", None)
    return fetcher is not None and bool(fetcher.error_future.done())


async def stop_consumer(
    consumer: AIOKafkaConsumer, *, within_seconds: float = STOP_TIMEOUT_SECONDS
) -> bool:
    """Close a consumer; False where it did not end in order, and was cut short."""
    if await ended(consumer.stop(), within_seconds):
        return True
    # The connections are what stop() closes last; aiokafka has no public word for that alone.
    await ended(consumer._client.close(), ABANDON_TIMEOUT_SECONDS)
    return False


async def ended(work: Awaitable[None], within_seconds: float) -> bool:
    """Let what closes something run in a task of its own, so that its end is not its caller's.

    False where it did not end in order, in time. Raises what is no error of Kafka.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=within_seconds)
    finally:
        in_time = task.done()
        task.cancel()
    if not in_time or task.cancelled():
        return False
    error = task.exception()
    if error is not None and not isinstance(error, KafkaError):
        raise error
    return error is None
