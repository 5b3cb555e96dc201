"""Answer a refused request as RFC 9457 problem+json: a stable code, words in two languages.

A refusal says which field was wrong, what was wrong with it and what would be right.
A fault of ours says that it is ours, and nothing of how we are built.
"""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from infra.logs import get_logger

MEDIA_TYPE = "application/problem+json"

_log = get_logger("problems")


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was refused; `title` names the kind, `detail` (Vietnamese) the case."""

    status: int
    code: str
    title: str
    detail: str
    detail_en: str
    field: str | None = None
    retry_after_seconds: int | None = None
    extra: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The members of the JSON object; `extra` adds members of its own."""
        members: dict[str, object] = {
            "type": f"urn:chitieu:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "detail_en": self.detail_en,
        }
        if self.field is not None:
            members["field"] = self.field
        return {**self.extra, **members}

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The HTTP answer, never to be kept by a cache."""
        sent = {**(headers or {}), "cache-control": "no-store"}
        if self.retry_after_seconds is not None:
            sent["retry-after"] = str(self.retry_after_seconds)
        return Response(
            orjson.dumps(self.as_dict()), self.status, media_type=MEDIA_TYPE, headers=sent
        )


class ProblemError(Exception):
    """Raised where a request cannot go on; becomes its problem's answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


UNAVAILABLE = Problem(
    status=503,
    code="unavailable",
    title="Tạm thời không phục vụ được / Temporarily unavailable",
    detail="Hệ thống chưa xử lý được yêu cầu này; hãy gửi lại nguyên văn sau ít giây.",
    detail_en="The request could not be handled now; send it again unchanged in a few seconds.",
    retry_after_seconds=2,
)
"""A dependency is away: nothing is promised about the request, and sending it again is safe."""

OVERLOADED = Problem(
    status=429,
    code="too_many_waiting",
    title="Quá nhiều yêu cầu đang chờ / Too many requests wait",
    detail="Hệ thống đang nhận quá nhiều yêu cầu; hãy gửi lại nguyên văn sau ít giây.",
    detail_en="Too many requests are waiting; send this one again unchanged in a few seconds.",
    retry_after_seconds=1,
)

INTERNAL = Problem(
    status=500,
    code="internal_error",
    title="Lỗi của hệ thống / Internal error",
    detail="Lỗi của hệ thống, không phải của yêu cầu. Lỗi đã được ghi lại.",
    detail_en="The fault is ours, not the request's. It has been logged.",
)

_HTTP_WORDS: Mapping[int, tuple[str, str, str]] = {
    404: (
        "not_found",
        "Không có gì ở địa chỉ này.",
        "There is nothing at this address.",
    ),
    405: (
        "method_not_allowed",
        "Địa chỉ này không nhận phương thức đó; xem tiêu đề Allow.",
        "This address does not take that method; see the Allow header.",
    ),
}


def of_http_status(status: int) -> Problem:
    """The problem for a bare HTTP status, as the web framework raises it."""
    phrase = HTTPStatus(status).phrase
    code, detail, detail_en = _HTTP_WORDS.get(
        status,
        (phrase.lower().replace(" ", "_"), f"Yêu cầu bị từ chối ({phrase}).", f"{phrase}."),
    )
    return Problem(status=status, code=code, title=phrase, detail=detail, detail_en=detail_en)


async def _on_problem(_request: Request, error: Exception) -> Response:
    problem = error.problem if isinstance(error, ProblemError) else INTERNAL
    return problem.response()


async def _on_http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return INTERNAL.response()
    return of_http_status(error.status_code).response(error.headers)


async def _on_fault(request: Request, error: Exception) -> Response:
    _log.error("request_failed", path=request.url.path, method=request.method, exc_info=error)
    return INTERNAL.response()


Handler = Callable[[Request, Exception], Awaitable[Response]]


def problem_handlers() -> dict[type[Exception] | int, Handler]:
    """What to pass as `exception_handlers` to Starlette or FastAPI."""
    return {ProblemError: _on_problem, HTTPException: _on_http, Exception: _on_fault}
