"""The page *Cảnh báo có đáng tin không*: marks, figures, and the curve of reliability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from domain.alert_record import ENOUGH, Record
from domain.alert_scoring import MARK_WORDS, Mark
from domain.vietnamese.words import number_words
from services.api.alerts.score_answers import CLASS_WORDS, brier_words, percent_words, record_words
from services.api.alerts.score_chart import curve
from services.api.alerts.score_load import load_records
from services.api.alerts.score_routes import ScoreQuery
from services.api.context import Api
from services.api.load import load_moment
from services.api.pages import render
from services.api.views import Names

_SHOWN = (Mark.HIT, Mark.LATE, Mark.FALSE, Mark.AVERTED, Mark.CALLED_OFF)


@dataclass(frozen=True, slots=True)
class Line:
    """One class or agency in the table."""

    name: str
    value: str
    marks: tuple[int, ...]
    without_alert: int
    precision: str
    recall: str
    lead: str
    brier: str
    few: bool


def score_pages(api: Api) -> APIRouter:
    """Return the page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/canh-bao/do-tin-cay")
    async def page(asked: Annotated[ScoreQuery, Query()]) -> HTMLResponse:
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await load_records(reading, asked.wish)
            names = Names(await reading.agencies())
            plans = await reading.plans(after=None, limit=200)
        agencies = {one: names.short(one) for one in found.by_agency}
        return render(
            "score.html",
            api,
            moment,
            question=asked,
            enough=ENOUGH,
            total=found.total,
            words=record_words(found.total).vi,
            marks=[(MARK_WORDS[mark].vi, found.total.marks[mark]) for mark in Mark],
            curve=curve(found.total.reliability),
            heads=[MARK_WORDS[mark].vi for mark in _SHOWN],
            percent=percent_words,
            brier=brier_words(found.total.brier),
            classes=_lines(found.by_class, CLASS_WORDS),
            agencies=_lines(found.by_agency, agencies),
            plans=plans,
        )

    return router


def _lines(found: Mapping[str, Record], names: Mapping[str, str]) -> list[Line]:
    return [_line(names.get(value, value), value, one) for value, one in found.items()]


def _line(name: str, value: str, one: Record) -> Line:
    return Line(
        name=name,
        value=value,
        marks=tuple(one.marks[mark] for mark in _SHOWN),
        without_alert=one.without_alert,
        precision=percent_words(one.precision.value),
        recall=percent_words(one.recall.value),
        lead=number_words(one.lead_days) if one.lead_days is not None else "—",
        brier=brier_words(one.brier),
        few=one.precision.value is None and one.recall.value is None,
    )
