"""The whole way: events over HTTP into ingest, through the log, into rows of the read model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

import asyncpg
import httpx
import orjson

from contracts.topics import Topics
from infra.clock import Clock
from services.cli.preparing import prepare
from services.ingest.keys import create_operator_key
from tests.bench.load import TODAY, Event, load
from tests.bench.services import SQL, Running, service

BATCH = 500
CLIENTS = 4
APPLIED_PAUSE_SECONDS = 0.02


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
        "CHITIEU_TODAY": TODAY.isoformat(),
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
    sent = _events(events)
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        setting = list(takewhile(lambda event: "reported" not in str(event["type"]), sent))
        for start in range(0, len(setting), BATCH):
            await _post(http, url, setting[start : start + BATCH])
        reports = islice(sent, events)
        begun = time.perf_counter()
        await asyncio.gather(*(_client(http, url, reports) for _ in range(CLIENTS)))
        acknowledged = time.perf_counter() - begun
    rows = await _applied(connection, events + len(setting), projector) - begun
    await connection.close()
    return Passed(events / acknowledged, events / rows)


def _events(events: int) -> Iterator[Event]:
    """Yield the load without corrections: clients run side by side, and one may overtake."""
    for event in load(4 * events, directory=True):
        if "corrected" not in str(event["type"]):
            yield event


async def _client(http: httpx.AsyncClient, url: str, bodies: Iterator[Event]) -> None:
    while batch := list(islice(bodies, BATCH)):
        await _post(http, url, batch)


async def _post(http: httpx.AsyncClient, url: str, batch: list[Event]) -> None:
    answer = await http.post(url, content=orjson.dumps(batch))
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"ingest answered {answer.status_code}: {answer.text[:500]}")


async def _applied(connection: asyncpg.Connection, total: int, projector: Running) -> float:
    """Wait until so many records are applied; return the moment."""
    while await connection.fetchval(SQL["records_applied"]) < total:
        if projector.process.poll() is not None:
            raise SystemExit("the projector ended; see its log")
        await asyncio.sleep(APPLIED_PAUSE_SECONDS)
    return time.perf_counter()
