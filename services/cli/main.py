"""`chitieu`: one program for everything that is run by hand or started as a service.

Command modules import at their top only what `chitieu --help` needs; the rest comes when a
command runs, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import sys

import typer

from services.cli import (
    addresses,
    agency,
    demo,
    doctor,
    down,
    indicator,
    migrate,
    obligations,
    publish,
    report,
    run_service,
    status,
    up,
)
from services.cli.console import INTERRUPTED, complain, failure
from services.cli.plan import main as plan_commands

app = typer.Typer(
    name="chitieu",
    help="Live status of a province's targets (chỉ tiêu), from events to verdicts and alerts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
up.register(app)
down.register(app)
addresses.register(app)
demo.register(app)
publish.register(app)
plan_commands.register(app)
status.register(app)
obligations.register(app)
report.register(app)
agency.register(app)
indicator.register(app)
doctor.register(app)
migrate.register(app)
run_service.register(app)


def main() -> int:
    """Run a command; the exit code tells how it went, and a user's mistake is told in words."""
    try:
        app()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        told = failure(error)
        if told is None:
            raise
        complain(str(told), told.next_step)
        return told.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
