"""GET /v1/me/obligations: what the agency of a key owes, with all that its next event needs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field, JsonValue

from contracts.fields import AgencyId, Slug
from domain.obligation import Obligation
from domain.owed import FollowedTarget
from domain.plan import Indicator
from domain.vietnamese.words import deadline_words, rule_words
from infra.key_ring import AGENCY_NEEDED, agency_asked
from infra.problems import ProblemError
from services.api import answers
from services.api.context import Api
from services.api.load import Moment, load_moment
from services.api.moments import told
from services.api.obligations import answers as made
from services.api.obligations.example_event import example_event, parts_of
from services.api.obligations.load import Owed, load_agency_owed
from services.api.paging import MalformedCursor
from services.api.params import Paged
from services.api.refusals import bad_cursor
from services.api.views import Names


class MeAsked(Paged):
    """A question of an agency about itself."""

    plan: Slug | None = Field(default=None, description="Chỉ của một kế hoạch.")
    state: made.StateWord | None = None
    agency: AgencyId | None = Field(
        default=None, description="Khóa vận hành (chỉ hệ thống cục bộ) phải nêu cơ quan."
    )


class PartItem(answers.Answer):
    """A part under which a target is reported (`data.part`; null: it has none), and its mark."""

    part: str | None
    text: str
    rule: str = Field(examples=["từ 80% trở lên"])


class MeasuredItem(answers.Answer):
    """What is measured: an indicator in the definition that the target uses."""

    indicator_id: str
    name: str
    definition: int
    unit: str
    higher_is_better: bool
    numerator: str | None
    denominator: str | None
    method: str | None


class MyObligation(made.ObligationItem):
    """An obligation with all that the next event needs.

    `unit` is that of the numbers to report; `deadline` the time of evaluation in the plan's
    words; `example_event` a whole event, to be sent to ingest with another id and real values.
    """

    unit: str
    deadline: str
    frequency: str | None
    measured: MeasuredItem | None
    parts: list[PartItem]
    example_event: dict[str, JsonValue]


class MyObligations(answers.ListAnswer[MyObligation]):
    """What an agency owes on every plan; `counts` are of all that was asked for, by state."""

    agency: str
    counts: dict[made.StateWord, int]


_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"model": answers.ProblemAnswer, "description": "No key, a wrong or a revoked one."},
    403: {"model": answers.ProblemAnswer, "description": "Another agency's, or not here."},
}


def add_me_routes(router: APIRouter, api: Api) -> None:
    """Add the route."""
    keys = api.store.key_ring(api.clock)

    @router.get(
        "/me/obligations",
        summary="Cơ quan của khóa phải báo cáo gì / What the agency of the key owes",
        tags=["me"],
        responses=_REFUSED,
    )
    async def my_obligations(request: Request, asked: Annotated[MeAsked, Query()]) -> MyObligations:
        presented = request.headers.get("authorization")
        credential = await keys.required(presented, local=api.local)
        agency = agency_asked(credential, asked.agency)
        if agency is None:
            raise ProblemError(AGENCY_NEEDED)
        async with api.reading(asked) as reading:
            question = api.asked(None)
            moment = await load_moment(reading, question)
            owed = await load_agency_owed(reading, agency, asked.plan, question, moment.as_of)
            names = Names(await reading.agencies())
        try:
            return _answer(agency, owed, asked, moment, names)
        except MalformedCursor:
            raise ProblemError(bad_cursor()) from None


def _answer(agency: str, owed: Owed, asked: MeAsked, moment: Moment, names: Names) -> MyObligations:
    rows = made.chosen(owed.rows, agency=agency, state=asked.state, kind=None)
    shown, next_cursor = made.page_of(rows, asked.cursor, asked.limit)
    return MyObligations(
        **told(moment),
        agency=agency,
        items=[_item(row, owed, moment, names) for row in shown],
        next_cursor=next_cursor,
        counts=made.counts(rows),
    )


def _item(row: Obligation, owed: Owed, moment: Moment, names: Names) -> MyObligation:
    about = owed.followed[f"{row.kind}/{row.subject_id}"]
    target = about.target if isinstance(about, FollowedTarget) else None
    indicator = owed.indicators.get((target.indicator_id, target.definition)) if target else None
    return MyObligation.model_validate(
        {
            **made.item(row, names).model_dump(),
            "unit": target.unit if target else "",
            "deadline": about.stated.deadline.text or deadline_words(about.stated.deadline),
            "frequency": target.frequency if target else None,
            "measured": _measured(indicator) if indicator else None,
            "parts": [
                PartItem(part=part, text=text, rule=rule_words(rule, target.unit))
                for part, text, rule in parts_of(target)
            ]
            if target
            else [],
            "example_event": example_event(row, about, moment.as_of),
        }
    )


def _measured(indicator: Indicator) -> MeasuredItem:
    return MeasuredItem(
        indicator_id=indicator.id,
        name=indicator.name,
        definition=indicator.definition,
        unit=indicator.unit,
        higher_is_better=indicator.higher_is_better,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        method=indicator.method,
    )
