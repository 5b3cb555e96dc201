"""The service as a process: a file of alerts, two processes, a channel that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.postgres import connect
from tests.faults.deliveries import FILE, READER, SECRET
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.receivers import http_server, mail_server
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration


async def test_two_processes_deliver_each_notice_once_and_show_a_dead_channel(
    world: World, tmp_path: Path
) -> None:
    """One delivers, the other waits; a channel that is gone makes nothing unready."""
    async with mail_server() as mailbox, http_server() as hook:
        hook.answer = lambda _: (410, {}, b"")
        file = tmp_path / "alerts.yaml"
        file.write_text(FILE.format(mail=mailbox.port, hook=hook.url, reader=READER), "utf-8")
        settings = {"CHITIEU_ALERTS_FILE": str(file), "CHITIEU_TEST_HOOK_SECRET": SECRET}
        with world.alerts(settings) as one, world.alerts(settings) as other:
            await world.until(lambda: one.said("delivering") or other.said("delivering"))
            connection = await connect(
                world.database_url, role="chitieu_alerts", application_name="test"
            )
            await queued(connection, [change_of(f"alert-{number}") for number in range(9)])
            await connection.close()
            await world.until(lambda: len(mailbox.messages) >= 9)
            await world.until_quiet(0)
            # Before either ends: then the other takes over.
            assert bool(one.said("delivering")) != bool(other.said("delivering"))
            at_work = one if one.said("delivering") else other
            await world.until_ready(at_work)

            async def shown() -> bool:
                told = (await world.health(at_work, "/ready")).json()["channels"]
                return {each["channel"]: each["state"] for each in told}.get("hook") == "disabled"

            await world.until(shown)
    assert len({message["Message-ID"] for message in mailbox.messages}) == 9
    [report] = [*one.said("notice_report"), *other.said("notice_report")]
    assert "«hook»" in str(report["words"])
    assert SECRET not in str([one.lines, other.lines])
