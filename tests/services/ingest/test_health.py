"""What ingest tells of its own state: its lag, and that it is dead where it reads no more."""

from __future__ import annotations

import asyncio

import pytest
from faststream.kafka import KafkaBroker

from infra.faststream_kafka import open_broker
from infra.kafka import Producer
from infra.kafka_topics import ensure_topics
from infra.postgres import acquire, connect, open_pool
from infra.sql import load_queries
from services.ingest import main
from services.ingest.inbound import Inbound
from services.ingest.offers import Unavailable
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door, Place, inbound_record, open_door
from tests.services.ingest.events import raw

pytestmark = pytest.mark.integration
TRIES = 1_200


async def test_records_that_wait_are_shown_as_lag(
    door: Door, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In events and in seconds, for each partition at /metrics and in all at /ready."""
    del operator

    async def away(_self: Inbound, _agencies: object) -> dict[str, str]:
        raise Unavailable("PostgreSQL is away")

    place = door.place
    topic = place.topics.inbound(events.LEAD)
    await ensure_topics(place.kafka, [topic])
    with monkeypatch.context() as broken:
        broken.setattr(Inbound, "_agencies", away)
        producer = Producer(place.kafka, client_id="test-agency")
        await producer.start()
        record = inbound_record(place, events.LEAD, raw(events.report()))
        await producer.send_all([record, record, record], timeout_seconds=30)
        await producer.stop()
        await _until_ready_shows(door, 3)
        shown = (await door.http.get("/metrics")).text
        [line] = [line for line in shown.splitlines() if line.startswith("chitieu_lag_events{")]
        assert f'topic="{topic.name}"' in line
        assert line.endswith(" 3.0")
        assert "chitieu_lag_seconds{" in shown
    await _until_ready_shows(door, 0)


async def test_a_dead_consumer_task_is_not_live(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is up and answers, and reads nothing any more: a supervisor restarts it."""
    brokers: list[KafkaBroker] = []

    def remembered(bootstrap: str, *, client_id: str) -> KafkaBroker:
        brokers.append(open_broker(bootstrap, client_id=client_id))
        return brokers[-1]

    monkeypatch.setattr(main, "open_broker", remembered)
    async with open_door(place) as door:
        assert (await door.http.get("/live")).status_code == 200
        for subscriber in brokers[0].subscribers:
            for task in getattr(subscriber, "tasks", []):
                task.cancel()
        for _ in range(TRIES):
            answer = await door.http.get("/live")
            if answer.status_code == 503:
                break
            await asyncio.sleep(0.1)
        [reason] = answer.json()["reasons"]
    assert (reason["part"], reason["code"]) == ("inbound", "consumer_dead")


FULL = """
create function ingest.full() returns trigger language plpgsql as $$
begin raise exception 'no space left on device' using errcode = '53100'; end $$;
create trigger full_disk before insert on ingest.events execute function ingest.full();
"""


async def test_a_database_that_takes_no_writes_is_told(door: Door, operator: Client) -> None:
    """It answers, and every event is answered with 503: so does /ready, until one is taken."""
    assert "writes_refused" not in (await door.http.get("/ready")).text
    admin = await connect(door.place.database_url, role=None, application_name="test-full")
    try:
        await admin.execute(FULL)
        assert (await operator.post(events.report(name="dia-day"))).status_code == 503
        ready = await door.http.get("/ready")
        told = {(reason["part"], reason["code"]) for reason in ready.json()["reasons"]}
    finally:
        await admin.execute("drop trigger full_disk on ingest.events; drop function ingest.full()")
        await admin.close()
    assert (ready.status_code, ("writes", "writes_refused") in told) == (503, True)
    assert (await operator.post(events.report(name="dia-day"))).status_code in (200, 201)
    assert "writes_refused" not in (await door.http.get("/ready")).text


async def test_every_statement_is_prepared_before_a_session_is_lent(place: Place) -> None:
    """Nothing is left to prepare while the admission lock is held."""
    statements = set(load_queries("services.ingest").values())
    pool = await open_pool(
        place.database_url,
        role="chitieu_ingest",
        application_name="t",
        statements=tuple(statements),
    )
    async with acquire(pool) as connection:
        rows = await connection.fetch("select statement from pg_prepared_statements")
    pool.terminate()
    assert statements <= {row["statement"] for row in rows}


async def _until_ready_shows(door: Door, lag_events: int) -> None:
    for _ in range(TRIES):
        told = (await door.http.get("/ready")).json()
        if told["lag_events"] == lag_events and (lag_events == 0) == (told["lag_seconds"] == 0):
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{told} never came to show {lag_events}")
