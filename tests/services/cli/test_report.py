"""`chitieu report`: where it writes, what it refuses, and what it says is left to do."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest

from services.cli import report as command
from services.cli.api_client import ApiClient
from services.cli.console import REFUSED, USAGE, CommandFailed
from tests.services.cli.process import chitieu

ROW = {"number": "4", "row_id": "pl1-04", "text": "Tỷ lệ hồ sơ\na) phần", "official": True}
MISSED = {**ROW, "official": False, "needs_reason": True}
TOLD: dict[str, Any] = {
    "as_of": "2023-11-30",
    "known_at": ["0:11", "1:4"],
    "headline": ["13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"],
    "targets": [{**ROW, "needs_reason": False}, MISSED],
    "tasks": [],
    "silent": [{"reports": 2}, {"reports": 1}],
}
LATER = {**TOLD, "known_at": ["0:12", "1:4"]}


@contextmanager
def serving(*told: dict[str, Any], file_of: dict[str, Any]) -> Iterator[str]:
    """An api whose report changes from answer to answer while its file is of one state."""
    answers = list(told)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            is_file = path.endswith((".xlsx", ".csv"))
            content = b"PK report" if is_file else orjson.dumps(answers.pop(0))
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("chitieu-as-of", file_of["as_of"])
            self.send_header("chitieu-known-at", " ".join(file_of["known_at"]))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_only_workbooks_and_csv_are_written(tmp_path: Path) -> None:
    """Another extension, no such folder and a folder are wrong usage; upper case is not."""
    for name in ("b.pdf", "b", "no/b.xlsx"):
        with pytest.raises(CommandFailed) as refused:
            command.check(tmp_path / name, force=True)
        assert refused.value.exit_code == USAGE
    (tmp_path / "thu-muc.csv").mkdir()
    with pytest.raises(CommandFailed, match="folder"):
        command.check(tmp_path / "thu-muc.csv", force=True)
    command.check(tmp_path / "B.XLSX", force=False)


def test_a_file_that_is_there_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    """An officer's own remarks are not written over."""
    there = tmp_path / "bao-cao.xlsx"
    there.write_bytes(b"mine")
    with pytest.raises(CommandFailed, match="không ghi đè") as refused:
        command.check(there, force=False)
    assert (refused.value.exit_code, "--force" in refused.value.next_step) == (REFUSED, True)
    command.check(there, force=True)
    command.write(b"new", there)
    assert (there.read_bytes(), list(tmp_path.iterdir())) == (b"new", [there])


def test_a_file_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    """The reason of the system, and nothing half written."""
    with pytest.raises(CommandFailed, match="không ghi được"):
        command.write(b"x", tmp_path / "no" / "b.xlsx")
    assert not list(tmp_path.iterdir())


def test_what_was_written_is_told_with_its_headline() -> None:
    """The official line, rows and how many are confirmed, and the silent."""
    headline, written, silent = command.summary(TOLD, Path("b.xlsx"))
    assert headline == TOLD["headline"][0]
    assert "b.xlsx · 2 dòng chỉ tiêu (1 đã xác nhận đánh giá), 0 nhiệm vụ" in written
    assert silent.startswith("2 đơn vị quá hạn chưa gửi 3 báo cáo")


def test_missed_rows_without_a_reason_are_listed_with_the_next_step() -> None:
    """Number and text of each, in one line; of a great many, how many more there are."""
    first, row, last = command.to_do(TOLD)
    assert first.startswith("01 dòng chưa đạt chưa có nguyên nhân")
    assert row == "  4  Tỷ lệ hồ sơ"
    assert "evaluation.confirmed" in last
    many = command.to_do({**TOLD, "targets": [MISSED] * 25})
    assert "và 5 dòng khác" in many[-2]
    assert command.to_do({**TOLD, "targets": []}) == []


def test_file_and_words_are_of_the_same_state(tmp_path: Path) -> None:
    """Where a report came in between, both are read again; the file is written once."""
    to = tmp_path / "b.csv"
    with serving(TOLD, LATER, file_of=LATER) as url:
        ran = chitieu(
            "report", "--plan", "p", "--out", str(to), local_dir=tmp_path, CHITIEU_API_URL=url
        )
    assert ran.returncode == 0, ran.stderr
    assert to.read_bytes() == b"PK report"
    assert ran.stdout.startswith("13/15 chỉ tiêu đạt và vượt")
    assert "01 dòng chưa đạt" in ran.stderr
    assert stat.S_IMODE(to.stat().st_mode) & 0o600 == 0o600


def test_data_that_never_rests_is_told_and_not_written() -> None:
    """After three looks the officer is asked to come back."""
    with (
        serving(*[TOLD] * 3, file_of=LATER) as url,
        ApiClient(url) as api,
        pytest.raises(CommandFailed, match="thay đổi"),
    ):
        command.fetched(api, "/v1/plans/p/report", ".csv", {})
