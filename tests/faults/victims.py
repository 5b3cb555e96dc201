"""A service as a real process: frozen at a chosen point of its work, killed, ended, started."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import ssl
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from infra.local.process import free_port, started_at_ticks, tail
from tests.faults.points import Service

READY_SECONDS = 60.0
END_SECONDS = 25.0
POLL_SECONDS = 0.004
# Nothing here is asked over TLS, and reading the system's certificates for each client would
# stop the whole loop again and again.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
PROBE_SECONDS = 4.0
SUPERVISOR_SECONDS = 0.2


class Unrecovered(AssertionError):
    """A service did not come back by itself."""


@dataclass(slots=True)
class Victim:
    """One service. Its address stays; its log is a new file at each start."""

    service: Service
    env: dict[str, str]
    folder: Path
    port: int = field(default_factory=free_port)
    starts: int = 0
    pid: int = 0
    deaths: list[int] = field(default_factory=list)
    peak_rss_mib: float = 0.0
    _zygote: asyncio.subprocess.Process | None = None

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The log of the present start."""
        return self.folder / f"{self.name}-{self.starts}.log"

    @property
    def armed(self) -> Path:
        """The file that names the point to freeze at."""
        return self.folder / f"{self.name}.armed"

    def logs(self) -> list[Path]:
        """The logs of all starts."""
        return [self.folder / f"{self.name}-{n}.log" for n in range(1, self.starts + 1)]

    async def open(self) -> None:
        """Start the process that the service is forked from."""
        self._zygote = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.zygote",
            self.name,
            str(self.armed),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def start(self) -> None:
        """Start the service; does not wait until it is ready."""
        self.starts += 1
        env = {**self.env, "CHITIEU_PORT": str(self.port)}
        self.pid = await self._command({"start": env, "log": str(self.log)})

    async def until_ready(self, within_seconds: float = READY_SECONDS) -> float:
        """Wait until /ready says so; the seconds that it took.

        A service that refuses to start because a server is away is started again, as its
        supervisor would.
        """
        begun = time.monotonic()
        while not (await self.ready())[0]:
            await self._supervise()
            self._within(begun, within_seconds, "is not ready")
            await asyncio.sleep(0.02)
        return time.monotonic() - begun

    async def until_unready(self, within_seconds: float) -> tuple[float, list[str]]:
        """Wait until /ready says that it is not, or nobody answers; how long, and the codes."""
        begun = time.monotonic()
        while True:
            ok, codes = await self.ready()
            if not ok:
                return time.monotonic() - begun, codes
            self._within(begun, within_seconds, "still says that it is ready")
            await asyncio.sleep(0.05)

    async def until_done(self, since: int, within_seconds: float) -> float:
        """Wait until a piece of work is done that the log tells of after this place."""
        begun, starts = time.monotonic(), self.starts
        while True:
            await self._supervise()
            if self.done_since(since if self.starts == starts else 0):
                return time.monotonic() - begun
            self._within(begun, within_seconds, "does no work")
            await asyncio.sleep(0.02)

    def done_since(self, since: int) -> bool:
        """Whether the log tells after this place that a piece of work is done."""
        with self.log.open("rb") as lines:
            lines.seek(since)
            text = lines.read()
        return any(f'"event":"{name}"'.encode() in text for name in self.service.ends)

    def log_place(self) -> int:
        """Where the log ends now."""
        return self.log.stat().st_size

    @asynccontextmanager
    async def frozen_at(self, point: str, patience_seconds: float) -> AsyncIterator[bool]:
        """Freeze it at a point; yields whether it came there. It goes on after the block."""
        self.armed.write_text(point, encoding="utf-8")
        try:
            stopped = await self._until(self._stopped, patience_seconds)
            self.armed.unlink(missing_ok=True)
            yield stopped
        finally:
            self.armed.unlink(missing_ok=True)
            self.signal(signal.SIGCONT)

    async def kill(self) -> None:
        """End it with SIGKILL."""
        self._measure()
        self.signal(signal.SIGKILL)
        await self._command({"wait": True})
        self.pid = 0

    async def terminate(self) -> tuple[int, float]:
        """End it with SIGTERM; the exit code and the seconds that it took."""
        self._measure()
        begun = time.monotonic()
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)
        if not await self._until(self._gone, END_SECONDS):
            self.signal(signal.SIGKILL)
        seconds = time.monotonic() - begun
        code = await self._command({"wait": True})
        self.pid = 0
        return code, seconds

    async def close(self) -> None:
        """End the service at once, and the process that it is forked from."""
        if self._zygote is None or self._zygote.stdin is None:
            return
        if self.pid:
            self._measure()
        self._zygote.stdin.close()
        await self._zygote.wait()
        self._zygote = None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def ready(self) -> tuple[bool, list[str]]:
        """Ask /ready: whether it is, and the codes of its reasons where it is not."""
        try:
            async with httpx.AsyncClient(
                timeout=PROBE_SECONDS, trust_env=False, verify=NO_CERTIFICATES
            ) as http:
                answer = await http.get(f"{self.url}/ready")
        except httpx.HTTPError as error:
            return False, [type(error).__name__]
        if answer.status_code == httpx.codes.OK:
            return True, []
        return False, [reason["code"] for reason in answer.json()["reasons"]]

    async def _supervise(self) -> None:
        """Start it again where it has ended by itself, as it is told to be run."""
        if self._gone():
            self.deaths.append(await self._command({"wait": True}))
            await asyncio.sleep(SUPERVISOR_SECONDS)
            await self.start()

    async def _command(self, command: dict[str, object]) -> int:
        assert self._zygote is not None
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(command).encode() + b"\n")
        return int(await self._zygote.stdout.readline())

    async def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Whether a state of the process, of which nobody tells, comes in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if holds():
                return True
            await asyncio.sleep(POLL_SECONDS)
        return False

    def _within(self, begun: float, seconds: float, what: str) -> None:
        if time.monotonic() - begun > seconds:
            raise Unrecovered(f"{self.name} {what} within {seconds:g} s:\n{tail(self.log)}")

    def _stopped(self) -> bool:
        return self._state() == "T"

    def _gone(self) -> bool:
        return started_at_ticks(self.pid) is None

    def _state(self) -> str:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return ""

    def _measure(self) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
            peak = status.partition("VmHWM:")[2].split()[0]
            self.peak_rss_mib = max(self.peak_rss_mib, int(peak) / 1024)
