"""`chitieu alerts list | show`: what is open, whose it is, and the whole life of one alert."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.console import help_text, out

if TYPE_CHECKING:
    from rich.table import Table

EXIT_CODES = {0: "printed", 1: "refused", 2: "wrong usage", 3: "the api cannot be reached"}
LIST_HELP = help_text(
    "Print alerts: chance of a miss, deadline, who must act, and who has taken it.",
    (
        "chitieu alerts list",
        "chitieu alerts list --agency H20.14 --untaken",
        "chitieu alerts list --plan dong-thap-2023-cds --stage overdue",
        "chitieu alerts list --closed --json | jq '.[].outcome'",
    ),
    EXIT_CODES,
)
SHOW_HELP = help_text(
    "Print one alert: what it says, on what evidence, all that happened, and who was told.",
    (
        "chitieu alerts show 6f1c1d0e",
        "chitieu alerts show 6f1c1d0e-6a1b-5f43-9c3e-000000000001 --json",
    ),
    {**EXIT_CODES, 1: "there is no such alert"},
)
TEXT_SHOWN = 100
ACTORS_SHOWN = 2
DELIVERY_WORDS = {"waiting": "đang chờ gửi", "delivered": "đã gửi", "given_up": "không gửi được"}
STAGE_STYLES = {"overdue": "bold red", "at_risk": "yellow", "stale": "magenta", "watch": "dim"}

Agency = Annotated[str | None, typer.Option("--agency", metavar="ID", help="Who must act.")]
Plan = Annotated[str | None, typer.Option("--plan", metavar="ID", help="Of one plan.")]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="target, report, input or task.")
]
Stage = Annotated[
    str | None, typer.Option("--stage", metavar="STAGE", help="watch, at_risk, overdue or stale.")
]


def register(alerts: typer.Typer) -> None:
    """Add the commands."""
    alerts.command("list", help=LIST_HELP)(list_alerts)
    alerts.command("show", help=SHOW_HELP)(show)


def list_alerts(
    agency: Agency = None,
    plan: Plan = None,
    kind: Kind = None,
    stage: Stage = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="ID", help="Of one target, or task.")
    ] = None,
    untaken: Annotated[bool, typer.Option("--untaken", help="Only what nobody has taken.")] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Instead: those that ended.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="A JSON list of objects, for programs.")
    ] = False,
) -> None:
    """Ask the api and print its answer."""
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        items = api.all(
            "/v1/alerts",
            state="closed" if closed else "open",
            agency=agency,
            plan=plan,
            kind=kind,
            stage=stage,
            target=target,
            handling="untaken" if untaken else None,
        )
    if json:
        _print_json(items)
    elif not items:
        out().print("Không có cảnh báo nào như vậy / no such alert", markup=False)
    else:
        out().print(table(items))


def show(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="Its id, or how it begins.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Ask the api and print its answer."""
    from services.cli.alerts.client import alert_named
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        told = api.get(f"/v1/alerts/{alert_named(api, alert)}")
    if json:
        _print_json(told)
        return
    for line in lines(told):
        out().print(line, markup=False, soft_wrap=True)


def table(items: list[dict[str, Any]]) -> Table:
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
        number = f"{said['number']}. " if said["number"] else ""
        shown.add_row(
            item["alert_id"][:8],
            escape(f"{number}{_short(said['text'])}"),
            f"[{STAGE_STYLES[_stage(said)]}]{escape(level(item))}[/]",
            chance(said),
            _day(item["due_on"]),
            escape(_actors(said.get("addressees") or item["lead"])),
            escape(handling(said.get("handling", {}))),
        )
    return shown


def level(item: dict[str, Any]) -> str:
    """Return how grave an alert is, or how it ended, in words."""
    from domain.alerting import OUTCOME_WORDS, STAGE_WORDS, Outcome, Stage

    if item["outcome"]:
        return OUTCOME_WORDS[Outcome(item["outcome"])].vi
    return STAGE_WORDS[Stage(_stage(item["detail"]))].vi


def chance(said: dict[str, Any]) -> str:
    """Return the chance of a miss, a dash where nothing was forecast."""
    forecast = said["evidence"].get("forecast")
    return f"{round(Decimal(str(forecast['chance'])) * 100)}%" if forecast else "—"


def handling(told: dict[str, Any]) -> str:
    """Return what people do with an alert now, in words."""
    from domain.alert_labels import HANDLING_WORDS

    snooze, taken = told.get("snooze"), told.get("acknowledgement")
    if snooze:
        return f"{HANDLING_WORDS['snoozed'].vi} đến {_day(snooze['until_on'])}"
    if taken:
        promise = taken["commitment"]
        return f"{promise['responsible']}, hạn {_day(promise['by_on'])}: {promise['action']}"
    level_reached = told.get("escalation", {}).get("level", 0)
    raised = f", đã báo lên cấp {level_reached}" if level_reached else ""
    return f"{HANDLING_WORDS['untaken'].vi}{raised}"


def event_line(event: dict[str, Any]) -> str:
    """Return one change of an alert as a line."""
    from domain.alert_labels import EVENT_WORDS

    what = EVENT_WORDS[event["type"].split(".")[-2]].vi
    return f"{event['seq']:>3}  {_day(event['as_of'])}  {what}: {event['words']['vi']}"


def lines(told: dict[str, Any]) -> list[str]:
    """Return one alert in lines: what it says, its life, its notices."""
    item, said = told["alert"], told["alert"]["detail"]
    number = f"{said['number']}. " if said["number"] else ""
    shown = [
        f"{number}{said['text']}",
        " · ".join(
            (
                item["alert_id"],
                level(item),
                f"khả năng không đạt {chance(said)}",
                f"hạn {_day(item['due_on'])}",
            )
        ),
        item["words"]["vi"],
        f"Xử lý: {handling(said.get('handling', {}))}",
        "",
        "Diễn biến:",
        *(event_line(event) for event in told["events"]),
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


def _actors(agencies: list[str]) -> str:
    """Return who must act; of many the first, and how many more there are."""
    if len(agencies) > ACTORS_SHOWN:
        return f"{', '.join(agencies[:ACTORS_SHOWN])} (+{len(agencies) - ACTORS_SHOWN})"
    return ", ".join(agencies) or "chưa giao"


def _short(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else f"{text[: TEXT_SHOWN - 1].rstrip()}…"


def _stage(said: dict[str, Any]) -> str:
    return str(said.get("stage", "at_risk"))


def _day(text: str | None) -> str:
    from domain.vietnamese.words import date_words

    return date_words(date.fromisoformat(text)) if text else "—"


def _at(text: str) -> str:
    from infra.clock import BUSINESS_ZONE

    return f"{datetime.fromisoformat(text).astimezone(BUSINESS_ZONE):%H:%M %d/%m/%Y}"


def _print_json(told: object) -> None:
    import orjson

    print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
