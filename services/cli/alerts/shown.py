"""Alerts as people read them in a terminal: a table of many, the whole life of one. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from services.api.views import Names

TEXT_SHOWN = 100
ACTORS_SHOWN = 2
NOBODY = "chưa giao"
DELIVERY_WORDS = {"waiting": "đang chờ gửi", "delivered": "đã gửi", "given_up": "không gửi được"}
STAGE_STYLES = {"overdue": "bold red", "at_risk": "yellow", "stale": "magenta", "watch": "dim"}


def table(items: list[dict[str, Any]], names: Names) -> Table:
    """Return alerts as a table, from the api's answer."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table()
    for name, ratio in (("Mã", None), ("Cảnh báo", 4), ("Mức", None), ("Khả năng", None)):
        shown.add_column(name, ratio=ratio, no_wrap=ratio is None)
    shown.add_column("Hạn", no_wrap=True)
    shown.add_column("Phải xử lý", ratio=2)
    shown.add_column("Xử lý", ratio=3)
    for item in sorted(items, key=_gravest_first):
        said = item["detail"]
        shown.add_row(
            item["alert_id"][:8],
            escape(title(said, TEXT_SHOWN)),
            f"[{STAGE_STYLES[_stage(said)]}]{escape(level(item))}[/]",
            item["chance"] or "—",
            _day(item["due_on"]),
            escape(_actors(item, names)),
            escape(names.said(handling(item))),
        )
    return shown


def level(item: dict[str, Any]) -> str:
    """Return how grave an alert is, or how it ended, in words."""
    from domain.alerting import OUTCOME_WORDS, STAGE_WORDS, Outcome, Stage

    if item["outcome"]:
        return OUTCOME_WORDS[Outcome(item["outcome"])].vi
    return STAGE_WORDS[Stage(_stage(item["detail"]))].vi


def handling(item: dict[str, Any]) -> str:
    """Return what people do with an alert now, in words; with one that ended, nothing."""
    from domain.alert_labels import HANDLING_WORDS

    told = item["detail"].get("handling", {})
    snooze, taken = told.get("snooze"), told.get("acknowledgement")
    if by_hand := told.get("closed_by_hand"):
        return f"{by_hand['by']['agency']} đóng: {by_hand['reason']}"
    if item["outcome"]:
        return "—"
    said = [f"{HANDLING_WORDS['snoozed'].vi} đến {_day(snooze['until_on'])}"] if snooze else []
    if taken:
        promise = taken["commitment"]
        said.append(f"{promise['responsible']}, hạn {_day(promise['by_on'])}: {promise['action']}")
    if said:
        return "; ".join(said)
    level_reached = told.get("escalation", {}).get("level", 0)
    raised = f", đã báo lên cấp {level_reached}" if level_reached else ""
    return f"{HANDLING_WORDS['untaken'].vi}{raised}"


def event_line(event: dict[str, Any], names: Names) -> str:
    """Return one change of an alert as a line."""
    from domain.alert_labels import EVENT_WORDS

    what = EVENT_WORDS[event["type"].split(".")[-2]].vi
    return f"{event['seq']:>3}  {_day(event['as_of'])}  {what}: {names.said(event['words']['vi'])}"


def _chance(item: dict[str, Any]) -> list[str]:
    """Return the chance of a miss, if there is one; of an alert that ended the one told last."""
    when = "lúc báo lần cuối: " if item["outcome"] else ""
    return [f"{when}khả năng không đạt {item['chance']}"] if item["chance"] else []


def lines(told: dict[str, Any], names: Names) -> list[str]:
    """Return one alert in lines: what it says, its life, its notices."""
    item, said = told["alert"], told["alert"]["detail"]
    shown = [
        title(said),
        " · ".join(
            (
                item["alert_id"],
                level(item),
                *_chance(item),
                f"hạn {_day(item['due_on'])}",
            )
        ),
        names.said(item["words"]["vi"]),
        f"Phải xử lý: {_with_ids(actors(item), names)}",
        f"Xử lý: {names.said(handling(item))}",
        f"{'Nhiệm vụ' if said['kind'] == 'task' else 'Chỉ tiêu'}: {item['target_id']}",
        "",
        "Diễn biến:",
        *(event_line(event, names) for event in told["events"]),
    ]
    if told["deliveries"]:
        shown += ["", "Thông báo:"]
        shown += [
            f"{one['seq']:>3}  {_at(one['ended_at'] or one['queued_at'])}  "
            f"{one['channel']}{' → ' if one['recipient'] else ''}{one['recipient']}: "
            f"{DELIVERY_WORDS.get(one['state'], one['state'])} {one['code']}".rstrip()
            for one in told["deliveries"]
        ]
    return shown


def _gravest_first(item: dict[str, Any]) -> tuple[int, Decimal, str]:
    forecast = item["detail"]["evidence"].get("forecast")
    chance_told = Decimal(str(forecast["chance"])) if forecast else Decimal(0)
    gravity = list(STAGE_STYLES).index(_stage(item["detail"]))
    return gravity, -chance_told, item["due_on"] or "9999"


def title(said: dict[str, Any], length: int | None = None) -> str:
    """Return what an alert is about: its row's number and text, of at most `length`."""
    from domain.alert_labels import row_words

    number = row_words(said["number"], said["row"])
    text = said["text"]
    if length is not None and len(text) > length:
        text = f"{text[: length - 1].rstrip()}…"
    return f"{number}. {text}" if number else text


def actors(item: dict[str, Any]) -> list[str]:
    """Return the ids of the agencies that must act."""
    return list(item["detail"].get("addressees") or item["lead"])


def _actors(item: dict[str, Any], names: Names) -> str:
    """Return who must act; of many the first, and how many more there are."""
    agencies = actors(item)
    more = f" (+{len(agencies) - ACTORS_SHOWN})" if len(agencies) > ACTORS_SHOWN else ""
    return f"{names.list(agencies[:ACTORS_SHOWN])}{more}" or NOBODY


def _with_ids(agencies: list[str], names: Names) -> str:
    called = ((names.short(agency), agency) for agency in agencies)
    told = (f"{name} ({agency})" if name != agency else agency for name, agency in called)
    return "; ".join(told) or NOBODY


def _stage(said: dict[str, Any]) -> str:
    return str(said.get("stage", "at_risk"))


def _day(text: str | None) -> str:
    from domain.vietnamese.words import date_words

    return date_words(date.fromisoformat(text)) if text else "—"


def _at(text: str) -> str:
    from infra.clock import BUSINESS_ZONE

    return f"{datetime.fromisoformat(text).astimezone(BUSINESS_ZONE):%H:%M %d/%m/%Y}"
