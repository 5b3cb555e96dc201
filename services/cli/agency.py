"""`chitieu agency add | list` and `chitieu agency key new | revoke | list`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import (
    USAGE,
    CommandFailed,
    err,
    help_text,
    out,
)

if TYPE_CHECKING:
    from services.cli.agency_admin import NewAgency

CODES = {0: "done", 1: "refused", 2: "wrong usage", 3: "a server cannot be reached"}
ADD_HELP = help_text(
    "Register an agency through ingest, and create its inbound Kafka topic.",
    (
        "chitieu agency add H20.14 --name 'Sở Thông tin và Truyền thông' --parent H20",
        "chitieu agency add local:so-y-te --name 'Sở Y tế' --short-name 'Sở Y tế' --parent H20",
        "chitieu agency add local:cac-so --name 'Các sở' --kind group --member H20.14 --parent H20",
    ),
    CODES,
)
LIST_HELP = help_text("List the agencies that are registered.", ("chitieu agency list",), CODES)
NEW_HELP = help_text(
    "Make an API key for an agency and show it, once.",
    (
        "chitieu agency key new H20.14 --scope report",
        "chitieu agency key new H20 --scope plan:H20 --scope directory",
    ),
    CODES,
)
REVOKE_HELP = help_text(
    "Revoke an API key; ingest refuses it within seconds.",
    ("chitieu agency key revoke abcdefgh23456789",),
    CODES,
)
KEYS_HELP = help_text(
    "List API keys: whose, for what, since when. Never the secrets, which nobody keeps.",
    ("chitieu agency key list", "chitieu agency key list --agency H20.14"),
    CODES,
)
Agency = Annotated[str, typer.Argument(metavar="AGENCY", help="An id: H20.14, or local:so-y-te.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    agencies = typer.Typer(help="Agencies and their API keys.", no_args_is_help=True)
    keys = typer.Typer(help="API keys: new, revoke, list.", no_args_is_help=True)
    agencies.command("add", help=ADD_HELP)(add)
    agencies.command("list", help=LIST_HELP)(list_agencies)
    keys.command("new", help=NEW_HELP)(new_key)
    keys.command("revoke", help=REVOKE_HELP)(revoke)
    keys.command("list", help=KEYS_HELP)(list_keys)
    agencies.add_typer(keys, name="key")
    app.add_typer(agencies, name="agency")


def add(
    agency: Agency,
    name: Annotated[str, typer.Option(help="The full name.")],
    short_name: Annotated[str, typer.Option(help="The short name that tables show.")] = "",
    kind: Annotated[
        str, typer.Option(help="agency, people_committee, group, school, …")
    ] = "agency",
    parent: Annotated[str | None, typer.Option(help="The agency above it.")] = None,
    member: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Of a group: a member; say it again.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Who registers it; the parent, else itself.")
    ] = None,
    revision: Annotated[int, typer.Option(min=1, help="Higher, to replace what is known.")] = 1,
    effective_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="From which day.")
    ] = None,
) -> None:
    """Send agency.registered, then create the topic."""
    from services.cli.agency_admin import NewAgency

    day = effective_on.date() if effective_on else None
    wanted = NewAgency(
        canonical(agency),
        name,
        short_name,
        kind,
        canonical(parent) if parent else None,
        canonical(source) if source else None,
        revision,
        day,
        tuple(canonical(one) for one in member or ()),
    )
    _publish(wanted)


def _publish(wanted: NewAgency) -> None:
    from contracts.topics import Topics
    from infra.clock import Clock
    from services.cli.agency_admin import registration
    from services.cli.connection import find_ingest, find_kafka, running_stack
    from services.cli.event_lines import EventLine
    from services.cli.ingest_client import IngestClient
    from services.cli.preparing import ensure_inbound
    from services.cli.settings import load

    settings = load()
    running = running_stack(settings)
    # A stack whose day is fixed knows nothing yet that holds from the real day on.
    clock = Clock(settings.today or (running.business_day if running else None))
    bootstrap, namespace = find_kafka(settings)
    line = EventLine(wanted.id, 1, registration(wanted, clock))
    with IngestClient(find_ingest(settings), clock) as client:
        (outcome,) = client.send([line])
    if outcome.kind == "rejected":
        raise CommandFailed(
            f"refused: {outcome.vi} / {outcome.en} ({outcome.code})",
            "chitieu agency list shows who is registered; --revision replaces what is known",
        )
    is_new = ensure_inbound(
        bootstrap,
        wanted.id,
        namespace=namespace,
        replication_factor=settings.replication_factor,
    )
    topic = Topics(namespace).inbound(wanted.id).name
    out().print(f"{wanted.id}: {outcome.kind} at {outcome.position}")
    out().print(f"inbound topic {topic}: {'created' if is_new else 'is there'}")


def list_agencies() -> None:
    """Print the directory."""
    from rich.markup import escape
    from rich.table import Table

    from services.cli.agency_admin import agencies

    table = Table("id", "short name", "kind", "name")
    for row in agencies(_database()):
        table.add_row(*(escape(cell) for cell in row))
    out().print(table)


def new_key(
    agency: Agency,
    scope: Annotated[
        list[str], typer.Option(help="report, plan, plan:<issuer>, directory, alerts; repeatable.")
    ],
) -> None:
    """Make a key; its text goes to stdout and nowhere else."""
    from services.cli.agency_admin import create

    owner = canonical(agency)
    try:
        key = create(_database(), owner, scope)
    except ValueError as error:
        raise CommandFailed(str(error), exit_code=USAGE) from error
    err().print(f"key {key.key_id} of {owner}; it is shown this once:")
    out().print(key.text, soft_wrap=True)


def revoke(key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="The key's id.")]) -> None:
    """Revoke a key."""
    from services.cli.agency_admin import revoke as revoke_in

    if not revoke_in(_database(), key_id):
        raise CommandFailed(f"there is no key {key_id}", "chitieu agency key list")
    out().print(f"key {key_id} is revoked")


def list_keys(
    agency: Annotated[str | None, typer.Option(help="Only this agency's keys.")] = None,
) -> None:
    """Print all keys."""
    from rich.table import Table

    from services.cli.agency_admin import keys

    table = Table("key", "agency", "scopes", "made", "revoked")
    for key in keys(_database(), canonical(agency) if agency else None):
        table.add_row(
            key.key_id,
            key.agency or "every agency (local operator)",
            ", ".join(key.scopes),
            f"{key.created_at:%Y-%m-%d %H:%M}",
            f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "—",
        )
    out().print(table)


def canonical(agency: str) -> str:
    """Return the one spelling of an agency id, or refuse it."""
    from domain.identity import MalformedId, canonical_agency_id

    try:
        return canonical_agency_id(agency)
    except MalformedId:
        raise CommandFailed(
            f"{agency} is not an agency id",
            "write H20.14, 000.00.14.H20, or local: and lower-case words joined by - or .",
            exit_code=USAGE,
        ) from None


def _database() -> str:
    from services.cli.connection import find_database
    from services.cli.settings import load

    return find_database(load())
