"""A read model for tests: the projector's own code applies events to a real PostgreSQL.

Kafka is left out: a test hands over events in the order in which they would lie on the log.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from contracts.codec import decode, encode
from contracts.envelope import AnyEvent
from infra.clock import Clock
from infra.metrics import Metrics
from infra.migrate import migrate
from services.projector.apply import Applier
from services.projector.batch import read_batch
from services.projector.cache import SubjectCache
from services.projector.fold import LogRecord
from services.projector.slots import take_slot
from services.projector.views import ensure_views
from tests.services.projector.events import of_a_later_version

EXAMPLES = Path(__file__).parents[3] / "examples"
TWO_PLANS = Path(__file__).parents[2] / "data" / "two_plans"
PARTITIONS = 3
_FIRST_RECEIVED_AT = datetime(2023, 1, 2, 1, 0, tzinfo=UTC)


class ReadModel:
    """Takes events and days, and keeps what the projector makes of them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._offsets = [0] * PARTITIONS
        self._received_at = _FIRST_RECEIVED_AT

    async def apply(self, events: Iterable[AnyEvent], *, day: date) -> list[str]:
        """Apply events, judged as of a day; return the position of each."""
        return await self.write([self._place(event) for event in events], day=day)

    async def spoil(self, subject: str, *, day: date) -> list[str]:
        """Put a record on the log that only a later version can read, about a subject."""
        return await self.write(
            [self._record(subject.encode(), of_a_later_version(subject))], day=day
        )

    async def write(self, placed: Sequence[LogRecord], *, day: date) -> list[str]:
        """Apply records, judged as of a day; return the position of each."""
        fetched: dict[int, list[LogRecord]] = {}
        for record in placed:
            fetched.setdefault(record.partition, []).append(record)
        session, _ = await take_slot(self.url)
        try:
            applier = Applier(session, SubjectCache(10_000), Metrics("test"), Clock())
            positions = await applier.settle(list(range(PARTITIONS)), day)
            for partition, position in positions.items():
                if position.swept_to < day:
                    positions[partition] = await applier.sweep(position, day)
            if fetched:
                await applier.apply(await read_batch(fetched, positions))
        finally:
            await session.close()
        return [f"{record.partition}:{record.offset}" for record in placed]

    def _place(self, event: AnyEvent) -> LogRecord:
        received_at = self._received_at + timedelta(milliseconds=7)
        logged = event.model_copy(update={"receivedat": received_at})
        return self._record(event.subject.encode(), encode(logged))

    def _record(self, key: bytes, value: bytes) -> LogRecord:
        partition = sum(key) % PARTITIONS
        self._received_at += timedelta(milliseconds=7)
        offset = self._offsets[partition]
        self._offsets[partition] += 1
        return LogRecord(
            partition=partition,
            offset=offset,
            timestamp_ms=int(self._received_at.timestamp() * 1000),
            key=key,
            value=value,
        )


async def prepare(url: str) -> ReadModel:
    """Migrate an empty database and create the views."""
    await migrate(url)
    await ensure_views(url)
    return ReadModel(url)


def example_events(plan: str) -> list[AnyEvent]:
    """Return the events of one of the two small plans (`tests/data/two_plans`), in order."""
    files = sorted((TWO_PLANS / plan).glob("*.jsonl"))
    lines = itertools.chain.from_iterable(file.read_bytes().splitlines() for file in files)
    return [decode(line) for line in lines if line.strip()]


def event(
    name: str, subject: str, data: Mapping[str, Any], *, source: str = "H20", at: str = "2023-01-01"
) -> AnyEvent:
    """Return an event of a type (`measurement.reported`) with the next free id."""
    return decode(
        orjson.dumps(
            {
                "specversion": "1.0",
                "id": f"test-{next(_numbers)}",
                "source": source,
                "type": f"vn.chitieu.{name}.v1",
                "subject": subject,
                "time": f"{at}T08:00:00+07:00",
                "data": data,
            }
        )
    )


_numbers = itertools.count(1)
