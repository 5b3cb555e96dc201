"""People and alerts: commands over HTTP to the running service, and what follows by the day."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from contracts.alerts import AlertChanged
from contracts.status import status_key
from infra.clock import Clock
from infra.postgres import connect
from services.ingest.keys import create_key, create_operator_key
from tests.asking import PATIENCE_SECONDS
from tests.builders import above, report, stamp
from tests.services.alerts.statuses import judged, status_changed, target_2023
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

TARGET = "ho-so-truc-tuyen-2023"
TODAY = "2023-09-15"
LEAD = "H20.14"
PROMISE = {
    "role": "Trưởng phòng Kế hoạch",
    "action": "Giao ban hằng tuần, hỗ trợ 5 xã",
    "responsible": "Phó Giám đốc phụ trách",
    "value": "45.5",
    "by_on": "2023-09-30",
}


async def _keys(world: World) -> dict[str, str]:
    session = await connect(
        world.database_url, role="chitieu_ingest", application_name="test-commands"
    )
    clock = Clock()
    try:
        made = {
            "lead": await create_key(session, agency=LEAD, scopes=["alerts"], clock=clock),
            "reporter": await create_key(session, agency=LEAD, scopes=["report"], clock=clock),
            "stranger": await create_key(session, agency="H20.99", scopes=["alerts"], clock=clock),
            "operator": await create_operator_key(session, clock=clock),
        }
    finally:
        await session.close()
    return {name: key.text for name, key in made.items()}


class Door:
    """The door for commands on one alert, knocked at with one of several keys."""

    def __init__(self, client: httpx.AsyncClient, keys: dict[str, str], alert: str) -> None:
        self._client = client
        self._keys = keys
        self.alert = alert

    async def post(
        self,
        word: str,
        said: object,
        *,
        who: str = "lead",
        speaks: str = LEAD,
        alert: str = "",
        **headers: str,
    ) -> httpx.Response:
        """Send a command; names of headers with underscores. The operator says who `speaks`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = (
            said
            if isinstance(said, bytes)
            else httpx.Request("POST", "http://x", json=said).content
        )
        sent = {"content-type": "application/json", **named}
        if who in self._keys:
            sent["authorization"] = f"Bearer {self._keys[who]}"
        query = f"?agency={speaks}" if who == "operator" else ""
        path = f"/v1/alerts/{alert or self.alert}/{word}{query}"
        return await self._client.post(path, content=raw, headers=sent)


async def _open_alert(world: World) -> str:
    stated = target_2023(above("60"), name=TARGET, unit="%")
    reports = [
        report(value, period=period, at=stamp(event=f"m-{period}"))
        for value, period in (("39", "2020"), ("40", "2021"), ("41", "2022"), ("41.5", "2023-S1"))
    ]
    message = status_changed(judged(stated, *reports, on=TODAY), seq=1, as_of=TODAY)
    await world.tell([(status_key("target", TARGET, "H20"), message)])
    await world.until(lambda: world.rows("select 1 from alerts.alerts where kind = 'target'"))
    [row] = await world.rows(
        "select alert_id::text as alert, lead from alerts.alerts where kind = 'target'"
    )
    assert row["lead"] == [LEAD]
    return str(row["alert"])


async def test_people_act_on_an_alert_and_a_broken_promise_brings_it_back(world: World) -> None:
    """Refused with reason, or carried out once and told; after a lapsed promise it is back."""
    keys = await _keys(world)
    with world.alerts(CHITIEU_PAGE_ORIGIN="http://pages.example") as running:
        alert = await _open_alert(world)
        await world.until(lambda: running.url)
        async with httpx.AsyncClient(
            base_url=str(running.url), trust_env=False, timeout=PATIENCE_SECONDS
        ) as client:
            door = Door(client, keys, alert)
            await _refusals(door)
            await _from_a_page(client, door)
            first = await _taken_once(door)
            await _notes_at_once(door)
            resting = await door.post(
                "snooze", {"until": "next_report", "reason": "Chờ số liệu quý III"}
            )
            assert resting.json()["alert"]["handling"]["snooze"]["until_on"] == "2023-12-14"
            await world.tell_swept("2023-10-01")
            told = await _until_told(world, alert, "resumed")
            closing = {"reason": "Chỉ tiêu đã điều chỉnh bằng văn bản khác"}
            closed = await door.post("close", closing, who="operator")
            assert (closed.status_code, closed.json()["state"]) == (200, "closed")
            late = await door.post("note", {"text": "Đã muộn"})
            assert (late.status_code, late.json()["code"]) == (409, "alert_closed")
        await _until_told(world, alert, "closed")
    resumed = next(each for each in told if ".resumed." in each.type).data.handling
    assert resumed.resumption is not None
    assert resumed.resumption.reason == "promise_lapsed"
    assert resumed.acknowledgement is None
    assert resumed.words is not None
    assert "Cam kết của H20.14 đã quá hạn (30/09/2023) mà chưa đạt" in resumed.words.vi
    assert first["alert"]["handling"]["acknowledgement"]["commitment"]["value"] == "45.5"


async def _refusals(door: Door) -> None:
    """Each with its status, its code and the field that is wrong; nothing is changed."""
    unknown = "00000000-0000-5000-8000-000000000000"
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"who": "nobody"}, 401, "unauthorized"),
        ({"who": "reporter"}, 403, "scope_missing"),
        ({"who": "stranger"}, 403, "not_yours"),
        ({"who": "operator", "speaks": "H20.99"}, 403, "not_yours"),
        ({"who": "operator", "speaks": "khong phai ma"}, 400, "wrong_parameter"),
        ({"alert": unknown}, 404, "no_such_alert"),
        ({"alert": "khong-phai-ma"}, 404, "no_such_alert"),
        ({"content_type": "text/plain"}, 415, "content_type_not_supported"),
        ({"said": b"{"}, 400, "not_json"),
        ({"said": b'{"role":"a","role":"b"}'}, 400, "duplicate_key"),
        ({"said": b"x" * 20_000}, 413, "body_too_large"),
        ({"said": {**PROMISE, "value": "45,5"}}, 422, "decimal_comma"),
        ({"said": {**PROMISE, "action": ""}}, 422, "too_short"),
        ({"said": {**PROMISE, "who": "Nguyễn Văn A"}}, 422, "unknown_field"),
        ({"said": {**PROMISE, "value": None}}, 422, "value_missing"),
        ({"said": {**PROMISE, "value": "41.5"}}, 422, "value_no_better"),
        ({"said": {**PROMISE, "by_on": TODAY}}, 422, "day_not_ahead"),
        ({"said": {**PROMISE, "by_on": "2024-01-01"}}, 422, "day_after_deadline"),
        ({"if_match": '"7"'}, 412, "alert_changed"),
        ({"if_match": "*"}, 400, "wrong_parameter"),
        ({"idempotency_key": "x" * 129}, 400, "wrong_parameter"),
    ]
    for changed, status, code in cases:
        answer = await door.post(**{"word": "acknowledge", "said": PROMISE, **changed})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (status, code)
        assert problem["detail"]
        assert problem["detail_en"]
    ahead = await door.post("acknowledge", {**PROMISE, "by_on": "2024-01-01"})
    assert ahead.json()["field"] == "by_on"
    assert "(hạn là 31/12/2023)" in ahead.json()["detail"]
    worse = await door.post("acknowledge", {**PROMISE, "value": "41.5"})
    assert worse.json()["field"] == "value"
    assert "(value: trên 41,5)" in worse.json()["detail"]


async def _from_a_page(client: httpx.AsyncClient, door: Door) -> None:
    """The configured page may ask to send; another may not."""
    for origin, allowed in (("http://pages.example", True), ("http://other.example", False)):
        asked = {"origin": origin, "access-control-request-method": "POST"}
        answer = await client.options(f"/v1/alerts/{door.alert}/note", headers=asked)
        assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


async def _taken_once(door: Door) -> dict[str, Any]:
    """Sent again under its key it is the same answer; another command under that key is refused."""
    one = await door.post("acknowledge", PROMISE, idempotency_key="k1", if_match='"1"')
    again = await door.post("acknowledge", PROMISE, idempotency_key="k1", if_match='"1"')
    other = await door.post("acknowledge", {**PROMISE, "value": "50"}, idempotency_key="k1")
    assert (one.status_code, one.headers["etag"], one.json()["again"]) == (200, '"2"', False)
    assert again.json() == {**one.json(), "again": True}
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    words = one.json()["words"]["vi"]
    assert words == (
        "H20.14 (Trưởng phòng Kế hoạch) đã tiếp nhận cảnh báo. Việc sẽ làm: Giao ban hằng tuần, "
        "hỗ trợ 5 xã. Cam kết: Phó Giám đốc phụ trách đưa kết quả đến 45,5% chậm nhất ngày "
        "30/09/2023."
    )
    answer: dict[str, Any] = one.json()
    return answer


async def _notes_at_once(door: Door) -> None:
    """Five at the same time: all are kept, each under a number of its own."""
    texts = [f"Ghi chú {number}" for number in range(5)]
    answers = await asyncio.gather(*(door.post("note", {"text": text}) for text in texts))
    assert sorted(answer.json()["seq"] for answer in answers) == [3, 4, 5, 6, 7]
    last = max((answer.json() for answer in answers), key=lambda told: int(told["seq"]))
    assert sorted(note["text"] for note in last["alert"]["handling"]["notes"]) == texts


async def _until_told(world: World, alert: str, name: str) -> list[AlertChanged]:
    """Wait until a change of a kind was made and all changes are sent; return the alert's."""
    made = "select 1 from alerts.events where convert_from(body, 'UTF8') like $1"
    await world.until(lambda: world.rows(made, f"%vn.chitieu.alert.{name}.v1%"))
    await world.until_quiet(1)
    changes = [each for each in await world.told() if str(each.data.alert) == alert]
    return sorted(changes, key=lambda each: each.data.seq)
