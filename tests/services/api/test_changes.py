"""GET /v1/plans/{id}/changes, and its page: what changed between two looks, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from contracts.codec import encode
from services.api.assemble import plan_item
from services.api.changes.answers import NOTHING, changes_answer
from services.api.changes.between import Glimpse, compare
from services.api.load import Moment
from services.api.views import Names
from tests.services.api.known_log import PLAN, client, log
from tests.services.api.read_model import event

PATH = f"/v1/plans/{PLAN}/changes"
PAGE = f"/ke-hoach/{PLAN}/thay-doi"
GOLDEN = Path(__file__).parents[2] / "contracts" / "golden"

__all__ = ["client", "log"]


async def _changes(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    answer = await client.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_correction_between_two_meetings_is_named(client: httpx.AsyncClient) -> None:
    """July's meeting saw 60, September's sees 85: the correction, its reason and its place."""
    found = await _changes(client, from_known_at="2023-07-31", to_known_at="2023-09-01")

    [row] = found["items"]
    assert found["counts"] == {"added": 0, "removed": 0, "changed": 1, "unchanged": 0}
    assert {one["field"]: (one["then"], one["now"]) for one in row["fields"]} == {
        "value": ("60%, 6 tháng đầu năm 2023", "85%, 6 tháng đầu năm 2023"),
        "verdict": ("Tạm tính: chưa tới mức đề ra", "Tạm tính: vượt"),
    }
    [cause] = row["because"]
    assert (cause["code"], cause["reason"], cause["known_before"]) == (
        "corrected",
        "Cộng thiếu",
        False,
    )
    assert cause["position"] in found["now"]["known_at"]
    assert cause["line"] == "Báo cáo được đính chính: H20.14, ngày 01/01/2023 (Cộng thiếu)"


async def test_two_days_by_what_is_known_now(client: httpx.AsyncClient) -> None:
    """The report was known all along by now, and counts since its half-year has ended."""
    found = await _changes(client, **{"from": "2023-05-31", "to": "2023-08-31"})

    [cause] = found["items"][0]["because"]
    assert (cause["code"], cause["known_before"]) == ("reported", True)
    assert cause["line"] == "Có báo cáo mới: H20.14, ngày 01/01/2023 (Cộng thiếu)"
    assert found["then"]["as_of"] == "2023-05-31"


async def test_two_looks_that_knew_the_same_differ_by_their_days(
    client: httpx.AsyncClient,
) -> None:
    """In July it was known of a half-year that was, on the earlier day, not over yet."""
    asked = {"from": "2023-05-31", "from_known_at": "2023-07-31", "to_known_at": "2023-08-01"}
    found = await _changes(client, **asked, to="2023-07-15")

    assert found["then"]["known_at"] == found["now"]["known_at"]
    [cause] = found["items"][0]["because"]
    assert (cause["known_before"], cause["line"]) == (
        True,
        "Có báo cáo mới: H20.14, ngày 05/07/2023",
    )


async def test_what_was_not_known_is_added(client: httpx.AsyncClient) -> None:
    """Before January nothing was known of the plan."""
    found = await _changes(client, from_known_at="2023-01-05")
    assert found["counts"]["added"] == 1
    assert found["items"][0]["because"][0]["code"] == "stated"
    assert found["items"][0]["then"] is None


async def test_nothing_changed_is_said_with_the_count(client: httpx.AsyncClient) -> None:
    """Two looks between which nothing happened."""
    found = await _changes(client, from_known_at="2023-08-25", to_known_at="2023-09-01")
    assert (found["items"], found["counts"]["unchanged"]) == ([], 1)


def test_a_row_that_was_withdrawn_before_both_looks_is_none_of_them() -> None:
    """Only what stands is counted as unchanged."""
    deadline = {"kind": "year_end", "year": 2023}
    row = {"effective_on": "2023-01-01", "plan": PLAN, "row": "i-1", "number": "1", "scope": "H20"}
    task = {**row, "text": "Một việc", "period": "2023", "deadline": deadline}
    plan = {"effective_on": "2023-01-01", "issuer": "H20", "title": "Kế hoạch", "period": "2023"}
    gone = {"effective_on": "2023-02-01", "revision": 2, "reason": "Trùng"}
    events = [
        event("plan.issued", f"plan/{PLAN}", {**plan, "focal_point": "H20.14", "rows": []}),
        event("task.assigned", "task/viec", task),
        event("task.withdrawn", "task/viec", gone),
    ]
    records = tuple(encode(one.model_copy(update={"receivedat": one.time})) for one in events)

    def unchanged(then: date, now: date) -> int:
        found = compare(PLAN, Glimpse(records, then), Glimpse(records, now))
        assert found is not None
        return found.unchanged

    assert unchanged(date(2023, 1, 10), date(2023, 1, 20)) == 1
    assert unchanged(date(2023, 3, 1), date(2023, 4, 1)) == 0


def test_cost_and_loss_that_were_amended_are_told_in_words() -> None:
    """Given since: then and now, as the page and `chitieu diff` tell them."""
    golden = orjson.loads((GOLDEN / "vn.chitieu.target.set.v1+stakes.json").read_bytes())
    given, subject = golden["data"], golden["subject"]
    before = {key: value for key, value in given.items() if key != "stakes"}
    again = {**given, "revision": 2, "reason": "Nêu thiệt hại", "effective_on": "2023-02-01"}
    plan = {"effective_on": "2023-01-01", "issuer": "H20", "title": "Kế hoạch", "period": "2023"}
    events = [
        event("plan.issued", "plan/mau-2023", {**plan, "focal_point": "H20.14", "rows": []}),
        event("target.set", subject, before),
        event("target.amended", subject, again),
    ]
    records = tuple(encode(one.model_copy(update={"receivedat": one.time})) for one in events)
    then, now = (Moment(date(2023, month, 20), ()) for month in (1, 2))
    found = compare("mau-2023", Glimpse(records, then.as_of), Glimpse(records, now.as_of))
    assert found is not None
    [row] = changes_answer(found, plan_item(found.plan), (then, now), {}, Names({})).items
    [field] = row.fields
    assert (field.field, field.words.vi, field.then) == ("stakes", "Chi phí và thiệt hại", NOTHING)
    assert field.now == "chi phí xử lý 1,5, thiệt hại nếu không đạt 12 (cùng đơn vị)"


@pytest.mark.parametrize(
    ("asked", "field", "right"),
    [
        ({}, "from", "from=2023-06-30"),
        ({"from": "2023-09-01", "to": "2023-08-01"}, "to", "≥ 2023-09-01"),
        ({"from": "2023-06-01", "to": "2023-09-01", "to_known_at": "0:0"}, "to_known_at", "≥ "),
        ({"from_known_at": "hôm qua"}, "from_known_at", "0:17,1:4"),
        ({"from_known_at": "2099-01-01"}, "from_known_at", "≤ 2023-09-15"),
        ({"from": "2023-01-01", "to_known_at": "9:0"}, "to_known_at", "0 – 2"),
        ({"from": "2099-01-01", "known_at": "0:1"}, "known_at", ""),
    ],
)
async def test_what_cannot_be_compared_is_refused_in_words(
    client: httpx.AsyncClient, asked: dict[str, str], field: str, right: str
) -> None:
    """Which parameter, what was wrong, what would be right."""
    answer = await client.get(PATH, params=asked)
    problem = answer.json()
    assert (answer.status_code, problem["field"]) == (422, field)
    assert right in problem["detail"]


async def test_a_plan_that_was_never_known_has_no_changes(client: httpx.AsyncClient) -> None:
    """404, as everywhere."""
    answer = await client.get("/v1/plans/khong-co/changes?from=2023-01-01")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_plan")


async def test_the_page_says_both_looks_and_every_why(client: httpx.AsyncClient) -> None:
    """A form for two meetings, a sentence of what is compared, then → now, and the event."""
    asked = {"from_known_at": "2023-07-31", "to_known_at": "2023-09-01"}
    page = (await client.get(PAGE, params=asked)).text

    assert "So sánh kỳ trước (tình hình ngày 31/07/2023, theo những gì đã biết đến hết ngày" in page
    assert "60%, 6 tháng đầu năm 2023 → 85%, 6 tháng đầu năm 2023" in page
    assert "Báo cáo được đính chính" in page
    assert '<a href="/chi-tieu/so-hoa?known_at=2023-09-01">' in page
    assert "Chọn ngày của kỳ họp trước" in (await client.get(PAGE)).text


async def test_the_page_names_positions_and_says_what_is_not_settled(
    client: httpx.AsyncClient,
) -> None:
    """The foot of the page has the positions of the later look only, so each names its own."""
    asked = {"from_known_at": "0:0,1:0", "to_known_at": "2023-09-15"}
    page = (await client.get(PAGE, params=asked)).text

    assert "theo những gì đã biết đến các vị trí 0:0, 1:0 trên nhật ký" in page
    assert "<strong>Kỳ này chưa chốt: thời điểm này chưa qua hẳn" in page


async def test_a_page_of_the_past_says_by_what_was_known(client: httpx.AsyncClient) -> None:
    """Links keep both days; an instant that may still grow says so."""
    page = (await client.get(f"/ke-hoach/{PLAN}?as_of=2023-06-30&known_at=2023-07-31")).text
    assert (
        "Đang xem lại: tình hình tại ngày 30/06/2023, theo những gì đã biết đến hết ngày"
        " 31/07/2023." in page
    )
    assert 'href="/chi-tieu/so-hoa?as_of=2023-06-30&amp;known_at=2023-07-31"' in page
    assert "Chưa chốt" not in page
    assert "Không có cảnh báo nào đang mở" not in page

    today = (await client.get("/chi-tieu/so-hoa?known_at=2023-09-15")).text
    assert "Chưa chốt: thời điểm này chưa qua hẳn" in today
    owed = (await client.get(f"/plans/{PLAN}/obligations?known_at=2023-07-31")).text
    assert "theo những gì đã biết đến hết ngày 31/07/2023" in owed
