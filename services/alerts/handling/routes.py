"""The door for people: POST /v1/alerts/{id}/acknowledge, snooze, note and close.

A key of scope `alerts` speaks for its agency. Under an Idempotency-Key a command that is sent
again gets its first answer; If-Match refuses it where the alert has changed since it was read.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from contracts.alert_commands import COMMANDS, CommandWord, read_command
from contracts.binary_mode import media_type
from contracts.codec import encode
from contracts.untrusted import Unreadable
from domain.identity import MalformedId, canonical_agency_id
from infra.access import Credential
from infra.body_limit import BodyLimit
from infra.key_ring import AGENCY_NEEDED, KeyRing, agency_asked
from infra.postgres import is_unavailable
from infra.problems import OVERLOADED, UNAVAILABLE, ProblemError, problem_handlers
from services.alerts.handling import answers
from services.alerts.handling.commands import Commands, Done, Order, TooManyRaces

BODY_BYTES_MAX = 16_384
ANSWER_WITHIN_SECONDS = 4.5
AT_ONCE_MAX = 32
SCOPE = "alerts"

_WORDS: dict[CommandWord, str] = {
    "acknowledge": "Tiếp nhận, kèm cam kết / Take it, with a commitment",
    "snooze": "Tạm hoãn đến kỳ số liệu sau hoặc một ngày / Let it rest",
    "note": "Ghi chú / Note something",
    "close": "Đóng, nêu lý do / Close it, with the reason",
}


@dataclass(frozen=True, slots=True)
class Door:
    """What the routes work on.

    `supervisors` are the agencies that may see to every alert: those of the plan's chain. `local`:
    keys that speak for every agency are taken. `page_origin`: the page that may send commands.
    """

    commands: Commands
    keys: KeyRing
    supervisors: frozenset[str]
    local: bool
    page_origin: str | None = None


def create_app(door: Door, extra_routes: Sequence[BaseRoute]) -> ASGIApp:
    """Return the app; `extra_routes` are those of health and metrics."""
    handlers: dict[Any, Any] = {**problem_handlers(), RequestValidationError: _on_wrong_parameter}
    app = FastAPI(
        title="chitieu alerts",
        version="1",
        summary="Cửa xử lý cảnh báo / The door for what people do with alerts",
        docs_url=None,
        redoc_url=None,
        exception_handlers=handlers,
    )
    app.router.routes.extend(extra_routes)
    free = asyncio.Semaphore(AT_ONCE_MAX)
    for word in COMMANDS:
        _add(app, door, word, free)
    limited = BodyLimit(app, max_bytes=BODY_BYTES_MAX)
    if door.page_origin is None:
        return limited
    return CORSMiddleware(
        limited,
        allow_origins=(door.page_origin,),
        allow_methods=("POST",),
        allow_headers=("authorization", "content-type", "idempotency-key", "if-match"),
        allow_credentials=False,
        max_age=600,
    )


def _add(app: FastAPI, door: Door, word: CommandWord, free: asyncio.Semaphore) -> None:
    model = COMMANDS[word]
    body = {"application/json": {"schema": model.model_json_schema(mode="validation")}}

    @app.post(
        f"/v1/alerts/{{alert_id}}/{word}",
        summary=_WORDS[word],
        operation_id=word,
        response_model=None,
        responses=answers.DESCRIBED,
        openapi_extra={"requestBody": {"required": True, "content": body}},
    )
    async def command(
        request: Request,
        alert_id: UUID,
        agency: Annotated[str | None, Query(description="Operator keys only.")] = None,
        idempotency_key: Annotated[
            str | None, Header(min_length=1, max_length=128, pattern=r"^[!-~]+$")
        ] = None,
        if_match: Annotated[str | None, Header(pattern=r'^(W/)?"?[1-9][0-9]{0,8}"?$')] = None,
    ) -> Response:
        if free.locked():
            raise ProblemError(OVERLOADED)
        async with free:
            seen = int(if_match.removeprefix("W/").strip('"')) if if_match else None
            order = _Asked(alert_id, word, agency, idempotency_key, seen)
            return await _in_time(door, request, order)


@dataclass(frozen=True, slots=True)
class _Asked:
    alert_id: UUID
    word: CommandWord
    agency: str | None
    idempotency_key: str | None
    seen: int | None


async def _in_time(door: Door, request: Request, asked: _Asked) -> Response:
    """Answer in time: whatever is away becomes 503, and sending it again is safe."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
            return await _answer(door, request, asked)
    except (TimeoutError, TooManyRaces):
        return UNAVAILABLE.response()
    except Exception as error:
        if is_unavailable(error):
            return UNAVAILABLE.response()
        raise


async def _answer(door: Door, request: Request, asked: _Asked) -> Response:
    presented = request.headers.get("authorization")
    credential = await door.keys.required(presented, local=door.local)
    if SCOPE not in credential.scopes:
        raise ProblemError(answers.SCOPE_MISSING)
    if media_type(request.headers.get("content-type")) != "application/json":
        raise ProblemError(answers.CONTENT_TYPE)
    agency = _speaker(credential, asked.agency)
    body = await request.body()
    try:
        command = read_command(asked.word, body)
    except Unreadable as error:
        raise ProblemError(answers.unreadable(error.problems)) from None
    told = f"{asked.alert_id}/{asked.word}/{agency}/".encode() + encode(command)
    order = Order(
        alert_id=asked.alert_id,
        command=command,
        asker=credential.agency or "",
        agency=agency,
        every=agency in door.supervisors,
        content_sha256=hashlib.sha256(told).digest(),
        idempotency_key=asked.idempotency_key,
        expected_seq=asked.seen,
    )
    outcome = await door.commands.carry_out(order)
    if not isinstance(outcome, Done):
        raise ProblemError(answers.refused(outcome, asked.word))
    headers = {"etag": f'"{outcome.change.data.seq}"', "cache-control": "no-store"}
    return Response(
        orjson.dumps(answers.done(outcome)), media_type="application/json", headers=headers
    )


def _speaker(credential: Credential, asked: str | None) -> str:
    try:
        named = None if asked is None else canonical_agency_id(asked)
    except MalformedId:
        raise ProblemError(answers.WRONG_PARAMETER) from None
    agency = agency_asked(credential, named)
    if agency is None:
        raise ProblemError(AGENCY_NEEDED)
    return agency


async def _on_wrong_parameter(_request: Request, error: Exception) -> Response:
    of_id = isinstance(error, RequestValidationError) and any(
        detail["loc"][0] == "path" for detail in error.errors()
    )
    return (answers.NO_SUCH_ALERT if of_id else answers.WRONG_PARAMETER).response()
