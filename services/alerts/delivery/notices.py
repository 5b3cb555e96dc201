"""From a change of an alert to the notices of it: ids, recipients as shown, when due. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from contracts.alerts import AlertChanged
from domain.workdays import Workdays
from services.alerts.configuration.document import Configuration
from services.alerts.delivery.digest import next_digest
from services.alerts.delivery.routing import about, route

NAMESPACE = UUID("0f6f7a5e-9b52-5a0b-8f0e-6d0f4c6f9f17")
"""Of the ids of all notices; each kind begins its names otherwise."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A notice that waits. Of a report about a channel there is no alert, but `report`, JSON."""

    notice: UUID
    channel: str
    recipient: str
    route: str
    due_at: datetime
    alert: UUID | None = None
    seq: int | None = None
    report: bytes | None = None
    digest_on: date | None = None


def notice_id(alert: UUID, seq: int, channel: str, recipient: str) -> UUID:
    """Return the id of a notice: the same for the same change, channel and recipient."""
    return uuid5(NAMESPACE, "\n".join((str(alert), str(seq), channel, recipient)))


def digest_id(notices: Iterable[UUID]) -> UUID:
    """Return the id of a digest of these notices, in whatever order."""
    return uuid5(NAMESPACE, "\n".join(("digest", *sorted(map(str, notices)))))


def notices_of(
    change: AlertChanged, configuration: Configuration, workdays: Workdays, now: datetime
) -> list[Queued]:
    """Return the notices of a change, with when each is due."""
    said = change.data
    digest = configuration.digest
    morning = next_digest(digest, workdays, now) if digest else None
    queued = []
    for routed in route(configuration, about(change)).notices:
        place = routed.place
        waits = morning if routed.mode == "digest" else None
        queued.append(
            Queued(
                notice=notice_id(said.alert, said.seq, place.channel, place.recipient),
                channel=place.channel,
                recipient=place.recipient,
                route=routed.route,
                due_at=waits[1] if waits else now,
                alert=said.alert,
                seq=said.seq,
                digest_on=waits[0] if waits else None,
            )
        )
    return queued


def masked(recipient: str) -> str:
    """Return as much of an address as tells who, not how to reach him: `s…t@example.vn`.

    Of what is no mail address only a digest is shown, which tells two apart.
    """
    if not recipient:
        return ""
    name, at, domain = recipient.rpartition("@")
    if not at:
        return f"#{hashlib.sha256(recipient.encode()).hexdigest()[:8]}"
    return f"{name[:1]}…{name[-1:]}@{domain}"
