"""The inbox of alerts as lines of a page: by who must act, the gravest first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts.alert_handling import Handling
from contracts.alerts import AlertChanged, AlertData, StageWord
from domain.alert_labels import EVENT_WORDS, HANDLING_WORDS, KIND_WORDS, row_words
from domain.alerting import OUTCOME_WORDS, RISK_WORDS, STAGE_WORDS, Outcome, Risk, Stage
from domain.vietnamese.words import date_words
from infra.clock import BUSINESS_ZONE
from services.api.alerts.routes import day_of, event_words
from services.api.alerts.store import Delivered, Delivery
from services.api.alerts.views import chance_words, due_words, interval_words
from services.api.badges import Badge
from services.api.rows import Alert
from services.api.views import Names

STAGE_BADGES = {
    "overdue": Badge("chua-dat", "✗", STAGE_WORDS[Stage.OVERDUE].vi),
    "at_risk": Badge("tam-thieu", "!", STAGE_WORDS[Stage.AT_RISK].vi),
    "stale": Badge("khong-xac-dinh", "?", STAGE_WORDS[Stage.STALE].vi),
    "watch": Badge("chua-co-so-lieu", "·", STAGE_WORDS[Stage.WATCH].vi),
}
"""In the order of gravity."""
_STATE_WORDS = {"waiting": "đang chờ gửi", "delivered": "đã gửi", "given_up": "không gửi được"}
_GRAVITY = {stage: at for at, stage in enumerate(STAGE_BADGES)}
NOBODY = "Chưa giao đơn vị"
OTHERS_SHOWN = 3
WATCHED: StageWord = "watch"
ACTING = tuple(stage for stage in STAGE_BADGES if stage != WATCHED)
"""The stages of what must be acted on."""


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One alert as a line. `handling`: what people have done so far, in a sentence or less."""

    alert_id: str
    number: str
    text: str
    kind: str
    headline: str
    badge: Badge
    chance: str
    interval: str
    due: str
    handling: str
    untaken: bool
    delivered: str
    others: str


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """The alerts that one agency must see to."""

    agency: str
    lines: tuple[InboxLine, ...]


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One change in the life of an alert."""

    seq: int
    what: str
    day: str
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What came of one notice."""

    at: str
    what: str
    channel: str
    recipient: str
    state: str
    attempts: int
    code: str
    failed: bool


def inbox(
    alerts: Sequence[Alert],
    delivered: Mapping[UUID, Delivered],
    names: Names,
    *,
    agency: str | None = None,
) -> tuple[InboxGroup, ...]:
    """Return alerts by who must act, those with the gravest first.

    Where several must, by the first of them, or by `agency`.
    """
    groups: dict[str, list[Alert]] = {}
    for alert in sorted(alerts, key=_gravest_first):
        actors = alert.body.addressees or alert.lead
        first = agency if agency in actors else next(iter(actors), None)
        groups.setdefault(names.full(first) if first else NOBODY, []).append(alert)
    return tuple(
        InboxGroup(name, tuple(_line(one, delivered.get(one.alert_id), names) for one in found))
        for name, found in sorted(groups.items(), key=_gravest_group_first)
    )


def handling_state(handling: Handling) -> str:
    """Return whether an alert is taken, rests, or is nobody's yet."""
    if handling.snooze is not None:
        return "snoozed"
    return "acknowledged" if handling.acknowledgement is not None else "untaken"


def handling_words(body: AlertData) -> str:
    """Return what people do with an alert now, in words; with one that ended, nothing."""
    handling, by_hand = body.handling, body.handling.closed_by_hand
    if body.state == "closed":
        return f"Đã đóng: {by_hand.reason}" if by_hand else "—"
    snooze, taken, said = handling.snooze, handling.acknowledgement, []
    if snooze is not None:
        report = "khi có số liệu mới, muộn nhất " if snooze.until == "next_report" else ""
        said.append(f"Tạm hoãn đến {report}{date_words(snooze.until_on)}: {snooze.reason}")
    if taken is not None:
        promise = taken.commitment
        by_on = date_words(promise.by_on)
        said.append(f"{promise.responsible} cam kết đến {by_on}: {promise.action}")
    if said:
        return "; ".join(said)
    level = handling.escalation
    raised = f"; đã báo lên {level.role}" if level.level else ""
    return f"{HANDLING_WORDS['untaken'].vi}{raised}"


def life_lines(life: Sequence[AlertChanged], names: Names) -> tuple[LifeLine, ...]:
    """Return the life of an alert, the newest first, as people read a log."""
    return tuple(
        LifeLine(
            seq=change.data.seq,
            what=EVENT_WORDS[change.type.split(".")[-2]].vi,
            day=date_words(day_of(change)),
            at=_at(change.time),
            words=names.said(event_words(change)[0]),
        )
        for change in reversed(life)
    )


def delivery_lines(
    deliveries: Sequence[Delivery], life: Sequence[AlertChanged]
) -> tuple[DeliveryLine, ...]:
    """Return the log of notices, the newest first."""
    what = {change.data.seq: EVENT_WORDS[change.type.split(".")[-2]].vi for change in life}
    return tuple(
        DeliveryLine(
            at=_at(one.ended_at or one.queued_at),
            what=what.get(one.seq, f"lần {one.seq}"),
            channel=one.channel,
            recipient=one.recipient,
            state=_STATE_WORDS.get(one.state, one.state),
            attempts=one.attempts,
            code=one.code,
            failed=one.state == "given_up" or bool(one.code),
        )
        for one in deliveries
    )


def stage_badge(said: AlertData) -> Badge:
    """Return how grave an alert is; of a closed one how it ended."""
    if said.closing is not None:
        return Badge("rut", "⊘", OUTCOME_WORDS[Outcome(said.closing.outcome)].vi)
    return STAGE_BADGES[said.stage]


def _gravest_group_first(group: tuple[str, list[Alert]]) -> tuple[int, bool, str]:
    name, found = group
    return _GRAVITY[found[0].body.stage], name == NOBODY, name


def _gravest_first(alert: Alert) -> tuple[int, Decimal, str]:
    forecast = alert.body.evidence.forecast
    chance = forecast.chance if forecast else Decimal(0)
    return _GRAVITY[alert.body.stage], -chance, str(alert.due_on or "9999")


def _line(alert: Alert, delivered: Delivered | None, names: Names) -> InboxLine:
    said = alert.body
    others = [*(said.addressees or alert.lead)][1:]
    return InboxLine(
        alert_id=str(alert.alert_id),
        number=row_words(said.number, said.row),
        text=said.text,
        kind="" if said.kind == "task" else KIND_WORDS[said.kind].vi,
        headline=RISK_WORDS[Risk(said.evidence.risk)].vi,
        badge=stage_badge(said),
        chance=chance_words(said.evidence),
        interval=interval_words(said.evidence),
        due=due_words(alert),
        handling=names.said(handling_words(said)),
        untaken=said.state == "open" and handling_state(said.handling) == "untaken",
        delivered=_delivered_words(delivered),
        others=_some(others, names),
    )


def _some(agencies: Sequence[str], names: Names) -> str:
    """Return agencies in one line; of many the first, and how many more: the alert has them all."""
    if len(agencies) <= OTHERS_SHOWN + 1:
        return names.list(agencies)
    more = len(agencies) - OTHERS_SHOWN
    return f"{names.list(agencies[:OTHERS_SHOWN])} và {more} đơn vị khác"


def _delivered_words(delivered: Delivered | None) -> str:
    if delivered is None:
        return "chưa gửi cho ai"
    told = []
    if delivered.delivered and delivered.last_at is not None:
        told.append(f"đã gửi {delivered.delivered}, gần nhất {_at(delivered.last_at)}")
    if delivered.waiting:
        told.append(f"{delivered.waiting} đang chờ")
    if delivered.given_up:
        told.append(f"{delivered.given_up} không gửi được")
    return "; ".join(told)


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(BUSINESS_ZONE):%H:%M %d/%m/%Y}"
