"""Send to Kafka within a deadline, and keep topics as they were declared.

An idempotent aiokafka producer never gives up by itself: while the broker is away a send
waits without end, and so does stop(). Here every send has one deadline for all its
records; a producer that hung or met a fatal error is thrown away and the next send makes
a new one, so that a service answers "not now" and recovers without a restart.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata

from infra.logs import get_logger

# Larger than any admitted event (1 MiB of body, of which one record is a part); topics
# allow at least as much, or a batch would be refused by the broker for ever.
MAX_REQUEST_BYTES = 1_048_576
REQUEST_TIMEOUT_SECONDS = 10
START_TIMEOUT_SECONDS = 10
# Above the client's own limit for a request, which then ends an attempt by itself.
OPEN_TIMEOUT_SECONDS = 2 * REQUEST_TIMEOUT_SECONDS
STOP_TIMEOUT_SECONDS = 5
ABANDON_TIMEOUT_SECONDS = 0.5
METADATA_MAX_AGE_SECONDS = 30
# A record's own framing and that of the batch around it, generously.
_RECORD_OVERHEAD_BYTES = 128

_log = get_logger("kafka")


class KafkaUnavailable(Exception):
    """Kafka did not acknowledge in time: whether records are on the log is unknown; send again."""


class RecordRefused(Exception):
    """A record that can never be sent; `index` is its place in the list, `reason` why."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"record {index}: {reason}")
        self.index = index
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """One record to send. Without `partition` the key decides; without `timestamp_ms`, now."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp_ms: int | None = None
    partition: int | None = None


def open_producer(bootstrap: str, *, client_id: str) -> AIOKafkaProducer:
    """A configured producer, not yet started: acknowledged by all, without gaps or repeats."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id=client_id,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=2,
        max_batch_size=131_072,
        max_request_size=MAX_REQUEST_BYTES,
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=100,
        metadata_max_age_ms=METADATA_MAX_AGE_SECONDS * 1000,
        connections_max_idle_ms=540_000,
    )


@dataclass(slots=True)
class _Opened:
    """A started producer, and the deadlines of those who now wait for its acknowledgement."""

    raw: AIOKafkaProducer
    waiting: set[asyncio.Timeout] = field(default_factory=set)
    abandoned: bool = False

    def end_waiting(self) -> None:
        """A send on a producer that is given up would wait for nothing: its time is over now."""
        now = asyncio.get_running_loop().time()
        for deadline in self.waiting:
            if not deadline.expired():
                deadline.reschedule(now)


class Producer:
    """A producer that is replaced when it hangs or fails for good.

    Any number of tasks may send at once. Records of one call keep their order within a
    partition as long as the call succeeds.
    """

    def __init__(self, bootstrap: str, *, client_id: str) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._current: _Opened | None = None
        self._opening: asyncio.Task[_Opened] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Connect, so that a wrong address is told at start; raises KafkaUnavailable."""
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                await self._open()
        except TimeoutError:
            raise KafkaUnavailable(f"no connection within {START_TIMEOUT_SECONDS} s") from None

    async def stop(self) -> None:
        """Send what waits, for at most STOP_TIMEOUT_SECONDS, then abandon the rest."""
        self._stopped = True
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait({self._opening}, timeout=ABANDON_TIMEOUT_SECONDS)
        current, self._current = self._current, None
        if current is None:
            return
        try:
            async with asyncio.timeout(STOP_TIMEOUT_SECONDS):
                await current.raw.stop()
        except (TimeoutError, KafkaError):
            _log.warning("producer_abandoned", client_id=self._client_id)
            await _abandon(current)
        current.end_waiting()

    async def send_all(
        self, records: Sequence[Record], *, timeout_seconds: float
    ) -> list[RecordMetadata]:
        """Send records and await every acknowledgement; metadata in the records' order.

        Raises RecordRefused before anything is sent where a record can never be, and for
        one that the broker refuses as too large; KafkaUnavailable for everything that may
        pass. In both cases none of the list is promised.
        """
        for index, record in enumerate(records):
            if reason := never_sendable(record):
                raise RecordRefused(index, reason)
        used: _Opened | None = None
        try:
            async with asyncio.timeout(timeout_seconds) as deadline:
                used = await self._open()
                used.waiting.add(deadline)
                try:
                    return await _send(used.raw, records)
                finally:
                    used.waiting.discard(deadline)
        except TimeoutError:
            await self._discard(used)
            raise KafkaUnavailable(
                f"Kafka did not acknowledge {len(records)} records within {timeout_seconds:g} s"
            ) from None
        except KafkaError as error:
            # Whatever failed (fenced, out of sequence, closed): a fresh producer is cheap,
            # and a kept one may be broken for ever.
            await self._discard(used)
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def _open(self) -> _Opened:
        if self._stopped:
            raise KafkaUnavailable("the producer is stopped")
        if self._current is not None:
            return self._current
        if self._opening is None:
            self._opening = asyncio.create_task(self._connect(), name="kafka-connect")
            self._opening.add_done_callback(self._opened)
        # All senders await one attempt, and none of them ends it by its own deadline: a
        # connection given up half-way would stay open.
        return await asyncio.shield(self._opening)

    def _opened(self, attempt: "asyncio.Task[_Opened]") -> None:
        self._opening = None
        if not attempt.cancelled() and attempt.exception() is None:
            self._current = attempt.result()

    async def _connect(self) -> _Opened:
        fresh = _Opened(open_producer(self._bootstrap, client_id=self._client_id))
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_SECONDS):
                await fresh.raw.start()
        except (KafkaError, TimeoutError) as error:
            await _abandon(fresh)
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        except BaseException:
            await _abandon(fresh)
            raise
        return fresh

    async def _discard(self, used: _Opened | None) -> None:
        if used is None:
            return
        if self._current is used:
            self._current = None
            _log.warning("producer_replaced", client_id=self._client_id)
        await _abandon(used)


def never_sendable(record: Record) -> str | None:
    """Why a record can never be sent, or None; callers may ask before they promise."""
    if record.key is None and record.value is None:
        return "key and value are both absent"
    headers = sum(len(name.encode()) + len(value) + 10 for name, value in record.headers)
    size = len(record.key or b"") + len(record.value or b"") + headers + _RECORD_OVERHEAD_BYTES
    if size > MAX_REQUEST_BYTES:
        return f"{size} bytes, and at most {MAX_REQUEST_BYTES} can be sent"
    return None


async def _send(producer: AIOKafkaProducer, records: Sequence[Record]) -> list[RecordMetadata]:
    acknowledgements: list[asyncio.Future[RecordMetadata]] = []
    try:
        for record in records:
            acknowledgements.append(  # noqa: PERF401  # what was sent must be known if one fails
                await producer.send(
                    record.topic,
                    value=record.value,
                    key=record.key,
                    partition=record.partition,
                    timestamp_ms=record.timestamp_ms,
                    headers=list(record.headers),
                )
            )
        outcomes = await asyncio.gather(*acknowledgements, return_exceptions=True)
    except BaseException:
        for acknowledgement in acknowledgements:
            acknowledgement.cancel()
        raise
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, MessageSizeTooLargeError):
            raise RecordRefused(index, "larger than the topic takes")
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]


async def _abandon(opened: _Opened) -> None:
    """Leave a producer whose stop() might never return, without waiting for the broker.

    aiokafka has no such call (its stop() flushes first), hence the private names: fail
    what waits, close the connections, end the sending task.
    """
    if opened.abandoned:
        return
    opened.abandoned = True
    opened.end_waiting()
    producer = opened.raw
    producer._closed = True
    producer._message_accumulator.fail_all(KafkaUnavailable("abandoned"))
    ending: set[asyncio.Future[object]] = {asyncio.ensure_future(producer.client.close())}
    sender = producer._sender.sender_task
    if sender is not None:
        sender.cancel()
        ending.add(sender)
    done, _ = await asyncio.wait(ending, timeout=ABANDON_TIMEOUT_SECONDS)
    for task in done:
        # Looked at, so that asyncio does not report it as forgotten.
        _ = task.cancelled() or task.exception()
