"""The local Kafka and PostgreSQL are real: they keep what they were given, also through a kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres, create_database
from infra.local.process import LocalServerError, started_at_ticks, wait_gone
from tests.infra.local.programs import command_line, wait_for_line

pytestmark = pytest.mark.integration
TEXT = "Tỷ trọng kinh tế số trong GRDP: trên 4%"


@pytest.fixture(scope="module")
def kafka(servers_dir: Path) -> Iterator[LocalKafka]:
    """A broker of this module, which its tests may kill."""
    broker = LocalKafka(servers_dir / "own-kafka")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def postgres(servers_dir: Path) -> Iterator[LocalPostgres]:
    """A server of this module, which its tests may kill."""
    server = LocalPostgres(servers_dir / "own-postgres")
    server.start()
    yield server
    server.stop()


async def _create_topic(bootstrap: str, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name=name, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def _send(bootstrap: str, topic: str, value: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        await producer.send_and_wait(topic, value.encode())
    finally:
        await producer.stop()


async def _first(bootstrap: str, topic: str) -> str:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        record = await consumer.getone()
    finally:
        await consumer.stop()
    return bytes(record.value).decode()


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_kafka_keeps_its_records(kafka: LocalKafka, how: str) -> None:
    """An acknowledged record is there again after a stop and after a SIGKILL, same address."""
    topic, address = f"kept-{how}", kafka.bootstrap
    await _create_topic(address, topic)
    await _send(address, topic, TEXT)
    getattr(kafka, how)()
    assert kafka.pid is None
    kafka.start()
    assert kafka.bootstrap == address
    assert await _first(address, topic) == TEXT


def test_kafka_says_why_it_does_not_start(servers_dir: Path) -> None:
    """A broker whose data is broken ends with the words of its log and the next step."""
    broken = LocalKafka(servers_dir / "broken-kafka")
    (broken.data_dir / "data").mkdir(parents=True)
    (broken.data_dir / "data" / "meta.properties").write_text(
        "version=1\nnode.id=2\ncluster.id=x\n"
    )
    with pytest.raises(LocalServerError, match=r"(?s)node.id.*Next: .*remove"):
        broken.start()
    assert broken.pid is None


def test_two_brokers_never_share_a_folder(kafka: LocalKafka) -> None:
    """A second broker on the folder of a running one is refused before it can ruin the data."""
    with pytest.raises(LocalServerError, match=r"in use by another running server. Next: "):
        LocalKafka(kafka.data_dir).start()
    assert kafka.pid is not None


def test_a_taken_port_is_refused(kafka: LocalKafka, servers_dir: Path) -> None:
    """A server told to use a port somebody listens on says so, and how to find out who."""
    with pytest.raises(LocalServerError, match=r"is taken. Next: "):
        LocalPostgres(servers_dir / "rival-postgres", port=kafka.port).start()


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_postgres_keeps_its_rows(postgres: LocalPostgres, how: str) -> None:
    """A committed row is there again after a stop and after a crash, at the same address."""
    url = await create_database(postgres.url, f"kept_{how}")
    connection = await asyncpg.connect(url)
    await connection.execute("create table kept as select $1::text as text", TEXT)
    await connection.close()
    getattr(postgres, how)()
    assert postgres.pid is None
    postgres.start()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select text from kept") == TEXT
    await connection.close()


async def test_postgres_orders_vietnamese(postgres: LocalPostgres) -> None:
    """The server knows the Vietnamese order: Đà Nẵng stands between Cần Thơ and Hà Nội."""
    connection = await asyncpg.connect(postgres.url)
    rows = await connection.fetch(
        'select name from unnest($1::text[]) as name order by name collate "vi-x-icu"',
        ["Hà Nội", "Đà Nẵng", "Cần Thơ"],
    )
    await connection.close()
    assert [row["name"] for row in rows] == ["Cần Thơ", "Đà Nẵng", "Hà Nội"]


async def test_postgres_asks_for_the_password(postgres: LocalPostgres) -> None:
    """Nobody gets in without the generated password, which no process shows to others."""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(
            host="127.0.0.1", port=postgres.port, user="chitieu", password="chitieu"
        )
    password = postgres.data_dir / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert password.read_text() not in command_line(postgres.pid)


def test_postgres_is_never_root(postgres: LocalPostgres) -> None:
    """The server belongs to an unprivileged account, whoever started it."""
    assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0


@pytest.mark.parametrize(
    "server", ["infra.local.kafka.LocalKafka", "infra.local.postgres.LocalPostgres"]
)
def test_a_server_ends_with_its_parent(servers_dir: Path, server: str) -> None:
    """A server whose parent is killed by SIGKILL ends too: nothing is left running."""
    module, _, name = server.rpartition(".")
    program = (
        f"import pathlib, time\nfrom {module} import {name}\n"
        f"server = {name}(pathlib.Path({str(servers_dir / f'orphan-{name}')!r}))\n"
        "server.start(); print(server.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        pid = int(wait_for_line(parent))
        started = started_at_ticks(pid)
        parent.kill()
    assert started is not None
    assert wait_gone(pid, started, patience_seconds=60)


def test_postgres_refuses_a_folder_of_others(tmp_path: Path, servers_dir: Path) -> None:
    """A link in the place of its data folder is refused: root must not write where it points."""
    server = LocalPostgres(servers_dir / "linked-postgres")
    server.data_dir.symlink_to(tmp_path)
    with pytest.raises(LocalServerError, match=r"another account. Next: "):
        server.start()
    server.data_dir.unlink()


def test_postgres_moves_where_its_account_cannot_go(tmp_path: Path) -> None:
    """Below a folder that is closed to its account, root's server keeps its data under /var/tmp."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = LocalPostgres(closed / "postgres")
    expected = Path("/var/tmp") if os.geteuid() == 0 else closed  # noqa: S108 - the folder of the rule
    assert server.data_dir.parent == expected
