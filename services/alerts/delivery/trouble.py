"""What an operator hears of channels: dead ones, refused recipients, messages not sent. Pure.

Each has a reason of its own, for each asks for something else to be put right. A channel is told
once for each time that it is dead; a recipient whom it refuses, or what it cannot bring, once a
week, for as long as it stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import orjson

from domain.reasons import Words
from services.alerts.channels.port import Blame
from services.alerts.configuration.document import LOG_CHANNEL, Configuration
from services.alerts.delivery.notices import NAMESPACE, Queued, masked
from services.alerts.delivery.routing import resolved

HEADLINES: dict[Blame, Words] = {
    "channel": Words("Một kênh cảnh báo không gửi được", "A channel of alerts is dead"),
    "recipient": Words("Một người nhận cảnh báo bị từ chối", "A recipient of alerts is refused"),
    "message": Words("Một số thông báo không gửi được", "Some notices could not be sent"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What failed, with which code; a dead channel `since` a moment."""

    blame: Blame
    channel: str
    code: str
    recipient: str = ""
    since: datetime | None = None


def reports_of(trouble: Trouble, configuration: Configuration, now: datetime) -> list[Queued]:
    """Return the notices of a trouble, to the fallback; to the log where that cannot tell of it."""
    channel, recipients = _told_on(trouble, configuration)
    if channel == trouble.channel and trouble.blame == "channel":
        return []
    report = orjson.dumps({"blame": trouble.blame, **_words(trouble)})
    return [
        Queued(
            notice=_id(trouble, channel, recipient, now),
            channel=channel,
            recipient=recipient,
            route="fallback",
            due_at=now,
            report=report,
        )
        for recipient in recipients
    ]


def _told_on(trouble: Trouble, configuration: Configuration) -> tuple[str, list[str]]:
    """Return the channel and recipients of a report: never the ones that it is about."""
    fallback = configuration.delivery.fallback
    named = {
        address: None
        for to in fallback.to
        for address in resolved(configuration, fallback.channel, to, None)
    }
    if fallback.channel != trouble.channel:
        return fallback.channel, [*named] or [""]
    others = [address for address in named if address != trouble.recipient]
    if trouble.blame == "channel" or not others:
        return LOG_CHANNEL, [""]
    return fallback.channel, others


def _id(trouble: Trouble, channel: str, recipient: str, now: datetime) -> UUID:
    """Return the id of a report: the same for the same trouble, so that it is told once."""
    year, week, _ = now.isocalendar()
    about: tuple[str, ...]
    if trouble.since is not None:
        about = ("report", trouble.channel, trouble.since.isoformat())
    elif trouble.blame == "recipient":
        about = ("refused", trouble.channel, trouble.recipient, f"{year}-W{week}")
    else:
        about = ("unsent", trouble.channel, trouble.code, f"{year}-W{week}")
    return uuid5(NAMESPACE, "\n".join((*about, channel, recipient)))


def _words(trouble: Trouble) -> dict[str, str]:
    name, code, who = trouble.channel, trouble.code, masked(trouble.recipient)
    if trouble.blame == "recipient":
        return {
            "vi": f"Kênh «{name}» hoạt động, nhưng từ chối người nhận {who} ({code}): cảnh báo "
            "không đến được người này. Sửa địa chỉ trong tệp cấu hình (contacts hoặc routes).",
            "en": f"The channel “{name}” works, but refuses the recipient {who} ({code}): no alert "
            "reaches them. Put the address right in the file of alerts (contacts or routes).",
        }
    if trouble.blame == "message":
        return {
            "vi": f"Kênh «{name}» hoạt động, nhưng có thông báo không gửi được ({code}). Xem nhật "
            "ký gửi của từng cảnh báo trên trang và nhật ký của dịch vụ cảnh báo.",
            "en": f"The channel “{name}” works, but notices could not be sent ({code}). See the "
            "delivery log of each alert on the page, and the log of the alerts service.",
        }
    return {
        "vi": f"Kênh «{name}» không gửi được cảnh báo ({code}). Cảnh báo của kênh này có thể chưa "
        "đến người nhận: xem nhật ký gửi của từng cảnh báo trên trang, và sửa cấu hình của kênh.",
        "en": f"The channel “{name}” does not deliver alerts ({code}). Its alerts may not have "
        "arrived: see the delivery log of each alert on the page, and put the channel right.",
    }
