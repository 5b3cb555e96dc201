"""Who delivers: a session that a dead machine does not keep, and channels that nobody names."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from infra.clock import Clock
from infra.metrics import Metrics
from infra.postgres import acquire, connect
from services.alerts.delivery import deliveries
from services.alerts.delivery.dispatch import Delivering
from tests.services.alerts.desk import Desk, desk, migrated, urgent

__all__ = ["desk", "migrated"]

pytestmark = pytest.mark.integration


async def test_the_lock_of_a_machine_that_is_gone_is_free_within_half_a_minute(
    migrated: str,
) -> None:
    """By itself, PostgreSQL would keep its session for hours, and nobody would deliver."""
    session = await connect(migrated, role="chitieu_alerts", application_name="test")
    await deliveries.end_with_its_machine(session)
    rows = await session.fetch(
        "select name, reset_val, source from pg_settings where name like 'tcp%'"
    )
    await session.close()
    assert {row["name"] for row in rows if row["source"] == "session"} == {
        "tcp_keepalives_idle",
        "tcp_keepalives_interval",
        "tcp_keepalives_count",
        "tcp_user_timeout",
    }


async def test_what_waits_for_a_channel_that_was_taken_out_of_the_file_is_seen(
    migrated: str, desk: Desk
) -> None:
    """At /ready and in the metrics: nobody will send it until the channel is back."""
    for channel in ("thu", "khac"):
        await desk.enter(channel)
    await desk.put([urgent("a")])
    metrics = Metrics("alerts")
    delivering = Delivering(
        SecretStr(migrated),
        desk.pool,
        [],
        {"khac": "1"},
        role="chitieu_alerts",
        clock=Clock(),
        metrics=metrics,
    )
    await delivering.measure()
    shown = {one["channel"]: one for one in delivering.facts()["channels"]}  # type: ignore[attr-defined]  # a list
    assert (shown["thu"]["state"], shown["thu"]["waiting"]) == ("not_configured", 1)
    assert shown["khac"]["state"] == "working"
    told = metrics.render().decode()
    assert 'chitieu_channels_failing{service="alerts"} 1.0' in told
    assert 'chitieu_notices_waiting{channel="thu",service="alerts"} 1.0' in told
    async with acquire(desk.pool) as connection:
        await connection.execute("truncate alerts.deliveries")
    await delivering.measure()
    assert delivering.facts()["channels"] == [shown["khac"]]
    assert (
        'chitieu_notices_waiting{channel="thu",service="alerts"} 0.0' in metrics.render().decode()
    )
