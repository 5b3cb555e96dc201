"""`chitieu rebuild`: derive what is kept beside the log again, prove it, and put it in place."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, help_text

DIFFERS = 4
EXIT_CODES = {"refused": DIFFERS, "differs": DIFFERS, "declined": REFUSED}
"""How a rebuild ended that has not done what was asked; the same for views and tables."""

RUNNERS = {
    "views": "services.cli.rebuild_views",
    "ingest": "services.cli.rebuild_ingest",
    "alerts": "services.cli.rebuild_alerts",
}
"""What can be rebuilt, and the module whose `run` does it."""

HELP = help_text(
    "Rebuild the views from the log beside the live ones, prove them equal, then swap.",
    (
        "chitieu rebuild                           asks before it swaps",
        "chitieu rebuild --dry-run                 proves only: have the live views drifted?",
        "chitieu rebuild --yes --processes 4       for scripts",
        "chitieu rebuild --yes --expect rule.yaml  a changed rule: which rows differ, and why",
        "chitieu rebuild --back                    return to the version before",
        "chitieu rebuild --list                    the reports; --report 3 --json for one",
        "chitieu rebuild --of ingest --dry-run     ledger and registry: have they drifted?",
        "chitieu rebuild --of alerts --yes         the alerts' tables, from their topic",
    ),
    {
        0: "swapped; with --dry-run: proved; with --list, --report, --drop: done;"
        " --of ingest|alerts: equal, or replaced",
        1: "refused: another log, another rebuild runs, too busy; or you said no: nothing has"
        " changed",
        2: "wrong usage: an expectation that is none, no terminal to ask on without --yes,"
        " an option that --of ingest|alerts has not",
        3: "Kafka or PostgreSQL cannot be reached; run it again, what is built stays",
        DIFFERS: "rows differ that nobody declared; they are printed, nothing has changed",
    },
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as given, for whoever does it."""

    yes: bool
    dry_run: bool
    back: bool
    processes: int | None
    expect: Path | None
    json: bool
    listing: bool
    report: int | None
    drop: bool


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild", help=HELP)(rebuild_command)


def rebuild_command(
    of: Annotated[
        str, typer.Option("--of", metavar="WHAT", help=f"What to rebuild: {', '.join(RUNNERS)}.")
    ] = "views",
    yes: Annotated[bool, typer.Option("--yes", help="Swap without asking, once proved.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Prove, do not swap; what was built is dropped.")
    ] = False,
    back: Annotated[
        bool, typer.Option("--back", help="Return to the version before, through the same proof.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", min=1, max=64, help="Build the views in so many processes (2)."
        ),
    ] = None,
    expect: Annotated[
        Path | None,
        typer.Option("--expect", metavar="FILE", help="Which rows may differ, and why (YAML)."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON, for programs.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="The reports that are kept.")] = False,
    report: Annotated[
        int | None, typer.Option("--report", metavar="ID", help="One report, in full.")
    ] = None,
    drop: Annotated[
        bool, typer.Option("--drop", help="Drop versions that were built and never shown.")
    ] = False,
) -> None:
    """Check the options, and hand them to whoever rebuilds what is asked for."""
    if of not in RUNNERS:
        raise CommandFailed(
            f"--of {of}: không có / there is no such thing to rebuild",
            f"chọn / choose: {', '.join(RUNNERS)}",
            exit_code=USAGE,
        )
    if sum((listing, report is not None, drop, dry_run or back)) > 1 or (dry_run and yes):
        raise CommandFailed(
            "các tùy chọn loại trừ nhau / these options exclude one another",
            "--list | --report ID | --drop | --back | --dry-run (không có / without --yes)",
            exit_code=USAGE,
        )
    asked = Asked(yes, dry_run, back, processes, expect, json, listing, report, drop)
    code: int = import_module(RUNNERS[of]).run(asked)
    if code:
        raise typer.Exit(code)
