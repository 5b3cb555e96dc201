"""`chitieu migrate`: bring database and topics to what this version needs; safe to repeat."""

from __future__ import annotations

import typer

from services.cli.console import USAGE, CommandFailed, help_text, out

HELP = help_text(
    "Bring the database forward, create the read model's views, create and check the topics.",
    ("CHITIEU_KAFKA_BOOTSTRAP=kafka:9092 CHITIEU_DATABASE_URL=postgresql://… chitieu migrate",),
    {0: "all is as this version needs it", 1: "refused", 2: "wrong usage", 3: "unreachable"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate", help=HELP)(migrate_command)


def migrate_command() -> None:
    """Migrate the servers that the environment names."""
    from services.cli.settings import load

    settings = load()
    if settings.kafka_bootstrap is None or settings.database_url is None:
        raise CommandFailed(
            "CHITIEU_KAFKA_BOOTSTRAP and CHITIEU_DATABASE_URL are not both set",
            "set both; a local stack is migrated by `chitieu up` itself",
            exit_code=USAGE,
        )
    from infra.logs import configure_logging
    from services.cli.preparing import prepare

    configure_logging(service="migrate", level="warning", log_format="console")
    done = prepare(
        settings.kafka_bootstrap,
        settings.database_url.get_secret_value(),
        namespace=settings.topic_namespace,
        replication_factor=settings.replication_factor,
        log_partitions=settings.log_partitions,
    )
    for line in done.lines():
        out().print(line)
