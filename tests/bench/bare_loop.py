"""The rival: aiokafka, pydantic, one upsert transaction per batch, and nothing else.

It judges nothing, finds no duplicates beyond its key, keeps no history per subject, makes no
status and queues no message. What is left is what any reader of the log must pay.
"""

from __future__ import annotations

import sys
import time

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer

from contracts.codec import decode
from infra.sql import load_queries

SQL = load_queries("tests.bench", "bare.sql")


async def run(bootstrap: str, database_url: str, topic: str, total: int, batch: int) -> float:
    """Read `total` records into rows; return the seconds from first fetch to last commit."""
    connection = await asyncpg.connect(database_url)
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=1024 * 1024,
    )
    await consumer.start()
    seen, begun = 0, time.perf_counter()
    while seen < total:
        records = [
            record
            for part in (await consumer.getmany(timeout_ms=500, max_records=batch)).values()
            for record in part
        ]
        if not records:
            continue
        events = [decode(record.value) for record in records]
        rows = {(e.source, e.id): (e, r) for e, r in zip(events, records, strict=True)}
        async with connection.transaction():
            await connection.execute(
                SQL["upsert_facts"],
                [e.source for e, _ in rows.values()],
                [e.id for e, _ in rows.values()],
                [e.subject for e, _ in rows.values()],
                [e.time for e, _ in rows.values()],
                [r.value for _, r in rows.values()],
            )
            ends = {record.partition: record.offset + 1 for record in records}
            await connection.execute(SQL["move_positions"], list(ends), list(ends.values()))
        seen += len(records)
    seconds = time.perf_counter() - begun
    await consumer.stop()
    await connection.close()
    return seconds


if __name__ == "__main__":
    bootstrap, topic, total, batch = sys.argv[1:]
    seconds = uvloop.run(run(bootstrap, sys.stdin.read(), topic, int(total), int(batch)))
    sys.stdout.write(f"{seconds}\n")
