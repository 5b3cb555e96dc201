"""GET /v1/plans/{id}/publication: what of a plan stands, as admission itself knows it.

Read from the registry, never from the read model: what was acknowledged a moment ago is in
the answer, so that whoever publishes a plan can go on exactly where he was interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar, cast

import asyncpg
import orjson
from fastapi import FastAPI, Query
from starlette.requests import Request

from contracts.fields import Slug
from contracts.publication import (
    Asker,
    Publication,
    StandingAgency,
    StandingIndicator,
    StandingThing,
    ThingKind,
)
from domain.identity import MalformedId, canonical_slug
from infra.access import Credential
from infra.key_ring import KeyRing
from infra.postgres import Connection, Pool, acquire
from infra.problems import Problem, ProblemError
from infra.sql import load_queries
from services.ingest import answers
from services.ingest.asking import authenticate, bounded
from services.ingest.authority import may_issue

THINGS_MAX = 10_000
INDICATORS_MAX = 5_000
DIRECTORY_MAX = 10_000
ASKED_MAX = 100

_SQL = load_queries("services.ingest")

T = TypeVar("T")


def not_the_issuer(issuer: str) -> Problem:
    """Return the problem of one who may not issue the plan that he asks about."""
    return Problem(
        status=403,
        code="not_the_issuer",
        title="Không có quyền / Not the issuer",
        detail=f"Chỉ người có quyền plan:{issuer} được xem tình trạng công bố của kế hoạch này.",
        detail_en=f"Only a holder of plan:{issuer} may see how far this plan is published.",
    )


SCOPE_MISSING = Problem(
    status=403,
    code="scope_missing",
    title="Không có quyền / No such scope",
    detail="Khóa này không có quyền plan.",
    detail_en="This key lacks the scope plan.",
)


def too_large(what: str, limit: int) -> Problem:
    """Return the problem of an answer that would hold more than a publisher can be told at once."""
    return Problem(
        status=422,
        code="answer_too_large",
        title="Câu trả lời quá lớn / Answer too large",
        detail=f"Hơn {limit} mục ({what}): không trả lời một phần, vì phần thiếu sẽ bị hiểu là "
        "chưa công bố.",
        detail_en=f"More than {limit} {what}: part of them would pass for all that stands.",
    )


def whole(rows: Sequence[T], limit: int, what: str) -> Sequence[T]:
    """Return rows of which one more than `limit` was asked for, if they are all there are.

    Raises:
        ProblemError: there are more; what is left out would pass for what is not published.
    """
    if len(rows) > limit:
        raise ProblemError(too_large(what, limit))
    return rows


def add_publication(app: FastAPI, pool: Pool, keys: KeyRing, *, local: bool) -> None:
    """Add the route to the app."""

    @app.get(
        "/v1/plans/{plan_id}/publication",
        summary="Kế hoạch đã được công bố đến đâu / What of a plan stands",
        openapi_extra={"security": [{"key": []}]},
        responses={
            401: {"description": "No valid key."},
            403: {"description": "The key has not the plan scope of the plan's issuer."},
            422: {"description": "A parameter is not valid."},
            503: {"description": "Not now; ask again."},
        },
    )
    async def get_publication(
        request: Request,
        plan_id: str,
        indicator: Annotated[
            list[Slug] | None,
            Query(max_length=ASKED_MAX, description="Chỉ số sẽ dùng đến / Also these indicators."),
        ] = None,
        directory: Annotated[
            bool, Query(description="Kèm danh bạ cơ quan / With the directory of agencies.")
        ] = False,
    ) -> Publication:
        """Tell kind, id, revision and content digest of all that stands of a plan.

        A plan that is not known has nothing that stands: the answer is empty, not 404.
        """
        try:
            canonical_slug(plan_id)
        except MalformedId:
            raise ProblemError(answers.WRONG_PARAMETER) from None
        async with bounded():
            credential = await authenticate(keys, request, local=local)
            async with (
                acquire(pool) as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                return await _publication(
                    connection, credential, plan_id, indicator or [], directory=directory
                )


async def _publication(
    connection: Connection,
    credential: Credential,
    plan_id: str,
    indicators: list[str],
    *,
    directory: bool,
) -> Publication:
    plan = await connection.fetchrow(_SQL["plan_in_registry"], plan_id)
    if plan is not None and not may_issue(credential, plan["issuer"]):
        raise ProblemError(not_the_issuer(plan["issuer"]))
    if not any(scope.partition(":")[0] == "plan" for scope in credential.scopes):
        raise ProblemError(SCOPE_MISSING)
    things = await connection.fetch(_SQL["things_of_plan"], plan_id, THINGS_MAX + 1)
    wanted = (indicators, plan_id, INDICATORS_MAX + 1)
    known = await connection.fetch(_SQL["indicators_standing"], *wanted)
    stated = await connection.fetch(_SQL["directory"], DIRECTORY_MAX + 1) if directory else []
    return Publication(
        plan=plan_id,
        effective_on=plan["effective_on"] if plan else None,
        asker=Asker(
            agency=credential.agency,
            every_agency=credential.every_agency,
            scopes=tuple(sorted(credential.scopes)),
        ),
        things=tuple(map(_thing, whole(things, THINGS_MAX, "things"))),
        indicators=tuple(map(_indicator, whole(known, INDICATORS_MAX, "indicators"))),
        directory=tuple(map(_agency, whole(stated, DIRECTORY_MAX, "statements"))),
    )


def _thing(row: asyncpg.Record) -> StandingThing:
    kind, _, name = row["thing"].partition("/")
    return StandingThing(
        kind=cast("ThingKind", kind),
        id=name,
        revision=row["revision"],
        withdrawn=row["withdrawn"],
        digest=row["digest"].hex() if row["digest"] else None,
        subject=row["subject"] or "",
        row=row["row_id"],
    )


def _indicator(row: asyncpg.Record) -> StandingIndicator:
    parts = orjson.loads(row["definitions"])
    return StandingIndicator(
        id=row["indicator_id"],
        revision=row["revision"],
        owner=row["owner"],
        digest=row["digest"].hex() if row["digest"] else None,
        definitions={int(number): tuple(of) for number, of in parts.items()},
    )


def _agency(row: asyncpg.Record) -> StandingAgency:
    return StandingAgency(
        agency=row["agency_id"],
        statement=row["statement"],
        revision=row["revision"],
        effective_on=row["effective_on"],
        name=row["name"],
        kind=row["kind"],
        members=tuple(row["members"]),
    )
