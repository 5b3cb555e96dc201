"""How long from an event on the log to the message about its alert on a channel.

Projector and alerts run as they do in a province; the channel is a Kafka topic, so that what a
mail server or a chat takes is left out. Each probe is a target of its own whose first report leaves
no hope; the wait is from before that report is sent until its message is read here. Beside it: the
same records through the broker alone, and the same with other reports at 2,000 a second meanwhile.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from itertools import count, islice
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
from tests.bench.services import service
from tests.bench.stage import Stage

CHANNEL, ECHO = "bench.messages", "bench.echo"
FILE = f"""
channels: {{tin: {{kind: kafka, topic: {CHANNEL}}}}}
routes: [{{name: tat-ca, send: [{{channel: tin, as: now}}]}}]
"""
PROBES_EACH = 120
PROBE_SECONDS = 0.1
PER_SECOND = 2_000
TURN_SECONDS = 0.01
WARM_UP_PROBES = 5
SETTLE_SECONDS = 5
PATIENCE_SECONDS = 120
BACKGROUND_PROVINCES = 10


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


def measure(stage: Stage) -> dict[str, dict[str, dict[str, float]]]:
    """Return the waits of messages and of the broker's echo, idle and under load."""
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


async def _measured(
    bootstrap: str, topics: Topics, url: str
) -> dict[str, dict[str, dict[str, float]]]:
    probes = [Province(BACKGROUND_PROVINCES + n) for n in range(-(-2 * _probes() // INDICATORS))]
    others = [Province(n) for n in range(BACKGROUND_PROVINCES)]
    producer = open_producer(bootstrap, client_id="bench-alarms")
    await producer.start()
    try:
        for province in (*probes, *others):
            for event in province.setting(directory=False):
                key, value = record(event)
                await producer.send(topics.events.name, value, key)
        await producer.flush()
        await _until_taken_in(url, (INDICATORS + TASKS) * len((*probes, *others)))
        await asyncio.sleep(SETTLE_SECONDS)
        ids = ((one, number) for one in probes for number in _thresholds())
        idle = await _asked(bootstrap, producer, topics, ids)
        load = asyncio.create_task(_pour(producer, topics, others))
        try:
            await asyncio.sleep(SETTLE_SECONDS)
            busy = await _asked(bootstrap, producer, topics, ids)
        finally:
            load.cancel()
            await asyncio.wait({load})
    finally:
        await producer.stop()
    return {"idle": idle, f"at {PER_SECOND} events/s": busy}


async def _until_taken_in(url: str, statuses: int) -> None:
    """Wait until alerts hold every target and task."""
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await connection.fetchval("select count(*) from alerts.targets") < statuses:
                await asyncio.sleep(0.2)
    finally:
        await connection.close()


def _probes() -> int:
    """How many probes the indicators of a province must be enough for; most have a threshold."""
    return (PROBES_EACH + WARM_UP_PROBES) * 10 // 7


def _thresholds() -> Iterator[int]:
    """The indicators whose rule is *trên 60%* of a plain number."""
    return (number for number in range(INDICATORS) if number % 10 < 7)


async def _asked(
    bootstrap: str,
    producer: AIOKafkaProducer,
    topics: Topics,
    probes: Iterator[tuple[Province, int]],
) -> dict[str, dict[str, float]]:
    messages, echoes = Post(), Post()
    async with _reading(bootstrap, CHANNEL, messages), _reading(bootstrap, ECHO, echoes):
        for turn, (province, number) in enumerate(islice(probes, PROBES_EACH + WARM_UP_PROBES)):
            if turn == WARM_UP_PROBES:
                await messages.until_all_arrived()
                messages.waits.clear()
            event = _hopeless(province, number)
            key, value = record(event)
            messages.sent[f"ct-{province.slug}-{number:03d}"] = time.perf_counter()
            await producer.send(topics.events.name, value, key)
            echoes.sent[str(event["id"])] = time.perf_counter()
            await producer.send(ECHO, orjson.dumps(event), str(event["id"]).encode())
            await asyncio.sleep(PROBE_SECONDS)
        await messages.until_all_arrived()
    return {"message": asdict(_waits(messages)), "broker": asdict(_waits(echoes))}


@asynccontextmanager
async def _reading(bootstrap: str, topic: str, post: Post) -> AsyncIterator[None]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="latest",
        fetch_max_wait_ms=5,
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


def _hopeless(province: Province, number: int) -> Event:
    """Two weeks before the end of a period of five years: 20 % where over 60 % are due."""
    event = province.report(number, 58, 2, Random(number))  # noqa: S311  # a load, no secret
    return _with_value(event, "20")


def _with_value(event: Event, value: str) -> Event:
    data = event["data"]
    assert isinstance(data, dict)
    changed = {"value": {"kind": "number", "value": value}, "phrase": f"{value}%"}
    return {**event, "data": {**data, **changed}}


async def _pour(producer: AIOKafkaProducer, topics: Topics, provinces: list[Province]) -> None:
    """Send reports that alarm nobody, at the pace, until cancelled."""
    chance = Random(1)  # noqa: S311  # a load, no secret
    events = (
        _with_value(province.report(number, month % 60, month // 60 % 3, chance), "75")
        for month in count()
        for number in _thresholds()
        for province in provinces
    )
    begun, turn = time.perf_counter(), 0
    while True:
        for event in islice(events, int(PER_SECOND * TURN_SECONDS)):
            key, value = record(event)
            await producer.send(topics.events.name, value, key)
        turn += 1
        await asyncio.sleep(max(0.0, begun + turn * TURN_SECONDS - time.perf_counter()))


def _waits(post: Post) -> Waits:
    cuts = statistics.quantiles(post.waits, n=100)
    return Waits(len(post.waits), cuts[49], cuts[98])
