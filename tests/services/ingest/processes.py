"""An ingest as a process of its own, started, awaited and ended."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.services.ingest.door import Place

ENDS_WITHIN_SECONDS = 120


@asynccontextmanager
async def process(place: Place, port: int, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """An ingest process, killed at the end of the block if it still runs."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.ingest.main",
        env={
            **os.environ,
            "CHITIEU_KAFKA_BOOTSTRAP": place.kafka,
            "CHITIEU_DATABASE_URL": place.database_url,
            "CHITIEU_TOPIC_NAMESPACE": place.namespace,
            "CHITIEU_LOCAL": "true",
            "CHITIEU_TODAY": "2023-09-15",
            "CHITIEU_PORT": str(port),
            **env,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def ended(started: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Exit code and output of a process that ends by itself."""
    async with asyncio.timeout(ENDS_WITHIN_SECONDS):
        output, _ = await started.communicate()
    return started.returncode, output.decode()


async def ready(http: httpx.AsyncClient) -> None:
    """Wait until it says that it is ready."""
    for _ in range(1_200):
        try:
            if (await http.get("/ready")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)
    pytest.fail("not ready")
