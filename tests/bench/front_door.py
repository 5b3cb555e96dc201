"""The whole way: events over HTTP into ingest, through the log, into rows of the read model."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import asyncpg
import httpx
import orjson

from contracts.topics import Topics
from infra.clock import Clock
from services.cli.preparing import prepare
from services.ingest.keys import create_operator_key
from tests.bench import events as made
from tests.bench.services import Running, applied, service

BATCH = 500
CLIENTS = 4
INDICATORS = 400


@dataclass(frozen=True, slots=True)
class Passed:
    """Events per second, acknowledged by ingest and applied by the projector."""

    acknowledged_per_second: float
    applied_per_second: float


def measure(bootstrap: str, database_url: str, folder: Path, events: int) -> Passed:
    """Publish through the front door while the projector applies."""
    topics = Topics("door.")
    prepare(bootstrap, database_url, namespace=topics.namespace)
    env = {
        "CHITIEU_KAFKA_BOOTSTRAP": bootstrap,
        "CHITIEU_DATABASE_URL": database_url,
        "CHITIEU_TOPIC_NAMESPACE": topics.namespace,
        "CHITIEU_LOCAL": "1",
        "CHITIEU_TODAY": "2023-09-15",
        "CHITIEU_LOG_LEVEL": "warning",
    }
    with (
        service("ingest", env, folder, ready=True) as ingest,
        service("projector", env, folder, ready=True) as projector,
    ):
        return asyncio.run(_publish(f"{ingest.url}/v1/events", projector, database_url, events))


async def _publish(url: str, projector: Running, database_url: str, events: int) -> Passed:
    connection = await asyncpg.connect(database_url)
    key = (await create_operator_key(connection, clock=Clock())).text
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/cloudevents-batch+json",
    }
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        before = made.setting(INDICATORS, directory=True)
        while batch := list(islice(before, BATCH)):
            await _post(http, url, batch)
        bodies = made.measurements(events, INDICATORS)
        begun = time.perf_counter()
        await asyncio.gather(*(_client(http, url, bodies) for _ in range(CLIENTS)))
        acknowledged = time.perf_counter() - begun
    total = events + made.setting_size(INDICATORS)
    rows = await applied(connection, total, projector) - begun
    await connection.close()
    return Passed(events / acknowledged, events / rows)


async def _client(http: httpx.AsyncClient, url: str, bodies: made.Events) -> None:
    while batch := list(islice(bodies, BATCH)):
        await _post(http, url, batch)


async def _post(http: httpx.AsyncClient, url: str, batch: list[dict[str, object]]) -> None:
    answer = await http.post(url, content=orjson.dumps(batch))
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"ingest answered {answer.status_code}: {answer.text[:500]}")
