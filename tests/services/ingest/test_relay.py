"""The relay: what PostgreSQL still holds for Kafka, and what it holds for too long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from contracts.untrusted import read_untrusted
from infra.clock import Clock
from infra.kafka import Producer
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.ingest import ledger, relay
from services.ingest.admission import Adapters, Admission
from services.ingest.offers import new_entry, read_offer
from services.ingest.relay import KEPT, Relay
from tests.services.ingest import events
from tests.services.ingest.deciding import OPERATOR
from tests.services.ingest.door import Client, Door, Place
from tests.services.ingest.events import raw

pytestmark = pytest.mark.integration
LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)


class Beats:
    """Counts the signs of life."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        """One more."""
        self.count += 1


@asynccontextmanager
async def relaying(place: Place) -> AsyncIterator[Relay]:
    """A relay of the test's own, which turns when it is told to."""
    pool = await open_pool(place.database_url, role="chitieu_ingest", application_name="t")
    producer = Producer(place.kafka, client_id="test-relay")
    await producer.start()
    adapters = Adapters(pool, producer, Clock(), Metrics("ingest"), place.topics.events.name)
    admission = Admission(adapters, on_refused=lambda: None)
    wake = asyncio.Event()
    try:
        yield Relay(adapters, admission, place.topics, resend_after_seconds=30, wake=wake)
    finally:
        await producer.stop()
        pool.terminate()


async def test_all_that_was_left_reserved_is_sent_in_one_turn(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many bites it takes; every full one is followed by a sign of life."""
    monkeypatch.setattr(relay, "SEND_MAX", 10)
    offers = [read_offer(raw(events.report(name=f"dat-cho-{n}")), OPERATOR) for n in range(35)]
    entries = [new_entry(offer, read_untrusted(offer.raw), LONG_AGO) for offer in offers]
    async with place.session() as connection:
        await ledger.reserve(connection, entries, LONG_AGO)
        beats = Beats()
        async with relaying(place) as own:
            await own.turn(beats)
        assert await ledger.count_unsent(connection) == 0
    assert beats.count == 3


async def test_all_that_is_too_old_is_forgotten_in_one_turn(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old rejections go bite by bite until none is left; young ones stay."""
    monkeypatch.setattr(relay, "PRUNE_MAX", 10)
    old = datetime.now(UTC) - KEPT - timedelta(days=1)
    async with place.session() as connection:
        for count, created_at in ((35, old), (5, old + timedelta(days=2))):
            await connection.execute(
                "insert into ingest.rejections"
                " (id, body, received_sha256, identity, created_at, sent)"
                " select gen_random_uuid(), '', '', decode(md5(random()::text), 'hex'), $2, true"
                " from generate_series(1, $1)",
                count,
                created_at,
            )
        async with relaying(place) as own:
            await own.turn(Beats())
        left = await connection.fetchval("select count(*) from ingest.rejections")
    assert left == 5


async def test_a_sender_who_repeats_what_was_refused_is_counted_not_stored(
    door: Door, operator: Client
) -> None:
    """The same content refused for the same reason is one rejection, with its repeats."""
    message = events.report(source=events.DISTRICT, name="kien-tri")
    other = {**message, "id": "kien-tri-khac"}
    district = await door.agency(events.DISTRICT, "report")
    del operator
    await district.post([message, message])
    for one in (message, message, other):
        assert (await district.post(one)).json()["code"] == "not_a_reporter"
    items = (await district.get("/v1/rejections")).json()["items"]
    assert [(item["event_id"], item["repeats"]) for item in items] == [
        ("kien-tri-khac", 0),
        ("kien-tri", 3),
    ]
