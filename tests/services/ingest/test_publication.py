"""GET /v1/plans/{id}/publication: what stands is told at once, with a digest of its content."""

from __future__ import annotations

from typing import Any

import pytest

from infra.problems import ProblemError
from services.ingest.publication import whole
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door
from tests.services.ingest.events import PLAN, PROVINCE, TARGET, TASK

pytestmark = pytest.mark.integration


def path(plan: str = PLAN) -> str:
    """The route of a plan."""
    return f"/v1/plans/{plan}/publication"


async def standing(client: Client, **asked: str) -> dict[str, Any]:
    """The answer, which must be one."""
    answer = await client.get(path(), **asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def thing(client: Client, kind: str, name: str) -> dict[str, Any]:
    """One thing of the answer."""
    told = await standing(client)
    [found] = [one for one in told["things"] if (one["kind"], one["id"]) == (kind, name)]
    return dict(found)


async def test_what_was_acknowledged_stands_at_once(operator: Client) -> None:
    """Plan, targets and tasks with revision, row and subject; the indicators, with their parts."""
    told = await standing(operator)
    assert (told["plan"], told["effective_on"]) == (PLAN, "2023-01-01")
    kinds = {(one["kind"], one["id"]): one for one in told["things"]}
    target = kinds["target", TARGET]
    assert (target["row"], target["subject"]) == ("i-1", f"indicator/{events.INDICATOR}")
    assert (target["revision"], target["withdrawn"], len(target["digest"])) == (1, False, 64)
    assert kinds["plan", PLAN]["subject"] == f"plan/{PLAN}"
    assert kinds["task", TASK]["row"] == "nv-1"
    assert {one["id"] for one in told["indicators"]} >= {events.INDICATOR, events.OPEN_INDICATOR}
    assert told["asker"]["every_agency"] is True


async def test_equal_content_has_an_equal_digest(operator: Client) -> None:
    """A → B → A has A's digest again: revision, reason and day are no content."""
    first = await thing(operator, "task", TASK)
    await operator.post(events.task_amended(2, text="Xây dựng Cổng dữ liệu số"))
    second = await thing(operator, "task", TASK)
    await operator.post(events.task_amended(3, effective_on="2023-05-01"))
    third = await thing(operator, "task", TASK)
    assert first["digest"] == third["digest"] != second["digest"]
    assert [one["revision"] for one in (first, second, third)] == [1, 2, 3]


async def test_what_is_withdrawn_has_no_content_and_may_return(operator: Client) -> None:
    """The row in which it stood stays known; set again it has its digest again."""
    before = await thing(operator, "target", TARGET)
    assert (await operator.post(events.target_withdrawn(2))).status_code == 201
    gone = await thing(operator, "target", TARGET)
    assert (gone["withdrawn"], gone["digest"], gone["row"]) == (True, None, "i-1")
    assert (await operator.post(events.target_amended(3))).status_code == 201
    again = await thing(operator, "target", TARGET)
    assert (again["withdrawn"], again["digest"]) == (False, before["digest"])


async def test_money_stands_by_project_year_and_source(operator: Client) -> None:
    """Each amount is a thing of the plan, under its own name."""
    data = {"plan": PLAN, "project": "Kho dữ liệu", "year": 2023, "source": "NSTW"}
    content = events.statement(**data, amount_million_vnd=None)
    sent = await operator.post(events.event("budget.allocated", "project/kho", content))
    assert sent.status_code == 201, sent.text
    found = await thing(operator, "budget", f"{PLAN}/kho/allocated/2023/NSTW")
    assert found["subject"] == "project/kho"


async def test_the_directory_and_other_indicators_are_told_where_asked_for(
    operator: Client,
) -> None:
    """Every statement of the directory, with the members of groups."""
    await operator.post(events.indicator("chi-so-khac", parts=["cap-tinh"]))
    told = await standing(operator, indicator="chi-so-khac", directory="true")
    [other] = [one for one in told["indicators"] if one["id"] == "chi-so-khac"]
    assert other["definitions"] == {"1": ["cap-tinh"]}
    [province] = [one for one in told["directory"] if one["agency"] == PROVINCE]
    assert (province["statement"], province["effective_on"]) == ("registered", "2023-01-01")
    assert any(one["members"] for one in told["directory"] if one["kind"] == "group")


def test_an_answer_that_would_be_cut_off_is_refused() -> None:
    """What is left out would pass for what is not published, and be stated a second time."""
    assert whole([], 0, "things") == []
    with pytest.raises(ProblemError) as refused:
        whole(["target/t-1"], 0, "things")
    assert refused.value.problem.code == "answer_too_large"


async def test_only_who_may_issue_the_plan_is_told(door: Door, operator: Client) -> None:
    """403 names the scope that is needed; a plan that nobody knows has nothing that stands."""
    focal_point = await door.agency(events.FOCAL_POINT, f"plan:{PROVINCE}")
    assert (await focal_point.get(path())).json()["asker"]["agency"] == events.FOCAL_POINT
    for scopes in (("plan",), ("report",)):
        other = await door.agency(events.DISTRICT, *scopes)
        refused = await other.get(path())
        assert (refused.status_code, refused.json()["code"]) == (403, "not_the_issuer")
    assert (await door.client(None).get(path())).status_code == 401
    assert (await operator.get(path("chua-co"))).json()["things"] == []
    assert (await operator.get(path("CHƯA CÓ"))).status_code == 422


async def test_the_route_is_in_the_openapi_document(operator: Client) -> None:
    """With its answer's schema, for whoever writes a publisher of his own."""
    document = (await operator.get("/openapi.json")).json()
    answers = document["paths"]["/v1/plans/{plan_id}/publication"]["get"]["responses"]
    assert "Publication" in answers["200"]["content"]["application/json"]["schema"]["$ref"]
