"""The page *Nghĩa vụ báo cáo*: who has reported, who is late, who is silent, for which period."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from contracts.fields import AgencyId
from domain.obligation import STATE_WORDS, ReportState
from infra.problems import ProblemError
from services.api.context import Api
from services.api.load import load_moment
from services.api.obligations import answers as made
from services.api.obligations.load import load_plan_owed
from services.api.obligations.views import agency_lines, obligation_lines, tiles
from services.api.pages import render
from services.api.paging import CURSOR_MAX_LENGTH, MalformedCursor
from services.api.params import Name, OnDay
from services.api.refusals import bad_cursor, not_found
from services.api.views import Names

LINES_MAX = 300

_State = Literal["", "reported", "late", "owing", "silent", "not_applicable"]


def _none(value: object) -> object:
    """Take a choice of a form that was left open for none."""
    return None if value == "" else value


class PageAsked(OnDay):
    """What the form of the page sends."""

    agency: Annotated[AgencyId | None, BeforeValidator(_none)] = None
    state: _State = ""
    cursor: Annotated[str | None, Field(max_length=CURSOR_MAX_LENGTH)] = None


def obligation_pages(api: Api) -> APIRouter:
    """Return the page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/plans/{plan_id}/obligations")
    async def page(plan_id: Name, asked: Annotated[PageAsked, Query()]) -> HTMLResponse:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            found = await load_plan_owed(reading, plan_id, question, moment.as_of)
            if found is None:
                raise ProblemError(not_found("plan", plan_id, question))
            names = Names(await reading.agencies())
        every = found.owed.rows
        rows = made.chosen(every, agency=asked.agency, state=asked.state or None, kind=None)
        try:
            shown, next_cursor = made.page_of(rows, asked.cursor, LINES_MAX)
        except MalformedCursor:
            raise ProblemError(bad_cursor()) from None
        return render(
            "obligations.html",
            api,
            moment,
            asked=asked,
            plan=found.plan,
            names=names,
            path=f"/plans/{plan_id}/obligations",
            tiles=tiles(rows),
            agencies=agency_lines(every, names),
            states=[(state.value, STATE_WORDS[state].vi) for state in ReportState],
            lines=obligation_lines(shown, names),
            next_page=_query(asked, next_cursor) if next_cursor else "",
        )

    return router


def _query(asked: PageAsked, cursor: str) -> str:
    told = {
        "as_of": asked.as_of.isoformat() if asked.as_of else "",
        "known_at": asked.known_at or "",
        "agency": asked.agency or "",
        "state": asked.state,
        "cursor": cursor,
    }
    return urlencode({name: value for name, value in told.items() if value})
