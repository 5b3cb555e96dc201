"""`chitieu channels`: which channels the file of alerts has, and a marked sample on one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.alerts.routing import File, configured
from services.cli.console import REFUSED, USAGE, CommandFailed, help_text, out

if TYPE_CHECKING:
    from services.alerts.channels.kinds import Kind
    from services.alerts.channels.port import Outcome

HELP = "Kênh gửi cảnh báo: liệt kê, gửi thử / Channels of alerts: list them, send a sample."
LIST_HELP = help_text(
    "List the channels of the file of alerts, and whether each finds its secrets here.",
    ("chitieu channels list --file examples/alerts.yaml",),
    {0: "listed", 2: "the file is not right"},
)
TEST_HELP = help_text(
    "Send a sample, marked as one, on a channel; nobody can take it for an alert.",
    (
        "chitieu channels test thu --to vanphong@example.vn",
        "CHITIEU_HOOK=whsec_… chitieu channels test dieu-hanh --file alerts.yaml",
    ),
    {
        0: "the other side took it",
        1: "it did not; the code says why",
        2: "wrong usage, or the file is not right",
    },
)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    channels = typer.Typer(help=HELP, no_args_is_help=True)
    channels.command("list", help=LIST_HELP)(list_channels)
    channels.command("test", help=TEST_HELP)(send_sample)
    app.add_typer(channels, name="channels", help=HELP)


def list_channels(file: File = None) -> None:
    """Print the channels."""
    from rich.markup import escape
    from rich.table import Table

    configuration = configured(file)
    shown = Table()
    for column in ("Kênh", "Loại", "Sẵn sàng", "Ghi chú"):
        shown.add_column(column)
    for name in configuration.channel_names:
        kind = configuration.channel(name)
        if kind is not None:
            lacks = _lacks(name, kind)
            shown.add_row(
                *map(escape, (name, kind.kind, lacks or "có / yes", kind.note)),
            )
    out().print(shown)


def send_sample(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The channel's name in the file.")],
    file: File = None,
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="Who gets it, where the channel asks.")
    ] = "",
) -> None:
    """Send a sample."""
    from infra.local.process import run_blocking

    configuration = configured(file)
    kind = configuration.channel(name)
    if kind is None:
        raise CommandFailed(
            f"không có kênh «{name}» / there is no such channel",
            f"một trong / one of: {', '.join(configuration.channel_names)}",
            exit_code=USAGE,
        )
    if kind.addressed and not to:
        raise CommandFailed(
            "kênh này cần người nhận / this channel needs a recipient",
            f"chitieu channels test {name} --to ADDRESS",
            exit_code=USAGE,
        )
    said = run_blocking(_send(name, kind, to, configuration.page_url))
    code = getattr(said, "code", None)
    if code is not None:
        raise CommandFailed(
            f"kênh «{name}» không nhận / the channel did not take it: {code}",
            "ý nghĩa từng mã / what each code means: docs/howto/alert-channels.md",
            exit_code=REFUSED,
        )
    out().print(f"Đã gửi thử qua kênh «{name}». / The sample was taken.", markup=False)


async def _send(name: str, kind: Kind, to: str, page_url: str | None) -> Outcome:
    import asyncio
    import logging
    from uuid import UUID

    from infra.clock import Clock
    from services.alerts.channels.main import ChannelUnusable, open_channel
    from services.alerts.channels.port import Failed, Notice
    from services.alerts.settings import environment_variable
    from services.alerts.wording.notices import Writer
    from services.cli.connection import find_kafka
    from services.cli.settings import load

    # It says each tenth of a second that a topic is not there; the code below says it once.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    clock = Clock()
    bootstrap = find_kafka(load())[0] if kind.kind == "kafka" else None
    try:
        channel = open_channel(
            name, kind, environment=environment_variable, clock=clock, kafka_bootstrap=bootstrap
        )
        written = Writer(page_url).sample(name)
        notice = Notice(UUID(clock.new_id()), "sample", to, clock.now(), written)
        try:
            async with asyncio.timeout(channel.timeout_seconds):
                return await channel.deliver(notice)
        except TimeoutError:
            return Failed("timeout")
        finally:
            await channel.close()
    except ChannelUnusable as error:
        raise CommandFailed(str(error), exit_code=USAGE) from None


def _lacks(name: str, kind: Kind) -> str:
    """Return what a channel lacks here; empty where it could work."""
    from infra.clock import Clock
    from services.alerts.channels.main import ChannelUnusable, open_channel
    from services.alerts.settings import environment_variable

    try:
        open_channel(
            name,
            kind,
            environment=environment_variable,
            clock=Clock(),
            kafka_bootstrap="not called here",
        )
    except ChannelUnusable as error:
        return error.lacks
    return ""
