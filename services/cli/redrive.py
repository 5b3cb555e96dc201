"""`chitieu redrive`: apply what waits behind an event that could not be applied, after the fix."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import REFUSED, UNREACHABLE, USAGE, CommandFailed, err, help_text, out

if TYPE_CHECKING:
    from services.projector.redrive import Redriven

HELP = help_text(
    "Apply events that wait behind one that could not be applied, in order, after the fix.",
    (
        "chitieu redrive --all --dry-run",
        "chitieu redrive --subject indicator/kinh-te-so",
        "chitieu redrive --all",
    ),
    {
        0: "nothing of what was asked for waits any more (with --dry-run: would wait)",
        1: "some of it still waits; why is told, and nothing of it is lost",
        2: "wrong usage: neither --subject nor --all, or both",
        3: "PostgreSQL cannot be reached, or is busy; what was told until then is done",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("redrive", help=HELP)(redrive_command)


def redrive_command(
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="S", help="One subject: indicator/<id>, …")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every subject that waits.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Try it, say what would come of it, write nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a subject.")] = False,
) -> None:
    """Redrive one subject after the other, each in a transaction of its own."""
    if every == (subject is not None):
        raise CommandFailed(
            "chọn --subject S hoặc --all / say which: --subject S, or --all",
            "chitieu redrive --all --dry-run",
            exit_code=USAGE,
        )
    from services.cli.connection import find_database
    from services.cli.settings import load

    left = asyncio.run(_redrive(find_database(load()), subject, dry_run=dry_run, json=json))
    if left:
        raise typer.Exit(REFUSED)


async def _redrive(url: str, subject: str | None, *, dry_run: bool, json: bool) -> int:
    """Redrive and tell; return how many subjects still wait."""
    from asyncpg.exceptions import LockNotAvailableError

    from services.projector.redrive import opened, redrive
    from services.projector.refusals import Refused

    subjects = left = 0
    try:
        async with opened(url) as session:
            async for done in redrive(session, subject=subject, dry_run=dry_run):
                subjects += 1
                left += done.poison is not None
                tell = _json(done) if json else line(done)
                out().print(tell, markup=False, soft_wrap=True)
    except Refused as error:
        raise CommandFailed(
            f"{error.reason.vi} / {error.reason.en} [{error.reason.code}]"
        ) from None
    except LockNotAvailableError:
        raise CommandFailed(
            "phân vùng đang bận, phần đã báo ở trên đã xong / the partition is busy just now; what"
            " was told above is done",
            "chạy lại / run it again",
            exit_code=UNREACHABLE,
        ) from None
    if not subjects:
        err().print("không có sự kiện nào đang chờ / nothing waits", markup=False)
    elif dry_run:
        err().print("chạy thử, chưa ghi gì / a dry run: nothing was written", markup=False)
    return left


def line(done: Redriven) -> str:
    """Return what became of one subject in words."""
    words = f"{done.subject}: áp dụng {done.applied} sự kiện / {done.applied} applied"
    if done.poison is None:
        return words
    reason = done.poison.reason
    place = f"{done.partition}:{done.poison.offset}"
    return (
        f"{words}; còn chờ {done.waiting} từ {place} / {done.waiting} still wait\n"
        f"  {reason.code}: {reason.vi}\n  {reason.en}"
    )


def _json(done: Redriven) -> str:
    import orjson

    reason = done.poison.reason if done.poison else None
    return orjson.dumps(
        {
            "subject": done.subject,
            "applied": done.applied,
            "waiting": done.waiting,
            "position": f"{done.partition}:{done.poison.offset}" if done.poison else None,
            "code": reason.code if reason else None,
            "words": {"vi": reason.vi, "en": reason.en} if reason else None,
        }
    ).decode()
