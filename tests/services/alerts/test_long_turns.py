"""A turn with much to do ends in time, and one alert that cannot be looked at stops no other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from aiokafka.structs import RecordMetadata

from contracts.status import status_key
from infra.clock import SettableClock
from infra.kafka import Producer, Record
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, open_pool
from services.alerts.assessing.parameters import Parameters
from services.alerts.configuration.document import Calendar
from services.alerts.configuration.escalation import Escalation, Step
from services.alerts.delivery.relay import Relay
from services.alerts.handlers import StatusHandler
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.sweep import HandlingSweep
from services.alerts.sweep import Sweep
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.statuses import far_behind, judged, status_bytes, swept_bytes
from tests.services.alerts.sweeping import Given, silent
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

DAY = timedelta(days=1)
NAMES = ("a-2023", "b-2023", "c-2023")


class Hurrying(SettableClock):
    """A clock on which everything takes a while."""

    def monotonic(self) -> float:
        """Forty seconds later each time that it is looked at."""
        self.advance(40)
        return super().monotonic()


@pytest.fixture
async def pool(world: World) -> AsyncIterator[Pool]:
    """An empty database."""
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    yield pool
    await pool.close()


async def _take(pool: Pool, *records: tuple[str, bytes]) -> None:
    clock = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC))
    handler = StatusHandler(
        pool,
        clock=clock,
        metrics=Metrics("alerts"),
        parameters=Parameters(),
        changed=lambda: None,
    )
    await handler(
        [Given(value, number, key.encode()) for number, (key, value) in enumerate(records)]
    )


async def _reach(pool: Pool, day: date) -> None:
    await _take(
        pool,
        ("swept", swept_bytes(datetime(day.year, day.month, day.day, tzinfo=UTC), swept_to=day)),
    )


def _chain(pool: Pool, clock: SettableClock, metrics: Metrics) -> HandlingSweep:
    """A chain of one step, of which time is up at once."""
    return HandlingSweep(
        pool,
        clock=clock,
        metrics=metrics,
        chain=ChainInForce.of(
            Escalation(steps=(Step(role="Lãnh đạo", after_working_days=1),)), Calendar()
        ),
    )


async def _open(pool: Pool) -> None:
    """Three alerts of which time is up."""
    records = [
        (
            status_key("target", name, "H20"),
            status_bytes(judged(*far_behind(name), on="2023-09-15"), seq=1),
        )
        for name in NAMES
    ]
    await _take(pool, *records)
    await _reach(pool, date(2023, 9, 20))


async def test_an_alert_that_cannot_be_looked_at_keeps_no_other_from_falling_due(
    world: World, pool: Pool
) -> None:
    """It is counted as an error, and left alone until it changes or another day comes."""
    await _open(pool)
    await pool.execute("update alerts.alerts set body = '{}' where target_id = 'b-2023'")
    metrics = Metrics("alerts")
    chain = _chain(pool, SettableClock(datetime(2023, 9, 20, 5, tzinfo=UTC)), metrics)
    assert await chain.run() == 2
    escalated = await world.rows(
        "select target_id from alerts.alerts join alerts.events using (alert_id, seq)"
        " where convert_from(events.body, 'UTF8') like '%alert.escalated%' order by target_id"
    )
    assert [row["target_id"] for row in escalated] == ["a-2023", "c-2023"]
    assert 'chitieu_errors_total{kind="internal",service="alerts"} 1.0' in metrics.render().decode()
    assert await chain.run() == 0
    assert 'chitieu_errors_total{kind="internal",service="alerts"} 1.0' in metrics.render().decode()


async def test_a_chain_with_much_to_do_goes_on_at_the_next_turn(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the watch sees it live: whoever takes longer is taken for one that hangs."""
    monkeypatch.setattr("services.alerts.handling.sweep.BATCH_ROWS", 1)
    await _open(pool)
    chain = _chain(pool, Hurrying(datetime(2023, 9, 20, 5, tzinfo=UTC)), Metrics("alerts"))
    assert [await chain.run() for _ in range(4)] == [1, 1, 1, 0]


async def test_a_sweep_with_much_to_do_goes_on_at_the_next_turn(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So too here."""
    monkeypatch.setattr("services.alerts.sweep.BATCH_ROWS", 1)
    await _take(
        pool,
        *((f"target/{name}@H20", status_bytes(silent(name), seq=1)) for name in NAMES),
    )
    await _reach(pool, date(2023, 9, 20))
    sweep = Sweep(
        pool,
        clock=Hurrying(datetime(2023, 9, 20, 5, tzinfo=UTC)),
        metrics=Metrics("alerts"),
        parameters=Parameters(),
        hold=DAY,
    )
    assert [await sweep.run() for _ in range(4)] == [1, 1, 1, 0]


class Taking(Producer):
    """A producer whose broker takes everything at once."""

    async def send_all(
        self,
        records: Sequence[Record],  # noqa: ARG002  # they are taken unseen
        *,
        timeout_seconds: float = 4.0,  # noqa: ARG002  # it takes no time
    ) -> list[RecordMetadata]:
        """Take them."""
        return []


async def test_a_relay_with_a_long_queue_goes_on_at_the_next_turn(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And here."""
    monkeypatch.setattr("services.alerts.delivery.relay.BATCH_ROWS", 1)
    async with acquire(pool) as connection:
        await queued(connection, [change_of(name) for name in NAMES])
    relay = Relay(
        pool,
        Taking("127.0.0.1:1", client_id="test"),
        lambda _change, _now: [],
        topic="x",
        clock=Hurrying(datetime(2023, 9, 20, 5, tzinfo=UTC)),
        metrics=Metrics("alerts"),
    )
    assert [await relay.run() for _ in range(4)] == [1, 1, 1, 0]
