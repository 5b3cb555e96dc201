"""What any reader of the log must pay: the limits beside which chitieu is measured.

    read     aiokafka and pydantic: every record fetched and parsed, nothing kept
    upsert   the same, and its rows: facts, a status per touched subject and the positions,
             in one transaction per batch
    copy     the same rows by COPY, with their indexes made at the end

No rule, no history, no check beyond a primary key, nothing to publish. Each runs in processes
of their own that share the partitions.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import asyncpg
import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from pydantic import BaseModel

from infra.sql import load_queries

SQL = load_queries("tests.bench", "bare.sql")
FACTS = [
    *("agency", "event_id", "subject", "type", "partition", "offset"),
    *("occurred_at", "received_at", "record"),
]
IDLE_MS = 500


class Envelope(BaseModel):
    """What any reader must know of an event. Its data is parsed and not looked at.

    The contracts' own models say more and take longer; a limit should not gain by that.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    receivedat: datetime
    data: dict[str, Any]


class Task(BaseModel):
    """What one process reads: these partitions, up to these ends."""

    kind: str
    bootstrap: str
    topic: str
    ends: dict[int, int]
    batch: int
    database_url: str


async def batches(task: Task) -> AsyncIterator[list[tuple[ConsumerRecord, Envelope]]]:
    """Yield records with their events until every partition is at its end."""
    places = [TopicPartition(task.topic, number) for number in task.ends]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=task.bootstrap,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_partition_fetch_bytes=1_048_576,
        fetch_max_bytes=16 * 1_048_576,
    )
    await consumer.start()
    consumer.assign(places)
    for place in places:
        consumer.seek(place, 0)
    left = sum(task.ends.values())
    try:
        while left:
            fetched = await consumer.getmany(timeout_ms=IDLE_MS, max_records=task.batch)
            read = [
                (one, Envelope.model_validate_json(one.value))
                for ones in fetched.values()
                for one in ones
            ]
            left -= len(read)
            if read:
                yield read
    finally:
        await consumer.stop()


def fact(record: ConsumerRecord, event: Envelope) -> tuple[Any, ...]:
    """Return the columns of a fact, as the projector keeps them."""
    return (
        event.source,
        event.id,
        event.subject,
        event.type,
        record.partition,
        record.offset,
        event.time,
        event.receivedat,
        record.value,
    )


def statuses(read: list[tuple[ConsumerRecord, Envelope]]) -> list[tuple[Any, ...]]:
    """Return a row for each subject of a batch."""
    last = {event.subject: record for record, event in read}
    return [(s, r.partition, r.offset, r.value.decode()) for s, r in sorted(last.items())]


async def upsert(task: Task) -> None:
    """Keep each batch in one transaction."""
    connection = await asyncpg.connect(task.database_url)
    async for read in batches(task):
        facts = list(zip(*sorted(fact(*one) for one in read), strict=True))
        ends: dict[int, int] = {}
        for record, _ in read:
            ends[record.partition] = max(record.offset + 1, ends.get(record.partition, 0))
        async with connection.transaction():
            await connection.execute(SQL["move_positions"], list(ends), list(ends.values()))
            await connection.execute(SQL["insert_facts"], *map(list, facts))
            columns = zip(*statuses(read), strict=True)
            await connection.execute(SQL["upsert_status"], *map(list, columns))
    await connection.close()


async def copy(task: Task) -> None:
    """Copy facts as they come, and a status of each subject at the end."""
    connection = await asyncpg.connect(task.database_url)
    await connection.execute("set synchronous_commit = off")
    last: list[tuple[ConsumerRecord, Envelope]] = []
    async for read in batches(task):
        await connection.copy_records_to_table(
            "bare_facts", records=[fact(*one) for one in read], columns=FACTS
        )
        last = list({event.subject: (record, event) for record, event in last + read}.values())
    await connection.copy_records_to_table("bare_status", records=statuses(last))
    await connection.close()


async def read_only(task: Task) -> None:
    """Read and validate, and keep nothing."""
    async for _ in batches(task):
        pass


KINDS = {"read": read_only, "upsert": upsert, "copy": copy}


def main() -> None:
    """Take a task from standard input, say ready, begin at the next line, print the seconds."""
    task = Task.model_validate(orjson.loads(sys.stdin.readline()))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    begun = time.perf_counter()
    uvloop.run(KINDS[task.kind](task))
    sys.stdout.write(f"{time.perf_counter() - begun}\n")


if __name__ == "__main__":
    main()
