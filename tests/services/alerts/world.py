"""Topics, a database and alerts processes of a test's own, on the session's real servers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import httpx

from contracts.alert_topic import is_beside
from contracts.alerts import ALERT_ADAPTER, AlertChanged
from contracts.codec import encode
from contracts.deliveries import DELIVERY_ADAPTER, Delivery, is_delivery
from contracts.status import SWEPT_KEY, StatusChanged
from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.kafka_topics import ensure_topics
from infra.local.settings import inherited_environment
from infra.migrate import migrate
from tests import asking
from tests.asking import PATIENCE_SECONDS, Row
from tests.services.alerts.statuses import swept_bytes
from tests.topics import records_of


@dataclass(slots=True)
class AlertsProcess:
    """One process of the service, whose log lines are seen as they are written."""

    process: subprocess.Popen[bytes]
    kill_at: str | None = None
    kill_after: int = 1
    lines: list[dict[str, object]] = field(default_factory=list)

    def watch(self) -> None:
        """Read the log to its end; kill -9 at the marker, if there is one, the n-th time."""
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self._see(line)

    def _see(self, line: bytes) -> None:
        if self.kill_at and f'"{self.kill_at}"'.encode() in line:
            self.kill_after -= 1
            if not self.kill_after:
                self.process.send_signal(signal.SIGKILL)
        if line.startswith(b"{"):
            self.lines.append(json.loads(line))

    def said(self, event: str) -> list[dict[str, object]]:
        """The log lines of an event."""
        return [line for line in self.lines if line.get("event") == event]

    def ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    @property
    def url(self) -> str | None:
        """Where it listens, once it does."""
        listening = self.said("listening")
        return str(listening[0]["url"]) if listening else None


@dataclass(frozen=True, slots=True)
class World:
    """One namespace of topics and one database."""

    kafka_bootstrap: str
    database_url: str
    topics: Topics

    async def create(self) -> None:
        """Make topics and tables."""
        await self.create_topics()
        await migrate(self.database_url)

    async def create_topics(self) -> None:
        """Make the topics."""
        wanted = (self.topics.status, self.topics.alerts)
        await ensure_topics(self.kafka_bootstrap, wanted)

    async def tell(self, messages: Sequence[tuple[str, StatusChanged | bytes]]) -> None:
        """Put statuses on their topic as the projector does, or bytes as nobody should."""
        producer = Producer(self.kafka_bootstrap, client_id="test-projector")
        records = [
            Record(
                self.topics.status.name,
                message if isinstance(message, bytes) else encode(message),
                key=key.encode(),
            )
            for key, message in messages
        ]
        try:
            await producer.send_all(records, timeout_seconds=30)
        finally:
            await producer.stop()

    async def tell_swept(self, day: str) -> None:
        """Say as the projector does that all of the log is applied now, and judged for a day."""
        value = swept_bytes(Clock().now(), swept_to=date.fromisoformat(day))
        topic = self.topics.status
        producer = Producer(self.kafka_bootstrap, client_id="test-projector")
        records = [
            Record(topic.name, value, key=SWEPT_KEY.encode(), partition=number)
            for number in range(topic.partitions)
        ]
        try:
            await producer.send_all(records, timeout_seconds=30)
        finally:
            await producer.stop()

    @contextmanager
    def alerts(
        self,
        settings: Mapping[str, str] | None = None,
        *,
        kill_at: str | None = None,
        kill_after: int = 1,
        **environment: str,
    ) -> Iterator[AlertsProcess]:
        """Run the service as a process of its own; ended in order unless it was killed."""
        env = {
            **inherited_environment(),
            "CHITIEU_KAFKA_BOOTSTRAP": self.kafka_bootstrap,
            "CHITIEU_DATABASE_URL": self.database_url,
            "CHITIEU_TOPIC_NAMESPACE": self.topics.namespace,
            "CHITIEU_LOCAL": "true",
            "CHITIEU_TODAY": "2023-09-15",
            "CHITIEU_LOG_LEVEL": "debug",
            "CHITIEU_ALERTS_HOLD_SECONDS": "0",
            "CHITIEU_ALERTS_SWEEP_SECONDS": "0.2",
            **(settings or {}),
            **environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "services.alerts.main"], env=env, stderr=subprocess.PIPE
        )
        running = AlertsProcess(process, kill_at, kill_after)
        reader = threading.Thread(target=running.watch)
        reader.start()
        try:
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)
            reader.join()

    async def rows(self, query: str, *arguments: object) -> list[Row]:
        """What a statement finds, as the superuser sees it."""
        return await asking.rows(self.database_url, query, *arguments)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds (a plain or an async question)."""
        await asking.until(holds)

    async def until_quiet(self, statuses: int) -> None:
        """Wait until this many statuses are kept and nothing is left to send or to deliver."""

        async def quiet() -> bool:
            found = await self.rows(
                "select (select count(*) from alerts.targets) as kept,"
                " (select count(*) from alerts.outbox)"
                " + (select count(*) from alerts.delivery_outbox)"
                " + (select count(*) from alerts.deliveries where state = 'waiting') as waiting"
            )
            return found[0] == {"kept": statuses, "waiting": 0}

        await self.until(quiet)

    async def told(self) -> list[AlertChanged]:
        """Every change on the topic, each alert's in order, a change told twice once."""
        seen: dict[tuple[str, int], bytes] = {}
        for record in await self.records():
            if is_beside(record):
                continue
            change = ALERT_ADAPTER.validate_json(record)
            place = (str(change.data.alert), change.data.seq)
            # Told again after a crash: the same bytes, or readers could not deduplicate.
            assert seen.setdefault(place, record) == record
        changes = [ALERT_ADAPTER.validate_json(record) for record in seen.values()]
        by_alert = defaultdict(list)
        for change in changes:
            by_alert[change.data.alert].append(change.data.seq)
        for numbers in by_alert.values():
            assert numbers == list(range(1, len(numbers) + 1))
        return changes

    async def delivered(self) -> list[Delivery]:
        """Every attempt to deliver that is told on the topic, once each."""
        told = {record for record in await self.records() if is_delivery(record)}
        return [DELIVERY_ADAPTER.validate_json(record) for record in sorted(told)]

    async def records(self) -> list[bytes]:
        """Every record on the topic of alerts."""
        records = await records_of(self.kafka_bootstrap, self.topics.alerts)
        return [record.value for record in records]

    async def until_ready(self, running: AlertsProcess) -> None:
        """Wait until a process has its place in the group, and all that it stands on answers."""

        async def ready() -> bool:
            return (await self.health(running, "/ready")).status_code == 200

        await self.until(ready)

    async def health(self, running: AlertsProcess, path: str) -> httpx.Response:
        """Ask a running process."""
        await self.until(lambda: running.url)
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"{running.url}{path}", timeout=PATIENCE_SECONDS)
