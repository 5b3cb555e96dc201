"""The morning's digest: when the next one goes out, and what goes together in one message. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.workdays import NoWorkingDay, Workdays
from services.alerts.configuration.document import Digest

NOTICES_MAX = 100
"""Notices in one digest; more become several messages."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that waits for a digest."""

    notice: UUID
    recipient: str


def next_digest(digest: Digest, workdays: Workdays, now: datetime) -> tuple[date, datetime]:
    """Return the morning of the next digest after a moment, and its instant."""
    zone = ZoneInfo(digest.zone)
    today = now.astimezone(zone).date()
    passed = datetime.combine(today, digest.at, zone) <= now
    day = _worked(workdays, today + timedelta(days=1) if passed else today)
    return day, datetime.combine(day, digest.at, zone)


def _worked(workdays: Workdays, day: date) -> date:
    try:
        return workdays.first_from(day)
    except NoWorkingDay:  # holidays that cannot be right keep nobody from being told
        return day


def bundles(waiting: Sequence[Waiting]) -> list[tuple[UUID, ...]]:
    """Return which notices go in one message: those for one recipient, in their order.

    Mornings that were missed come together: as two messages, each could wait for the other.
    """
    groups: dict[str, list[UUID]] = {}
    for one in waiting:
        groups.setdefault(one.recipient, []).append(one.notice)
    return [part for group in groups.values() for part in _parts(group)]


def _parts(notices: list[UUID]) -> list[tuple[UUID, ...]]:
    return [tuple(notices[at : at + NOTICES_MAX]) for at in range(0, len(notices), NOTICES_MAX)]
