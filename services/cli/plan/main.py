"""`chitieu plan …`: a plan file from its document, shown, checked, published.

One line registers a command.
"""

from __future__ import annotations

import typer

from services.cli.plan import diff_command, import_command, lint_command, publish_command, show

HELP = "\n".join(
    (
        "Plan files: import the printed plan, review it, check it, publish it.",
        "",
        "\b",
        "The way of a plan:",
        "  chitieu plan import ke-hoach.docx --out ke-hoach.yaml",
        "  chitieu plan show ke-hoach.yaml --review       what to decide, in the file",
        "  chitieu plan lint ke-hoach.yaml                its contradictions",
        "  chitieu plan publish ke-hoach.yaml --dry-run   what would be sent",
        "  chitieu plan publish ke-hoach.yaml             and again after a change",
        "",
        "docs/howto/import-a-plan.md goes through it with a real plan.",
    )
)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    plan = typer.Typer(help=HELP, no_args_is_help=True)
    import_command.register(plan)
    show.register(plan)
    lint_command.register(plan)
    diff_command.register(plan)
    publish_command.register(plan)
    app.add_typer(plan, name="plan")
