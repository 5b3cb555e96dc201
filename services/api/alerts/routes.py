"""GET /v1/alerts and /v1/alerts/{id}: what is open, whose it is, and the whole life of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field

from contracts.alerts import AlertChanged, KindWord, StageWord
from contracts.fields import AgencyId, Slug
from infra.problems import ProblemError
from services.api import answers, assemble
from services.api.alerts.store import (
    Delivery,
    find_alert,
    find_alerts,
    find_deliveries,
    find_life,
)
from services.api.context import Api
from services.api.filters import AlertFilter
from services.api.load import load_moment
from services.api.moments import told
from services.api.paging import MalformedCursor, decode_cursor, encode_cursor
from services.api.params import Anything, Paged
from services.api.refusals import bad_cursor, missing, not_found
from services.api.rows import Alert

HandlingWord = Literal["untaken", "acknowledged", "snoozed"]

_MISSING = missing("alert")


class AlertsAsked(Paged):
    """A question for alerts."""

    state: Literal["open", "closed"] | None = None
    plan: Slug | None = None
    target: Slug | None = Field(default=None, description="Chỉ tiêu, hoặc nhiệm vụ.")
    agency: AgencyId | None = Field(default=None, description="Đơn vị phải xử lý.")
    kind: KindWord | None = None
    stage: StageWord | None = None
    handling: HandlingWord | None = Field(
        default=None, description="untaken: chưa ai tiếp nhận, cũng không tạm hoãn."
    )

    @property
    def only(self) -> AlertFilter:
        """Which alerts are asked for."""
        return AlertFilter(
            state=self.state,
            plan=self.plan,
            target=self.target,
            agency=self.agency,
            kind=self.kind,
            stages=(self.stage,) if self.stage else (),
            handling=self.handling,
        )


class AlertEventItem(answers.Answer):
    """One change in the life of an alert, in words; `as_of`: the business day of its decision."""

    seq: int
    type: str
    at: datetime
    as_of: date
    words: answers.Words


class DeliveryItem(answers.Answer):
    """What came of one notice. `recipient` tells who, not how to reach him."""

    notice_id: UUID
    seq: int
    channel: str
    recipient: str
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    code: str
    queued_at: datetime
    ended_at: datetime | None


class AlertAnswer(answers.AlertAnswer):
    """One alert in full: its life, oldest first, and its notices, newest first."""

    events: list[AlertEventItem]
    deliveries: list[DeliveryItem]


def add_alert_routes(router: APIRouter, api: Api) -> None:
    """Add the routes."""

    @router.get("/alerts", summary="Danh sách cảnh báo / List alerts", tags=["alerts"])
    async def alerts(
        asked: Annotated[AlertsAsked, Query()],
    ) -> answers.ListAnswer[answers.AlertItem]:
        after = alert_after(asked.cursor)
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await find_alerts(reading, asked.only, after=after, limit=asked.limit + 1)
        shown = found[: asked.limit]
        return answers.ListAnswer(
            **told(moment),
            items=[assemble.alert_item(alert) for alert in shown],
            next_cursor=alert_cursor(shown[-1]) if len(found) > asked.limit else None,
        )

    @router.get(
        "/alerts/{alert_id}",
        summary="Một cảnh báo, từ khi mở đến nay / One alert with its whole life",
        tags=["alerts"],
        responses=_MISSING,
    )
    async def alert(
        alert_id: Annotated[UUID, Path()], asked: Annotated[Anything, Query()]
    ) -> AlertAnswer:
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await find_alert(reading, alert_id)
            if found is None:
                raise ProblemError(not_found("alert", str(alert_id)))
            life = await find_life(reading, alert_id)
            deliveries = await find_deliveries(reading, alert_id)
        return AlertAnswer(
            **told(moment),
            alert=assemble.alert_item(found),
            events=[event_item(change) for change in life],
            deliveries=[_delivery_item(one) for one in deliveries],
        )


def event_item(change: AlertChanged) -> AlertEventItem:
    """Return a change in words: what people or time did, else what the alert said."""
    vi, en = event_words(change)
    return AlertEventItem(
        seq=change.data.seq,
        type=change.type,
        at=change.time,
        as_of=day_of(change),
        words=answers.Words(vi=vi, en=en),
    )


def event_words(change: AlertChanged) -> tuple[str, str]:
    """Return what a change says, in Vietnamese and English."""
    said, by_people = change.data, change.type.split(".")[-2] in _OF_HANDLING
    words = said.handling.words if by_people and said.handling.words else said.words
    return words.vi, words.en


def day_of(change: AlertChanged) -> date:
    """Return the business day of a change."""
    said, name = change.data, change.type.split(".")[-2]
    handling = said.handling
    on = {
        "acknowledged": handling.acknowledgement and handling.acknowledgement.on,
        "snoozed": handling.snooze and handling.snooze.on,
        "noted": handling.notes[-1].on if handling.notes else None,
        "resumed": handling.resumption and handling.resumption.on,
        "reminded": handling.reminder and handling.reminder.on,
        "escalated": handling.escalation.since_on,
        "closed": said.closed_on,
    }
    return on.get(name) or said.decision.as_of


_OF_HANDLING = frozenset({"acknowledged", "snoozed", "noted", "resumed", "escalated", "reminded"})


def _delivery_item(one: Delivery) -> DeliveryItem:
    state: Any = one.state
    return DeliveryItem(
        notice_id=one.notice_id,
        seq=one.seq,
        channel=one.channel,
        recipient=one.recipient,
        state=state,
        attempts=one.attempts,
        code=one.code,
        queued_at=one.queued_at,
        ended_at=one.ended_at,
    )


def alert_cursor(alert: Alert) -> str:
    """Return the cursor that stands behind an alert."""
    return encode_cursor((alert.opened_at.isoformat(), str(alert.alert_id)))


def alert_after(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Return the alert that a page goes on behind.

    Raises:
        ProblemError: the cursor is not one of ours.
    """
    if cursor is None:
        return None
    try:
        opened_text, alert_id = decode_cursor(cursor, parts=2)
        opened_at = datetime.fromisoformat(opened_text)
        if opened_at.tzinfo is None:
            raise MalformedCursor(cursor)
        return opened_at, UUID(alert_id)
    except ValueError:
        raise ProblemError(bad_cursor()) from None
