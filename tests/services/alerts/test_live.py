"""The service as a process: statuses in by Kafka, alerts out by Kafka, the log and the table."""

from __future__ import annotations

import pytest

from contracts.status import status_key
from tests.services.alerts.statuses import digital_economy, judged, status_changed
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

ECONOMY = status_key("target", "kinh-te-so-2023", "H20")
ONLINE = status_key("target", "ho-so-truc-tuyen-2023", "H20")


async def test_a_target_heading_for_a_miss_is_told_everywhere(world: World) -> None:
    """A status comes; an opened event, a row and a log line with the Vietnamese words follow."""
    status = judged(*digital_economy(), on="2023-09-15")
    await world.tell([(ECONOMY, status_changed(status, seq=1, as_of="2023-09-15"))])
    with world.alerts() as running:
        await world.until_quiet(1)
        ready = await world.health(running, "/ready")
        metrics = await world.health(running, "/metrics")
    [change] = await world.told()
    assert change.type == "vn.chitieu.alert.opened.v1"
    assert change.data.evidence.risk == "short_of_pace"
    [row] = await world.rows("select target_id, state, class, seq from alerts.alerts")
    assert row == {
        "target_id": "kinh-te-so-2023",
        "state": "open",
        "class": "short_of_pace",
        "seq": 1,
    }
    [line] = running.said("alert_opened")
    assert "nguy cơ chưa đạt mức trên 4% GRDP, hạn 31/12/2023" in str(line["words"])
    assert ready.status_code == 200
    assert ready.json()["business_day"] == "2023-09-15"
    assert 'chitieu_alerts_opened_total{service="alerts"} 1.0' in metrics.text
    assert running.process.returncode == 0
