"""`chitieu diff`: what changed of a plan between two meetings, and which events made it so."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import USAGE, CommandFailed, err, help_text, out

if TYPE_CHECKING:
    from rich.table import Table

HELP = help_text(
    "Tell what changed of a plan between two looks at it, row by row, and why.",
    (
        "chitieu diff --plan dong-thap-2023-cds --from 2023-06-30 --to 2023-09-15",
        "chitieu diff --plan dong-thap-2023-cds --from-known-at 2026-06-30",
        "chitieu diff --plan dong-thap-2023-cds --from 0:17,1:4 --json | jq .counts",
    ),
    {
        0: "printed, also where nothing changed",
        1: "there is no such plan, or the two looks cannot be compared",
        2: "wrong usage",
        3: "the api cannot be reached",
    },
)
STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHEN = "a day, an instant (2023-11-30T17:00:00+07:00) or positions (0:17,1:4)"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", help=HELP)(diff)


def diff(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="WHEN",
            help="The earlier look: a day, by all that is known now; else as --from-known-at.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="WHEN", help="The later look, likewise; without it: now."),
    ] = None,
    from_known_at: Annotated[
        str | None,
        typer.Option("--from-known-at", metavar="WHEN", help=f"By what was known then: {_WHEN}."),
    ] = None,
    to_known_at: Annotated[
        str | None,
        typer.Option("--to-known-at", metavar="WHEN", help="By what was known at the later look."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The api's answer, for programs.")] = False,
) -> None:
    """Ask the api and print its answer."""
    asked = {**look("from", from_, from_known_at), **look("to", to, to_known_at)}
    if asked["from"] is None and asked["from_known_at"] is None:
        raise CommandFailed(
            "thiếu lần xem trước / the earlier look is missing",
            "--from 2023-06-30",
            exit_code=USAGE,
        )
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        told = api.get(f"/v1/plans/{quote(plan, safe='')}/changes", **asked)
    if json:
        import orjson

        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    if told["items"]:
        out().print(table(told["items"]))
    for line in summary(told):
        out().print(line, markup=False, soft_wrap=True)
    for line in unsettled(told):
        err().print(line, markup=False, soft_wrap=True)


def look(name: str, when: str | None, known_at: str | None) -> dict[str, str | None]:
    """Return one look as the api takes it: a day is `as_of`, anything else `known_at`.

    Raises:
        CommandFailed: both say what was known.
    """
    if when is None or _DAY.fullmatch(when):
        return {name: when, f"{name}_known_at": known_at}
    if known_at is not None:
        raise CommandFailed(
            f"--{name} {when}: không phải ngày, mà đã có --{name}-known-at"
            " / no day, and --known-at is given too",
            f"--{name} 2023-06-30 --{name}-known-at {known_at}",
            exit_code=USAGE,
        )
    return {name: None, f"{name}_known_at": when}


def table(items: list[dict[str, Any]]) -> Table:
    """Return the rows that differ as a table, from the api's answer."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table(show_lines=True)
    shown.add_column("Stt", no_wrap=True)
    shown.add_column("Chỉ tiêu, nhiệm vụ", ratio=3)
    shown.add_column("Trước → Nay", ratio=4)
    shown.add_column("Vì sao", ratio=4)
    for item in items:
        changed = [
            f"{field['words']['vi']}: {field['then']} → {field['now']}" for field in item["fields"]
        ]
        what = escape("\n".join(changed) or item["change_words"]["vi"])
        shown.add_row(
            escape(item["number"]),
            escape(item["text"]),
            f"[{STYLES[item['change']]}]{what}[/]",
            escape("\n".join(map(_why, item["because"]))),
        )
    return shown


def summary(told: dict[str, Any]) -> list[str]:
    """Return which two looks were compared, and how many rows became what."""
    counts = told["counts"]
    counted = (
        f"{counts['changed']} thay đổi / changed, {counts['added']} thêm / added,"
        f" {counts['removed']} rút / removed, {counts['unchanged']} không đổi / unchanged"
    )
    return [
        f"Kỳ trước / then: {_side(told['then'])}",
        f"Kỳ này / now: {_side(told['now'])}",
        counted,
    ]


def unsettled(told: dict[str, Any]) -> list[str]:
    """Return why one of the looks may still grow."""
    looks = (("then", "kỳ trước"), ("now", "kỳ này"))
    return [
        f"Chưa chốt ({vi}): {why['words']['vi']}. / Not settled ({name}): {why['words']['en']}."
        for name, vi in looks
        if (why := told[name]["unsettled"])
    ]


def _side(look_back: dict[str, Any]) -> str:
    from domain.vietnamese.words import date_words

    known = " ".join(look_back["known_at"]) or "chưa có gì / nothing"
    day = date_words(date.fromisoformat(look_back["as_of"]))
    return f"ngày {day}, biết đến / known up to {known}"


def _why(cause: dict[str, Any]) -> str:
    return f"{cause['line']} [{cause['position']}]" if cause["position"] else str(cause["line"])
