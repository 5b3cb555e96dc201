"""How long from an event on the log to the message about its alert on a channel.

Projector and alerts run as they do in a province; the channel is a Kafka topic, so that what a
mail server or a chat takes is left out. Each probe is a target of its own whose first report leaves
no hope; the wait is from before that report is sent until its message is read here. Beside it: the
same records through the broker alone, and the same with other reports at 2,000 a second meanwhile.
Those are made before they are sent, and nobody asks the broker for messages every few milliseconds:
the machine is the services' own as far as may be.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain, count, islice
from random import Random

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts.topics import Topics
from infra.kafka import open_producer
from infra.kafka_topics import TopicSpec, ensure_topics
from infra.local.process import run_blocking
from tests.bench.filling import create_topics
from tests.bench.load import INDICATORS, TASKS, Event, Province, record
from tests.bench.services import SQL, service
from tests.bench.stage import Stage

CHANNEL, ECHO = "bench.messages", "bench.echo"
FILE = f"""
channels: {{tin: {{kind: kafka, topic: {CHANNEL}}}}}
routes: [{{name: tat-ca, send: [{{channel: tin, as: now}}]}}]
"""
RATES = (0, 500, 2_000)
"""Other reports a second; each for as long as the probes take."""
PROBES_EACH = 100
PROBE_SECONDS = 0.15
MADE_SECONDS = PROBES_EACH * PROBE_SECONDS
TURN_SECONDS = 0.01
SETTLE_SECONDS = 3
PATIENCE_SECONDS = 120
BACKGROUND_PROVINCES = 10
NEWEST_MONTH = 58  # November 2025, of which the load's day owes a report


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds, of so many messages."""

    messages: int
    p50: float
    p99: float


@dataclass(slots=True)
class Post:
    """Notes when a key was sent and how long it took to be read again."""

    sent: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    read: asyncio.Event = field(default_factory=asyncio.Event)

    def arrived(self, key: str) -> None:
        """Count a wait, once."""
        begun = self.sent.pop(key, None)
        if begun is not None:
            self.waits.append((time.perf_counter() - begun) * 1000)
            self.read.set()

    async def until_all_arrived(self) -> None:
        """Wait for what was sent; one that does not come ends the benchmark."""
        while self.sent:
            self.read.clear()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self.read.wait()
            except TimeoutError:
                raise SystemExit(f"no message of {len(self.sent)} probes came") from None


Figures = dict[str, dict[str, dict[str, float]]]


def measure(stage: Stage) -> Figures:
    """Return the waits of messages and of the broker's echo, at each rate."""
    topics, url = Topics("alarm."), stage.database()
    run_blocking(create_topics(stage.kafka.bootstrap, topics))
    own = [TopicSpec(name, 1, {"retention.ms": "-1"}) for name in (CHANNEL, ECHO)]
    run_blocking(ensure_topics(stage.kafka.bootstrap, own))
    file = stage.folder / "alerts.yaml"
    file.write_text(FILE, encoding="utf-8")
    env = {
        **stage.environment(url),
        "CHITIEU_TOPIC_NAMESPACE": topics.namespace,
        "CHITIEU_ALERTS_FILE": str(file),
    }
    with (
        service("projector", env, stage.folder, ready=True),
        service("alerts", env, stage.folder, ready=True),
    ):
        return run_blocking(_measured(stage.kafka.bootstrap, topics, url))


async def _measured(bootstrap: str, topics: Topics, url: str) -> Figures:
    probes = [Province(BACKGROUND_PROVINCES + number) for number in range(_probe_provinces())]
    others = [Province(number) for number in range(BACKGROUND_PROVINCES)]
    producer = open_producer(bootstrap, client_id="bench-alarms")
    await producer.start()
    figures: Figures = {}
    try:
        for province in (*probes, *others):
            for event in (*province.setting(directory=False), *_reported(province)):
                key, value = record(event)
                await producer.send(topics.events.name, value, key)
        await producer.flush()
        await _until_taken_in(url, (INDICATORS + TASKS) * len((*probes, *others)))
        ids = ((one, number) for one in probes for number in _thresholds())
        reports = _quiet_reports(others)
        for rate in RATES:
            stage = Asked(bootstrap, producer, topics, islice(ids, PROBES_EACH))
            figures[f"{rate} events/s"] = await stage.asked(rate, reports)
    finally:
        await producer.stop()
    return figures


async def _until_taken_in(url: str, statuses: int) -> None:
    """Wait until alerts hold every target and task, and have told what was worth telling."""
    connection = await asyncpg.connect(url)
    try:
        deadline = time.perf_counter() + PATIENCE_SECONDS
        while await connection.fetchval(SQL["alerts_taken_in"]) < statuses:
            if time.perf_counter() > deadline:
                raise SystemExit("the alerts service does not take in the plans")
            await asyncio.sleep(SETTLE_SECONDS)
    finally:
        await connection.close()
    await asyncio.sleep(SETTLE_SECONDS)


def _probe_provinces() -> int:
    """How many provinces have as many thresholds as there are probes."""
    return -(-PROBES_EACH * len(RATES) // len(list(_thresholds())))


def _thresholds() -> Iterator[int]:
    """The indicators whose rule is *trên 60%* of a plain number."""
    return (number for number in range(INDICATORS) if number % 10 < 7)


@dataclass(frozen=True, slots=True)
class Asked:
    """Probes at one rate of other reports."""

    bootstrap: str
    producer: AIOKafkaProducer
    topics: Topics
    probes: Iterator[tuple[Province, int]]

    async def asked(self, rate: int, reports: Iterator[Event]) -> dict[str, dict[str, float]]:
        """Send the probes, other reports meanwhile; then wait for every message."""
        messages, echoes = Post(), Post()
        records = map(record, reports)
        made = list(islice(records, int(rate * MADE_SECONDS)))
        async with (
            _reading(self.bootstrap, CHANNEL, messages),
            _reading(self.bootstrap, ECHO, echoes),
        ):
            load = asyncio.create_task(self._pour(rate, chain(made, records)))
            try:
                for province, number in self.probes:
                    await self._send(province, number, messages, echoes)
                    await asyncio.sleep(PROBE_SECONDS)
            finally:
                load.cancel()
                await asyncio.wait({load})
            await messages.until_all_arrived()
        return {"message": asdict(_waits(messages)), "broker": asdict(_waits(echoes))}

    async def _send(self, province: Province, number: int, messages: Post, echoes: Post) -> None:
        event = _hopeless(province, number)
        key, value = record(event)
        messages.sent[f"ct-{province.slug}-{number:03d}"] = time.perf_counter()
        await self.producer.send(self.topics.events.name, value, key)
        echoes.sent[str(event["id"])] = time.perf_counter()
        await self.producer.send(ECHO, value, str(event["id"]).encode())

    async def _pour(self, rate: int, records: Iterator[tuple[bytes, bytes]]) -> None:
        """Send reports that alarm nobody, at the pace, until cancelled."""
        begun, turn = time.perf_counter(), 0
        while rate:
            for key, value in islice(records, int(rate * TURN_SECONDS)):
                await self.producer.send(self.topics.events.name, value, key)
            turn += 1
            await asyncio.sleep(max(0.0, begun + turn * TURN_SECONDS - time.perf_counter()))


@asynccontextmanager
async def _reading(bootstrap: str, topic: str, post: Post) -> AsyncIterator[None]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="latest",
        fetch_max_wait_ms=500,  # it is answered as soon as there is something
    )
    await consumer.start()
    await consumer.seek_to_end()

    async def read() -> None:
        async for message in consumer:
            if topic == ECHO:
                post.arrived(message.key.decode())
            else:
                post.arrived(str(orjson.loads(message.value)["data"].get("target", "")))

    reading = asyncio.create_task(read())
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.wait({reading})
        await consumer.stop()


def _reported(province: Province) -> Iterator[Event]:
    """Yield what is owed for the newest month, and good: else every silence is an alert.

    Of the tasks too: a sweep that tells of hundreds in the midst puts them before the probes.
    """
    chance = Random(0)  # noqa: S311  # a load, no secret
    for number in range(TASKS):
        yield province.task_report(number, NEWEST_MONTH)
    for number in range(INDICATORS):
        event = province.report(number, NEWEST_MONTH, 0, chance)
        yield _with_value(event, "75") if number % 10 < 7 else event


def _hopeless(province: Province, number: int) -> Event:
    """The final value for it, two weeks before the end: 20 % where over 60 % are due."""
    event = province.report(number, NEWEST_MONTH, 2, Random(number))  # noqa: S311  # a load, no secret
    return _with_value(event, "20")


def _with_value(event: Event, value: str) -> Event:
    data = event["data"]
    assert isinstance(data, dict)
    changed = {"value": {"kind": "number", "value": value}, "phrase": f"{value}%"}
    return {**event, "data": {**data, **changed}}


def _quiet_reports(provinces: list[Province]) -> Iterator[Event]:
    chance = Random(1)  # noqa: S311  # a load, no secret
    return (
        _with_value(province.report(number, month % NEWEST_MONTH, 0, chance), "75")
        for month in count()
        for number in _thresholds()
        for province in provinces
    )


def _waits(post: Post) -> Waits:
    cuts = statistics.quantiles(post.waits, n=100)
    return Waits(len(post.waits), cuts[49], cuts[98])
