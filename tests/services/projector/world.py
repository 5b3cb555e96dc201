"""A log, a database and a projector of a test's own, on the session's real servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from aiokafka import ConsumerRecord
from pydantic import SecretStr

from contracts.status import STATUS_ADAPTER, SWEPT_KEY, StatusChanged
from contracts.topics import Topics
from infra.clock import SettableClock
from infra.health import Watch
from infra.kafka import Producer, Record
from infra.kafka_topics import ensure_topics
from infra.metrics import Metrics
from infra.migrate import migrate
from infra.postgres import connect
from services.projector.main import running
from services.projector.session import VIEWS_LOCK
from services.projector.settings import ProjectorSettings
from services.projector.standing import Standing
from services.projector.views import ROLE, create_indexes, create_tables, ensure_views, show
from tests import asking
from tests.asking import Row
from tests.services.projector.events import Told
from tests.topics import records_of

DAY = date(2023, 3, 1)


@dataclass(slots=True)
class Running:
    """A projector that runs in the test's own process, with the day in the test's hand."""

    standing: Standing
    watch: Watch
    metrics: Metrics
    clock: SettableClock
    refused_at_start: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class World:
    """One namespace of topics and one database."""

    kafka_bootstrap: str
    database_url: str
    topics: Topics

    def settings(self, **changes: object) -> ProjectorSettings:
        """The settings of a projector of this world."""
        values: dict[str, object] = {
            "kafka_bootstrap": self.kafka_bootstrap,
            "database_url": SecretStr(self.database_url),
            "local": True,
            "topic_namespace": self.topics.namespace,
            **changes,
        }
        return ProjectorSettings.model_validate(values)

    async def create(self) -> None:
        """Make topics, tables and views."""
        await self.create_topics()
        await migrate(self.database_url)
        await ensure_views(self.database_url)

    async def swap_to_an_empty_version(self, version: int) -> None:
        """Make another version of the views live, as the end of a rebuild does."""
        connection = await connect(self.database_url, role=ROLE, application_name="test-swap")
        try:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock($1)", VIEWS_LOCK)
                await create_tables(connection, version)
                await create_indexes(connection, version)
                await show(connection, version)
                await connection.execute("update projector.view_versions set live = false")
                await connection.execute(
                    "insert into projector.view_versions (version, live) values ($1, true)", version
                )
        finally:
            await connection.close()

    async def create_topics(self) -> None:
        """Make the topics."""
        wanted = (self.topics.events, self.topics.status)
        await ensure_topics(self.kafka_bootstrap, wanted)

    async def tell(self, events: Sequence[Told]) -> list[tuple[int, int]]:
        """Put events on the log as ingest does; their places."""
        return await self.write([(told.key, told.value, told.timestamp_ms) for told in events])

    async def write(self, records: Sequence[tuple[bytes, bytes, int]]) -> list[tuple[int, int]]:
        """Put records on the log, whatever they hold."""
        producer = Producer(self.kafka_bootstrap, client_id="test-ingest")
        try:
            sent = await producer.send_all(
                [
                    Record(self.topics.events.name, value, key=key, timestamp_ms=timestamp_ms)
                    for key, value, timestamp_ms in records
                ],
                timeout_seconds=30,
            )
        finally:
            await producer.stop()
        return [(one.partition, one.offset) for one in sent]

    async def rows(self, query: str, *arguments: object) -> list[Row]:
        """What a statement finds, as the superuser sees it."""
        return await asking.rows(self.database_url, query, *arguments)

    async def read_model(self) -> dict[str, list[Row]]:
        """Every row that readers see, but for the places on the log."""
        names = {
            "agencies": "agency_id",
            "plans": "plan_id",
            "indicators": "indicator_id",
            "targets": "target_id",
            "tasks": "task_id",
            "facts": "agency, event_id",
        }
        places = ("known_offset", "offset")
        found: dict[str, list[Row]] = {}
        for name, key in names.items():
            rows = await self.rows(f"select * from read.{name} order by {key}")  # noqa: S608 - own names
            found[name] = [{k: v for k, v in row.items() if k not in places} for row in rows]
        return found

    async def until_applied(self, places: Sequence[tuple[int, int]]) -> None:
        """Wait until the read model holds what stands at these places of the log."""
        wanted: dict[int, int] = {}
        for partition, offset in places:
            wanted[partition] = max(wanted.get(partition, 0), offset + 1)

        async def applied() -> bool:
            rows = await self.rows("select partition, next_offset from read.positions")
            reached = {row["partition"]: row["next_offset"] for row in rows}
            return all(int(str(reached.get(p, 0))) >= n for p, n in wanted.items())

        await self.until(applied)

    async def until_told(self) -> None:
        """Wait until nothing is left to tell."""

        async def empty() -> bool:
            return not await self.rows("select key from projector.outbox where queued")

        await self.until(empty)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds (a plain or an async question)."""
        await asking.until(holds)

    async def statuses(self) -> list[StatusChanged]:
        """Every status on its topic, partition by partition."""
        records = await self.status_records()
        return [
            STATUS_ADAPTER.validate_json(one.value)
            for one in records
            if one.key != SWEPT_KEY.encode()
        ]

    async def status_records(self) -> list[ConsumerRecord]:
        """Everything on the topic of statuses, partition by partition."""
        return await records_of(self.kafka_bootstrap, self.topics.status)

    def idle(self, day: date = DAY) -> Running:
        """What a projector would run with."""
        clock = SettableClock(datetime(day.year, day.month, day.day, 5, tzinfo=UTC))
        return Running(Standing(), Watch(clock), Metrics("projector"), clock)

    @asynccontextmanager
    async def projector(self, day: date = DAY, **changes: object) -> AsyncIterator[Running]:
        """Run a projector in this process; stopped in order at the end."""
        one = self.idle(day)
        async with running(
            self.settings(**changes),
            one.clock,
            one.metrics,
            one.standing,
            one.watch,
            one.refused_at_start,
        ):
            yield one
