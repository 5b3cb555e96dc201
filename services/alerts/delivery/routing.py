"""Who is told of a change of an alert, on which channel, now or in the digest, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.alerts import AlertChanged, KindWord, StageWord
from domain.alert_rules import worse
from domain.alerting import Stage
from domain.reasons import Words
from services.alerts.configuration.document import (
    ChangeWord,
    Configuration,
    Route,
    Send,
    Urgent,
    When,
)
from services.alerts.wording.told import told_as


@dataclass(frozen=True, slots=True)
class About:
    """What a route asks of a change of an alert.

    `agencies` must act; `escalated_to` are those at its level of escalation. `worse`: this very
    change brought a worse stage.
    """

    change: ChangeWord
    kind: KindWord
    stage: StageWord
    agencies: tuple[str, ...]
    lead: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    escalated_to: tuple[str, ...] = ()
    section: str = ""
    plan: str = ""
    level: int = 0
    snoozed: bool = False
    acknowledged: bool = False
    worse: bool = False
    days_to_due: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice goes. `recipient` is empty where the channel itself is the place."""

    channel: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Routed:
    """One notice to send, by which route, and why so."""

    place: Place
    mode: Literal["now", "digest"]
    route: str
    why: Words


@dataclass(frozen=True, slots=True)
class Decided:
    """What a route did with a change."""

    route: str
    words: Words


@dataclass(frozen=True, slots=True)
class Routing:
    """All notices of a change, and what each route that was asked said.

    `unknown`: agencies that were to be told, and have an address on none of the channels.
    """

    notices: tuple[Routed, ...]
    decided: tuple[Decided, ...]
    unknown: tuple[str, ...] = ()


def about(change: AlertChanged) -> About:
    """Return what a change is, as routes see it."""
    data = change.data
    handling, due_on = data.handling, data.due_on
    word, earlier = told_as(change), data.decision.stage_before
    return About(
        change=word,
        kind=data.kind,
        stage=data.stage,
        agencies=data.addressees or data.lead,
        lead=data.lead,
        coordinators=data.coordinators,
        escalated_to=handling.escalation.to,
        section=data.section,
        plan=data.plan,
        level=handling.escalation.level,
        snoozed=handling.snooze is not None,
        acknowledged=handling.acknowledgement is not None,
        worse=bool(earlier and word == "updated" and worse(Stage(data.stage), Stage(earlier))),
        days_to_due=_days(data.decision.as_of, due_on) if due_on else None,
    )


def _days(today: date, due_on: date) -> int:
    return (due_on - today).days


def route(configuration: Configuration, subject: About) -> Routing:
    """Return who is told: by the first route that fits, and by those after one that goes on.

    A place that two routes name is told once, at once if either says so.
    """
    found: dict[Place, Routed] = {}
    decided, reached = [], dict[str, bool]()
    for each in configuration.routes:
        unfit = _unfit(each.when, subject) or _quiet(each, subject)
        if unfit:
            decided.append(Decided(each.name, unfit))
            continue
        notices = [
            one for send in each.send for one in _notices(configuration, each, send, subject)
        ]
        decided.append(Decided(each.name, _outcome(notices)))
        for agency, known in _agencies(configuration, each, subject):
            reached[agency] = reached.get(agency, False) or known
        for notice in notices:
            earlier = found.get(notice.place)
            if earlier is None or (earlier.mode == "digest" and notice.mode == "now"):
                found[notice.place] = notice
        if not each.go_on:
            break
    unknown = tuple(agency for agency, known in reached.items() if not known)
    return Routing(tuple(found.values()), tuple(decided), unknown)


def _agencies(
    configuration: Configuration, each: Route, subject: About
) -> Iterator[tuple[str, bool]]:
    """Yield the agencies that a route is for, and whether its channel knows an address of them."""
    for send in each.send:
        kind = configuration.channel(send.channel)
        if kind is None or not kind.addressed:
            continue
        for agency in (one for to in send.to if to[0] == "@" for one in _owners(to, subject)):
            yield agency, bool(configuration.contacts.get(agency, {}).get(send.channel))


def _unfit(when: When, subject: About) -> Words | None:
    """Say what does not fit; None: the route is for this change."""
    asked: tuple[tuple[bool, str, str], ...] = (
        (not when.agency or bool({*when.agency} & {*subject.agencies}), "cơ quan", "agency"),
        (not when.section or subject.section in when.section, "mục", "section"),
        (not when.plan or subject.plan in when.plan, "kế hoạch", "plan"),
        (not when.kind or subject.kind in when.kind, "loại", "kind"),
        (subject.stage in when.stage, "giai đoạn", "stage"),
        (subject.change in when.change, "thay đổi", "change"),
        (subject.level >= when.level_at_least, "cấp", "level"),
    )
    for fits, vi, en in asked:
        if not fits:
            return Words(f"không hợp: {vi}", f"does not fit: {en}")
    return None


def _quiet(each: Route, subject: About) -> Words | None:
    """Say why a changed value is not told; that things got worse always is."""
    if subject.change != "updated" or subject.worse:
        return None
    if subject.snoozed and "snoozed" in each.quiet_while:
        return Words("đang tạm hoãn, chỉ đổi số liệu", "snoozed, and only the value changed")
    if subject.acknowledged and "acknowledged" in each.quiet_while:
        return Words("đã có người nhận xử lý", "acknowledged, and only the value changed")
    return None


def _outcome(notices: Iterable[Routed]) -> Words:
    count = len(list(notices))
    if count:
        return Words(f"hợp: {count} tin", f"fits: {count} notices")
    return Words("hợp, nhưng không có người nhận", "fits, but nobody to send to")


def _notices(
    configuration: Configuration, each: Route, send: Send, subject: About
) -> Iterator[Routed]:
    mode, why = _mode(configuration, send, subject)
    kind = configuration.channel(send.channel)
    if kind is None:
        return
    recipients = _recipients(configuration, send, subject) if kind.addressed else ("",)
    for recipient in recipients:
        yield Routed(Place(send.channel, recipient), mode, each.name, why)


def _mode(
    configuration: Configuration, send: Send, subject: About
) -> tuple[Literal["now", "digest"], Words]:
    kind = configuration.channel(send.channel)
    if send.mode == "now" or configuration.digest is None or kind is None or not kind.gathers:
        return "now", Words("gửi ngay", "at once")
    if send.mode == "digest":
        return "digest", Words("gộp vào bản tin sáng", "gathered into the morning's digest")
    if because := _urgent(configuration.digest.urgent, subject):
        return "now", because
    return "digest", Words("không gấp: gộp vào bản tin sáng", "not urgent: in the morning's digest")


def _urgent(urgent: Urgent, subject: About) -> Words | None:
    if subject.stage in urgent.stage:
        return Words("gấp vì giai đoạn", "urgent by its stage")
    if subject.change in urgent.change:
        return Words("gấp vì thay đổi này", "urgent by what changed")
    near = subject.days_to_due
    if near is not None and subject.change != "closed" and 0 <= near <= urgent.days_before_due:
        return Words(f"gấp vì còn {near} ngày đến hạn", f"urgent: {near} days to the deadline")
    return None


def _recipients(configuration: Configuration, send: Send, subject: About) -> tuple[str, ...]:
    """Return addresses, each once, in the order in which they are named."""
    named: dict[str, None] = {}
    for each in send.to:
        for address in resolved(configuration, send.channel, each, subject):
            named[address] = None
    return tuple(named)


def resolved(
    configuration: Configuration, channel: str, recipient: str, subject: About | None
) -> tuple[str, ...]:
    """Return the addresses that a recipient of the file stands for, none where nobody is known."""
    if not recipient.startswith("@"):
        return (recipient,)
    contacts = configuration.contacts
    return tuple(
        address
        for owner in _owners(recipient, subject)
        for address in contacts.get(owner, {}).get(channel, ())
    )


def _owners(recipient: str, subject: About | None) -> tuple[str, ...]:
    """Return the agencies that `@…` stands for: those of the alert, or the one that it names."""
    if subject is not None:
        from_alert = {
            "@addressees": subject.agencies,
            "@lead": subject.lead,
            "@coordinators": subject.coordinators,
            "@escalation": subject.escalated_to,
        }
        if recipient in from_alert:
            return from_alert[recipient]
    return (recipient[1:],)
