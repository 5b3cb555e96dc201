"""Several processes that build the partitions of a version, each taking the next one left."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import orjson

from infra.health import Reason
from infra.kafka import KafkaUnavailable
from infra.local.settings import inherited_environment
from infra.logs import get_logger
from infra.postgres import PostgresUnavailable
from services.projector.rebuild.partition import Job
from services.projector.rebuild.worker import LINE_BYTES, Setting, job_line
from services.projector.refusals import Refused

END_SECONDS = 5

_log = get_logger("projector.rebuild")


class WorkerDied(Exception):
    """A process of the rebuild ended before its work did; what it had finished stays."""


@dataclass(slots=True)
class Built:
    """What the processes did: records folded, and the most memory that one of them took."""

    records: int = 0
    partitions: int = 0
    rss_mib: list[int] = field(default_factory=list)


async def build_all(
    setting: Setting, jobs: Sequence[Job], processes: int, tell: Callable[[Built], None]
) -> Built:
    """Build partitions, the longest first, so that the processes end together.

    Args:
        setting: servers and version.
        jobs: what to build.
        processes: how many at once, at most.
        tell: called whenever there is progress.

    Raises:
        Refused: the log does not hold what it must.
        KafkaUnavailable, PostgresUnavailable: a server is away; what is done stays.
        WorkerDied: a process was killed; what is done stays.
    """
    left = sorted(jobs, key=lambda job: (-job.next_offset, job.partition))
    built = Built()
    count = min(processes, len(left))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(_one(setting, left, built, tell))
    except ExceptionGroup as errors:
        # The first failure ended the others.
        raise errors.exceptions[0] from None
    return built


async def _one(
    setting: Setting, left: list[Job], built: Built, tell: Callable[[Built], None]
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.projector.rebuild.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
        env=inherited_environment(),
    )
    _log.debug("worker_started", pid=process.pid)
    try:
        await _converse(process, setting, left, built, tell)
    finally:
        await _end(process)


async def _converse(
    process: asyncio.subprocess.Process,
    setting: Setting,
    left: list[Job],
    built: Built,
    tell: Callable[[Built], None],
) -> None:
    assert process.stdin is not None  # noqa: S101  # both are pipes, as asked for
    assert process.stdout is not None  # noqa: S101  # so is this
    process.stdin.write(orjson.dumps(asdict(setting)) + b"\n")
    rss_mib = 0
    while line := await process.stdout.readline():
        told = orjson.loads(line)
        if "refused" in told:
            raise Refused(Reason(**told["refused"]))
        if "away" in told:
            kind = KafkaUnavailable if told["away"] == "kafka" else PostgresUnavailable
            raise kind(told["error"])
        if "built" in told:
            rss_mib = told["rss_mib"]
            built.partitions += 1
            _log.debug("partition_built", partition=told["built"])
        if "ready" in told:
            if not left:
                built.rss_mib.append(rss_mib)
                return
            process.stdin.write(job_line(left.pop(0)))
            await process.stdin.drain()
        built.records += told.get("records", 0)
        tell(built)
    code = await process.wait()
    raise WorkerDied(f"process {process.pid} ended with {code}")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let a process end by the end of its input; kill it where it does not."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
