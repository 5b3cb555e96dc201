"""`chitieu alerts score`: were the alerts right? And does the log itself say the same?"""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.alerts.naming import number, percent
from services.cli.console import REFUSED, help_text, out

if TYPE_CHECKING:
    from services.api.alerts.score_fold import Wish
    from services.api.views import Names

HELP = help_text(
    "Tell how good alerts have been: precision, recall, lead, Brier and the table of reliability.",
    (
        "chitieu alerts score",
        "chitieu alerts score --class percent --from 2022-01-01 --to 2022-12-31",
        "chitieu alerts score --agency H20.14 --json | jq .total.precision",
        "chitieu alerts score --verify",
    ),
    {
        0: "told; with --verify: the log itself gives the same",
        1: "with --verify: the log says otherwise",
        2: "wrong usage",
        3: "the api or the log cannot be reached",
    },
)

TRIES, PAUSE_SECONDS = 5, 3.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("score", help=HELP)(score)


def score(
    class_: Annotated[
        str | None, typer.Option("--class", metavar="NAME", help="One kind of value: percent, …")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="ID", help="Targets that this one leads.")
    ] = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="ID", help="One plan.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Deadlines from this day on.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Fold the topics themselves, and compare.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The api's answer, for programs.")] = False,
) -> None:
    """Ask the api, print its answer, and hold it against the log where that is asked for."""
    from services.cli.alerts.naming import names_of
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    asked = {"class": class_, "agency": agency, "plan": plan, "from": from_, "to": to}
    with ApiClient(find_api(load())) as api:
        answer: dict[str, Any] = api.get("/v1/alerts/score", **asked)
        names = names_of(api)
        differs: list[str] = []
        if verify:
            answer, differs = held_against(
                answer, lambda: api.get("/v1/alerts/score", **asked), _differences
            )
    if json:
        _print_json(answer, differs if verify else None)
    else:
        _print(answer, names)
        if verify:
            _print_verified(differs)
    if differs:
        raise typer.Exit(REFUSED)


def held_against(
    answer: dict[str, Any],
    ask: Callable[[], dict[str, Any]],
    differences: Callable[[dict[str, Any]], list[str]],
    pause_seconds: float = PAUSE_SECONDS,
) -> tuple[dict[str, Any], list[str]]:
    """Return the answer and what the log gives otherwise, after some tries.

    Tables and topics are read one after the other: what is on its way from one to the other at
    that moment is a difference that passes; one that stays is one.
    """
    differs = differences(answer)
    for _ in range(TRIES - 1):
        if not differs:
            break
        sleep(pause_seconds)
        answer = ask()
        differs = differences(answer)
    return answer, differs


def _differences(answer: dict[str, Any]) -> list[str]:
    """Return which figures a fold of the topics gives otherwise."""
    import asyncio

    from contracts.topics import Topics
    from services.api.alerts.score_answers import record_item
    from services.cli.alerts.score_log import fold_topics
    from services.cli.connection import find_log
    from services.cli.log_access import progress
    from services.cli.settings import load

    bootstrap, namespace = find_log(load())
    with progress("đọc nhật ký / reading the log") as tell:
        found = asyncio.run(fold_topics(bootstrap, Topics(namespace), _wish(answer), tell))
    again = record_item(found.total).model_dump(mode="json")
    told = answer["total"]
    return sorted(name for name in {*again, *told} if again.get(name) != told.get(name))


def _wish(answer: dict[str, Any]) -> Wish:
    """Return what the api has understood that was asked for."""
    from datetime import date

    from services.api.alerts.score_fold import Wish

    asked = answer["asked"]
    days = (date.fromisoformat(asked[n]) if asked[n] else None for n in ("from_on", "to_on"))
    return Wish(asked["class_id"], asked["agency"], asked["plan"], *days)


def _print(answer: dict[str, Any], names: Names) -> None:
    total = answer["total"]
    out().print(total["words"]["vi"], markup=False, soft_wrap=True)
    out().print(total["words"]["en"], markup=False, soft_wrap=True, style="dim")
    _print_groups(answer, names)
    if total["forecasts"]:
        _print_reliability(total)


def _print_groups(answer: dict[str, Any], names: Names) -> None:
    from rich.markup import escape
    from rich.table import Table

    from services.api.alerts.score_answers import CLASS_WORDS

    table = Table()
    for heading in ("", "Đúng / hit", "Muộn / late", "Nhầm / false", "Tránh / averted"):
        table.add_column(heading, justify="left" if not heading else "right")
    table.add_column("Thôi sớm / off", justify="right")
    table.add_column("Không báo / silent", justify="right")
    table.add_column("Độ đúng / precision", justify="right")
    table.add_column("Độ đủ / recall", justify="right")
    groups = [
        ("Tất cả / all", answer["total"]),
        *((CLASS_WORDS.get(name, name), one) for name, one in answer["by_class"].items()),
        *((names.short(name), one) for name, one in answer["by_agency"].items()),
    ]
    for name, one in groups:
        marks = one["marks"]
        table.add_row(
            escape(name),
            *(str(marks[mark]) for mark in ("hit", "late", "false", "averted", "called_off")),
            str(one["without_alert"]),
            *(_share(one[share], answer["enough"]) for share in ("precision", "recall")),
        )
    out().print(table)


def _share(share: dict[str, Any], enough: int) -> str:
    if share["value"] is None:
        return f"{share['hits']}/{share['of']} (< {enough})"
    value, low, high = (percent(share[name], decimals=0) for name in ("value", "low", "high"))
    return f"{value} ({low}–{high})"


def _print_reliability(total: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(title="Báo và xảy ra / told and happened")
    for heading in ("Đã báo / told", "n", "Trung bình / mean", "Chưa đạt / missed"):
        table.add_column(heading, justify="right")
    for one in total["reliability"]:
        if one["n"]:
            span = "–".join(percent(one[name], decimals=0) for name in ("low", "high"))
            shares = (percent(one[name]) for name in ("chance", "missed"))
            table.add_row(span, str(one["n"]), *shares)
    out().print(table)
    if total["brier"] is not None:
        out().print(
            f"{number(total['forecasts'])} dự báo / forecasts;"
            f" Brier {number(total['brier'], decimals=3)}; ECE {number(total['ece'], decimals=3)}"
        )


def _print_verified(differs: list[str]) -> None:
    if differs:
        out().print(f"[bold red]✗[/] nhật ký nói khác / the log differs: {', '.join(differs)}")
    else:
        out().print("[green]✓[/] nhật ký cho cùng các con số / the log gives the same figures")


def _print_json(answer: dict[str, Any], differs: list[str] | None) -> None:
    import orjson

    if differs is not None:
        answer = {**answer, "verified": {"equal": not differs, "differences": differs}}
    print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
