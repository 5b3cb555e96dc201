"""Compare the topic of statuses with the outbox, and tell again what the topic does not end with.

The outbox says what was sent. A topic that was made anew, an answer of Kafka that did not
hold, a database that was restored: each would leave readers with a status that is not the
latest, for as long as it does not change. So once for each partition of the log and each
day it is judged as of, its owner reads the last `status_seq` of every key from the topic.
Keys are spread over the topic otherwise than subjects over the log, so all of it is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import date

import orjson
from aiokafka.structs import ConsumerRecord

from contracts.topics import Topic
from infra.kafka import KafkaUnavailable
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from infra.sql import load_queries
from infra.topic_reader import open_topic
from services.projector.standing import Standing

LOOK_SECONDS = 10.0
BACKOFF_SECONDS = 30.0
# Statuses in memory at a time, about 150 bytes each; beyond, the topic is read once more.
PAGE_ROWS = 200_000
READ_TIMEOUT_SECONDS = 300
# So few at a time that batches of the log are not kept waiting meanwhile.
BATCH_RECORDS = 500

_log = get_logger("projector.compare")
_sql = load_queries("services.projector", "outbox.sql")


class Comparison:
    """Compares what this process owns, once for each partition and day."""

    def __init__(
        self,
        pool: Pool,
        *,
        bootstrap: str,
        topic: Topic,
        standing: Standing,
        on_queued: Callable[[], None],
        metrics: Metrics,
    ) -> None:
        self._pool = pool
        self._bootstrap = bootstrap
        self._topic = topic
        self._standing = standing
        self._on_queued = on_queued
        self._metrics = metrics
        self._done: dict[int, date] = {}

    async def run(self) -> None:
        """Compare for ever; what fails is tried again after a pause."""
        while True:
            pause = LOOK_SECONDS
            try:
                await self.compare_due()
            except KafkaUnavailable as error:
                pause = self._failed("kafka", error)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                pause = self._failed("postgres", error)
            await asyncio.sleep(pause)

    async def compare_due(self) -> int:
        """Compare the partitions not yet compared on their day; return how many are told again."""
        due = {
            number: position.swept_to
            for number, position in self._standing.positions.items()
            if self._done.get(number) != position.swept_to
        }
        if not due:
            return 0
        again, after = 0, ""
        while page := await self._sent(due, after):
            again += await self._compare(page)
            after = max(page)
        self._done.update(due)
        _log.info("statuses_compared", partitions=len(due), told_again=again)
        return again

    async def _sent(self, partitions: Collection[int], after: str) -> dict[str, int]:
        async with acquire(self._pool) as connection:
            rows = await connection.fetch(_sql["sent_statuses"], list(partitions), after, PAGE_ROWS)
        return {row["key"]: row["status_seq"] for row in rows}

    async def _compare(self, sent: Mapping[str, int]) -> int:
        # The topic's end is asked for after the outbox: what was sent by then stands before it.
        last = await last_told(self._bootstrap, self._topic, sent)
        other = [(key, seq, last.get(key, 0)) for key, seq in sent.items() if last.get(key) != seq]
        if not other:
            return 0
        keys, sequences, found = (list(column) for column in zip(*other, strict=True))
        async with acquire(self._pool) as connection:
            again = await connection.fetch(_sql["tell_again"], keys, sequences, found)
        if again:
            _log.warning("statuses_told_again", rows=len(again), first=again[0]["key"])
            self._on_queued()
        return len(again)

    def _failed(self, kind: str, error: BaseException) -> float:
        _log.warning("comparison_waits", kind=kind, error=f"{type(error).__name__}: {error}")
        self._metrics.count("errors_total", kind=kind)
        return BACKOFF_SECONDS


async def last_told(bootstrap: str, topic: Topic, keys: Collection[str]) -> dict[str, int]:
    """Return the `status_seq` that the topic ends with, for those of these keys that it holds.

    Raises:
        KafkaUnavailable: it could not be read in time.
    """
    last: dict[str, int] = {}
    try:
        async with (
            asyncio.timeout(READ_TIMEOUT_SECONDS),
            open_topic(bootstrap, topic.name, client_id="chitieu-projector-compare") as reader,
        ):
            spans = await reader.spans(range(topic.partitions))
            async for _, records in reader.read(spans, batch_records=BATCH_RECORDS):
                for record in records:
                    key = (record.key or b"").decode(errors="replace")
                    if key in keys:
                        last[key] = _status_seq(record)
    except TimeoutError as error:
        raise KafkaUnavailable(f"{topic.name}: not read in {READ_TIMEOUT_SECONDS} s") from error
    return last


def _status_seq(record: ConsumerRecord) -> int:
    """The sequence that a message tells, 0 where it is none of ours."""
    try:
        return int(orjson.loads(record.value or b"")["data"]["status_seq"])
    except (ValueError, KeyError, TypeError):
        return 0
