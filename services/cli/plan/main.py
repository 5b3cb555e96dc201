"""`chitieu plan …`: a plan file from its document, shown, checked, published.

One line registers a command.
"""

from __future__ import annotations

import typer

from services.cli.plan import diff_command, import_command, lint_command, publish_command, show


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    plan = typer.Typer(
        help="Plan files: import the printed plan, review it, check it, publish it.",
        no_args_is_help=True,
    )
    import_command.register(plan)
    show.register(plan)
    lint_command.register(plan)
    diff_command.register(plan)
    publish_command.register(plan)
    app.add_typer(plan, name="plan")
