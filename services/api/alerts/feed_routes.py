"""GET /v1/feeds/deadlines.ics and /v1/feeds/alerts.atom: for calendars and for feed readers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from contracts.fields import AgencyId, Slug
from services.api import answers
from services.api.alerts.feeds import Row, deadlines, etag
from services.api.alerts.feeds import alerts as alerts_feed
from services.api.alerts.inbox_views import ACTING
from services.api.alerts.store import find_alerts
from services.api.context import Api
from services.api.filters import AlertFilter, TargetFilter, TaskFilter
from services.api.params import Anything
from services.api.store import TooMany
from services.api.views import Names

DEADLINES_MAX = 2_000
ENTRIES_MAX = 100
CALENDAR, ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"

_OTHER: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the ETag in If-None-Match."},
    422: {"model": answers.ProblemAnswer, "description": "A parameter is not valid."},
}


class FeedAsked(Anything):
    """A question for a feed: of one plan, of what one agency leads, or of both."""

    plan: Slug | None = Field(default=None, description="Chỉ của một kế hoạch.")
    agency: AgencyId | None = Field(default=None, description="Chỉ của một cơ quan chủ trì.")


class AlertsFeedAsked(FeedAsked):
    """A question for the feed of alerts."""

    state: Literal["open", "closed"] | None = None
    watch: bool = Field(default=False, description="Cả những điều chỉ cần theo dõi.")


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The feed.", "content": {media_type: {}}}, **_OTHER}


def add_feed_routes(router: APIRouter, api: Api) -> None:
    """Add both feeds."""

    @router.get(
        "/feeds/deadlines.ics",
        summary="Lịch thời hạn / Deadlines as a calendar",
        tags=["feeds"],
        response_class=Response,
        responses=_file(CALENDAR),
    )
    async def deadlines_ics(request: Request, asked: Annotated[FeedAsked, Query()]) -> Response:
        return await _deadlines(api, request, asked)

    @router.get(
        "/feeds/alerts.atom",
        summary="Cảnh báo mới nhất / The latest alerts as an Atom feed",
        tags=["feeds"],
        response_class=Response,
        responses=_file(ATOM),
    )
    async def alerts_atom(request: Request, asked: Annotated[AlertsFeedAsked, Query()]) -> Response:
        return await _alerts(api, request, asked)


async def _deadlines(api: Api, request: Request, asked: FeedAsked) -> Response:
    limit = DEADLINES_MAX + 1
    async with api.reading(asked) as reading:
        targets = await reading.targets(
            TargetFilter(plan=asked.plan, lead=asked.agency), after=None, limit=limit
        )
        tasks = await reading.tasks(
            TaskFilter(plan=asked.plan, lead=asked.agency), after=None, limit=limit
        )
        names = Names(await reading.agencies())
    rows: list[Row] = [one.status for one in targets]
    rows += [one.status for one in tasks]
    if len(rows) > DEADLINES_MAX:
        raise TooMany("deadlines", DEADLINES_MAX)
    content = deadlines(
        rows,
        names,
        title=_title("Thời hạn", asked, names),
        link=_page(request),
    )
    return _answer(request, content, CALENDAR, "thoi-han.ics")


async def _alerts(api: Api, request: Request, asked: AlertsFeedAsked) -> Response:
    stages = () if asked.watch else ACTING
    only = AlertFilter(state=asked.state, plan=asked.plan, agency=asked.agency, stages=stages)
    async with api.reading(asked) as reading:
        found = await find_alerts(reading, only, after=None, limit=ENTRIES_MAX, by_change=True)
        names = Names(await reading.agencies())
    content = alerts_feed(
        found,
        names,
        title=_title("Cảnh báo", asked, names),
        self_link=str(request.url),
        link=_page(request),
    )
    return _answer(request, content, ATOM, "canh-bao.atom")


def _title(what: str, asked: FeedAsked, names: Names) -> str:
    agency = names.short(asked.agency) if asked.agency else None
    return " – ".join(filter(None, (what, asked.plan, agency)))


def _page(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _answer(request: Request, content: bytes, media_type: str, name: str) -> Response:
    tag = etag(content)
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = (one.strip() for one in request.headers.get("if-none-match", "").split(","))
    if tag in known:
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'inline; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)
