"""GET /v1/agencies: what the agencies are called that answers name by their ids."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from services.api import answers
from services.api.context import Api
from services.api.load import load_moment
from services.api.moments import told
from services.api.paging import after_one, encode_cursor
from services.api.params import Paged


class AgencyItem(answers.Answer):
    """An agency; `short_name` is empty where it has none."""

    agency_id: str
    name: str
    short_name: str


def add_agency_routes(router: APIRouter, api: Api) -> None:
    """Add the route."""

    @router.get("/agencies", summary="Danh mục cơ quan / List agencies", tags=["agencies"])
    async def agencies(asked: Annotated[Paged, Query()]) -> answers.ListAnswer[AgencyItem]:
        after = after_one(asked.cursor)
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            known = await reading.agencies()
        found = [one for name, one in known.items() if after is None or name > after]
        shown = found[: asked.limit]
        return answers.ListAnswer(
            **told(moment),
            items=[
                AgencyItem(agency_id=one.agency_id, name=one.name, short_name=one.short_name)
                for one in shown
            ],
            next_cursor=encode_cursor((shown[-1].agency_id,)) if len(found) > len(shown) else None,
        )
