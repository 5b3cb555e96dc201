"""`chitieu alerts routes test`: is the file right, who would be told of an alert, and why?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.cli.console import USAGE, CommandFailed, help_text, out

if TYPE_CHECKING:
    from services.alerts.configuration.document import Configuration
    from services.alerts.delivery.routing import Routing

HELP = help_text(
    "Check the file of alerts, and say who would be told of an alert, on which channel, and why.",
    (
        "chitieu alerts routes test --file examples/alerts.yaml",
        "chitieu alerts routes test --agency H20.07 --stage overdue",
        "chitieu alerts routes test --change escalated --level 1 --json",
    ),
    {0: "the file is right", 2: "it is not: each line says where, and what would be right"},
)
StageWord = Literal["watch", "at_risk", "overdue", "stale"]
KindWord = Literal["target", "report", "input", "task"]
ChangeWord = Literal[
    "opened", "updated", "closed", "acknowledged", "snoozed", "noted", "resumed", "escalated",
    "reminded", "scored",
]  # fmt: skip

File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="The file; else that of CHITIEU_ALERTS_FILE."),
]


def register(alerts: typer.Typer) -> None:
    """Add the group `routes` with its command."""
    routes = typer.Typer(help="Ai được báo cảnh báo nào / Who is told of which alerts.")
    routes.callback()(lambda: None)  # with one command, typer would take it for the group
    routes.command("test", help=HELP)(who_is_told)
    alerts.add_typer(routes, name="routes")


def who_is_told(
    file: File = None,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="ID", help="Who must act; repeatable.")
    ] = None,
    section: Annotated[str, typer.Option("--section", help="The section of the plan.")] = "",
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id.")] = "",
    kind: Annotated[KindWord, typer.Option("--kind", help="What it is about.")] = "target",
    stage: Annotated[StageWord, typer.Option("--stage", help="How bad it is.")] = "at_risk",
    change: Annotated[ChangeWord, typer.Option("--change", help="What happened.")] = "opened",
    level: Annotated[int, typer.Option("--level", min=0, max=10, help="Escalated so far.")] = 0,
    due_in: Annotated[
        int | None, typer.Option("--due-in", metavar="DAYS", help="Days to the deadline.")
    ] = None,
    snoozed: Annotated[bool, typer.Option("--snoozed", help="It rests.")] = False,
    acknowledged: Annotated[bool, typer.Option("--acknowledged", help="It was taken.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Check the file and print who would be told."""
    from services.alerts.delivery.routing import About, route

    configuration = configured(file)
    agencies = tuple(map(_canonical, agency or ()))
    subject = About(
        change=change,
        kind=kind,
        stage=stage,
        agencies=agencies,
        lead=agencies,
        escalated_to=agencies,
        section=section,
        plan=plan,
        level=level,
        snoozed=snoozed,
        acknowledged=acknowledged,
        days_to_due=due_in,
    )
    said = route(configuration, subject)
    if json:
        import orjson

        print(orjson.dumps(_as_json(said), option=orjson.OPT_INDENT_2).decode())
    else:
        _print(configuration, said)


def _canonical(agency: str) -> str:
    from domain.identity import MalformedId, canonical_agency_id

    try:
        return canonical_agency_id(agency)
    except MalformedId:
        raise CommandFailed(
            f"--agency: không phải mã cơ quan / is no agency's id: {agency}",
            "ví dụ / for example --agency H20.14, --agency local:so-y-te-dong-thap",
            exit_code=USAGE,
        ) from None


def configured(file: Path | None) -> Configuration:
    """Return what a file, or that of the environment, says.

    Raises:
        CommandFailed: no file is named, or it is not right.
    """
    from services.alerts.configuration.file import load_configuration
    from services.alerts.configuration.flaws import ConfigurationRefused
    from services.cli.settings import load

    path = file or load().alerts_file
    if path is None:
        raise CommandFailed(
            "chưa nêu tệp cấu hình cảnh báo / no file of alerts is named",
            "--file examples/alerts.yaml, hoặc đặt / or set CHITIEU_ALERTS_FILE",
            exit_code=USAGE,
        )
    try:
        return load_configuration(path)
    except ConfigurationRefused as refused:
        raise CommandFailed(
            str(refused), "sửa các dòng trên / correct these lines", exit_code=USAGE
        ) from None


def _as_json(said: Routing) -> dict[str, Any]:
    return {
        "notices": [
            {
                "channel": one.place.channel,
                "recipient": one.place.recipient,
                "mode": one.mode,
                "route": one.route,
                "why": {"vi": one.why.vi, "en": one.why.en},
            }
            for one in said.notices
        ],
        "routes": [
            {"route": one.route, "said": {"vi": one.words.vi, "en": one.words.en}}
            for one in said.decided
        ],
        "without_contact": list(said.unknown),
    }


def _print(configuration: Configuration, said: Routing) -> None:
    from rich.markup import escape
    from rich.table import Table

    shown = Table()
    for column in ("Kênh", "Người nhận", "Lúc", "Tuyến", "Vì sao"):
        shown.add_column(column)
    for one in said.notices:
        when = "ngay" if one.mode == "now" else "bản tin sáng"
        cells = (one.place.channel, one.place.recipient or "—", when, one.route, one.why.vi)
        shown.add_row(*map(escape, cells))
    out().print(f"Tệp đúng: {len(configuration.routes)} tuyến, {len(configuration.channels)} kênh.")
    for decided in said.decided:
        out().print(f"  {escape(decided.route)}: {escape(decided.words.vi)}")
    if said.notices:
        out().print(shown)
    else:
        out().print("Không ai được báo. / Nobody is told.")
    if said.unknown:
        named = ", ".join(said.unknown)
        out().print(f"Chưa có địa chỉ trong contacts / no contact: {escape(named)}")
