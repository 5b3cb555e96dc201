"""The real projector, from an empty database to the end of the log, published."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import asyncpg
import httpx

from infra.local.process import run_blocking
from tests.bench.measure import watched
from tests.bench.services import SQL, Running, service
from tests.bench.stage import Stage

PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Live:
    """A run: events per second until all are rows, and until every status is told.

    Counted from when every process has its partitions, so that joining is left out.
    """

    processes: int
    events_per_second: float
    until_published_per_second: float
    cpu_seconds_per_million: float
    postgres_cpu_seconds_per_million: float
    rss_mib: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Moments:
    begun: float
    applied_then: int
    rows: float
    published: float


def measure(stage: Stage, processes: int) -> tuple[Live, str]:
    """Run so many projectors; return their figures and the database that they filled."""
    url = stage.database()
    env = stage.environment(url)
    with ExitStack() as stack:
        running = [
            stack.enter_context(service("projector", env, stage.folder, ready=False))
            for _ in range(processes)
        ]
        with (
            watched(*(one.process.pid for one in running)) as cost,
            watched(*stage.server_pids()) as server,
        ):
            moments = run_blocking(_until_told(url, stage.events, running))
        stages = _stages(running, moments.rows - moments.begun)
    million, counted = stage.events / 1_000_000, stage.events - moments.applied_then
    figures = Live(
        processes=processes,
        events_per_second=counted / (moments.rows - moments.begun),
        until_published_per_second=counted / (moments.published - moments.begun),
        cpu_seconds_per_million=cost.cpu_seconds / million,
        postgres_cpu_seconds_per_million=server.cpu_seconds / million,
        rss_mib=cost.rss_mib,
        stages=stages,
    )
    return figures, url


async def _until_told(url: str, events: int, running: Sequence[Running]) -> _Moments:
    connection = await asyncpg.connect(url)
    try:
        while not all(_settled(one) for one in running):
            await _pause(running)
        begun = time.perf_counter()
        applied_then = await connection.fetchval(SQL["records_applied"])
        while await connection.fetchval(SQL["records_applied"]) < events:
            await _pause(running)
        rows = time.perf_counter()
        while await connection.fetchval(SQL["still_queued"]):
            await _pause(running)
        return _Moments(begun, applied_then, rows, time.perf_counter())
    finally:
        await connection.close()


def _settled(running: Running) -> bool:
    """Whether it has its place in the group; busy as it is then, it may yet answer late."""
    try:
        alive = httpx.get(f"{running.url}/live", timeout=5)
        if alive.is_error:
            raise SystemExit(f"a projector stopped: {alive.text}")
        return httpx.get(f"{running.url}/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _pause(running: Sequence[Running]) -> None:
    if any(one.process.poll() is not None for one in running):
        raise SystemExit("a projector ended; see its log")
    await asyncio.sleep(PAUSE_SECONDS)


def _stages(running: Sequence[Running], seconds: float) -> dict[str, float]:
    """Return the share of the time that each stage of the batches took, over all processes."""
    shares: dict[str, float] = {}
    for one in running:
        found = re.findall(
            r'batch_seconds_sum\{[^}]*stage="(\w+)"[^}]*\} ([0-9.e+-]+)', one.get("/metrics")
        )
        for stage, spent in found:
            shares[stage] = shares.get(stage, 0.0) + float(spent) / seconds / len(running)
    return shares
