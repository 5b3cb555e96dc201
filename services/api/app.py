"""The api's ASGI app: JSON under /v1, Vietnamese pages, health, and how each tells an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from importlib.resources import files
from typing import Any

import asyncpg
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from infra.health import Reason, Watch, health_routes, postgres_check
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, PostgresUnavailable, is_unavailable
from infra.problems import (
    INTERNAL,
    UNAVAILABLE,
    Problem,
    ProblemError,
    of_http_status,
)
from services.api import refusals
from services.api.alerts.pages import alert_pages
from services.api.alerts.score_pages import score_pages
from services.api.changes.pages import change_pages
from services.api.context import Api
from services.api.edge import Edge
from services.api.explanation.routes import explanation_pages
from services.api.obligations.pages import obligation_pages
from services.api.pages import error_page, page_routes
from services.api.routes import json_routes
from services.api.store import Store, TooMany
from services.api.waiting import NotYetApplied

DESCRIPTION = """
Đọc trạng thái chỉ tiêu và nhiệm vụ của các kế hoạch: đánh giá tạm tính và chính thức, lý do,
chuỗi số liệu, sự kiện quyết định, cảnh báo. Chỉ đọc; sự kiện được gửi đến dịch vụ ingest.

Read-only. `after=partition:offset` waits for an event that ingest acknowledged;
`as_of=YYYY-MM-DD` judges the kept facts again for that day, `known_at` by what was known at a
day's end, an instant or positions of the log. Errors are problem+json (RFC 9457).
"""
_JSON_PREFIXES = ("/v1/", "/live", "/ready", "/metrics", "/openapi.json")

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

_log = get_logger("api")


def create_app(api: Api, *, pool: Pool, metrics: Metrics, watch: Watch) -> ASGIApp:
    """Return the app; nothing is opened or started by this."""
    app = FastAPI(
        title="chitieu api",
        version="1",
        description=DESCRIPTION,
        docs_url=None,  # its page loads scripts from a public CDN
        redoc_url=None,
        exception_handlers=_handlers(),
    )
    app.include_router(json_routes(api))
    app.include_router(page_routes(api))
    app.include_router(obligation_pages(api))
    app.include_router(change_pages(api))
    app.include_router(explanation_pages(api))
    app.include_router(score_pages(api))
    app.include_router(alert_pages(api))
    app.router.routes += health_routes(
        watch=watch,
        checks={"postgres": postgres_check(pool), "views": _views_check(api.store)},
        metrics=metrics,
        clock=api.clock,
    )
    app.mount("/static", StaticFiles(directory=str(files("services.api") / "static")))
    return Edge(app, clock=api.clock, metrics=metrics)


def _views_check(store: Store) -> Callable[[], Awaitable[Reason | None]]:
    async def check() -> Reason | None:
        try:
            async with store.reading() as reading:
                await reading.positions()
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            return Reason(
                "no_views",
                "chưa có bảng đọc; hãy chạy: chitieu migrate",
                "the read model does not exist; run: chitieu migrate",
            )
        return None

    return check


def _handlers() -> dict[type[Exception] | int, Handler]:
    return {**dict.fromkeys(_KNOWN, _on_known), Exception: _on_fault}


async def _on_fault(request: Request, error: Exception) -> Response:
    _log.error("request_failed", path=request.url.path, method=request.method, exc_info=error)
    return _answer(request, INTERNAL)


async def _on_known(request: Request, error: Exception) -> Response:
    problem = _problem_of(error)
    if problem is None:
        raise error
    headers = error.headers if isinstance(error, HTTPException) else None
    return _answer(request, problem, dict(headers or {}))


_KNOWN: tuple[type[Exception], ...] = (
    ProblemError,
    HTTPException,
    RequestValidationError,
    TooMany,
    NotYetApplied,
    PostgresUnavailable,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)


def _problem_of(error: Exception) -> Problem | None:
    match error:
        case ProblemError():
            return error.problem
        case HTTPException():
            return of_http_status(error.status_code)
        case RequestValidationError():
            return refusals.bad_parameters(error.errors())
        case TooMany():
            return refusals.too_many(error)
        case NotYetApplied():
            return refusals.not_yet_applied(error)
        case _ if is_unavailable(error):
            return UNAVAILABLE
    return None


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith(_JSON_PREFIXES)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    if _wants_page(request):
        return error_page(problem)
    return problem.response(headers)
