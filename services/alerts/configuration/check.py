"""Does the alerts' configuration hold together? What one section names, another must have. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from infra.yaml_places import FieldPath, Lines, line_of, shown
from services.alerts.configuration.document import Configuration, Send
from services.alerts.configuration.flaws import Flaw

FROM_ALERT = ("@addressees", "@lead", "@coordinators", "@escalation")
"""Recipients that the alert itself names, through the contacts."""


def problems(configuration: Configuration, lines: Lines) -> tuple[Flaw, ...]:
    """Return what does not hold together, in the file's order."""
    found = [*_routes(configuration), *_contacts(configuration), *_fallback(configuration)]
    return tuple(
        Flaw(line_of(path, lines), shown(path), vi, en, expected)
        for path, vi, en, expected in found
    )


_Found = tuple[FieldPath, str, str, str]


def _routes(configuration: Configuration) -> Iterator[_Found]:
    names = set()
    for at, route in enumerate(configuration.routes):
        path: FieldPath = ("routes", at)
        if route.name in names:
            yield (*path, "name"), "tên này đã dùng ở trên", "another route has this name", ""
        names.add(route.name)
        for number, send in enumerate(route.send):
            yield from _send(configuration, send, (*path, "send", number))


def _send(configuration: Configuration, send: Send, path: FieldPath) -> Iterator[_Found]:
    yield from _place(configuration, send.channel, send.to, path, from_alert=True)
    kind = configuration.channel(send.channel)
    if kind is None or send.mode != "digest":
        return
    if not kind.gathers:
        vi, en = "kênh này không gộp được", "this channel takes one alert at a time"
        yield (*path, "as"), vi, en, "as: now"
    elif configuration.digest is None:
        vi, en = "chưa có mục digest", "there is no section digest"
        yield (*path, "as"), vi, en, 'digest: {at: "07:30"}'


def _contacts(configuration: Configuration) -> Iterator[_Found]:
    for name, by_channel in configuration.contacts.items():
        for channel in by_channel:
            kind = configuration.channels.get(channel)
            path: FieldPath = ("contacts", name, channel)
            if kind is None:
                yield path, *_NO_CHANNEL, _listed(configuration.channels)
            elif not kind.addressed:
                yield path, *_NOT_ADDRESSED, ""


def _fallback(configuration: Configuration) -> Iterator[_Found]:
    fallback = configuration.delivery.fallback
    path: FieldPath = ("delivery", "fallback")
    yield from _place(configuration, fallback.channel, fallback.to, path, from_alert=False)


_NO_CHANNEL = ("không có kênh nào tên như vậy", "there is no such channel")
_NOT_ADDRESSED = ("kênh này không nhận địa chỉ người nhận", "this channel takes no recipients")


def _place(
    configuration: Configuration,
    channel: str,
    to: Iterable[str],
    path: FieldPath,
    *,
    from_alert: bool,
) -> Iterator[_Found]:
    kind = configuration.channel(channel)
    if kind is None:
        yield (*path, "channel"), *_NO_CHANNEL, _listed(configuration.channel_names)
        return
    named = list(to)
    if kind.addressed and not named:
        yield (*path, "to"), "thiếu người nhận", "recipients are missing", "to: [@addressees]"
    if not kind.addressed and named:
        yield (*path, "to"), *_NOT_ADDRESSED, ""
    for at, recipient in enumerate(named):
        if not recipient.startswith("@") or (from_alert and recipient in FROM_ALERT):
            continue
        if channel not in configuration.contacts.get(recipient[1:], {}):
            vi = "không có trong contacts cho kênh này"
            expected = _listed(FROM_ALERT) if from_alert else ""
            yield (*path, "to", at), vi, "not among the contacts of this channel", expected


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
