"""The client of ingest, against a door that is made to fail on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest

from infra.clock import Clock
from services.cli import ingest_client
from services.cli.connection import Ingest
from services.cli.console import UNREACHABLE, USAGE, CommandFailed
from services.cli.event_lines import EventLine
from services.cli.ingest_client import IngestClient, Outcome, Summary

A, B = EventLine("f", 1, b'{"id":"a"}'), EventLine("f", 2, b'{"id":"b"}')
FLAWED = EventLine("f", 3, b"{", ("not_json", "unexpected end"))
AWAY = (503, {"code": "unavailable", "detail": "Tạm ngừng.", "detail_en": "Not now."})
ACCEPTED_A = {"id": "a", "agency": "H20", "status": "accepted", "position": "3:7"}
REFUSED_B = {
    "id": "b",
    "status": "rejected",
    "field": "data.value.value",
    "code": "invalid_field",
    "detail": "Viết dấu chấm thập phân.",
    "detail_en": "Write a decimal dot.",
    "errors": [
        {"field": "data.value.value", "vi": "v", "en": "e", "expected": "25.94", "code": "c"}
    ],
}


class Door:
    """A server that gives its answers in turn, and keeps what it was sent."""

    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []
        self.keys: list[str | None] = []


@contextmanager
def served(door: Door) -> Iterator[IngestClient]:
    """Serve a door on a free port, with a client of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            door.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            door.keys.append(self.headers["Authorization"])
            status, answer = door.answers.pop(0)
            content = orjson.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        ingest = Ingest(f"http://127.0.0.1:{server.server_port}", "chitieu_k_s")
        with IngestClient(ingest, Clock()) as client:
            yield client
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_client, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(ingest_client, "LONGEST_PAUSE_SECONDS", 0.02)


def test_a_503_is_answered_by_sending_the_same_bytes_again() -> None:
    """What is unknown is sent again as it was, until ingest says what became of it."""
    door = Door(AWAY, AWAY, (200, {"results": [ACCEPTED_A]}))
    with served(door) as client:
        (outcome,) = client.send([A])
    assert (outcome.kind, outcome.position) == ("accepted", "3:7")
    assert door.bodies == [b'[{"id":"a"}]'] * 3


def test_sending_again_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the bound the command fails as unreachable, in ingest's own words."""
    monkeypatch.setattr(ingest_client, "RETRY_SECONDS", 0.0)
    with served(Door(AWAY)) as client, pytest.raises(CommandFailed) as failed:
        client.send([A])
    assert failed.value.exit_code == UNREACHABLE
    assert "Not now." in str(failed.value)


def test_nobody_listening_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port ends as unreachable too, after the same bound."""
    monkeypatch.setattr(ingest_client, "RETRY_SECONDS", 0.0)
    with served(Door()) as client:
        pass
    ingest = Ingest(str(client.address), "k")
    with IngestClient(ingest, Clock()) as client, pytest.raises(CommandFailed) as failed:
        client.send([A])
    assert failed.value.exit_code == UNREACHABLE


def test_each_line_gets_its_own_outcome_in_order() -> None:
    """A refused event and a line that cannot be sent stand at their places; nothing else does."""
    door = Door((207, {"results": [ACCEPTED_A, REFUSED_B]}))
    with served(door) as client:
        outcomes = client.send([FLAWED, A, B])
    assert [outcome.line for outcome in outcomes] == [FLAWED, A, B]
    assert [outcome.code for outcome in outcomes] == ["not_json", "", "invalid_field"]
    assert door.bodies == [b'[{"id":"a"},{"id":"b"}]']


def test_a_refusal_names_place_code_field_and_what_would_be_right() -> None:
    """The words of a refusal let its sender correct the line."""
    with served(Door((207, {"results": [REFUSED_B]}))) as client:
        (outcome,) = client.send([B])
    for part in ("f:2", "invalid_field", "data.value.value", "25.94", "Write a decimal dot."):
        assert part in outcome.words()


def test_a_batch_without_a_sendable_line_is_not_sent() -> None:
    """Only flawed lines: ingest is not asked at all."""
    door = Door()
    with served(door) as client:
        client.send([FLAWED])
    assert door.bodies == []


def test_a_refused_key_is_the_users_mistake() -> None:
    """401 ends the command with the next step; nothing is retried."""
    door = Door((401, {"code": "unauthorized", "detail": "Sai khóa.", "detail_en": "Wrong key."}))
    with served(door) as client, pytest.raises(CommandFailed) as failed:
        client.send([A])
    assert failed.value.exit_code == USAGE
    assert "CHITIEU_API_KEY" in failed.value.next_step
    assert door.keys == ["Bearer chitieu_k_s"]


def test_a_summary_keeps_the_last_position_of_each_partition() -> None:
    """To wait for all that was sent, one position a partition is enough."""
    summary = Summary()
    places = ("3:7", "0:2", "3:11", "3:9")
    summary.add(Outcome(A, "accepted", position=place) for place in places)
    assert summary.positions == ["0:2", "3:11"]
    assert summary.words() == "4 accepted, 0 duplicate, 0 rejected"
