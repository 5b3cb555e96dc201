"""Run chitieu's services for a measurement, each a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.local.process import free_port
from infra.local.settings import inherited_environment
from infra.sql import load_queries

SQL = load_queries("tests.bench", "bare.sql")
READY_TRIES = 300
READY_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs, and where it answers."""

    process: subprocess.Popen[bytes]
    url: str

    def get(self, path: str) -> str:
        """Return what it answers at a path."""
        return httpx.get(f"{self.url}{path}", timeout=5).raise_for_status().text


@contextmanager
def service(name: str, env: dict[str, str], folder: Path, *, ready: bool) -> Iterator[Running]:
    """Run a service while the block lasts; `ready`: wait until it says so."""
    port = free_port()
    with (folder / f"{name}-{port}.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.cli.main", name],
            env={**inherited_environment(), **env, "CHITIEU_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, f"http://127.0.0.1:{port}")
    try:
        if ready:
            _until_ready(running)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until_ready(running: Running) -> None:
    for _ in range(READY_TRIES):
        try:
            running.get("/ready")
        except httpx.HTTPError:
            time.sleep(READY_PAUSE_SECONDS)
        else:
            return
    raise SystemExit(f"{running.url} did not become ready; see its log")
