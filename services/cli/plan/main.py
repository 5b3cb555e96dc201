"""`chitieu plan`: from the printed document to published events. One line registers a command."""

from __future__ import annotations

import typer

from services.cli.plan import import_command, show

app = typer.Typer(
    help="A plan's own language: import as printed, show, lint, diff, publish.",
    no_args_is_help=True,
)
import_command.register(app)
show.register(app)


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="plan")
