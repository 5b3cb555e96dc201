"""A service as a real process that can be killed at a chosen moment of its work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.process import free_port

READY_SECONDS = 60.0
POLL_SECONDS = 0.002


@dataclass(slots=True)
class Victim:
    """One service: started, awaited, killed with SIGKILL, started again on the same port.

    Each of its `chains` is a piece of work as it shows in the log: the last name says that
    the work is done, the others stand inside it. A kill hit the work if some chain was
    begun and not done.
    """

    name: str
    env: dict[str, str]
    folder: Path
    chains: tuple[tuple[str, ...], ...]
    port: int = field(default_factory=free_port)
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The log of the present start."""
        return self.folder / f"{self.name}-{self.starts}.log"

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self.starts += 1
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli.main", self.name],
                env={**os.environ, **self.env, "CHITIEU_PORT": str(self.port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._ready():
            assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{self.name}: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def kill_at(self, marker: str, patience_seconds: float) -> bool:
        """Kill it once a marker is logged anew; tell whether that fell inside its work."""
        assert self.process is not None
        deadline = time.monotonic() + patience_seconds
        needle = f'"{marker}"'.encode()
        with self.log.open("rb") as lines:
            lines.seek(0, os.SEEK_END)
            while time.monotonic() < deadline:
                if needle in lines.read():
                    break
                time.sleep(POLL_SECONDS)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return self._was_working()

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def end(self) -> None:
        """End it at once, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def markers(self) -> list[str]:
        """The log events that stand inside its work."""
        return [name for chain in self.chains for name in chain[:-1]]

    def _was_working(self) -> bool:
        last: dict[tuple[str, ...], str] = {}
        for line in self.log.read_bytes().splitlines():
            try:
                name = json.loads(line).get("event")
            except ValueError:
                continue
            for chain in self.chains:
                if name in chain:
                    last[chain] = name
        return any(name != chain[-1] for chain, name in last.items())
