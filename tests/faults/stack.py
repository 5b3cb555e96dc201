"""A Kafka and a PostgreSQL of the campaign's own, each behind a proxy, and the three services.

They are killed, so they are never the servers that other tests use.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import asyncpg

from contracts.topics import Topics
from infra.clock import Clock
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres, create_database, drop_database
from services.cli.preparing import prepare
from services.ingest.keys import create_operator_key
from tests.faults.no_room import at_rest, leave_no_room
from tests.faults.points import SERVICES
from tests.faults.proxy import Proxy
from tests.faults.small_disk import SmallDisk
from tests.faults.victims import Victim
from tests.faults.workload import AGENCIES

DAY = date(2023, 9, 15)


@dataclass(slots=True)
class Servers:
    """Both servers and the proxies before them."""

    folder: Path
    kafka_proxy: Proxy = field(default_factory=Proxy)
    postgres_proxy: Proxy = field(default_factory=Proxy)
    disk: SmallDisk = field(init=False)
    kafka: LocalKafka = field(init=False)
    postgres: LocalPostgres = field(init=False)

    def __post_init__(self) -> None:
        self.kafka = LocalKafka(self.folder / "kafka", proxy_port=self.kafka_proxy.port)
        self.disk = SmallDisk(self.folder / "disk")

    async def start(self) -> None:
        """Start all four."""
        await asyncio.to_thread(self.disk.mount)
        # fsync stays on: what a crash may lose is what is asked here.
        options = {"max_connections": "200", "max_wal_size": "64MB", "min_wal_size": "32MB"}
        self.postgres = LocalPostgres(self.disk.path / "postgres", options=options)
        await asyncio.gather(
            asyncio.to_thread(self.kafka.start), asyncio.to_thread(self.postgres.start)
        )
        assert self.kafka.proxied_port is not None
        assert self.postgres.port is not None
        await self.kafka_proxy.start(self.kafka.proxied_port)
        await self.postgres_proxy.start(self.postgres.port)

    async def stop(self) -> None:
        """End all four, in whatever state they are."""
        self.signal_broker(signal.SIGCONT)
        await self.kafka_proxy.stop()
        await self.postgres_proxy.stop()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda server: server.kill(), (self.kafka, self.postgres)))
        self.disk.unmount()

    def signal_broker(self, number: signal.Signals) -> None:
        """Send the broker a signal."""
        if self.kafka.pid is not None:
            os.kill(self.kafka.pid, number)

    async def crash_postgres(self) -> None:
        """End PostgreSQL as a crash would."""
        await asyncio.to_thread(self.postgres.kill)

    async def fill_disk(self) -> bool:
        """Leave PostgreSQL no room; whether it answers without our help."""
        return await leave_no_room(self.postgres, self.disk)

    async def crash_broker(self) -> None:
        """End Kafka as a crash would."""
        await asyncio.to_thread(self.kafka.kill)

    async def revive(self) -> None:
        """Start what does not run, and give it room."""
        await asyncio.to_thread(self.disk.free)
        await at_rest(self.postgres)  # or one that is about to end would be taken for running
        await asyncio.gather(
            asyncio.to_thread(self.kafka.start), asyncio.to_thread(self.postgres.start)
        )


@dataclass(slots=True)
class Stage:
    """One round's own topics and database, with the services on them."""

    servers: Servers
    namespace: str
    folder: Path
    database_url: str
    key: str
    victims: dict[str, Victim]

    @property
    def topics(self) -> Topics:
        """The topics of this round."""
        return Topics(self.namespace)

    @property
    def bootstrap(self) -> str:
        """Kafka itself, not through the proxy: for whoever checks."""
        return self.servers.kafka.bootstrap

    @property
    def proxied_bootstrap(self) -> str:
        """Kafka as the services and clients see it."""
        return f"127.0.0.1:{self.servers.kafka_proxy.port}"


@asynccontextmanager
async def staged(servers: Servers, name: str, folder: Path) -> AsyncIterator[Stage]:
    """Make topics and a database, start the services, and end and drop them after the block.

    `folder` is there, for logs.
    """
    database = await create_database(servers.postgres.url, f"faults_{name}")
    namespace = f"{name}."
    await asyncio.to_thread(
        prepare, servers.kafka.bootstrap, database, namespace=namespace, inbound=AGENCIES
    )
    direct, through = str(servers.postgres.port), str(servers.postgres_proxy.port)
    env = {
        "CHITIEU_KAFKA_BOOTSTRAP": f"127.0.0.1:{servers.kafka_proxy.port}",
        "CHITIEU_DATABASE_URL": database.replace(f":{direct}/", f":{through}/"),
        "CHITIEU_TOPIC_NAMESPACE": namespace,
        "CHITIEU_LOCAL": "1",
        "CHITIEU_TODAY": DAY.isoformat(),
        "CHITIEU_LOG_LEVEL": "debug",
        "CHITIEU_RESEND_AFTER_SECONDS": "2",
        "CHITIEU_ALERTS_HOLD_SECONDS": "3",
        "CHITIEU_INSTANCE": "faults",
    }
    victims = {name: Victim(service, env, folder) for name, service in SERVICES.items()}
    stage = Stage(servers, namespace, folder, database, await _operator_key(database), victims)
    try:
        await asyncio.gather(*(_up(victim) for victim in victims.values()))
        yield stage
    finally:
        await asyncio.gather(*(victim.close() for victim in victims.values()))
        if servers.postgres.pid is not None:
            await drop_database(servers.postgres.url, f"faults_{name}")


async def _up(victim: Victim) -> None:
    await victim.open()
    await victim.start()
    await victim.until_ready()


async def _operator_key(database_url: str) -> str:
    connection = await asyncpg.connect(database_url)
    try:
        return (await create_operator_key(connection, clock=Clock())).text
    finally:
        await connection.close()
