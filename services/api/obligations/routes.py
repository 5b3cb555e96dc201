"""GET /v1/plans/{id}/obligations, and what a change of the directory proposes to amend."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from contracts.fields import AgencyId
from infra.problems import ProblemError
from services.api.context import Api
from services.api.load import load_moment
from services.api.obligations import answers as made
from services.api.obligations.load import load_changes, load_plan_owed
from services.api.paging import MalformedCursor
from services.api.params import Name, OnDay, Paged
from services.api.refusals import bad_cursor, missing, not_found
from services.api.views import Names

_MISSING = missing("plan")


class ObligationsAsked(Paged, OnDay):
    """A question for the obligations of a plan."""

    agency: AgencyId | None = Field(default=None, description="Chỉ của một cơ quan.")
    state: made.StateWord | None = None
    kind: Literal["target", "task"] | None = None


def add_obligation_routes(router: APIRouter, api: Api) -> None:
    """Add the routes."""

    @router.get(
        "/plans/{plan_id}/obligations",
        summary="Nghĩa vụ báo cáo: ai đã gửi, ai trễ, ai chưa / Who owes which report",
        tags=["plans"],
        responses=_MISSING,
    )
    async def obligations(
        plan_id: Name, asked: Annotated[ObligationsAsked, Query()]
    ) -> made.ObligationsAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await load_plan_owed(reading, plan_id, question, moment.as_of)
            if found is None:
                raise ProblemError(not_found("plan", plan_id, question))
            names = Names(await reading.agencies())
        rows = made.chosen(found.owed.rows, agency=asked.agency, state=asked.state, kind=asked.kind)
        try:
            return made.list_answer(rows, asked.cursor, asked.limit, moment, names)
        except MalformedCursor:
            raise ProblemError(bad_cursor()) from None

    @router.get(
        "/plans/{plan_id}/member-changes",
        summary="Chỉ tiêu cần điều chỉnh vì danh bạ đã đổi / Members to amend",
        tags=["plans"],
        responses=_MISSING,
    )
    async def member_changes(plan_id: Name, asked: Annotated[OnDay, Query()]) -> made.ChangesAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await load_changes(reading, plan_id, question, moment.as_of)
            if found is None:
                raise ProblemError(not_found("plan", plan_id, question))
            names = Names(await reading.agencies())
        return made.changes_answer(plan_id, found[1], moment, names)
