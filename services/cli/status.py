"""`chitieu status`: what the read model says of a plan's targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import help_text, out
from services.cli.looking import AsOf, KnownAt, day_of, tell_unsettled

if TYPE_CHECKING:
    from rich.table import Table

HELP = help_text(
    "Print the targets of a plan: result, provisional and official verdict, deadline.",
    (
        "chitieu status --plan dong-thap-2022-kh144",
        "chitieu status --plan dong-thap-2023-cds --as-of 2023-03-31",
        "chitieu status --plan dong-thap-2023-cds --known-at 2023-11-30",
        "chitieu status --plan dong-thap-2023-cds --json | jq '.[].provisional_verdict'",
    ),
    {0: "printed", 1: "there is no such plan", 2: "wrong usage", 3: "the api cannot be reached"},
)
FIELDS = (
    "target_id",
    "number",
    "text",
    "value_text",
    "provisional_verdict",
    "official_verdict",
    "phase",
    "reason",
    "due_on",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", help=HELP)(status)


def status(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    json: Annotated[
        bool, typer.Option("--json", help="A JSON list of objects, for programs.")
    ] = False,
) -> None:
    """Ask the api and print its answer."""
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        items = api.get(
            f"/v1/plans/{quote(plan, safe='')}/status", as_of=day_of(as_of), known_at=known_at
        )
        tell_unsettled(api)
    if json:
        import orjson

        chosen = [{name: item[name] for name in FIELDS} for item in items]
        print(orjson.dumps(chosen, option=orjson.OPT_INDENT_2).decode())
        return
    out().print(table(items))


def table(items: list[dict[str, Any]]) -> Table:
    """Return the targets of a plan as a table, from the api's answer."""
    from rich.markup import escape
    from rich.table import Table

    from domain.reasons import Verdict
    from domain.vietnamese.words import date_words
    from services.cli.demo_views import VERDICT_STYLES

    shown = Table()
    shown.add_column("Stt", no_wrap=True)
    shown.add_column("Tên chỉ tiêu", ratio=4)
    shown.add_column("Kết quả", ratio=2)
    shown.add_column("Đánh giá", ratio=2)
    shown.add_column("Hạn", no_wrap=True)
    shown.add_column("Lý do", ratio=3)
    for item in items:
        verdict = Verdict(item["official_verdict"] or item["provisional_verdict"])
        due_on = item["due_on"]
        shown.add_row(
            escape(item["number"]),
            escape(item["text"]),
            escape(item["value_text"] + (" (ước)" if item["estimated"] else "")) or "—",
            f"[{VERDICT_STYLES[verdict]}]{escape(item['shown_words']['vi'])}[/]",
            date_words(date.fromisoformat(due_on)) if due_on else "chưa xác định",
            escape(item["official_reason"] or item["reason_words"]["vi"]),
        )
    return shown
