"""GET /v1/plans/{id}/changes: what changed of a plan between two looks at it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from infra.problems import ProblemError
from services.api.assemble import plan_item
from services.api.changes.answers import PlanChangesAnswer, changes_answer, refs_of
from services.api.changes.between import Glimpse, compare
from services.api.context import Api
from services.api.load import Asked, Moment, load_moment
from services.api.params import Anything, KnownAtText, Name, PastDay
from services.api.refusals import bad_order, bad_parameters, missing, not_found
from services.api.store import Reading
from services.api.views import Names

_MISSING = missing("plan")


class ChangesAsked(Anything):
    """A question for what changed between two looks; of the later one all may be left out: now.

    The days are `as_of`, the others `known_at`, of each look, and mean what they mean elsewhere:
    without a day it is that of the instant; without an instant it is all that is known by now.
    """

    from_: PastDay = Field(
        default=None,
        alias="from",
        description="Ngày của lần xem trước (như as_of).",
        examples=["2023-06-30"],
    )
    to: PastDay = Field(
        default=None,
        description="Ngày của lần xem sau (như as_of); thiếu: hiện tại.",
        examples=["2023-09-30"],
    )
    from_known_at: KnownAtText = Field(
        default=None,
        description="Những gì đã biết ở lần xem trước (như known_at).",
        examples=["2023-06-30"],
    )
    to_known_at: KnownAtText = Field(
        default=None,
        description="Những gì đã biết ở lần xem sau (như known_at); thiếu: đến nay.",
        examples=["0:17,1:4"],
    )


def add_change_routes(router: APIRouter, api: Api) -> None:
    """Add the route."""

    @router.get(
        "/plans/{plan_id}/changes",
        summary="Thay đổi giữa hai lần xem, và vì sao / What changed between two looks, and why",
        tags=["plans"],
        responses=_MISSING,
    )
    async def changes(plan_id: Name, asked: Annotated[ChangesAsked, Query()]) -> PlanChangesAnswer:
        return await load_changes(api, plan_id, asked)


async def load_changes(api: Api, plan_id: str, asked: ChangesAsked) -> PlanChangesAnswer:
    """Load both looks within one consistent look at the tables, and compare them.

    Raises:
        ProblemError: no such plan at the later look, no earlier look, or one that is later.
        TooMany: more facts than one answer may hold.
    """
    if asked.from_ is None and asked.from_known_at is None:
        raise ProblemError(bad_parameters([{"type": "from_missing", "loc": ("query", "from")}]))
    async with api.reading(asked) as reading:
        then = await _glimpse(api, reading, plan_id, asked.from_, asked.from_known_at, "from")
        now = await _glimpse(api, reading, plan_id, asked.to, asked.to_known_at, "to")
        _check_order(then, now)
        found = await api.judging.run(lambda: compare(plan_id, then.glimpse, now.glimpse))
        if found is None:
            raise ProblemError(not_found("plan", plan_id, now.asked))
        names = Names(await reading.agencies())
        logged = await reading.events(refs_of(found))
    moments = (then.moment, now.moment)
    return changes_answer(found, plan_item(found.plan), moments, logged, names)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look: what was asked, the moment that it is, and what was known."""

    asked: Asked
    moment: Moment
    glimpse: Glimpse


async def _glimpse(
    api: Api, reading: Reading, plan_id: str, as_of: date | None, known_at: str | None, side: str
) -> _Seen:
    asked = await api.ask(reading, as_of, known_at, field=f"{side}_known_at")
    moment = await load_moment(reading, asked)
    subjects = await reading.subjects_of_plan(plan_id)
    records = await reading.records([f"plan/{plan_id}", *subjects], limit=asked.facts_max)
    return _Seen(asked, moment, Glimpse(tuple(records), moment.as_of))


def _check_order(then: _Seen, now: _Seen) -> None:
    if then.moment.as_of > now.moment.as_of:
        raise ProblemError(bad_order("to", f"≥ {then.moment.as_of.isoformat()}"))
    if now.asked.cut is None:
        return
    last = now.asked.cut.next_offsets
    known = dict(map(_place, then.moment.known_at))
    if any(offset >= (last[p] if p < len(last) else 0) for p, offset in known.items()):
        raise ProblemError(bad_order("to_known_at", f"≥ {','.join(then.moment.known_at)}"))


def _place(text: str) -> tuple[int, int]:
    partition, _, offset = text.partition(":")
    return int(partition), int(offset)
