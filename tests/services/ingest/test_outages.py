"""PostgreSQL or Kafka away: 503 in time, nothing lost, everything back without a hand."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from contracts.codec import decode
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.local.process import free_port
from services.ingest import asking
from tests.freezing import frozen
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door, Place, open_door
from tests.services.ingest.events import LEAD, Event, world
from tests.services.ingest.processes import ended, process, ready

pytestmark = pytest.mark.integration

# Away is answered within 5 s (`asking`), to which a busy machine adds its own; what is caught here
# is an answer that waits for a server.
ANSWER_SECONDS = 20.0
PATIENCE_TRIES = 240


@pytest.fixture(scope="module")
def kafka(servers_dir: Path) -> Iterator[LocalKafka]:
    """A broker of this module's own, to be stopped on purpose."""
    broker = LocalKafka(servers_dir / "outage-kafka")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def postgres(servers_dir: Path) -> Iterator[LocalPostgres]:
    """A database server of this module's own, to be stopped on purpose."""
    server = LocalPostgres(servers_dir / "outage-postgres", options={"fsync": "off"})
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
async def door(kafka: LocalKafka, postgres: LocalPostgres) -> AsyncIterator[Door]:
    """An ingest on both, which sends again after one second."""
    place = Place(kafka.bootstrap, postgres.url, "outage.")
    await place.prepare()
    within = asking.ANSWER_WITHIN_SECONDS
    async with open_door(place, answer_within_seconds=within, resend_after_seconds=1) as opened:
        yield opened


@pytest.fixture(scope="module")
async def sender(door: Door) -> Client:
    """The operator, who has told ingest of the little world."""
    client = await door.agency(None)
    for _ in range(PATIENCE_TRIES):
        answer = await client.post(world())
        if answer.status_code == 200:
            return client
        assert answer.status_code == 503, answer.text
        await asyncio.sleep(0.5)
    pytest.fail("the world was not accepted")


async def away(sender: Client, message: Event) -> None:
    """An event is answered with 503 and Retry-After, in time."""
    async with asyncio.timeout(ANSWER_SECONDS):
        answer = await sender.post(message)
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["code"] == "unavailable"


async def until_accepted(sender: Client, message: Event) -> str:
    """Send an event again and again, as its sender is told to; returns its position."""
    for _ in range(PATIENCE_TRIES):
        answer = await sender.post(message)
        if answer.status_code in (200, 201):
            return str(answer.json()["position"])
        assert answer.status_code == 503, answer.text
        await asyncio.sleep(0.5)
    pytest.fail("not accepted after the server was back")


async def until_ready(sender: Client) -> None:
    """Ask until it says that it is ready: each check finds its server in its own time."""
    for _ in range(PATIENCE_TRIES):
        if (await sender.get("/ready")).status_code == 200:
            return
        await asyncio.sleep(0.5)
    pytest.fail("not ready after the server was back")


async def logged(door: Door, name: str) -> int:
    """How many records of the log carry an event."""
    return [decode(record.value).id for record in await door.place.log()].count(name)


async def test_without_postgres_nothing_is_acknowledged(
    door: Door, sender: Client, postgres: LocalPostgres
) -> None:
    """503 while the server is down, for asking as for sending; afterwards all goes on."""
    postgres.stop()
    try:
        for number in range(3):
            await away(sender, events.report(name=f"khong-pg-{number}"))
        asked = await sender.get("/v1/events/khong-pg-0", agency=LEAD)
        assert asked.status_code == 503
        assert (await sender.get("/ready")).status_code == 503
        assert (await sender.get("/live")).status_code == 200
    finally:
        postgres.start()
    assert await logged(door, "khong-pg-0") == 0
    await until_accepted(sender, events.report(name="khong-pg-0"))
    await until_ready(sender)


async def test_a_postgres_that_answers_nothing_is_away_too(
    sender: Client, postgres: LocalPostgres
) -> None:
    """Open sockets to a process that stands still do not hold an answer back."""
    with ExitStack() as standing:
        standing.enter_context(frozen(postgres.pid))  # first, so that it starts no more children
        for pid in await _children(postgres.pid):
            standing.enter_context(frozen(pid))
        await away(sender, events.report(name="pg-dung-hinh"))
    await until_accepted(sender, events.report(name="pg-dung-hinh"))


async def test_what_kafka_did_not_take_comes_onto_the_log_later(
    door: Door, sender: Client, kafka: LocalKafka
) -> None:
    """503 while the broker is down; the relay sends what was reserved, asked or not."""
    message = events.report(name="khong-kafka")
    kafka.kill()
    try:
        await away(sender, message)
        told = (await sender.get("/v1/events/khong-kafka", agency=LEAD)).json()
        assert (told["status"], told["position"]) == ("reserved", None)
        await away(sender, message)
        ready = await sender.get("/ready")
        assert ready.status_code == 503
        assert "kafka" in [reason["part"] for reason in ready.json()["reasons"]]
    finally:
        kafka.start()
    for _ in range(PATIENCE_TRIES):
        told = (await sender.get("/v1/events/khong-kafka", agency=LEAD)).json()
        if told["status"] == "accepted":
            break
        await asyncio.sleep(0.5)
    assert told["position"] is not None
    assert await logged(door, "khong-kafka") >= 1
    again = await sender.post(message)
    assert (again.status_code, again.json()["position"]) == (200, told["position"])
    # Whatever was sent twice is there with the same bytes: never two contents under one id.
    values = {r.value for r in await door.place.log() if decode(r.value).id == "khong-kafka"}
    assert len(values) == 1


async def test_a_kafka_that_answers_nothing_is_away_too(
    door: Door, sender: Client, kafka: LocalKafka
) -> None:
    """Afterwards the sender's own retry brings the position."""
    message = events.report(name="kafka-dung-hinh")
    with frozen(kafka.pid):
        await away(sender, message)
    await until_accepted(sender, message)
    assert await logged(door, "kafka-dung-hinh") >= 1
    async with door.place.session() as connection:
        left = await connection.fetchval(
            "select count(*) from ingest.events where record is not null"
        )
    assert left == 0


async def test_it_ends_in_order_even_while_kafka_is_away(door: Door, kafka: LocalKafka) -> None:
    """SIGTERM with a dead broker: code 0, within bounds."""
    port = free_port()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http,
        process(door.place, port) as started,
    ):
        await ready(http)
        kafka.kill()
        try:
            started.send_signal(signal.SIGTERM)
            code, output = await ended(started)
        finally:
            kafka.start()
    assert code == 0, output


async def _children(pid: int | None) -> list[int]:
    asked = await asyncio.create_subprocess_exec(
        "pgrep", "-P", str(pid), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await asked.communicate()
    return [int(line) for line in output.split()]
