"""The JSON routes under /v1: plans, targets, tasks, alerts. Load, assemble, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Response

from infra.problems import ProblemError
from services.api import answers, assemble
from services.api.agency_routes import add_agency_routes
from services.api.alerts.feed_routes import add_feed_routes
from services.api.alerts.routes import add_alert_routes
from services.api.alerts.score_routes import add_score_routes
from services.api.asof import definitions
from services.api.changes.routes import add_change_routes
from services.api.context import Api
from services.api.explanation.routes import add_explanation_routes
from services.api.filters import AlertFilter, TargetFilter, TaskFilter
from services.api.indicator_routes import add_indicator_routes
from services.api.load import (
    Moment,
    PlanPicture,
    load_alerts,
    load_moment,
    load_plan,
    load_target,
    load_task,
)
from services.api.moments import headers, told
from services.api.obligations.me import add_me_routes
from services.api.obligations.routes import add_obligation_routes
from services.api.paging import after_one, encode_cursor
from services.api.params import (
    Name,
    OnDay,
    PlansAsked,
    TargetsAsked,
    TasksAsked,
)
from services.api.parked import add_parked_routes, parked_item, parked_of
from services.api.past_lists import list_plans, list_targets, list_tasks
from services.api.project_routes import add_project_routes
from services.api.refusals import missing, not_found
from services.api.reports.routes import add_report_routes
from services.api.scorecard_answers import ScorecardAnswer, scorecard_answer

ALERTS_OF_TARGET_MAX = 50

R = TypeVar("R")
T = TypeVar("T")

_REFUSALS: dict[int | str, dict[str, Any]] = {
    422: {"model": answers.ProblemAnswer, "description": "A parameter is not valid."},
    503: {"model": answers.ProblemAnswer, "description": "Not now; ask again."},
    504: {"model": answers.ProblemAnswer, "description": "`after` is not applied yet."},
}
_MISSING = missing("thing")


def json_routes(api: Api) -> APIRouter:
    """Return all JSON routes."""
    router = APIRouter(prefix="/v1", responses=_REFUSALS)
    _plan_routes(router, api)
    _target_routes(router, api)
    _task_routes(router, api)
    add_score_routes(router, api)
    add_alert_routes(router, api)
    add_explanation_routes(router, api)
    add_project_routes(router, api)
    add_change_routes(router, api)
    add_indicator_routes(router, api)
    add_agency_routes(router, api)
    add_obligation_routes(router, api)
    add_me_routes(router, api)
    add_report_routes(router, api)
    add_parked_routes(router, api)
    add_feed_routes(router, api)
    return router


def _plan_routes(router: APIRouter, api: Api) -> None:
    @router.get("/plans", summary="Danh sách kế hoạch / List plans", tags=["plans"])
    async def plans(asked: Annotated[PlansAsked, Query()]) -> answers.ListAnswer[answers.PlanItem]:
        after = after_one(asked.cursor)
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await list_plans(reading, question, after=after, limit=asked.limit + 1)
        return _listed(moment, found, asked.limit, assemble.plan_item, lambda plan: (plan.id,))

    @router.get(
        "/plans/{plan_id}",
        summary="Một kế hoạch với các dòng của nó / One plan with its rows",
        tags=["plans"],
        responses=_MISSING,
    )
    async def plan(plan_id: Name, asked: Annotated[OnDay, Query()]) -> answers.PlanAnswer:
        moment, picture = await _plan_asked(api, plan_id, asked)
        return assemble.plan_answer(picture.plan, moment)

    @router.get(
        "/plans/{plan_id}/status",
        summary="Trạng thái mọi chỉ tiêu của kế hoạch / The status of all targets of a plan",
        tags=["plans"],
        responses=_MISSING,
    )
    async def status(
        plan_id: Name, asked: Annotated[OnDay, Query()], response: Response
    ) -> list[answers.StatusItem]:
        moment, picture = await _plan_asked(api, plan_id, asked)
        response.headers.update(headers(moment))
        return [assemble.status_item(known) for known in picture.targets]

    @router.get(
        "/plans/{plan_id}/scorecard",
        summary="Bảng điểm của kế hoạch / The scorecard of a plan",
        tags=["plans"],
        responses=_MISSING,
    )
    async def scorecard(plan_id: Name, asked: Annotated[OnDay, Query()]) -> ScorecardAnswer:
        moment, picture = await _plan_asked(api, plan_id, asked)
        return scorecard_answer(picture, moment)


async def _plan_asked(api: Api, plan_id: str, asked: OnDay) -> tuple[Moment, PlanPicture]:
    async with api.looking(asked) as (reading, question):
        moment = await load_moment(reading, question)
        picture = await load_plan(reading, plan_id, question)
    if picture is None:
        raise ProblemError(not_found("plan", plan_id, question))
    return moment, picture


def _target_routes(router: APIRouter, api: Api) -> None:
    @router.get("/targets", summary="Danh sách chỉ tiêu / List targets", tags=["targets"])
    async def targets(
        asked: Annotated[TargetsAsked, Query()],
    ) -> answers.ListAnswer[answers.StatusItem]:
        after = after_one(asked.cursor)
        only = TargetFilter(
            asked.plan, asked.verdict, asked.phase, asked.lead, asked.indicator, asked.q
        )
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await list_targets(reading, only, question, after=after, limit=asked.limit + 1)
        return _listed(
            moment, found, asked.limit, assemble.status_item, lambda known: (known.status.target,)
        )

    @router.get(
        "/targets/{target_id}",
        summary="Một chỉ tiêu: chuỗi số liệu, lý do, sự kiện quyết định / One target in full",
        tags=["targets"],
        responses=_MISSING,
    )
    async def target(target_id: Name, asked: Annotated[OnDay, Query()]) -> answers.TargetAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            known = await load_target(reading, target_id, question)
            if known is None:
                raise ProblemError(not_found("target", target_id, question))
            status = known.status
            parked = await parked_of(reading, f"indicator/{status.indicator}", question)
            answer = assemble.target_answer(
                status,
                moment,
                definitions(await reading.definitions(status.indicator)),
                await reading.events(assemble.refs_of(status)),
                await load_alerts(
                    reading,
                    AlertFilter(target=target_id),
                    question,
                    limit=ALERTS_OF_TARGET_MAX,
                ),
            )
        return answer.model_copy(update={"parked": parked_item(parked) if parked else None})


def _task_routes(router: APIRouter, api: Api) -> None:
    @router.get("/tasks", summary="Danh sách nhiệm vụ / List tasks", tags=["tasks"])
    async def tasks(asked: Annotated[TasksAsked, Query()]) -> answers.ListAnswer[answers.TaskItem]:
        after = after_one(asked.cursor)
        only = TaskFilter(asked.plan, asked.state, asked.phase, asked.lead, asked.overdue, asked.q)
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await list_tasks(reading, only, question, after=after, limit=asked.limit + 1)
        return _listed(
            moment, found, asked.limit, assemble.task_item, lambda known: (known.status.task,)
        )

    @router.get(
        "/tasks/{task_id}",
        summary="Một nhiệm vụ / One task in full",
        tags=["tasks"],
        responses=_MISSING,
    )
    async def task(task_id: Name, asked: Annotated[OnDay, Query()]) -> answers.TaskAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            known = await load_task(reading, task_id, question)
            if known is None:
                raise ProblemError(not_found("task", task_id, question))
            logged = await reading.events(assemble.refs_of(known.status))
            parked = await parked_of(reading, f"task/{task_id}", question)
        return answers.TaskAnswer(
            **told(moment),
            task=known.status,
            item=assemble.task_item(known),
            events=assemble.event_items(known.status, logged),
            parked=parked_item(parked) if parked else None,
        )


def _listed(
    moment: Moment,
    found: list[R],
    limit: int,
    item: Callable[[R], T],
    key: Callable[[R], tuple[str, ...]],
) -> answers.ListAnswer[T]:
    """Answer the first `limit` of what was found; one more found says that there is a next page."""
    shown = found[:limit]
    return answers.ListAnswer(
        **told(moment),
        items=[item(row) for row in shown],
        next_cursor=encode_cursor(key(shown[-1])) if len(found) > limit else None,
    )
