"""`chitieu alerts ack | snooze | note | close`: what an agency does with an alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.console import help_text, out

if TYPE_CHECKING:
    from services.cli.settings import CliSettings

EXIT_CODES = {
    0: "carried out; sent again by itself where an answer was lost, it is done once",
    1: "refused: see the reason; nothing was changed",
    2: "wrong usage",
    3: "the alerts service cannot be reached",
}
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
KEY = "CHITIEU_ALERTS_URL=https://… CHITIEU_API_KEY=chitieu_…"
ACK_HELP = help_text(
    "Take an alert, with a commitment; should it lapse, the alert comes back.",
    (
        'chitieu alerts ack 6f1c1d0e --action "Giao ban hằng tuần" --value 75 --by 2023-11-30 …',
        f"{KEY} chitieu alerts ack …",
    ),
    EXIT_CODES,
)
SNOOZE_HELP = help_text(
    "Let an alert rest until its next report, or a day: 90 days at most, not past the deadline.",
    (
        'chitieu alerts snooze 6f1c1d0e --reason "Chờ số liệu quý III"',
        'chitieu alerts snooze 6f1c1d0e --until 2023-10-15 --reason "Hệ thống đang nâng cấp"',
    ),
    EXIT_CODES,
)
NOTE_HELP = help_text(
    "Write something down beside an alert; name offices, not persons.",
    ('chitieu alerts note 6f1c1d0e "Đã làm việc với Sở Tài chính về nguồn vốn"',),
    EXIT_CODES,
)
CLOSE_HELP = help_text(
    "Close an alert, with the reason; only something newer and worse opens the next.",
    ('chitieu alerts close 6f1c1d0e --reason "Chỉ tiêu được điều chỉnh theo Kế hoạch 200"',),
    EXIT_CODES,
)

Alert = Annotated[
    str, typer.Argument(metavar="ALERT", help="Its id, or how it begins (six characters).")
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="OFFICE", help="Your office; never a name.")
]
Agency = Annotated[
    str | None,
    typer.Option("--agency", metavar="ID", help="With the operator's key: who speaks."),
]
Json = Annotated[bool, typer.Option("--json", help="The answer as JSON, for programs.")]


def register(alerts: typer.Typer) -> None:
    """Add the commands."""
    alerts.command("ack", help=ACK_HELP)(ack)
    alerts.command("snooze", help=SNOOZE_HELP)(snooze)
    alerts.command("note", help=NOTE_HELP)(note)
    alerts.command("close", help=CLOSE_HELP)(close)


def ack(
    alert: Alert,
    action: Annotated[str, typer.Option("--action", metavar="TEXT", help="What will be done.")],
    responsible: Annotated[
        str, typer.Option("--responsible", metavar="OFFICE", help="Whose it is; never a name.")
    ],
    by: Annotated[
        datetime,
        typer.Option("--by", formats=DAYS, metavar="DATE", help="By when."),
    ],
    value: Annotated[
        str | None,
        typer.Option("--value", metavar="NUMBER", help="To be reached, where it is a number."),
    ] = None,
    role: Role = None,
    agency: Agency = None,
    json: Json = False,
) -> None:
    """Send the command."""
    said = {
        "action": action,
        "responsible": responsible,
        "value": value,
        "by_on": by.date().isoformat(),
    }
    _send(alert, "acknowledge", said, role, agency, json=json)


def snooze(
    alert: Alert,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            formats=DAYS,
            metavar="DATE",
            help="Until a day; without it until the next report.",
        ),
    ] = None,
    role: Role = None,
    agency: Agency = None,
    json: Json = False,
) -> None:
    """Send the command."""
    day = until.date().isoformat() if until else "next_report"
    _send(alert, "snooze", {"until": day, "reason": reason}, role, agency, json=json)


def note(
    alert: Alert,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to write down.")],
    role: Role = None,
    agency: Agency = None,
    json: Json = False,
) -> None:
    """Send the command."""
    _send(alert, "note", {"text": text}, role, agency, json=json)


def close(
    alert: Alert,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    role: Role = None,
    agency: Agency = None,
    json: Json = False,
) -> None:
    """Send the command."""
    _send(alert, "close", {"reason": reason}, role, agency, json=json)


def _send(
    alert: str,
    word: str,
    said: Mapping[str, str | None],
    role: str | None,
    agency: str | None,
    *,
    json: bool,
) -> None:
    from infra.clock import Clock
    from services.cli.alerts.client import AlertsClient
    from services.cli.connection import find_alerts
    from services.cli.settings import load

    settings = load()
    name = _named(alert, settings)
    body = {field: value for field, value in {**said, "role": role}.items() if value is not None}
    with AlertsClient(find_alerts(settings), Clock()) as service:
        told = service.send(name, word, body, agency)
    _tell(told, json=json)


def _named(alert: str, settings: CliSettings) -> str:
    """Return the whole id; only a shortened one needs the api."""
    from services.cli.alerts.client import alert_named, whole_id
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api

    known = whole_id(alert)
    if known is not None:
        return known
    with ApiClient(find_api(settings)) as api:
        return alert_named(api, alert)


def _tell(told: dict[str, Any], *, json: bool) -> None:
    if json:
        import orjson

        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    out().print(told["words"]["vi"], markup=False, soft_wrap=True)
