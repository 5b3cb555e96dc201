"""The log deleted and made anew under a running projector: the last thing that a round sees.

It takes the log's identity away for good, so it comes after all has been gathered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient

from infra.kafka import Producer, Record
from infra.kafka_topics import ensure_topics
from infra.sql import load_queries
from tests.faults.oracle import Logged
from tests.faults.stack import Stage
from tests.faults.victims import Victim

SQL = load_queries("tests.faults", "evidence.sql")
STOPPED_WITHIN_SECONDS = 30.0
FILL_TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.1


async def went_on(stage: Stage, log: Iterable[Logged]) -> str | None:
    """Delete the log, make it anew, empty and then filled; what is wrong with what came of it.

    None where the projector stopped, said why, stayed stopped on the filled log, and touched
    nothing.
    """
    projector = stage.victims["projector"]
    await projector.start()
    await projector.until_ready()
    before = await _kept(stage)
    await _make_anew(stage)
    said = await _stopped_because(projector, "log_cut")
    if said is None:
        # Filled only now: what a projector at work might apply before it looks is no race here.
        await _fill(stage, log)
        await projector.kill()
        await projector.start()
        said = await _stopped_because(projector, "other_log")
    if said is None and await _kept(stage) != before:
        said = "facts or positions were touched"
    await projector.terminate()
    return said


async def _kept(stage: Stage) -> list[list[tuple[object, ...]]]:
    connection = await asyncpg.connect(stage.database_url)
    try:
        both = [await connection.fetch(SQL[name]) for name in ("positions", "facts")]
        return [sorted(tuple(row) for row in rows) for rows in both]
    finally:
        await connection.close()


async def _make_anew(stage: Stage) -> None:
    log = stage.topics.events
    client = AIOKafkaAdminClient(bootstrap_servers=stage.bootstrap)
    await client.start()
    try:
        await client.delete_topics([log.name])
        async with asyncio.timeout(STOPPED_WITHIN_SECONDS):
            while True:
                if log.name not in await client.list_topics():
                    break
                await asyncio.sleep(POLL_SECONDS)
    finally:
        await client.close()
    await ensure_topics(stage.bootstrap, [log])


async def _fill(stage: Stage, log: Iterable[Logged]) -> None:
    """The same records in their order, at the same offsets: they differ in their times alone."""
    name = stage.topics.events.name
    producer = Producer(stage.bootstrap, client_id="faults-another-log")
    try:
        records = [
            Record(name, one.value, key=one.key, timestamp_ms=one.timestamp_ms + 1) for one in log
        ]
        await producer.send_all(records, timeout_seconds=FILL_TIMEOUT_SECONDS)
    finally:
        await producer.stop()


async def _stopped_because(projector: Victim, code: str) -> str | None:
    """Wait until it says that it stopped for this; otherwise what it says instead."""
    deadline, codes = time.monotonic() + STOPPED_WITHIN_SECONDS, list[str]()
    while time.monotonic() < deadline:
        _, codes = await projector.ready()
        if code in codes:
            return None
        await asyncio.sleep(POLL_SECONDS)
    return f"no {code} within {STOPPED_WITHIN_SECONDS:g} s, but {codes}"
