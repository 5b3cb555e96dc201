"""GET /v1/plans/{id}/projects: the money of a plan's projects, row by row and summed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from contracts.budgets import ProjectState
from domain.plan import Plan
from infra.problems import ProblemError
from services.api import answers, money
from services.api.context import Api
from services.api.load import Asked, load_moment, plan_of_day
from services.api.params import Name, OnDay
from services.api.refusals import not_found
from services.api.store import Reading


def add_project_routes(router: APIRouter, api: Api) -> None:
    """Add the route."""

    @router.get(
        "/plans/{plan_id}/projects",
        summary="Vốn của các dự án theo năm và nguồn / The money of a plan's projects",
        tags=["plans"],
        responses={404: {"model": answers.ProblemAnswer, "description": "There is no such plan."}},
    )
    async def projects(plan_id: Name, asked: Annotated[OnDay, Query()]) -> money.ProjectsAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            plan = await plan_of_day(reading, plan_id, question)
            if plan is None:
                raise ProblemError(not_found("plan", plan_id, question))
            found = await load_projects(reading, plan, question)
        return money.projects_answer(plan, found, moment)


async def load_projects(reading: Reading, plan: Plan, asked: Asked) -> list[ProjectState]:
    """Load a plan's projects in its order: stored rows for now, facts folded for another day.

    Raises:
        TooMany: more projects or facts than one answer may hold.
    """
    if asked.as_of is None:
        found = await reading.projects(plan.id)
    else:
        records = await reading.money_records(plan.id, limit=asked.facts_max)
        found = money.judge_projects(records, plan.id, asked.as_of)
    return money.in_plan_order(plan, found)
