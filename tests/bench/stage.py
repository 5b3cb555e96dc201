"""The servers of a run, the log on them, and a fresh database for each measurement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.topics import Topics
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.local.process import run_blocking
from infra.migrate import migrate
from infra.sql import load_queries
from services.projector.views import ensure_views
from tests.bench.load import TODAY

SQL = load_queries("tests.bench", "bare.sql")
LIMIT_TIMEOUT_SECONDS = 3_600
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a run takes place."""

    kafka: LocalKafka
    postgres: LocalPostgres
    topics: Topics
    folder: Path
    events: int

    def environment(self, database_url: str) -> dict[str, str]:
        """Return what a service of this run is told."""
        return {
            "CHITIEU_KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "CHITIEU_DATABASE_URL": database_url,
            "CHITIEU_TOPIC_NAMESPACE": self.topics.namespace,
            "CHITIEU_LOCAL": "1",
            "CHITIEU_TODAY": TODAY.isoformat(),
            "CHITIEU_LOG_LEVEL": "warning",
            # All subjects of the load are reported on in turn, so all stay in memory (some 1.1 GB).
            "CHITIEU_CACHED_FACTS": "1000000",
        }

    def bare_database(self) -> str:
        """Create a database with the tables of the limits."""
        url = self.postgres.create_database(f"bare_{next(_numbers)}")
        run_blocking(_execute(url, "create_tables"))
        return url

    def database(self) -> str:
        """Create a database with chitieu's tables."""
        url = self.postgres.create_database(f"bench_{next(_numbers)}")
        run_blocking(_prepared(url))
        return url

    def ends(self) -> dict[int, int]:
        """Return the end of every partition of the log."""
        return run_blocking(_ends(self.kafka.bootstrap, self.topics))

    def server_pids(self) -> tuple[int, ...]:
        """Return PostgreSQL's first process, above all others of it."""
        return (self.postgres.pid,) if self.postgres.pid else ()


def limit(stage: Stage, kind: str, *, processes: int, batch: int, database_url: str = "") -> float:
    """Run a limit in so many processes that share the partitions; return events per second."""
    shares: list[dict[int, int]] = [{} for _ in range(processes)]
    for index, (number, end) in enumerate(sorted(stage.ends().items(), key=lambda p: -p[1])):
        shares[index % processes][number] = end
    tasks = [
        {
            "kind": kind,
            "bootstrap": stage.kafka.bootstrap,
            "topic": stage.topics.events.name,
            "ends": share,
            "batch": batch,
            "database_url": database_url,
        }
        for share in shares
    ]
    return stage.events / max(_together(tasks))


def _together(tasks: Sequence[dict[str, object]]) -> list[float]:
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.limits"],
            stdin=subprocess.PIPE,  # the address of the database may hold a password: not in argv
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in tasks
    ]
    for child, task in zip(children, tasks, strict=True):
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(orjson.dumps(task, option=orjson.OPT_NON_STR_KEYS).decode() + "\n")
        child.stdin.flush()
        child.stdout.readline()
    told = []
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        out, _ = child.communicate(timeout=LIMIT_TIMEOUT_SECONDS)
        if child.returncode:
            raise SystemExit("a limit ended with an error; see above")
        told.append(float(out))
    return told


async def _execute(url: str, *names: str) -> None:
    connection = await asyncpg.connect(url)
    for name in names:
        await connection.execute(SQL[name])
    await connection.close()


def index_facts(url: str, *names: str) -> None:
    """Make keys and indexes of the limits' facts."""
    run_blocking(_execute(url, *names))


async def _prepared(url: str) -> None:
    await migrate(url)
    await ensure_views(url)


async def _ends(bootstrap: str, topics: Topics) -> dict[int, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None)
    await consumer.start()
    try:
        places = [TopicPartition(topics.events.name, n) for n in range(topics.events.partitions)]
        return {place.partition: end for place, end in (await consumer.end_offsets(places)).items()}
    finally:
        await consumer.stop()
