"""`chitieu ingest | projector | api`: run one service in the foreground.

The alerts service is `chitieu alerts`, beside its commands.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import typer

from services.cli.console import help_text

PURPOSES = {
    "ingest": "Admit events over HTTP and inbound Kafka topics, and write the log.",
    "projector": "Fold the log into the read model, and publish statuses.",
    "api": "Serve the read model as JSON and pages.",
}
VARIABLES = "CHITIEU_KAFKA_BOOTSTRAP=kafka:9092 CHITIEU_DATABASE_URL=postgresql://…"
EXIT_CODES = {0: "ended in order", 2: "the environment lacks something", 3: "could not start"}


def register(app: typer.Typer) -> None:
    """Add the three commands."""
    for name, purpose in PURPOSES.items():
        examples = (f"{VARIABLES} chitieu {name}", f"CHITIEU_PORT=8080 … chitieu {name}")
        app.command(name, help=help_text(purpose, examples, EXIT_CODES))(_runner(name))


def _runner(name: str) -> Callable[[], None]:
    def run() -> None:
        module = import_module(f"services.{name}.main")
        raise typer.Exit(module.main())

    return run
