"""Tell every change of a status on `chitieu.status.v1`, from the outbox.

The outbox holds one row per (target or task, scope): its latest status and a `status_seq`
that rises only when the content changes. The partition's owner sends the queued rows and
marks each that still has the `status_seq` sent. A mark that hits nothing means that
somebody else was at work: the row changed meanwhile, or another process (one that was
stopped and has woken) sent it too. What stands last on the topic may then be old, so the
latest state is queued again under a higher `status_seq`. Readers ignore what is not newer
than they have seen; repeats and overtaken states do no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import orjson

from contracts.status import PROJECTOR_SOURCE, STATUS_TYPE
from infra.kafka import KafkaUnavailable, Producer, Record, RecordRefused
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from infra.sql import load_queries

SEND_ROWS = 500
SEND_TIMEOUT_SECONDS = 10
# What comes in quick succession is told once, with its last state.
GATHER_SECONDS = 0.1
LOOK_AGAIN_SECONDS = 5
BACKOFF_SECONDS = 2

_log = get_logger("projector.publish")
_sql = load_queries("services.projector", "outbox.sql")


@dataclass(frozen=True, slots=True)
class QueuedStatus:
    """A row of the outbox that waits: the columns of `queued_statuses`, in their order."""

    key: str
    status_seq: int
    payload: bytes
    as_of: date
    known_at: str
    decided_at: datetime


def status_message(row: QueuedStatus) -> bytes:
    """Return the canonical encoding of a StatusChanged event around a status's own.

    The id is made of key and sequence, the time is when the last fact was received: sending
    again gives the same bytes.
    """
    return orjson.dumps(
        {
            "data": {
                "as_of": row.as_of.isoformat(),
                "known_at": row.known_at,
                "status": orjson.Fragment(row.payload),
                "status_seq": row.status_seq,
            },
            "id": f"{row.key}#{row.status_seq}",
            "source": PROJECTOR_SOURCE,
            "specversion": "1.0",
            "subject": row.key,
            "time": row.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "type": STATUS_TYPE,
        },
        option=orjson.OPT_SORT_KEYS,
    )


class Publisher:
    """Sends the queued statuses of the partitions that this process owns."""

    def __init__(
        self,
        pool: Pool,
        producer: Producer,
        *,
        topic: str,
        owned: Callable[[], Collection[int]],
        queued: asyncio.Event,
        metrics: Metrics,
    ) -> None:
        self._pool = pool
        self._producer = producer
        self._topic = topic
        self._owned = owned
        self._metrics = metrics
        # By key, the status_seq that Kafka refuses; a later one may fit, and is tried.
        self._refused: dict[str, int] = {}
        self._refused_of: list[int] = []
        # Set by whoever queues something.
        self._queued = queued

    async def run(self) -> None:
        """Send for ever; what fails is tried again after a pause."""
        while True:
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._queued.wait()
            except TimeoutError:
                pass
            self._queued.clear()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                while await self.send_queued() == SEND_ROWS:
                    pass
            except KafkaUnavailable as error:
                await self._back_off("kafka", error)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                await self._back_off("postgres", error)

    async def send_queued(self) -> int:
        """Send one bounded batch and mark it; return how many rows were queued."""
        owned = sorted(self._owned())
        if owned != self._refused_of:
            self._refused.clear()  # whoever owns a partition tries for itself
            self._refused_of = owned
        self._metrics.gauge("outbox_refused_rows", len(self._refused))
        if not owned:
            return 0
        refused = [*self._refused], [*self._refused.values()]
        async with acquire(self._pool) as connection:
            found = await connection.fetch(_sql["queued_statuses"], owned, *refused, SEND_ROWS)
        if found:
            await self._send([QueuedStatus(*row) for row in found])
        return len(found)

    async def _send(self, rows: Sequence[QueuedStatus]) -> None:
        records = [
            Record(topic=self._topic, key=row.key.encode(), value=status_message(row))
            for row in rows
        ]
        try:
            await self._producer.send_all(records, timeout_seconds=SEND_TIMEOUT_SECONDS)
        except RecordRefused as error:
            # The others must not wait behind it; it stays queued, counted and told.
            row = rows[error.index]
            self._refused[row.key] = row.status_seq
            _log.error("status_refused", key=row.key, reason=error.reason)
            self._metrics.count("errors_total", kind="internal")
            self._metrics.gauge("outbox_refused_rows", len(self._refused))
            self._queued.set()
            return
        _log.debug("outbox_sent", rows=len(rows))
        for row in rows:
            self._refused.pop(row.key, None)
        self._metrics.gauge("outbox_refused_rows", len(self._refused))
        async with acquire(self._pool) as connection:
            marked = await connection.fetch(
                _sql["mark_sent"],
                [row.key for row in rows],
                [row.status_seq for row in rows],
            )
        again = sum(1 for row in marked if row["queued"])
        if again:
            self._queued.set()
        self._metrics.count("sent_total", by=len(rows), topic=self._topic)
        _log.debug("outbox_marked", rows=len(rows), again=again)

    async def _back_off(self, kind: str, error: BaseException) -> None:
        _log.warning("outbox_waits", kind=kind, error=f"{type(error).__name__}: {error}")
        self._metrics.count("errors_total", kind=kind)
        await asyncio.sleep(BACKOFF_SECONDS)
        self._queued.set()
