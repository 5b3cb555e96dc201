"""`chitieu alerts …`: what people do with alerts; by itself, the service that raises them.

One line registers a command. The service keeps the name that units and images start it by.
"""

from __future__ import annotations

from importlib import import_module

import typer

from services.cli.alerts import acting, fit, listing, rehearse, routing, score, verify, watching
from services.cli.console import help_text

HELP = help_text(
    "Watch statuses and raise alerts before targets are missed; with a COMMAND, see to alerts.",
    (
        "chitieu alerts list          what is open, and whose it is",
        "chitieu alerts ack ALERT …   take one, with a commitment",
        "chitieu alerts watch         follow them live",
        "CHITIEU_KAFKA_BOOTSTRAP=kafka:9092 CHITIEU_DATABASE_URL=postgresql://… chitieu alerts",
    ),
    {
        0: "ended in order; of a command, see its own help",
        2: "the environment lacks something",
        3: "could not start",
    },
)


def register(app: typer.Typer) -> None:
    """Add the group of commands, which by itself runs the service."""
    alerts = typer.Typer(help=HELP, invoke_without_command=True)
    alerts.callback()(serve)
    listing.register(alerts)
    acting.register(alerts)
    watching.register(alerts)
    routing.register(alerts)
    score.register(alerts)
    verify.register(alerts)
    rehearse.register(alerts)
    fit.register(alerts)
    app.add_typer(alerts, name="alerts", help=HELP)


def serve(context: typer.Context) -> None:
    """Run the service in the foreground, unless a command is named."""
    if context.invoked_subcommand is None:
        module = import_module("services.alerts.main")
        raise typer.Exit(module.main())
