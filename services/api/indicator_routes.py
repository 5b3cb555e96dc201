"""GET /v1/indicators and /v1/indicators/{id}: what is measured, and which targets use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from contracts.status import TargetStatus
from infra.problems import ProblemError
from services.api import answers, assemble
from services.api.asof import Definition, definitions
from services.api.context import Api
from services.api.load import Moment, load_indicator_targets, load_moment
from services.api.moments import told
from services.api.paging import after_one, encode_cursor
from services.api.params import Name, OnDay, Paged
from services.api.refusals import not_found
from services.api.rows import IndicatorRow, Known


class IndicatorsAsked(Paged):
    """A question for indicators."""

    q: Annotated[str | None, Field(max_length=200)] = Field(
        default=None, description="Có trong tên chỉ số, không phân biệt hoa thường."
    )


class IndicatorLine(answers.Answer):
    """An indicator in one line, in its latest definition; `targets`: how many use it."""

    indicator_id: str
    name: str
    unit: str
    definition: int
    higher_is_better: bool
    targets: int


class DefinitionItem(answers.Answer):
    """A definition; above 1 it breaks the series, for the `reason` given."""

    definition: int
    name: str
    unit: str
    higher_is_better: bool
    numerator: str | None
    denominator: str | None
    method: str | None
    parts: list[str]
    reason: str


class IndicatorAnswer(answers.Known):
    """An indicator: every definition, oldest first, and the targets of all plans that use it."""

    indicator_id: str
    definitions: list[DefinitionItem]
    targets: list[answers.StatusItem]


def add_indicator_routes(router: APIRouter, api: Api) -> None:
    """Add the routes."""

    @router.get("/indicators", summary="Danh sách chỉ số / List indicators", tags=["indicators"])
    async def indicators(
        asked: Annotated[IndicatorsAsked, Query()],
    ) -> answers.ListAnswer[IndicatorLine]:
        after = after_one(asked.cursor)
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await reading.indicators(asked.q, after=after, limit=asked.limit + 1)
        shown = found[: asked.limit]
        more = len(found) > asked.limit
        return answers.ListAnswer(
            **told(moment),
            items=[_line(row) for row in shown],
            next_cursor=encode_cursor((shown[-1].indicator_id,)) if more else None,
        )

    @router.get(
        "/indicators/{indicator_id}",
        summary="Một chỉ số: các định nghĩa và chỉ tiêu dùng nó / One indicator in full",
        tags=["indicators"],
        responses={404: {"model": answers.ProblemAnswer, "description": "There is no such thing."}},
    )
    async def indicator(indicator_id: Name, asked: Annotated[OnDay, Query()]) -> IndicatorAnswer:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            known = definitions(await reading.definitions(indicator_id), question.as_of)
            if not known:
                raise ProblemError(not_found("indicator", indicator_id, question))
            used_by = await load_indicator_targets(reading, indicator_id, question)
        return _answer(indicator_id, known, used_by, moment)


def _line(row: IndicatorRow) -> IndicatorLine:
    return IndicatorLine(
        indicator_id=row.indicator_id,
        name=row.name,
        unit=row.unit,
        definition=row.definition,
        higher_is_better=row.higher_is_better,
        targets=row.targets,
    )


def _answer(
    indicator_id: str,
    known: Mapping[int, Definition],
    used_by: Sequence[Known[TargetStatus]],
    moment: Moment,
) -> IndicatorAnswer:
    return IndicatorAnswer(
        **told(moment),
        indicator_id=indicator_id,
        definitions=[
            DefinitionItem(
                definition=number,
                name=one.indicator.name,
                unit=one.indicator.unit,
                higher_is_better=one.indicator.higher_is_better,
                numerator=one.indicator.numerator,
                denominator=one.indicator.denominator,
                method=one.indicator.method,
                parts=list(one.indicator.parts),
                reason=one.reason,
            )
            for number, one in sorted(known.items())
        ],
        targets=[assemble.status_item(one) for one in used_by],
    )
