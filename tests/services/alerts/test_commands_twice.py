"""The same command twice at the same time: both senders get the one answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.alert_commands import CloseByHand
from contracts.status import status_key
from infra.clock import SettableClock
from infra.metrics import Metrics
from infra.postgres import Connection, open_pool
from services.alerts import store
from services.alerts.assessing.held import Held, Life
from services.alerts.assessing.parameters import Parameters
from services.alerts.handlers import StatusHandler
from services.alerts.handling.commands import Commands, Done, Order
from tests.services.alerts.statuses import far_behind, judged, status_bytes, swept_bytes
from tests.services.alerts.sweeping import Given
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration


async def test_a_command_that_is_sent_again_while_it_is_carried_out_gets_its_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a refusal, because the alert has changed meanwhile: by that very command."""
    clock, metrics = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC)), Metrics("alerts")
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    handler = StatusHandler(
        pool, clock=clock, metrics=metrics, parameters=Parameters(), changed=lambda: None
    )
    key = status_key("target", "a-2023", "H20").encode()
    status = status_bytes(judged(*far_behind("a-2023"), on="2023-09-15"), seq=1)
    swept = swept_bytes(clock.now(), swept_to=date(2023, 9, 15))
    await handler([Given(status, 0, key), Given(swept, 1, b"swept")])
    alert = await pool.fetchval("select alert_id from alerts.alerts")
    order = Order(
        alert_id=alert,
        command=CloseByHand(reason="Đã điều chỉnh bằng văn bản khác"),
        asker="H20.14",
        agency="H20.14",
        every=True,
        content_sha256=bytes(32),
        idempotency_key="k1",
        expected_seq=1,
    )
    commands = Commands(pool, clock=clock, metrics=metrics, told=lambda: None)
    load, first = store.load_by_alert, []

    async def overtaken(connection: Connection, alert_id: UUID) -> tuple[Held, Life] | None:
        """Load, once a twin of the command has gone through."""
        monkeypatch.setattr(store, "load_by_alert", load)
        first.append(await commands.carry_out(order))
        return await load(connection, alert_id)

    monkeypatch.setattr(store, "load_by_alert", overtaken)
    second = await commands.carry_out(order)
    await pool.close()
    [done] = first
    assert isinstance(done, Done)
    assert second == Done(done.change, again=True)
