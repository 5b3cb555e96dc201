"""`chitieu addresses`: where the local stack that runs here can be reached."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.console import USAGE, CommandFailed, help_text, out

HELP = help_text(
    "Print where the running local stack can be reached: all of it, or one value for a script.",
    (
        "chitieu addresses",
        'curl "$(chitieu addresses api_url)/v1/plans"',
        'kcat -L -b "$(chitieu addresses kafka_bootstrap)"',
    ),
    {0: "printed", 2: "no local stack is running here, or there is no such name"},
)
SECRETS = frozenset({"database_url"})


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("addresses", help=HELP)(addresses)


def addresses(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One of them, as `ingest_url`; prints its value."),
    ] = None,
) -> None:
    """Print all names with their values, or one value; a password only where asked for by name."""
    from services.cli.connection import START, running_stack
    from services.cli.settings import load

    running = running_stack(load())
    if running is None:
        raise CommandFailed("no local stack is running here", START, exit_code=USAGE)
    known = running.addresses
    if name is None:
        for one in sorted(known):
            shown = "(ask for it by name: it holds a password)" if one in SECRETS else known[one]
            out().print(f"{one:<18} {shown}".rstrip(), markup=False, soft_wrap=True)
    elif name in known:
        out().print(known[name], markup=False, soft_wrap=True)
    else:
        raise CommandFailed(
            f"there is no address {name}", f"one of: {', '.join(sorted(known))}", exit_code=USAGE
        )
