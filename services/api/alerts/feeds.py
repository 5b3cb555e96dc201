"""Deadlines as a calendar (iCalendar, RFC 5545), alerts as a feed (Atom, RFC 4287). Pure.

Whoever subscribes asks again and again, so a feed changes only when what it tells does: its dates
are those of what it tells, never of the moment in which it was asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree as ET

from icalendar import Calendar, Event

from contracts.status import TargetStatus, TaskStatus
from domain.alert_labels import row_words
from domain.alerting import OUTCOME_WORDS, Outcome
from services.api.alerts.views import headline
from services.api.rows import Alert
from services.api.views import Names

ATOM = "http://www.w3.org/2005/Atom"
PRODUCT = "-//chitieu//deadlines 1//VI"
SUMMARY_MAX = 160
NOTHING_TOLD_ON = date(2000, 1, 1)

Row = TargetStatus | TaskStatus


def deadlines(rows: Iterable[Row], names: Names, *, title: str, link: str) -> bytes:
    """Return the deadlines of targets and tasks as whole days, in the order of their days.

    A row without a resolved deadline, or withdrawn, has none. `link` is the address of the page.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    due = [(row.due_on, _id(row), row) for row in rows if row.due_on and row.phase != "withdrawn"]
    for on, name, row in sorted(due, key=lambda each: each[:2]):
        calendar.add_component(_event(row, on, name, names, link))
    return bytes(calendar.to_ical())


def _id(row: Row) -> str:
    name = row.target if isinstance(row, TargetStatus) else row.task
    return f"{row.kind}/{name}@{row.scope}"


def _told_on(row: Row) -> date:
    """Return the day of the newest that a row tells, which stays for as long as that does."""
    if isinstance(row, TaskStatus):
        return row.state_on or NOTHING_TOLD_ON
    # A period that is running has begun, and may not have ended.
    return max((point.start_on for point in row.series), default=NOTHING_TOLD_ON)


def _event(row: Row, on: date, name: str, names: Names, link: str) -> Event:
    thing = "Chỉ tiêu" if isinstance(row, TargetStatus) else "Nhiệm vụ"
    event = Event()
    event.add("uid", f"{name}.chitieu")
    event.add("dtstamp", datetime.combine(_told_on(row), time(), UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", _short(f"Hạn: {thing} {row.number} {row.text}"))
    lead = names.list(row.lead) or "chưa giao"
    now = f"\nHiện nay: {row.value_text}" if row.value_text else ""
    event.add("description", f"{row.text}\nChủ trì: {lead}{now}")
    event.add("url", f"{link}/plans/{row.plan}")
    # It is a deadline, not an appointment: nobody is busy because of it.
    event.add("transp", "TRANSPARENT")
    return event


def alerts(found: Sequence[Alert], names: Names, *, title: str, self_link: str, link: str) -> bytes:
    """Return alerts as entries, each under its own id for ever; the newest change first.

    `link` is the address of the pages.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": "vi"})
    newest = sorted(found, key=lambda alert: (changed_at(alert), alert.alert_id), reverse=True)
    _put(feed, "title", title)
    _put(feed, "id", self_link)
    _put(
        feed,
        "updated",
        _instant(
            changed_at(newest[0]) if newest else datetime.combine(NOTHING_TOLD_ON, time(), UTC)
        ),
    )
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": self_link})
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _put(author, "name", "chitieu")
    for alert in newest:
        _entry(feed, alert, names, link)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def changed_at(alert: Alert) -> datetime:
    """Return when an alert changed last, as far as its latest state tells; as alerts.sql does."""
    decided = datetime.combine(alert.body.decision.as_of, time(), UTC)
    return alert.closed_at or max(alert.opened_at, decided)


def _entry(feed: ET.Element, alert: Alert, names: Names, link: str) -> None:
    said = alert.body
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    state = headline(said)
    if alert.outcome:
        state = f"Đã đóng – {OUTCOME_WORDS[Outcome(alert.outcome)].vi.lower()}"
    _put(entry, "title", _short(f"{state}: {row_words(said.number, said.row)} {said.text}"))
    _put(entry, "id", f"urn:uuid:{alert.alert_id}")
    _put(entry, "updated", _instant(changed_at(alert)))
    _put(entry, "published", _instant(alert.opened_at))
    _put(entry, "summary", names.said(said.words.vi))
    ET.SubElement(entry, f"{{{ATOM}}}link", {"href": f"{link}/canh-bao/{alert.alert_id}"})
    for term in (said.kind, said.stage, said.state):
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": term})


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY_MAX else f"{words[: SUMMARY_MAX - 1]}…"


def etag(content: bytes) -> str:
    """Return the tag by which a reader knows that nothing has changed."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
