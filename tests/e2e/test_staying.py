"""A stack that stays until Ctrl-C: here without a terminal, on servers that exist already."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from infra.local.process import run_blocking
from infra.local.record import load_running
from infra.local.settings import SOURCE_TREE
from services.cli.console import INTERRUPTED
from services.cli.demo_story import EXPECTED_2022
from tests.services.cli.process import (
    CHITIEU,
    TIMEOUT_SECONDS,
    chitieu,
    environment_of,
    processes_that_name,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def servers(kafka_bootstrap: str, database_url: str) -> dict[str, str]:
    """What names the servers that exist."""
    return {"CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap, "CHITIEU_DATABASE_URL": database_url}


class Staying:
    """A program in a process group of its own, as a shell starts one."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def said(self) -> str:
        """All that it has printed."""
        return self._log.read_text(encoding="utf-8")

    def wait_until_said(self, words: str) -> None:
        """Wait for words; fails where the program ended without them."""
        deadline = monotonic() + TIMEOUT_SECONDS
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert monotonic() < deadline, self.said()
            sleep(0.1)

    def press_ctrl_c(self) -> int:
        """Interrupt the whole group, as a terminal does; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=TIMEOUT_SECONDS)


@contextmanager
def staying(argv: Sequence[str], local_dir: Path, servers: dict[str, str]) -> Iterator[Staying]:
    """Run a program; whatever happens, it does not outlive the block."""
    local_dir.mkdir(mode=0o755)
    log = local_dir / "said"
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv,
            cwd=SOURCE_TREE,
            env=environment_of(local_dir, {**servers, "PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        yield Staying(process, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=TIMEOUT_SECONDS)


async def _databases(url: str) -> set[str]:
    session = await asyncpg.connect(url)
    try:
        rows = await session.fetch("select datname from pg_database")
    finally:
        await session.close()
    return {row["datname"] for row in rows}


def test_make_up_plays_on_servers_that_exist_and_ends_with_ctrl_c(
    servers_dir: Path, servers: dict[str, str]
) -> None:
    """The story is told, the page is there, no second stack hides it; Ctrl-C ends all of it."""
    folder = servers_dir / "staying"
    with staying(["make", "up"], folder, servers) as up:
        up.wait_until_said("Ctrl-C")
        running = load_running(folder / "demo")
        assert running is not None
        page = httpx.get(running.addresses["page_url"], trust_env=False)
        own = urlsplit(running.addresses["database_url"]).path.removeprefix("/")
        made = own in run_blocking(_databases(servers["CHITIEU_DATABASE_URL"]))
        names = {process.name for process in running.processes}
        beside = chitieu("up", local_dir=folder)
        up.press_ctrl_c()

    assert (page.status_code, "Kế hoạch Chuyển đổi số tỉnh Đồng Tháp" in page.text) == (200, True)
    assert running.addresses["page_url"] in up.said()
    assert EXPECTED_2022 in up.said().splitlines()
    assert names == {"ingest", "projector", "alerts", "api"}
    assert (beside.returncode, "running already" in beside.stderr) == (1, True)
    assert [line for line in up.said().splitlines() if "Error" in line or "Traceback" in line] == []
    assert processes_that_name(folder) == []
    assert not (folder / "demo" / "stack.json").exists()
    assert made
    assert own not in run_blocking(_databases(servers["CHITIEU_DATABASE_URL"]))


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing(
    servers_dir: Path, servers: dict[str, str]
) -> None:
    """The exit code is that of an interruption, and what had begun is ended."""
    folder = servers_dir / "interrupted"
    with staying([*CHITIEU, "up"], folder, servers) as up:
        up.wait_until_said("starting projector")
        code = up.press_ctrl_c()

    assert code == INTERRUPTED
    assert "Traceback" not in up.said()
    assert processes_that_name(folder) == []
