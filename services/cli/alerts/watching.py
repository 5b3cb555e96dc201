"""`chitieu alerts watch`: every change of alerts as it comes, a line each, until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.alerts.listing import Agency, Kind, Plan, Stage
from services.cli.console import CommandFailed, help_text, out, say

if TYPE_CHECKING:
    from services.api.views import Names
    from services.cli.api_client import ApiClient

TITLE_SHOWN = 60
PAUSE_SECONDS = 2.0
PAUSE_MAX_SECONDS = 60.0
HELP = help_text(
    "Follow alerts live: each change a line (or a JSON object), until Ctrl-C.",
    (
        "chitieu alerts watch",
        "chitieu alerts watch --agency H20.14",
        "chitieu alerts watch --json | jq -r .words.vi",
    ),
    {
        1: "refused",
        2: "wrong usage",
        3: "the api could not be reached at the start; later it is waited for",
        130: "ended by Ctrl-C",
    },
)


def register(alerts: typer.Typer) -> None:
    """Add the command."""
    alerts.command("watch", help=HELP)(watch)


def watch(
    agency: Agency = None,
    plan: Plan = None,
    kind: Kind = None,
    stage: Stage = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Ask again and again, each time for what has changed."""
    from services.cli.alerts.naming import names_of
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    asked = {"agency": agency, "plan": plan, "kind": kind, "stage": stage}
    with ApiClient(find_api(load())) as api:
        following, names = Following(api, asked), names_of(api)
        say(f"{following.begin()} cảnh báo đang mở / open alerts; Ctrl-C để dừng / to end")
        pause = PAUSE_SECONDS
        while True:
            time.sleep(pause)
            try:
                for alert, event in following.news():
                    _print(alert, event, names, json=json)
                pause = PAUSE_SECONDS
            except Exception as error:
                if not _away(error):
                    raise
                pause = min(pause * 2, PAUSE_MAX_SECONDS)
                say(f"api không trả lời / no answer; thử lại sau {pause:.0f} giây / trying again")


class Following:
    """Which changes of which alerts have been seen."""

    def __init__(self, api: ApiClient, asked: dict[str, str | None]) -> None:
        self._api = api
        self._asked = asked
        self._seen: dict[str, int] = {}

    def begin(self) -> int:
        """See what is open now, without telling it; returns how many there are."""
        self._seen = {item["alert_id"]: item["seq"] for item in self._open()}
        return len(self._seen)

    def news(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the changes since the last look, with their alerts; none is told twice."""
        standing = {item["alert_id"]: item["seq"] for item in self._open()}
        gone = [name for name in self._seen if name not in standing]
        moved = [name for name, seq in standing.items() if self._seen.get(name, 0) < seq]
        for name in (*moved, *gone):
            told = self._api.get(f"/v1/alerts/{name}")
            for event in told["events"]:
                if event["seq"] > self._seen.get(name, 0):
                    yield told["alert"], event
                    self._seen[name] = event["seq"]
        for name in gone:
            del self._seen[name]

    def _open(self) -> list[dict[str, Any]]:
        return self._api.all("/v1/alerts", state="open", **self._asked)


def _print(alert: dict[str, Any], event: dict[str, Any], names: Names, *, json: bool) -> None:
    if json:
        import orjson

        print(orjson.dumps({"alert_id": alert["alert_id"], **event}).decode(), flush=True)
        return
    from services.cli.alerts.shown import event_line, title

    about = title(alert["detail"], TITLE_SHOWN)
    line = f"{alert['alert_id'][:8]} {about} ·{event_line(event, names)}"
    out().print(line, markup=False, soft_wrap=True)


def _away(error: Exception) -> bool:
    """Tell whether the api may be back later."""
    import httpx

    from services.cli.console import UNREACHABLE

    if isinstance(error, CommandFailed):
        return error.exit_code == UNREACHABLE
    return isinstance(error, httpx.TransportError)
