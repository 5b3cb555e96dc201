"""`chitieu up`: the local stack alone, until Ctrl-C, or detached."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import help_text, out, say

if TYPE_CHECKING:
    from infra.local.record import RunningStack
    from services.cli.local_stack import Wanted

HELP = help_text(
    "Start Kafka, PostgreSQL and the four services here, on free ports, until Ctrl-C.",
    (
        "chitieu up",
        "chitieu up --today 2023-09-15",
        "chitieu up --detach --json     # returns when every part is ready",
        "chitieu up --keep              # with the data that the last stack left",
    ),
    {
        0: "ended in order (detached: every part is ready)",
        1: "a part did not start",
        2: "usage",
        130: "Ctrl-C before every part was ready",
    },
)
DAY = "%Y-%m-%d"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up", help=HELP)(up)


def up(
    today: Annotated[
        datetime | None,
        typer.Option(formats=[DAY], metavar="DATE", help="Fix the business day, as 2023-09-15."),
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when every part is ready; `chitieu down` ends.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the addresses as one JSON object.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the data of the last stack; else it is removed.")
    ] = False,
) -> None:
    """Start the stack and stay with it, or leave it to a process of its own."""
    from services.cli.local_stack import Wanted, refuse_if_running
    from services.cli.settings import load

    settings = load()
    # Commands speak to one stack: beside the demonstration's, a second would take its place.
    refuse_if_running(settings.demo_dir)
    day = today.date() if today else settings.today
    wanted = Wanted(settings.local_dir, day, keep=keep)
    if detach:
        _show(_detached(wanted), json=json)
        return
    from infra.logs import configure_logging
    from services.cli.local_stack import local_stack

    configure_logging(service="up", level="warning", log_format="console")
    # Ctrl-C is the wanted end from the first address on, and not only once the wait has begun.
    with local_stack(wanted, settings, say) as (stack, running), suppress(KeyboardInterrupt):
        _show(running, json=json)
        say("Ctrl-C ends it")
        stack.wait()


def _detached(wanted: Wanted) -> RunningStack:
    import sys

    from infra.local.stack import start_detached
    from services.cli.local_stack import refuse_if_running

    refuse_if_running(wanted.directory)
    options = [*_today(wanted.today), *(["--keep"] if wanted.keep else [])]
    argv = [sys.executable, "-m", "services.cli.main", "up", *options]
    return start_detached(argv, wanted.directory)


def _today(day: date | None) -> list[str]:
    return ["--today", day.isoformat()] if day else []


def _show(running: RunningStack, *, json: bool) -> None:
    from services.cli.local_stack import summary

    told = summary(running)
    if json:
        import orjson

        print(orjson.dumps(told).decode(), flush=True)
        return
    fixed = " (fixed)" if told["business_day_fixed"] else ""
    out().print(f"page          {told['page_url']}", soft_wrap=True)
    out().print(f"ingest        {told['ingest_url']}/v1/events", soft_wrap=True)
    out().print(f"api           {told['api_url']}/v1/plans", soft_wrap=True)
    out().print(f"Kafka         {told['kafka_bootstrap']}")
    out().print(f"business day  {told['business_day']}{fixed}")
    out().print(f"operator key  {told['operator_key_file']}", soft_wrap=True)
