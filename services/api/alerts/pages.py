"""The pages *Cảnh báo*: what is open and whose it is, and one alert with its life and its forms.

They are read without a script. The forms need one: they send commands to the alerts service,
an origin of its own, with a key that the reader types and his browser keeps for the session.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from contracts.alerts import KindWord, StageWord
from contracts.fields import AgencyId, Slug
from domain.alert_labels import HANDLING_WORDS, KIND_WORDS, row_words
from infra.problems import ProblemError
from services.api.alerts.inbox_views import (
    ACTING,
    STAGE_BADGES,
    WATCHED,
    delivery_lines,
    handling_words,
    inbox,
    life_lines,
    stage_badge,
)
from services.api.alerts.routes import HandlingWord, alert_after, alert_cursor
from services.api.alerts.store import (
    find_alert,
    find_alerts,
    find_delivered,
    find_deliveries,
    find_life,
)
from services.api.alerts.views import alert_card
from services.api.context import Api
from services.api.edge import SECURITY_HEADERS
from services.api.filters import AlertFilter
from services.api.load import load_moment
from services.api.pages import render
from services.api.paging import CURSOR_MAX_LENGTH
from services.api.params import Anything
from services.api.refusals import not_found
from services.api.rows import Alert
from services.api.views import Names

LINES_MAX = 300
WATCHED_MAX = 500
PLANS_MAX = 200


def _none(value: object) -> object:
    """Take a choice of a form that was left open for none."""
    return None if value == "" else value


class InboxAsked(Anything):
    """What the form of the inbox sends."""

    agency: Annotated[AgencyId | None, BeforeValidator(_none)] = None
    plan: Annotated[Slug | None, BeforeValidator(_none)] = None
    kind: Annotated[KindWord | None, BeforeValidator(_none)] = None
    stage: Annotated[StageWord | None, BeforeValidator(_none)] = None
    handling: Annotated[HandlingWord | None, BeforeValidator(_none)] = None
    state: Literal["open", "closed"] = "open"
    cursor: Annotated[str | None, Field(max_length=CURSOR_MAX_LENGTH)] = None

    @property
    def folds(self) -> bool:
        """Whether what is only watched stands behind what must be acted on."""
        return self.stage is None and self.state == "open"

    def only(self, *stages: str) -> AlertFilter:
        """Which alerts are asked for, of some stages or of all."""
        return AlertFilter(
            state=self.state,
            plan=self.plan,
            agency=self.agency,
            kind=self.kind,
            stages=stages,
            handling=self.handling,
        )


def alert_pages(api: Api) -> APIRouter:
    """Return the pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/canh-bao")
    async def page(asked: Annotated[InboxAsked, Query()]) -> HTMLResponse:
        return await _inbox(api, asked)

    @router.get("/canh-bao/{alert_id:uuid}")
    async def one(alert_id: UUID, asked: Annotated[Anything, Query()]) -> HTMLResponse:
        return await _alert(api, alert_id, asked)

    return router


async def _inbox(api: Api, asked: InboxAsked) -> HTMLResponse:
    stages = (asked.stage,) if asked.stage else ACTING if asked.folds else ()
    after = alert_after(asked.cursor)
    async with api.reading(asked) as reading:
        moment = await load_moment(reading, api.asked(None))
        found = await find_alerts(reading, asked.only(*stages), after=after, limit=LINES_MAX + 1)
        shown, watched = found[:LINES_MAX], list[Alert]()
        if asked.folds and after is None:
            only = asked.only(WATCHED)
            watched = await find_alerts(reading, only, after=None, limit=WATCHED_MAX)
        delivered = await find_delivered(reading, [alert.alert_id for alert in shown])
        agencies = await reading.agencies()
        plans = await reading.plans(after=None, limit=PLANS_MAX)
    names = Names(agencies)
    more = alert_cursor(shown[-1]) if len(found) > LINES_MAX else ""
    return render(
        "inbox.html",
        api,
        moment,
        question=asked,
        groups=inbox(shown, delivered, names, agency=asked.agency),
        watched=inbox(watched, {}, names, agency=asked.agency),
        count=len(shown),
        watched_count=len(watched),
        watched_more=len(watched) == WATCHED_MAX,
        watched_page=_query(asked.model_copy(update={"stage": WATCHED}), ""),
        agencies=sorted(((name, one.name) for name, one in agencies.items()), key=itemgetter(1)),
        plans=[(plan.id, plan.title) for plan in plans],
        kinds={kind: words.vi for kind, words in KIND_WORDS.items()},
        stages={stage: badge.text for stage, badge in STAGE_BADGES.items()},
        handlings={state: words.vi for state, words in HANDLING_WORDS.items()},
        next_page=_query(asked, more) if more else "",
    )


async def _alert(api: Api, alert_id: UUID, asked: Anything) -> HTMLResponse:
    async with api.reading(asked) as reading:
        moment = await load_moment(reading, api.asked(None))
        found = await find_alert(reading, alert_id)
        if found is None:
            raise ProblemError(not_found("alert", str(alert_id)))
        life = await find_life(reading, alert_id)
        deliveries = await find_deliveries(reading, alert_id)
        names = Names(await reading.agencies())
    said = found.body
    answer = render(
        "alert.html",
        api,
        moment,
        alert=found,
        said=said,
        number=row_words(said.number, said.row),
        names=names,
        card=alert_card(found, names),
        badge=stage_badge(said),
        kind=KIND_WORDS[said.kind].vi,
        actors=names.list(said.addressees or found.lead),
        handling=names.said(handling_words(said)),
        counted=said.kind == "target" and said.evidence.target_value is not None,
        life=life_lines(life, names),
        deliveries=delivery_lines(deliveries, life),
        alerts_url=api.alerts_url,
    )
    if api.alerts_url:
        answer.headers["content-security-policy"] = _policy(api.alerts_url)
    return answer


def _policy(alerts_url: str) -> str:
    """Return the policy of a page whose forms send commands: one script, one other origin."""
    known = SECURITY_HEADERS["content-security-policy"]
    return f"{known}; script-src 'self'; connect-src {alerts_url}"


def _query(asked: InboxAsked, cursor: str) -> str:
    told = {**asked.model_dump(exclude={"after", "wait_seconds"}), "cursor": cursor}
    return urlencode({name: value for name, value in told.items() if value})
