"""GET /v1/alerts/score: how good alerts have been, from the log alone."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field

from contracts.fields import AgencyId, Slug
from services.api.alerts.score_answers import ScoreAnswer, score_answer
from services.api.alerts.score_fold import Wish
from services.api.alerts.score_load import load_records
from services.api.context import Api
from services.api.load import load_moment
from services.api.params import Anything, PastDay


def _none(value: object) -> object:
    """Take a choice of a form that was left open for none."""
    return None if value == "" else value


ClassId = Literal[
    "percent", "positive", "score", "rank", "cumulative", "count", "milestone", "task", "-"
]
"""Those of `CLASS_WORDS`; a name that is none of them would be answered by nothing but zeros."""


class ScoreQuery(Anything):
    """Of which alerts the record is asked for."""

    class_: Annotated[ClassId | None, BeforeValidator(_none)] = Field(
        default=None, alias="class", description="Chỉ một loại số liệu.", examples=["percent"]
    )
    agency: Annotated[AgencyId | None, BeforeValidator(_none)] = Field(
        default=None, description="Chỉ tiêu do đơn vị này chủ trì."
    )
    plan: Annotated[Slug | None, BeforeValidator(_none)] = Field(
        default=None, description="Chỉ một kế hoạch."
    )
    from_: PastDay = Field(default=None, alias="from", description="Hạn từ ngày này.")
    to: PastDay = Field(default=None, description="Hạn đến hết ngày này.")

    @property
    def wish(self) -> Wish:
        """The question as the fold takes it."""
        return Wish(self.class_, self.agency, self.plan, self.from_, self.to)


def add_score_routes(router: APIRouter, api: Api) -> None:
    """Add the route; before that of one alert, whose id it is not."""

    @router.get(
        "/alerts/score",
        summary="Cảnh báo có đúng không / How good alerts have been",
        tags=["alerts"],
    )
    async def score(asked: Annotated[ScoreQuery, Query()]) -> ScoreAnswer:
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await load_records(reading, asked.wish)
        return score_answer(found, asked.wish, moment)
