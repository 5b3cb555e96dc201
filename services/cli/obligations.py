"""`chitieu obligations`: who owes which report, who is late, who is silent."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import help_text, out
from services.cli.looking import AsOf, KnownAt, day_of, tell_unsettled

if TYPE_CHECKING:
    from rich.table import Table

HELP = help_text(
    "Print who owes which report on a plan, for which period, and whether it is there.",
    (
        "chitieu obligations --plan dong-thap-2023-cds",
        "chitieu obligations --plan dong-thap-2023-cds --as-of 2023-12-01 --agency H20.14",
        "chitieu obligations --plan dong-thap-2023-cds --json | jq '.[].state'",
        "chitieu obligations --plan dong-thap-2023-cds --changes",
    ),
    {0: "printed", 1: "there is no such plan", 2: "wrong usage", 3: "the api cannot be reached"},
)
STATE_STYLES = {
    "reported": "green",
    "late": "yellow",
    "silent": "bold red",
    "owing": "dim",
    "not_applicable": "dim",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("obligations", help=HELP)(obligations)


def obligations(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="ID", help="Of one agency only.")
    ] = None,
    changes: Annotated[
        bool,
        typer.Option("--changes", help="Instead: targets to amend since the directory changed."),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="A JSON list of objects, for programs.")
    ] = False,
) -> None:
    """Ask the api and print its answer."""
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    asked = {"as_of": day_of(as_of), "known_at": known_at}
    with ApiClient(find_api(load())) as api:
        if changes:
            items = api.get(f"/v1/plans/{quote(plan, safe='')}/member-changes", **asked)["items"]
        else:
            items = api.all(f"/v1/plans/{quote(plan, safe='')}/obligations", agency=agency, **asked)
        tell_unsettled(api)
    if json:
        import orjson

        print(orjson.dumps(items, option=orjson.OPT_INDENT_2).decode())
    elif changes:
        _print_changes(items)
    else:
        _print(items)


def _print(items: list[dict[str, Any]]) -> None:
    if not items:
        out().print("Không có báo cáo nào phải gửi. / Nothing is owed.")
        return
    out().print(table(items))
    out().print(summary(items))


def _print_changes(items: list[dict[str, Any]]) -> None:
    if not items:
        out().print("Danh bạ không đổi gì ở các chỉ tiêu. / The directory changes no target.")
        return
    out().print(changes_table(items))
    out().print(
        "Công bố lại kế hoạch để điều chỉnh / publish the plan again to amend: chitieu plan publish"
    )


def summary(items: list[dict[str, Any]]) -> str:
    """Return how many reports are in each state, in one line."""
    found = Counter(item["state_words"]["vi"] for item in items)
    return " · ".join(f"{words}: {number}" for words, number in found.most_common())


def table(items: list[dict[str, Any]]) -> Table:
    """Return obligations as a table; what stands above is not said again."""
    from rich.markup import escape
    from rich.table import Table

    from domain.vietnamese.words import date_words

    shown = Table()
    shown.add_column("Stt", no_wrap=True)
    shown.add_column("Chỉ tiêu, nhiệm vụ", ratio=3)
    shown.add_column("Đơn vị", ratio=2)
    shown.add_column("Kỳ", no_wrap=True, max_width=10)
    shown.add_column("Hạn", no_wrap=True)
    shown.add_column("Trạng thái", ratio=3)
    before = None
    for item in items:
        about = (item["kind"], item["target_id"], item["task_id"])
        named = about != before
        before = about
        style = STATE_STYLES[item["state"]]
        shown.add_row(
            item["number"] if named else "",
            escape(item["text"]) if named else "",
            escape(f"{item['agency_name']} ({item['role_words']['vi']})"),
            item["period"],
            date_words(date.fromisoformat(item["due_on"])),
            f"[{style}]{escape(item['state_words']['vi'])}[/]: {escape(item['why_words']['vi'])}",
        )
    return shown


def changes_table(items: list[dict[str, Any]]) -> Table:
    """Return the targets whose members the directory has otherwise."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table()
    shown.add_column("Stt", no_wrap=True)
    shown.add_column("Chỉ tiêu", ratio=3)
    shown.add_column("Thêm", ratio=2)
    shown.add_column("Bớt", ratio=2)
    shown.add_column("Lần điều chỉnh", justify="right")
    for item in items:
        shown.add_row(
            item["number"],
            escape(item["text"]),
            escape(", ".join(item["added"])) or "—",
            escape(", ".join(item["removed"])) or "—",
            str(item["revision"]),
        )
    return shown
