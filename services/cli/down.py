"""`chitieu down`: end the local stack, and whatever a killed one left behind."""

from __future__ import annotations

import typer

from services.cli.console import help_text, out, say

HELP = help_text(
    "End the local stack and the demonstration's, and what a killed one left. Safe to repeat.",
    ("chitieu down",),
    {0: "nothing runs any more", 1: "something belongs to another account"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("down", help=HELP)(down_command)


def down_command() -> None:
    """End what is left, in both folders."""
    from infra.local.record import down
    from services.cli.settings import load

    settings = load()
    ended = [
        name
        for directory in (settings.local_dir, settings.demo_dir)
        for name in down(directory, say)
    ]
    out().print(f"ended: {', '.join(ended)}" if ended else "nothing was running")
