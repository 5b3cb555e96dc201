"""The door over HTTP: events in; what became of them, and of those refused, out.

The hot route is plain Starlette; its page of the OpenAPI document is written by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

import orjson
from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.binary_mode import media_type
from contracts.rejections import Refusal
from contracts.untrusted import Unreadable, split_batch
from domain.identity import EventRef, MalformedId, canonical_agency_id
from infra.access import Credential
from infra.key_ring import AGENCY_NEEDED, KeyRing, agency_asked
from infra.postgres import Pool, acquire
from infra.problems import OVERLOADED, UNAVAILABLE, ProblemError, problem_handlers
from services.ingest import answers, ledger, rejections
from services.ingest.admission import Admission
from services.ingest.asking import ANSWER_WITHIN_SECONDS, authenticate, bounded
from services.ingest.group_commit import GroupCommit, Overloaded
from services.ingest.offers import Offer, Outcome, Unavailable, read_offer, refused_offer
from services.ingest.openapi import add_post
from services.ingest.publication import add_publication

PAGE_MAX = 200
_JSON = "application/json"
_EVENT = "application/cloudevents+json"
_BATCH = "application/cloudevents-batch+json"


@dataclass(frozen=True, slots=True)
class Door:
    """What the routes work on. `local`: keys that speak for every agency are taken."""

    commit: GroupCommit
    admission: Admission
    keys: KeyRing
    pool: Pool
    local: bool


def create_app(door: Door, extra_routes: Sequence[Route]) -> FastAPI:
    """Return the app; `extra_routes` are those of health and metrics."""
    app = FastAPI(
        title="chitieu ingest",
        version="1",
        summary="Cửa nhận sự kiện / The door for events",
        docs_url=None,
        redoc_url=None,
        exception_handlers=_handlers(),
    )
    app.router.routes.append(Route("/v1/events", _post_route(door), methods=["POST"]))
    app.router.routes.extend(extra_routes)
    _add_get_routes(app, door)
    add_publication(app, door.pool, door.keys, local=door.local)
    add_post(app)
    return app


def _handlers() -> dict[Any, Any]:
    return {**problem_handlers(), RequestValidationError: _on_wrong_parameter}


async def _on_wrong_parameter(_request: Request, error: Exception) -> Response:
    del error
    return answers.WRONG_PARAMETER.response()


def _post_route(door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def post_events(request: Request) -> Response:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                credential = await authenticate(door.keys, request, local=door.local)
                return await _answer(door, request, credential)
        except (Unavailable, TimeoutError):
            return UNAVAILABLE.response()
        except Overloaded:
            return OVERLOADED.response()

    return post_events


async def _answer(door: Door, request: Request, credential: Credential) -> Response:
    body = await request.body()
    kind = media_type(request.headers.get("content-type"))
    if kind not in (_JSON, _EVENT, _BATCH):
        return answers.CONTENT_TYPE.response()
    # Whoever writes ?dry_run or ?dry_run=yes does not expect anything to be written.
    dry_run = request.query_params.get("dry_run", "false").lower() not in ("false", "0")
    if kind == _BATCH or (kind == _JSON and body.lstrip()[:1] == b"["):
        try:
            items = split_batch(body)
        except Unreadable as error:
            # Nothing can be cut out of it, so it is refused as one.
            offer = refused_offer(body, credential, Refusal.unreadable(error.problems))
        else:
            offers = [read_offer(item, credential) for item in items]
            return _json(*answers.batch(await _offer(door, offers, dry_run=dry_run)))
    else:
        offer = _read_one(request, body, credential)
    outcome = (await _offer(door, [offer], dry_run=dry_run))[0]
    if outcome.refusal:
        return answers.refused(outcome.refusal).response()
    created = outcome.status == "accepted" and not dry_run
    return _json(201 if created else 200, answers.on_the_log(outcome))


async def _offer(door: Door, offers: list[Offer], *, dry_run: bool) -> list[Outcome]:
    if dry_run:
        return await door.admission.dry_run(offers)
    return await door.commit.submit(offers)


def _read_one(request: Request, body: bytes, credential: Credential) -> Offer:
    if "ce-specversion" not in request.headers:
        return read_offer(body, credential)
    attributes = [
        (name.removeprefix("ce-"), unquote(value))
        for name, value in request.headers.items()
        if name.startswith("ce-")
    ]
    content_type = request.headers.get("content-type")
    return read_offer(body, credential, attributes=attributes, content_type=content_type)


def _json(status: int, body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), status, media_type=_JSON)


def _add_get_routes(app: FastAPI, door: Door) -> None:
    @app.get("/v1/events/{event_id:path}", summary="Sự kiện đã gửi / An event that was sent")
    async def get_event(
        request: Request,
        event_id: str,
        agency: Annotated[str | None, Query(description="Operator keys only.")] = None,
    ) -> dict[str, object]:
        """Tell where an own event stands: `accepted` at its position, or `reserved` until then."""
        async with bounded():
            credential = await authenticate(door.keys, request, local=door.local)
            owner = _agency_asked(credential, agency)
            if owner is None:
                raise ProblemError(AGENCY_NEEDED)
            async with acquire(door.pool) as connection:
                entry = await ledger.find(connection, EventRef(owner, event_id))
        if entry is None:
            raise ProblemError(answers.EVENT_NOT_FOUND)
        return {
            "id": entry.ref.id,
            "agency": entry.ref.agency,
            "type": entry.type,
            "subject": entry.subject,
            "received_at": entry.received_at,
            "status": "accepted" if entry.position else "reserved",
            "position": str(entry.position) if entry.position else None,
        }

    @app.get("/v1/rejections", summary="Sự kiện bị từ chối / Events refused, newest first")
    async def get_rejections(
        request: Request,
        agency: Annotated[str | None, Query(description="Operator keys only.")] = None,
        cursor: Annotated[UUID | None, Query(description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
    ) -> dict[str, Any]:
        """List what was refused, and why: one's own; an operator's key sees all."""
        async with bounded():
            credential = await authenticate(door.keys, request, local=door.local)
            owner = _agency_asked(credential, agency)
            async with acquire(door.pool) as connection:
                rows = await rejections.list_rejections(
                    connection, agency=owner, before=cursor, limit=limit
                )
        return {
            "items": [{**orjson.loads(body), "repeats": repeats} for _, body, repeats in rows],
            "next": str(rows[-1][0]) if len(rows) == limit else None,
        }


def _agency_asked(credential: Credential, asked: str | None) -> str | None:
    """Whose data is meant: one's own, or for an operator the one he names, or None for all."""
    try:
        agency = None if asked is None else canonical_agency_id(asked)
    except MalformedId:
        raise ProblemError(answers.WRONG_PARAMETER) from None
    return agency_asked(credential, agency)
