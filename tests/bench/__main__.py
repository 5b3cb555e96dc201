"""Measure the live path beside a bare loop, in one run, on the same Kafka and PostgreSQL.

    python -m tests.bench [--events 200000] [--indicators 1000] [--rounds 3]

Both read the same records of the same log. What is printed are events per second, their
ratio, and where the projector's time goes. Machines are noisy: read the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from contracts.topics import Topics
from infra.kafka import Producer, Record
from infra.kafka_topics import TopicSpec, ensure_topics
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.logs import configure_logging
from infra.migrate import migrate
from infra.sql import load_queries
from services.projector.views import ensure_views
from tests.bench import events as made
from tests.bench import front_door
from tests.bench.services import applied, service

SQL = load_queries("tests.bench", "bare.sql")
BATCH = 2_000


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def fill_log(bootstrap: str, topics: Topics, events: int, indicators: int) -> int:
    """Write the benchmark's events to the log as ingest would; return their number."""
    specs = [TopicSpec(t.name, t.partitions, t.config) for t in topics.permanent()]
    await ensure_topics(bootstrap, specs)
    producer = Producer(bootstrap, client_id="bench")
    await producer.start()
    written = 0
    chunk: list[Record] = []
    for event in _all(events, indicators):
        key, value = made.record(event)
        chunk.append(Record(topics.events.name, value, key, timestamp_ms=1_672_617_600_000))
        if len(chunk) == 5_000:
            await producer.send_all(chunk, timeout_seconds=60)
            written += len(chunk)
            chunk = []
    await producer.send_all(chunk, timeout_seconds=60)
    await producer.stop()
    return written + len(chunk)


def _all(events: int, indicators: int) -> Iterable[dict[str, object]]:
    yield from made.setting(indicators)
    yield from made.measurements(events, indicators)


def bare_loop(bootstrap: str, database_url: str, topic: str, total: int) -> float:
    """Run the rival in a process of its own; return its seconds."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.bare_loop", bootstrap, topic, str(total), str(BATCH)],
        input=database_url,  # it holds a password: not in argv
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    return float(ran.stdout)


async def projector(
    bootstrap: str, database_url: str, topics: Topics, total: int, folder: Path
) -> tuple[float, dict[str, float]]:
    """Run the real projector; return the seconds from its first fetch to its last commit."""
    settings = {
        "CHITIEU_KAFKA_BOOTSTRAP": bootstrap,
        "CHITIEU_DATABASE_URL": database_url,
        "CHITIEU_TOPIC_NAMESPACE": topics.namespace,
        "CHITIEU_LOCAL": "1",
        "CHITIEU_TODAY": "2023-09-15",
        "CHITIEU_LOG_LEVEL": "warning",
    }
    connection = await asyncpg.connect(database_url)
    try:
        with service("projector", settings, folder, ready=False) as running:
            begun = await applied(connection, 1, running)
            ended = await applied(connection, total, running)
            text = await asyncio.to_thread(running.get, "/metrics")
    finally:
        await connection.close()
    return ended - begun, _stages(text)


def _stages(metrics: str) -> dict[str, float]:
    """Return the seconds that each stage of the batches took in all."""
    found = re.findall(r'batch_seconds_sum\{[^}]*stage="(\w+)"[^}]*\} ([0-9.e+-]+)', metrics)
    return {stage: float(seconds) for stage, seconds in found}


async def run(options: argparse.Namespace, folder: Path) -> None:
    """Start the servers, then measure both, round after round."""
    kafka, postgres = LocalKafka(folder / "kafka"), LocalPostgres(folder / "postgres")
    await asyncio.to_thread(kafka.start)
    await asyncio.to_thread(postgres.start)
    try:
        topics = Topics("bench.")
        total = await fill_log(kafka.bootstrap, topics, options.events, options.indicators)
        say(f"{total:,} records on {topics.events.name}, {options.indicators:,} subjects")
        bare, ours = [], []
        for number in range(1, options.rounds + 1):
            name = f"bench_{number}"
            url = await asyncio.to_thread(postgres.create_database, name)
            connection = await asyncpg.connect(url)
            await connection.execute(SQL["create_table"])
            await connection.execute(SQL["create_positions"])
            await connection.close()
            await migrate(url)
            await ensure_views(url)
            seconds = await asyncio.to_thread(
                bare_loop, kafka.bootstrap, url, topics.events.name, total
            )
            bare.append(total / seconds)
            seconds, stages = await projector(kafka.bootstrap, url, topics, total, folder)
            ours.append(total / seconds)
            share = ", ".join(f"{stage} {part / seconds:.0%}" for stage, part in stages.items())
            say(
                f"round {number}: bare loop {bare[-1]:,.0f}/s, projector {ours[-1]:,.0f}/s "
                f"(ratio {ours[-1] / bare[-1]:.2f}); of its time: {share}"
            )
        say(
            f"median: bare loop {statistics.median(bare):,.0f}/s, "
            f"projector {statistics.median(ours):,.0f}/s, "
            f"ratio {statistics.median(ours) / statistics.median(bare):.2f}"
        )
        url = await asyncio.to_thread(postgres.create_database, "bench_door")
        passed = await asyncio.to_thread(
            front_door.measure, kafka.bootstrap, url, folder, options.door_events
        )
        say(
            f"whole way, {options.door_events:,} events over HTTP in batches of "
            f"{front_door.BATCH}: {passed.acknowledged_per_second:,.0f}/s acknowledged, "
            f"{passed.applied_per_second:,.0f}/s until they are rows"
        )
    finally:
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(kafka.stop)


def main() -> None:
    """Read the options and run."""
    configure_logging(service="bench", level="warning")
    parser = argparse.ArgumentParser(description="the live path beside a bare loop, in one run")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--indicators", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--door-events", type=int, default=40_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chitieu-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        asyncio.run(run(options, folder))


if __name__ == "__main__":
    main()
