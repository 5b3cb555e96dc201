"""Rebuild, digest and verify what a live run has filled, by the commands that an operator has."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from infra.local.process import run_blocking
from infra.local.settings import inherited_environment
from services.projector.digest import digests
from tests.bench.measure import Cost, watched
from tests.bench.services import SQL
from tests.bench.stage import Stage

COMMAND_TIMEOUT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild from offset 0 to the swap, its proof included; start of the program too."""

    processes: int
    events_per_second: float
    building_per_second: float
    seconds: float
    build_seconds: float
    index_seconds: float
    proof_seconds: float
    rss_mib: float
    cpu_seconds_per_million: float
    postgres_cpu_seconds_per_million: float


def rebuild(stage: Stage, url: str, processes: int) -> Rebuild:
    """Rebuild the views beside the live ones, prove them equal and swap."""
    command = ("rebuild", "--yes", "--json", "--processes", str(processes))
    with watched(*stage.server_pids()) as server:
        begun = time.perf_counter()
        told, cost = _run(stage, url, command)
        seconds = time.perf_counter() - begun
    million = stage.events / 1_000_000
    return Rebuild(
        processes=processes,
        events_per_second=stage.events / seconds,
        building_per_second=stage.events / float(told["build_seconds"]),
        seconds=seconds,
        build_seconds=float(told["build_seconds"]),
        index_seconds=float(told["index_seconds"]),
        proof_seconds=float(told["proof_seconds"]),
        rss_mib=float(told["rss_mib"]),
        cpu_seconds_per_million=cost.cpu_seconds / million,
        postgres_cpu_seconds_per_million=server.cpu_seconds / million,
    )


def verify(stage: Stage, url: str) -> float:
    """Verify the whole log against the live views; return records per second."""
    begun = time.perf_counter()
    _run(stage, url, ("verify", "--json"))
    return stage.events / (time.perf_counter() - begun)


def digest(stage: Stage, url: str) -> float:
    """Digest every table of the live version; return facts per second."""
    begun = time.perf_counter()
    run_blocking(_digests(url))
    return stage.events / (time.perf_counter() - begun)


async def _digests(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await digests(connection, f"read_{await connection.fetchval(SQL['live_version'])}")
    finally:
        await connection.close()


def _run(stage: Stage, url: str, command: Sequence[str]) -> tuple[dict[str, Any], Cost]:
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "services.cli.main", *command],
            env={**inherited_environment(), **stage.environment(url)},
            stdout=output,
            stderr=errors,
        )
        with watched(child.pid) as cost:
            code = child.wait(timeout=COMMAND_TIMEOUT_SECONDS)
        if code:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise SystemExit(f"chitieu {command[0]} ended with {code}:\n{said}")
        output.seek(0)
        return orjson.loads(output.read()), cost
