"""`chitieu`: one program for everything that is run by hand or started as a service.

Command modules import at their top only what `chitieu --help` needs; the rest comes when a
command runs, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import sys

import typer
from typer.models import CommandInfo, TyperInfo

from services.cli import (
    addresses,
    agency,
    alerts,
    archive,
    backtest,
    channels,
    demo,
    diff,
    doctor,
    down,
    explain,
    indicator,
    migrate,
    obligations,
    publish,
    rebuild,
    redrive,
    report,
    restore,
    run_service,
    status,
    up,
    verify,
)
from services.cli.console import INTERRUPTED, complain, failure
from services.cli.plan import main as plan_commands

HELP = "\n".join(
    (
        "Live status of a province's targets (chỉ tiêu), from events to verdicts and alerts.",
        "",
        "\b",
        "Begin with:",
        "  chitieu demo          see two real plans played, ends by itself",
        "  chitieu up            the same stack here, to work with; Ctrl-C ends it",
        "  chitieu plan --help   your own plan: from the printed file to a live one",
        "",
        "`chitieu COMMAND --help` shows examples and exit codes of each.",
    )
)
PANELS = {
    "Kế hoạch / Plans": ("plan", "indicator", "status", "obligations", "report"),
    "Cơ quan và số liệu / Agencies and their events": ("agency", "publish"),
    "Nhật ký / The log": (
        "explain",
        "diff",
        "rebuild",
        "verify",
        "archive",
        "restore",
        "redrive",
    ),
    "Chạy tại máy này / A stack on this machine": ("up", "down", "demo", "addresses", "doctor"),
    "Dự báo / Forecasts": ("backtest",),
    "Cảnh báo / Alerts": ("channels",),
    "Dịch vụ / Services, for operators": ("migrate", "ingest", "projector", "alerts", "api"),
}
app = typer.Typer(
    name="chitieu",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (plan_commands, indicator, status, obligations, report, agency, publish):
    module.register(app)
for module in (diff, explain, rebuild, redrive, verify, archive, restore):
    module.register(app)
for module in (up, down, demo, addresses, doctor, migrate, alerts, channels, run_service):
    module.register(app)
backtest.register(app)
registered: list[CommandInfo | TyperInfo] = [*app.registered_commands, *app.registered_groups]
for known in registered:
    known.rich_help_panel = next(panel for panel, names in PANELS.items() if known.name in names)


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
