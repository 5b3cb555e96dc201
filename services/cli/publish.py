"""`chitieu publish`: send events, one JSON object per line, and say what became of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, err, help_text, out

if TYPE_CHECKING:
    from rich.progress import Progress

    from services.cli.ingest_client import IngestClient, Summary

HELP = help_text(
    "Send events (JSON lines) to ingest; a line sent twice counts once.",
    (
        "chitieu publish events.jsonl",
        "generate-events | chitieu publish --wait -",
        "CHITIEU_INGEST_URL=https://… CHITIEU_API_KEY=chitieu_… chitieu publish events.jsonl",
    ),
    {
        0: "every event is on the log",
        1: "some were rejected: see the reasons",
        2: "wrong usage, or the key is refused",
        3: "ingest cannot be reached; sending the same file again is safe",
    },
)
REJECTED_SHOWN = 50
PLAN_FILES = (".yaml", ".yml")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", help=HELP)(publish)


def publish(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Files of JSON lines; - is standard input.")
    ],
    wait: Annotated[
        bool, typer.Option("--wait", help="Return when the read model has them all.")
    ] = False,
) -> None:
    """Send all files, in order, and tell accepted, duplicate and rejected."""
    from infra.clock import Clock
    from services.cli.connection import find_api, find_ingest
    from services.cli.ingest_client import IngestClient
    from services.cli.settings import load

    _check(files)
    settings = load()
    with IngestClient(find_ingest(settings), Clock()) as client:
        summary = _send_all(client, files)
    for outcome in summary.rejected[:REJECTED_SHOWN]:
        err().print(f"✗ {outcome.words()}", markup=False, soft_wrap=True)
    hidden = len(summary.rejected) - REJECTED_SHOWN
    if hidden > 0:
        err().print(f"… and {hidden} more; GET /v1/rejections lists all that reached ingest")
    out().print(summary.words())
    if wait:
        _wait(find_api(settings), summary.positions)
    if summary.rejected:
        raise typer.Exit(REFUSED)


def _check(files: list[str]) -> None:
    missing = [name for name in files if name != "-" and not Path(name).is_file()]
    if missing:
        raise CommandFailed(
            f"không có tệp này / no such file: {', '.join(missing)}",
            "name files of JSON lines, such as examples/first-event.json, or - for standard input",
            exit_code=USAGE,
        )
    plans = [name for name in files if Path(name).suffix.lower() in PLAN_FILES]
    if plans:
        raise CommandFailed(
            f"{plans[0]}: đây là tệp kế hoạch, không phải sự kiện / a plan file, not events",
            f"chitieu plan publish {plans[0]}",
            exit_code=USAGE,
        )
    if files.count("-") > 1:
        raise CommandFailed("standard input can be read once only", exit_code=USAGE)


def _send_all(client: IngestClient, files: list[str]) -> Summary:
    from services.cli.event_lines import batches, read_lines
    from services.cli.ingest_client import Summary

    summary = Summary()
    total = None if "-" in files else sum(Path(name).stat().st_size for name in files)
    with _progress() as progress:
        task = progress.add_task("sending", total=total)
        for name in files:
            with _opened(name) as stream:
                for batch in batches(read_lines(stream, name)):
                    summary.add(client.send(batch))
                    sent = sum(len(line.raw) + 1 for line in batch)
                    progress.update(task, advance=sent, description=summary.words())
    return summary


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream


def _progress() -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err(), transient=True, disable=not err().is_terminal)


def _wait(api_url: str, positions: list[str]) -> None:
    from services.cli.api_client import ApiClient

    with ApiClient(api_url) as api, err().status("waiting for the read model"):
        for position in positions:
            api.wait_until_applied(position)
