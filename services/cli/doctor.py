"""`chitieu doctor`: what this machine has for the local stack, what it lacks, how to get it."""

from __future__ import annotations

import typer

from services.cli.console import REFUSED, err, help_text, out

HELP = help_text(
    "Say what is missing on this machine for the local stack, and how to get it.",
    ("chitieu doctor",),
    {0: "nothing that is needed is missing", 1: "something is missing"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=HELP)(doctor)


def doctor() -> None:
    """Look at every requirement and print it."""
    from rich.table import Table

    from infra.local.requirements import check, missing

    found = check()
    table = Table("", "what", "found", "needed", "for", "to get it", box=None, pad_edge=False)
    for one in found:
        sign = "[green]✓" if one.ok else ("[yellow]–" if one.optional else "[red]✗")
        remedy = f"[bold]{one.remedy}" if one.remedy else ""
        table.add_row(sign, one.name, one.found or "—", one.needs, one.needed_for, remedy)
    out().print(table)
    lacking = missing(found)
    if lacking:
        err().print(f"[red]{len(lacking)} missing.[/] Next: make setup")
        raise typer.Exit(REFUSED)
    err().print("[green]Nothing that is needed is missing.[/] Next: make demo")
