"""`chitieu alerts list | show`: what is open, whose it is, and the whole life of one alert."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.console import help_text, out

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
    from services.cli.alerts.naming import names_of
    from services.cli.alerts.shown import table
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
        names = names_of(api)
    if json:
        _print_json(items)
    elif not items:
        out().print("Không có cảnh báo nào như vậy / no such alert", markup=False)
    else:
        out().print(table(items, names))


def show(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="Its id, or how it begins.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Ask the api and print its answer."""
    from services.cli.alerts.client import alert_named
    from services.cli.alerts.naming import names_of
    from services.cli.alerts.shown import lines
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        told = api.get(f"/v1/alerts/{alert_named(api, alert)}")
        names = names_of(api)
    if json:
        _print_json(told)
        return
    for line in lines(told, names):
        out().print(line, markup=False, soft_wrap=True)


def _print_json(told: object) -> None:
    import orjson

    print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
