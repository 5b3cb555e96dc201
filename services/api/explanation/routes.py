"""Why a status is what it is: the JSON answers, and the page *Giải trình* to print and sign."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from services.api.context import Api
from services.api.explanation.answers import ExplanationAnswer
from services.api.explanation.load import Kind, load_explanation
from services.api.explanation.views import sheet
from services.api.pages import render
from services.api.params import Name, OnDay
from services.api.refusals import missing

_MISSING = missing("thing")


def add_explanation_routes(router: APIRouter, api: Api) -> None:
    """Add the JSON routes."""

    @router.get(
        "/targets/{target_id}/explanation",
        summary="Giải trình một chỉ tiêu: vì sao có kết luận này / Why a target stands as it does",
        tags=["targets"],
        responses=_MISSING,
    )
    async def target(target_id: Name, asked: Annotated[OnDay, Query()]) -> ExplanationAnswer:
        return (await load_explanation(api, "target", target_id, asked)).answer

    @router.get(
        "/tasks/{task_id}/explanation",
        summary="Giải trình một nhiệm vụ / Why a task stands as it does",
        tags=["tasks"],
        responses=_MISSING,
    )
    async def task(task_id: Name, asked: Annotated[OnDay, Query()]) -> ExplanationAnswer:
        return (await load_explanation(api, "task", task_id, asked)).answer


def explanation_pages(api: Api) -> APIRouter:
    """Return the pages, each one sheet of A4."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/chi-tieu/{target_id}/giai-trinh")
    async def target(target_id: Name, asked: Annotated[OnDay, Query()]) -> HTMLResponse:
        return await _page(api, "target", target_id, asked)

    @router.get("/nhiem-vu/{task_id}/giai-trinh")
    async def task(task_id: Name, asked: Annotated[OnDay, Query()]) -> HTMLResponse:
        return await _page(api, "task", task_id, asked)

    return router


async def _page(api: Api, kind: Kind, name: str, asked: OnDay) -> HTMLResponse:
    found = await load_explanation(api, kind, name, asked)
    return render(
        "explanation.html",
        api,
        found.moment,
        asked=asked,
        told=found.answer,
        names=found.names,
        sheet=sheet(found.answer, found.names),
    )
