"""Tasks and alerts over JSON."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from contracts.alerts import Closing
from contracts.common import Words
from tests.services.api.alert_rows import ALERT_ID, OPENED_AT, alert, put_alerts
from tests.services.api.read_model import ReadModel

PLAN_2023 = "dong-thap-2023-cds"
OTHERS = [UUID(int=number, version=4) for number in (2, 3)]


@pytest.fixture(scope="module", autouse=True)
async def alerts(read_model: ReadModel) -> None:
    """One alert is open, two are closed; the open one is the newest."""
    averted = Closing(outcome="averted", reason="reached", words=Words(vi="Hết", en="Over"))
    await put_alerts(read_model.url, alert())
    for number, other in enumerate(OTHERS, start=1):
        await put_alerts(
            read_model.url,
            alert(other, closing=averted),
            opened_at=OPENED_AT - timedelta(days=number),
        )


async def test_overdue_tasks_are_found(client: httpx.AsyncClient) -> None:
    """One of the four tasks of 2023 is past its deadline and not finished."""
    answer = (await client.get("/v1/tasks", params={"overdue": "true"})).json()

    [late] = answer["items"]
    assert late["task_id"] == "cds2023-pl7-vi-03"
    assert late["state_words"]["vi"] == "Đang triển khai"
    assert late["due_on"] == "2023-06-30"
    assert late["source_kind"] == "illustrative"


async def test_tasks_are_filtered_by_state_and_plan(client: httpx.AsyncClient) -> None:
    """The state is one of the words of the official tables."""
    asked = {"plan": PLAN_2023, "state": "hoan_thanh"}
    answer = (await client.get("/v1/tasks", params=asked)).json()

    assert [item["task_id"] for item in answer["items"]] == ["cds2023-pl7-i-07"]


async def test_one_task_names_the_events_that_decide_it(client: httpx.AsyncClient) -> None:
    """A task rests on its assignment and on the latest report of its state."""
    answer = (await client.get("/v1/tasks/cds2023-pl7-vi-03")).json()

    kinds = [item["type"].removeprefix("vn.chitieu.") for item in answer["events"]]
    assert kinds == ["task.assigned.v1", "task.status_reported.v1"]
    assert answer["task"]["overdue"] is True


async def test_open_alerts_name_target_deadline_pace_and_lead(client: httpx.AsyncClient) -> None:
    """All that an alert must say is in its fields, decimals as strings."""
    asked = {"state": "open", "plan": PLAN_2023}
    answer = (await client.get("/v1/alerts", params=asked)).json()

    [found] = answer["items"]
    assert found["alert_id"] == str(ALERT_ID)
    assert (found["due_on"], found["lead"]) == ("2023-12-31", ["H20.14"])
    evidence = found["detail"]["evidence"]
    assert (evidence["pace_so_far"], evidence["pace_needed"]) == ("0.1", "0.3")
    assert evidence["counting_window"] == "last"


async def test_alerts_are_paged_newest_first(client: httpx.AsyncClient) -> None:
    """The cursor goes on behind the last alert shown."""
    shown: list[str] = []
    asked: dict[str, str | int] = {"limit": 1}
    while True:
        page = (await client.get("/v1/alerts", params=asked)).json()
        shown += [item["alert_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]

    assert shown == [str(ALERT_ID), *map(str, OTHERS)]


async def test_a_target_shows_its_alerts(client: httpx.AsyncClient) -> None:
    """Open and closed, with what ended the closed ones."""
    answer = (await client.get("/v1/targets/cds2023-pl7-iii-06")).json()

    assert [item["state"] for item in answer["alerts"]] == ["open", "closed", "closed"]
    assert answer["alerts"][1]["words"]["vi"] == "Hết"


async def test_one_alert_is_found_by_its_id(client: httpx.AsyncClient) -> None:
    """An id that is none is a wrong parameter; one that nobody has is not found."""
    found = await client.get(f"/v1/alerts/{ALERT_ID}")
    missing = await client.get(f"/v1/alerts/{UUID(int=9, version=4)}")
    malformed = await client.get("/v1/alerts/khong-phai-uuid")

    assert found.json()["alert"]["target_id"] == "cds2023-pl7-iii-06"
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_alert")
    assert (malformed.status_code, malformed.json()["field"]) == (422, "alert_id")


async def test_an_open_alert_stands_on_the_page_of_its_plan(client: httpx.AsyncClient) -> None:
    """With target, deadline, pace so far and needed, method, evidence and lead in words."""
    page = (await client.get(f"/ke-hoach/{PLAN_2023}")).text

    for words in (
        "Cảnh báo đang mở (01)",
        "Tốc độ hiện nay chưa đủ",
        "31/12/2023",
        "0,1 điểm %/năm",
        "0,3 điểm %/năm",
        "So tốc độ đến nay với tốc độ cần",
        "từ ba số liệu",
        "Khoảng gần nhất (được tính)",
        "có số ước hoặc sơ bộ",
    ):
        assert words in page
