"""`chitieu demo`: real plans of Đồng Tháp, played through a real stack."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import USAGE, CommandFailed, err, help_text, out, say

if TYPE_CHECKING:
    from infra.local.record import RunningStack
    from services.cli.settings import CliSettings

BUSINESS_DAY = date(2023, 9, 15)
HELP = help_text(
    "Play real plans of Đồng Tháp through the whole stack, and print what comes of it.",
    (
        "chitieu demo                   # on a stack of its own, which ends with it",
        "chitieu demo --stay            # and stay, with the page, until Ctrl-C",
        "chitieu up --today 2023-09-15 --detach && chitieu demo --on-running",
    ),
    {
        0: "played; every derived verdict agrees with the confirmed one",
        1: "something did not come out as it must, or a part did not start",
        2: "the running stack has another business day, or none is running",
        130: "Ctrl-C before the end of the story",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=HELP)(demo)


def demo(
    on_running: Annotated[
        bool, typer.Option("--on-running", help="Play on the local stack that runs already.")
    ] = False,
    stay: Annotated[
        bool, typer.Option("--stay", help="Stay afterwards, with the page, until Ctrl-C.")
    ] = False,
) -> None:
    """Play the story on a running stack, or on one of its own."""
    from infra.logs import configure_logging
    from services.cli.settings import load

    if on_running and stay:
        raise typer.BadParameter("--stay is for the demonstration's own stack", param_hint="--stay")
    settings = load()
    configure_logging(service="demo", level="error", log_format="console")
    if on_running:
        _play(_running_on_the_day(settings), settings)
        return
    from services.cli.demo_story import FOCAL_POINT
    from services.cli.local_stack import Wanted, local_stack

    wanted = Wanted(settings.demo_dir, BUSINESS_DAY, isolated=True, inbound=(FOCAL_POINT,))
    with local_stack(wanted, settings, say) as (stack, running):
        _play(running, settings)
        if not stay:
            return
        with suppress(KeyboardInterrupt):  # also between these words and the wait
            out().print(f"\nTrang / page: [bold]{running.addresses['page_url']}[/]")
            out().print(f"Ingest:       {running.addresses['ingest_url']}/v1/events")
            out().print("Ctrl-C kết thúc / ends it")
            stack.wait()


def _running_on_the_day(settings: CliSettings) -> RunningStack:
    """Return the running stack, unless its business day is another."""
    from services.cli.connection import running_stack

    running = running_stack(settings)
    start = f"chitieu up --today {BUSINESS_DAY} --detach"
    if running is None:
        raise CommandFailed("no local stack is running here", start, exit_code=USAGE)
    if running.business_day != BUSINESS_DAY:
        shown = running.business_day or "today's"
        raise CommandFailed(
            f"the running stack's business day is {shown}, the story plays on {BUSINESS_DAY}: "
            "on another day targets are past due, and other alerts are right",
            f"chitieu down && {start}",
            exit_code=USAGE,
        )
    return running


def _play(running: RunningStack, settings: CliSettings) -> None:
    from contracts.topics import Topics
    from infra.clock import Clock
    from services.cli.api_client import ApiClient
    from services.cli.connection import operator_ingest
    from services.cli.demo_stage import Stage
    from services.cli.demo_story import FOCAL_POINT, Story
    from services.cli.ingest_client import IngestClient
    from services.cli.preparing import ensure_inbound
    from services.cli.settings import examples_dir

    if not examples_dir().is_dir():
        raise CommandFailed(
            f"there are no example events at {examples_dir()}",
            "run the demonstration from a clone of the repository",
        )
    addresses, clock = running.addresses, Clock()
    namespace = addresses["topic_namespace"]
    ensure_inbound(addresses["kafka_bootstrap"], FOCAL_POINT, namespace=namespace)
    with (
        IngestClient(operator_ingest(running), clock) as ingest,
        ApiClient(addresses["api_url"]) as api,
    ):
        Story(
            Stage(
                ingest=ingest,
                api=api,
                kafka_bootstrap=addresses["kafka_bootstrap"],
                topics=Topics(namespace),
                examples=examples_dir(),
                reports=settings.local_dir,
                page_url=addresses["page_url"],
                business_day=BUSINESS_DAY,
                console=out(),
                progress=err(),
                clock=clock,
            )
        ).play()
