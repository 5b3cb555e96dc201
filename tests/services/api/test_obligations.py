"""Who owes which report, over JSON and on the page: a plan that a group leads."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.services.api.conftest import TODAY
from tests.services.api.group_plan import (
    CITY,
    FOCAL_POINT,
    GROUP,
    HEALTH,
    PLAN,
    TARGET,
    TASK,
    TRADE,
    plan_events,
    regrouped,
    reported,
)
from tests.services.api.read_model import ReadModel

PATH = f"/v1/plans/{PLAN}/obligations"
PAGE = f"/plans/{PLAN}/obligations"


@pytest.fixture(scope="module", autouse=True)
async def told(read_model: ReadModel) -> None:
    """Health reported in time, trade a day late, the city not at all."""
    facts = [
        *plan_events(),
        reported(HEALTH, "90", "100"),
        reported(TRADE, "10", "100", at="2023-11-30"),
        regrouped(HEALTH, TRADE, FOCAL_POINT, on="2023-10-01"),
    ]
    await read_model.apply(facts, day=TODAY)


async def _items(client: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_today_nobody_is_late_and_everything_is_still_owed(client: httpx.AsyncClient) -> None:
    """Members owe their own, the focal point the synthesis, the lead of the task its state."""
    answer = (await client.get(PATH)).json()

    assert answer["as_of"] == "2023-09-15"
    rows = [(item["number"], item["agency"], item["role"]) for item in answer["items"]]
    assert rows == [
        ("II.1", HEALTH, "member"),
        ("II.1", TRADE, "member"),
        ("II.1", CITY, "member"),
        ("II.1", FOCAL_POINT, "synthesis"),
        ("II.2", HEALTH, "lead"),
    ]
    assert {item["due_on"] for item in answer["items"]} == {"2023-11-29"}
    assert {item["due_by"] for item in answer["items"]} == {"duty"}
    assert answer["counts"] == {
        "reported": 0,
        "late": 0,
        "owing": 5,
        "silent": 0,
        "not_applicable": 0,
    }


async def test_after_the_day_who_is_late_and_who_is_silent_is_told(
    client: httpx.AsyncClient,
) -> None:
    """As of 01/12: reported, late, silent, each with its reason in words."""
    items = await _items(client, "?as_of=2023-12-01&kind=target")

    assert [(item["agency"], item["state"], item["reported_on"]) for item in items] == [
        (HEALTH, "reported", "2023-11-20"),
        (TRADE, "late", "2023-11-30"),
        (CITY, "silent", None),
        (FOCAL_POINT, "silent", None),
    ]
    assert items[2]["agency_name"] == "UBND TP Cao Lãnh"
    assert items[2]["state_words"]["vi"] == "Quá hạn chưa báo cáo"
    assert items[0]["why_words"]["vi"] == "Đúng hạn, mới là số ước hoặc sơ bộ"


async def test_an_agency_s_rows_and_a_state_can_be_asked_for(client: httpx.AsyncClient) -> None:
    """Filters narrow the rows and what is counted."""
    own = await _items(client, f"?agency={HEALTH}")
    silent = (await client.get(f"{PATH}?as_of=2023-12-01&state=silent")).json()

    assert [item["target_id"] or item["task_id"] for item in own] == [TARGET, TASK]
    assert [item["agency"] for item in silent["items"]] == [CITY, FOCAL_POINT, HEALTH]
    assert silent["counts"]["silent"] == 3


async def test_pages_go_on_where_the_last_one_ended(client: httpx.AsyncClient) -> None:
    """Two by two, the same rows in the same order."""
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        answer = (await client.get(f"{PATH}?limit=2{cursor}")).json()
        seen += [item["agency"] for item in answer["items"]]
        cursor = f"&cursor={answer['next_cursor']}"
    assert seen == [item["agency"] for item in await _items(client)]
    assert cursor == "&cursor=None"


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("state=xong", "state", "not_allowed"),
        ("agency=so-y-te", "agency", "agency_id"),
        ("kind=du-an", "kind", "not_allowed"),
        ("cursor=xyz", "cursor", "wrong_form"),
        ("cursor=WyJhIiwiYiIsImMiLCJkIiwiZSIsImYiXQ", "cursor", "wrong_form"),
    ],
)
async def test_a_bad_question_is_refused_by_name(
    client: httpx.AsyncClient, query: str, field: str, code: str
) -> None:
    """A cursor of a row that is not there is no cursor of ours."""
    problem = (await client.get(f"{PATH}?{query}")).json()

    assert (problem["field"], problem["problems"][0]["code"]) == (field, code)


async def test_an_unknown_plan_has_no_obligations(client: httpx.AsyncClient) -> None:
    """404, as for the plan itself, over JSON and on the page."""
    assert (await client.get("/v1/plans/khong-co/obligations")).json()["code"] == "no_such_plan"
    assert (await client.get("/v1/plans/khong-co/member-changes")).status_code == 404
    assert (await client.get("/plans/khong-co/obligations")).status_code == 404
    assert (await client.get(f"{PATH}?as_of=2022-12-31")).status_code == 404


async def test_the_plans_of_the_seeds_have_obligations_too(client: httpx.AsyncClient) -> None:
    """Groups that nobody has listed are told as not resolved, and nobody is left out."""
    answer = await client.get("/v1/plans/dong-thap-2023-cds/obligations?limit=200")

    found = {(item["role"], item["why"]) for item in answer.json()["items"]}
    assert ("group", "group_not_resolved") in found
    assert {role for role, _ in found} <= {"lead", "member", "synthesis", "group"}


async def test_a_later_change_of_the_directory_proposes_an_amendment(
    client: httpx.AsyncClient,
) -> None:
    """From October the focal point is in the group and the city is not; before, nothing."""
    found = (await client.get(f"/v1/plans/{PLAN}/member-changes?as_of=2023-10-02")).json()
    before = (await client.get(f"/v1/plans/{PLAN}/member-changes")).json()

    (change,) = found["items"]
    assert (change["target_id"], change["revision"]) == (TARGET, 2)
    assert (change["added"], change["removed"]) == ([FOCAL_POINT], [CITY])
    assert [(m["agency"], m["valid_from"]) for m in change["members"]] == [
        (HEALTH, "2023-01-01"),
        (TRADE, "2023-01-01"),
        (FOCAL_POINT, "2023-10-02"),
    ]
    assert before["items"] == []
    assert GROUP not in str(change["members"])


async def test_the_page_says_who_has_reported_and_who_has_not(client: httpx.AsyncClient) -> None:
    """Names, periods and days as documents write them; linked from the plan; no script."""
    page = (await client.get(f"{PAGE}?as_of=2023-12-01")).text
    plan = (await client.get(f"/ke-hoach/{PLAN}")).text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert f'href="{PAGE}"' in plan
    assert "Nghĩa vụ báo cáo" in text
    assert "UBND TP Cao Lãnh" in text
    assert "Quá hạn chưa báo cáo" in text
    assert "29/11/2023" in text
    assert "30/11/2023" in text
    assert "<script" not in page


async def test_the_page_narrows_to_one_agency(client: httpx.AsyncClient) -> None:
    """The form sends what it shows; an agency without rows is told so."""
    page = (await client.get(f"{PAGE}?agency={TRADE}&state=")).text
    nobody = (await client.get(f"{PAGE}?agency=H20.77")).text

    assert "Sở Công Thương" in page
    assert "Không có báo cáo nào" in nobody


async def test_the_target_shows_how_many_members_its_value_covers(
    client: httpx.AsyncClient,
) -> None:
    """On 01/12 two of three: the sum so far, who lacks what, and who is silent."""
    day = "?as_of=2023-12-01"
    status = (await client.get(f"/v1/targets/{TARGET}{day}")).json()["target"]
    (item,) = (await client.get(f"/v1/plans/{PLAN}/status{day}")).json()
    page = (await client.get(f"/chi-tieu/{TARGET}{day}")).text

    assert (status["provisional_verdict"], status["reason"]) == ("chua_dat", "partial_coverage")
    assert item["coverage"]["words"]["vi"] == "2/3 đơn vị đã báo cáo"
    assert (item["coverage"]["covered"], item["coverage"]["of"]) == (2, 3)
    assert "100/200 (50%) (2/3 đơn vị đã báo cáo)" in item["value_text"]
    assert "2/3 đơn vị đã báo cáo" in page
    assert "Sở Công Thương" in page
    assert "còn thiếu 70" in page


async def test_after_the_deadline_a_part_of_the_members_concludes_nothing(
    client: httpx.AsyncClient,
) -> None:
    """On 01/01/2024 the province's value is not determined, with its own reason."""
    answer = (await client.get(f"/v1/targets/{TARGET}?as_of=2024-01-01")).json()["target"]

    assert answer["provisional_verdict"] == "khong_xac_dinh"
    assert answer["reason"] == "incomplete_coverage"
