"""Commands on alerts and their live view, against doors that are made to fail on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest

from infra.clock import Clock
from services.cli.alerts.client import TRIES_MAX, AlertsClient, alert_named
from services.cli.alerts.watching import Following
from services.cli.api_client import ApiClient
from services.cli.connection import Ingest
from services.cli.console import REFUSED, UNREACHABLE, CommandFailed

ALERT = "6f1c1d0e-6a1b-5f43-9c3e-000000000001"
AWAY = (503, {"code": "unavailable", "detail": "Tạm ngừng.", "detail_en": "Not now."})
CLOSED = (409, {"code": "alert_closed", "detail": "Đã đóng.", "detail_en": "Closed."})
DONE = (200, {"seq": 2, "words": {"vi": "Đã ghi.", "en": "Noted."}})


class Door:
    """A server that gives its answers in turn, and keeps the keys that it was sent."""

    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        self.answers = list(answers)
        self.keys: list[str | None] = []
        self.paths: list[str] = []


@contextmanager
def served(door: Door) -> Iterator[AlertsClient]:
    """Serve a door on a free port, with a client of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            door.keys.append(self.headers["Idempotency-Key"])
            door.paths.append(self.path)
            status, answer = door.answers.pop(0)
            content = orjson.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    serving = Thread(target=server.serve_forever)
    serving.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        with AlertsClient(Ingest(url, "chitieu_key"), Clock()) as client:
            yield client
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def test_a_command_is_sent_again_under_the_same_key() -> None:
    """Unknown twice, then carried out: one command, whatever became of the first two."""
    door = Door(AWAY, AWAY, DONE)
    with served(door) as client:
        told = client.send(ALERT, "note", {"text": "Đã họp"}, "H20.14")
    assert told["seq"] == 2
    assert len(door.keys) == TRIES_MAX
    assert len(set(door.keys)) == 1
    assert set(door.paths) == {f"/v1/alerts/{ALERT}/note?agency=H20.14"}


@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_beginning_of_an_id_names_an_open_alert_or_one_that_has_ended(state: str) -> None:
    """Whoever reads the list of closed ones can show one of them."""

    class Listing(ApiClient):
        def all(self, path: str, **asked: str | int | None) -> list[Any]:
            assert path == "/v1/alerts"
            return [{"alert_id": ALERT}] if asked["state"] == state else []

    with Listing("http://127.0.0.1:1") as api:
        assert alert_named(api, ALERT[:6]) == ALERT
        with pytest.raises(CommandFailed, match="no alert begins so"):
            alert_named(api, "ffffff")


def test_a_refusal_is_told_and_not_tried_again() -> None:
    """What the state forbids stays forbidden."""
    door = Door(CLOSED)
    with served(door) as client, pytest.raises(CommandFailed, match="alert_closed") as refusal:
        client.send(ALERT, "note", {"text": "Đã họp"}, None)
    assert refusal.value.exit_code == REFUSED
    assert door.paths == [f"/v1/alerts/{ALERT}/note"]


def test_what_stays_away_is_told_as_unreachable() -> None:
    """After the last try the exit code says that sending it again is the thing to do."""
    door = Door(*[AWAY] * TRIES_MAX)
    with served(door) as client, pytest.raises(CommandFailed) as refusal:
        client.send(ALERT, "close", {"reason": "Đã điều chỉnh"}, None)
    assert refusal.value.exit_code == UNREACHABLE


class Alerts(ApiClient):
    """An api whose alerts change between two looks: by id how many changes each has had."""

    def __init__(self, **seqs: int) -> None:
        super().__init__("http://127.0.0.1:9")
        self.open = seqs
        self.closed: dict[str, int] = {}

    def all(self, path: str, **asked: str | int | None) -> list[Any]:
        """Return the open alerts."""
        assert (path, asked["state"]) == ("/v1/alerts", "open")
        return [{"alert_id": name, "seq": seq} for name, seq in self.open.items()]

    def get(self, path: str, **_asked: str | int | None) -> Any:
        """Return one alert with its life."""
        name = path.rpartition("/")[2]
        seqs = range(1, (self.open | self.closed)[name] + 1)
        return {"alert": {"alert_id": name}, "events": [{"seq": seq} for seq in seqs]}


def test_each_change_is_followed_once_to_the_end_of_an_alert() -> None:
    """What stood at the start is not told; every change after it is, the closing too."""
    with Alerts(a=3) as api:
        following = Following(api, {"plan": None})

        def news() -> list[tuple[str, int]]:
            return [(alert["alert_id"], event["seq"]) for alert, event in following.news()]

        assert following.begin() == 1
        assert news() == []
        api.open = {"a": 5, "b": 1}
        assert news() == [("a", 4), ("a", 5), ("b", 1)]
        api.open, api.closed = {"b": 1}, {"a": 6}
        assert news() == [("a", 6)]
        assert news() == []
