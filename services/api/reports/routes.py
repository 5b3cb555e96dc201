"""GET /v1/plans/{id}/report, as JSON, and as the files that an officer prints and signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from infra.problems import ProblemError
from services.api.context import Api
from services.api.load import Moment, PlanPicture, load_moment, load_plan
from services.api.moments import headers as moment_headers
from services.api.obligations.load import PlanOwed, load_plan_owed
from services.api.params import Name, OnDay
from services.api.refusals import missing, not_found
from services.api.reports import csv_file, xlsx_file
from services.api.reports.answers import ReportAnswer, report_answer
from services.api.reports.build import content, report
from services.api.reports.table import Report
from services.api.views import Names

_MISSING = missing("plan")


def add_report_routes(router: APIRouter, api: Api) -> None:
    """Add the routes."""

    @router.get(
        "/plans/{plan_id}/report",
        summary="Báo cáo kết quả của kế hoạch / The report of a plan",
        tags=["plans"],
        responses=_MISSING,
    )
    async def as_json(plan_id: Name, asked: Annotated[OnDay, Query()]) -> ReportAnswer:
        moment, picture, found, names = await _loaded(api, plan_id, asked)
        said = await api.judging.run(lambda: content(picture, found.owed.rows, moment, names))
        return report_answer(picture.plan, said, moment)

    @router.get(
        "/plans/{plan_id}/report.xlsx",
        summary="Báo cáo dạng Excel, khổ A4 ngang / The report as a workbook",
        tags=["plans"],
        responses={**_MISSING, 200: {"content": {xlsx_file.MEDIA_TYPE: {}}}},
        response_class=Response,
    )
    async def as_xlsx(plan_id: Name, asked: Annotated[OnDay, Query()]) -> Response:
        return await _file(api, plan_id, asked, "xlsx", xlsx_file.MEDIA_TYPE, xlsx_file.xlsx_bytes)

    @router.get(
        "/plans/{plan_id}/report.csv",
        summary="Báo cáo dạng CSV (UTF-8, dấu chấm phẩy) / The report as csv",
        tags=["plans"],
        responses={**_MISSING, 200: {"content": {csv_file.MEDIA_TYPE: {}}}},
        response_class=Response,
    )
    async def as_csv(plan_id: Name, asked: Annotated[OnDay, Query()]) -> Response:
        return await _file(api, plan_id, asked, "csv", csv_file.MEDIA_TYPE, csv_file.csv_bytes)


async def _loaded(
    api: Api, plan_id: str, asked: OnDay
) -> tuple[Moment, PlanPicture, PlanOwed, Names]:
    """Load all that a report says within one consistent look."""
    async with api.looking(asked) as (reading, question):
        moment = await load_moment(reading, question)
        picture = await load_plan(reading, plan_id, question)
        found = await load_plan_owed(reading, plan_id, question, moment.as_of)
        names = Names(await reading.agencies())
    if picture is None or found is None:
        raise ProblemError(not_found("plan", plan_id, question))
    return moment, picture, found, names


async def _file(
    api: Api,
    plan_id: str,
    asked: OnDay,
    extension: str,
    media_type: str,
    printed: Callable[[Report], bytes],
) -> Response:
    moment, picture, found, names = await _loaded(api, plan_id, asked)

    def work() -> bytes:
        said = content(picture, found.owed.rows, moment, names)
        return printed(report(picture, said, moment, names))

    body = await api.judging.run(work)
    name = f"bao-cao-{plan_id}-{moment.as_of.isoformat()}.{extension}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        **moment_headers(moment),
    }
    return Response(body, media_type=media_type, headers=headers)
