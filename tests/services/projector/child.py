"""The projector as a process of its own, whose log lines aim the kills."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx
import orjson

from infra.local.settings import inherited_environment
from tests.asking import PATIENCE_SECONDS
from tests.services.projector.world import DAY, World

BRIEF = """
import sys
from services.projector import main, membership
membership.SESSION_TIMEOUT_SECONDS = 6
sys.exit(main.main())
"""


class Child:
    """A started projector; its log is read line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[dict[str, Any]] = []
        self._reading: asyncio.Task[None] | None = None

    async def until_logged(self, event: str) -> dict[str, Any]:
        """Read the log up to a line of this event; fails where the process ends first."""
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for raw in self._process.stderr:
                line: dict[str, Any] = orjson.loads(raw)
                self.lines.append(line)
                if line["event"] == event:
                    return line
        raise AssertionError(f"ended without {event}: {self.lines[-3:]}")

    def keep_reading(self) -> None:
        """Take in the log from now on, so that a full pipe does not hold the child."""
        self._reading = asyncio.create_task(self._read_on())

    async def _read_on(self) -> None:
        assert self._process.stderr is not None
        async for raw in self._process.stderr:
            self.lines.append(orjson.loads(raw))

    async def kill(self) -> None:
        """Kill -9, this moment."""
        self._process.kill()
        await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self.wait()

    async def wait(self) -> int:
        """Wait for the end; the exit code."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await (self._reading or self._read_on())
            await self._process.wait()
        return self._process.returncode or 0

    async def ask(self, path: str) -> httpx.Response:
        """Ask its health pages; the log must have been read past `listening`."""
        [url] = [line["url"] for line in self.lines if line["event"] == "listening"]
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            return await client.get(f"{url}{path}")

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process.returncode is None


@asynccontextmanager
async def started(
    world: World,
    day: date = DAY,
    *,
    batch_records: int = 5,
    kafka_bootstrap: str | None = None,
    service: str = "projector",
    brief: bool = False,
) -> AsyncIterator[Child]:
    """Start a projector, or another service, on a world; killed at the end if it still runs.

    The group gives a `brief` one up as soon after its last sign of life as a broker allows.
    """
    program = ("-c", BRIEF) if brief else ("-m", f"services.{service}.main")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        stderr=asyncio.subprocess.PIPE,
        env={
            **inherited_environment(),
            "CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap or world.kafka_bootstrap,
            "CHITIEU_DATABASE_URL": world.database_url,
            "CHITIEU_TOPIC_NAMESPACE": world.topics.namespace,
            "CHITIEU_LOCAL": "true",
            "CHITIEU_TODAY": day.isoformat(),
            "CHITIEU_LOG_LEVEL": "debug",
            "CHITIEU_BATCH_RECORDS": str(batch_records),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    child = Child(process)
    try:
        yield child
    finally:
        if child.running:
            await child.kill()
