"""The page *Thay đổi giữa hai kỳ họp*: what changed of a plan between two looks, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from domain.vietnamese.words import date_words
from infra.problems import ProblemError
from services.api import answers
from services.api.assemble import plan_item
from services.api.changes.routes import ChangesAsked, load_changes
from services.api.context import Api
from services.api.known import is_day
from services.api.load import Moment, load_moment, plan_of_day
from services.api.pages import render
from services.api.params import Name, OnDay
from services.api.past_view import known_until, past_view
from services.api.refusals import not_found
from services.api.wording import lower_first


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two looks, as the form has it."""

    label: str
    day_name: str
    known_name: str
    day: str
    known: str
    unsettled: str = ""

    @property
    def known_is_day(self) -> bool:
        """Whether a field for dates can hold what was known."""
        return not self.known or is_day(self.known)


def change_pages(api: Api) -> APIRouter:
    """Return the page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/ke-hoach/{plan_id}/thay-doi")
    async def page(plan_id: Name, asked: Annotated[ChangesAsked, Query()]) -> HTMLResponse:
        path = f"/ke-hoach/{plan_id}/thay-doi"
        if asked.from_ is None and asked.from_known_at is None:
            async with api.reading(asked) as reading:
                question = api.asked(None)
                moment = await load_moment(reading, question)
                plan = await plan_of_day(reading, plan_id, question)
            if plan is None:
                raise ProblemError(not_found("plan", plan_id))
            return render(
                "changes.html",
                api,
                moment,
                path=path,
                plan=plan_item(plan),
                found=None,
                sides=_sides(asked),
            )
        found = await load_changes(api, plan_id, asked)
        then, now = _looks(asked)
        return render(
            "changes.html",
            api,
            Moment(found.now.as_of, tuple(found.now.known_at)),
            path=path,
            plan=found.plan,
            found=found,
            sides=_sides(asked, found.then, found.now),
            sentence=f"So sánh kỳ trước ({_said(then, found.then)}) với kỳ này"
            f" ({_said(now, found.now)}).",
            then_query=past_view(then, Moment(found.then.as_of, ())).query,
            now_query=past_view(now, Moment(found.now.as_of, ())).query,
        )

    return router


def _looks(asked: ChangesAsked) -> tuple[OnDay, OnDay]:
    return (
        OnDay(as_of=asked.from_, known_at=asked.from_known_at),
        OnDay(as_of=asked.to, known_at=asked.to_known_at),
    )


def _said(look: OnDay, known: answers.Known) -> str:
    until = known_until(look.known_at) if look.known_at else "nay"
    return f"tình hình ngày {date_words(known.as_of)}, theo những gì đã biết đến {until}"


def _sides(asked: ChangesAsked, *known: answers.Known) -> list[Side]:
    unsettled = [
        f"chưa chốt: {lower_first(one.unsettled.words.vi)}." if one.unsettled else ""
        for one in known
    ] or ["", ""]
    from_, to = asked.from_, asked.to
    return [
        Side(
            "Kỳ trước",
            "from",
            "from_known_at",
            from_.isoformat() if from_ else "",
            asked.from_known_at or "",
            unsettled[0],
        ),
        Side(
            "Kỳ này",
            "to",
            "to_known_at",
            to.isoformat() if to else "",
            asked.to_known_at or "",
            unsettled[1],
        ),
    ]
