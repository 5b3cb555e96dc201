"""How long from a record of the log to its status on `chitieu.status.v1`, at a steady pace.

Every status names the last fact that it knows (`known_at`), so the wait is from the moment at
which that record was acknowledged to the moment at which the status arrives here. Facts that
a later one overtook within a batch have no status of their own and are not counted.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from itertools import islice

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts.topics import Topics
from infra.kafka import open_producer
from infra.local.process import run_blocking
from tests.bench.filling import create_topics
from tests.bench.load import Event, load, record
from tests.bench.services import service
from tests.bench.stage import Stage

PER_SECOND = 500
SECONDS = 12
TURN_SECONDS = 0.01
SETTING = 5_000
DRAIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from record to status."""

    per_second: int
    statuses: int
    p50: float
    p99: float


def measure(stage: Stage, seed: int) -> Latency:
    """Send at a steady pace to a log of its own, beside a projector that is caught up."""
    topics = Topics("pace.")
    url = stage.database()
    env = {**stage.environment(url), "CHITIEU_TOPIC_NAMESPACE": topics.namespace}
    run_blocking(create_topics(stage.kafka.bootstrap, topics))
    with service("projector", env, stage.folder, ready=True):
        waits = run_blocking(_paced(stage.kafka.bootstrap, topics, seed))
    cuts = statistics.quantiles(waits, n=100)
    return Latency(PER_SECOND, len(waits), cuts[49] * 1000, cuts[98] * 1000)


async def _paced(bootstrap: str, topics: Topics, seed: int) -> list[float]:
    sent: dict[str, float] = {}
    waits: list[float] = []
    consumer = AIOKafkaConsumer(
        topics.status.name,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=5,
    )
    await consumer.start()
    reading = asyncio.create_task(_read(consumer, sent, waits))
    try:
        await _send(bootstrap, topics, seed, sent)
        await asyncio.sleep(DRAIN_SECONDS)
    finally:
        reading.cancel()
        await asyncio.wait({reading})
        await consumer.stop()
    return waits


async def _send(bootstrap: str, topics: Topics, seed: int, sent: dict[str, float]) -> None:
    """Send the plans as fast as they go, then reports at the pace; note when each is there."""
    producer = open_producer(bootstrap, client_id="bench-pace")
    await producer.start()
    try:
        events = load(SETTING + PER_SECOND * SECONDS, seed=seed)
        for event in islice(events, SETTING):
            key, value = record(event)
            await producer.send(topics.events.name, value, key)
        await producer.flush()
        await asyncio.sleep(DRAIN_SECONDS)
        begun, number = time.perf_counter(), 0
        while turn := list(islice(events, int(PER_SECOND * TURN_SECONDS))):
            await asyncio.gather(*(_one(producer, topics, event, sent) for event in turn))
            number += 1
            await asyncio.sleep(max(0.0, begun + number * TURN_SECONDS - time.perf_counter()))
    finally:
        await producer.stop()


async def _one(
    producer: AIOKafkaProducer, topics: Topics, event: Event, sent: dict[str, float]
) -> None:
    key, value = record(event)
    done = await producer.send_and_wait(topics.events.name, value, key)
    sent[f"{done.partition}:{done.offset}"] = time.perf_counter()


async def _read(consumer: AIOKafkaConsumer, sent: dict[str, float], waits: list[float]) -> None:
    async for message in consumer:
        arrived = time.perf_counter()
        known_at = orjson.loads(message.value)["data"].get("known_at", "")
        begun = sent.pop(known_at, None)
        if begun is not None:
            waits.append(arrived - begun)
