"""Several processes that build the partitions of a version, each taking the next one left."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import orjson

from infra.health import Reason
from infra.kafka import KafkaUnavailable
from infra.logs import get_logger
from infra.postgres import PostgresUnavailable
from services.projector.rebuild import worker
from services.projector.rebuild.partition import Job
from services.projector.rebuild.worker import LINE_BYTES, Setting, job_line
from services.projector.refusals import Refused

END_SECONDS = 5

_log = get_logger("projector.rebuild")


class WorkerDied(Exception):
    """A process of the rebuild ended before its work did; what it had finished stays."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that waits for what it is to build, and the way to talk with it."""

    process: BaseProcess
    sock: socket.socket


@dataclass(slots=True)
class Built:
    """What the processes did: records folded, and the most memory that one of them took."""

    records: int = 0
    partitions: int = 0
    rss_mib: list[int] = field(default_factory=list)


@contextmanager
def hired(processes: int) -> Iterator[list[Worker]]:
    """Fork processes that wait for work; they are gone afterwards.

    A process that is started anew imports for half a second of CPU time what is here already.
    To be called before there are threads, connections or a loop, which no fork should share.
    """
    crew: list[Worker] = []
    try:
        for _ in range(processes):
            crew.append(_forked([one.sock for one in crew]))
        yield crew
    finally:
        for one in crew:
            one.sock.close()
        for one in crew:
            _end(one.process)


def _forked(others: Sequence[socket.socket]) -> Worker:
    mine, its = socket.socketpair()
    process = get_context("fork").Process(target=_run, args=(its, [mine, *others]), daemon=True)
    process.start()
    its.close()
    return Worker(process, mine)


def _run(sock: socket.socket, inherited: Sequence[socket.socket]) -> None:
    # Whoever holds an end of these keeps other processes from seeing that their parent is gone.
    for one in inherited:
        one.close()
    worker.main(sock)


def _end(process: BaseProcess) -> None:
    """Let a process end by the end of its socket; kill it where it does not."""
    process.join(END_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()


async def build_all(
    crew: Sequence[Worker], setting: Setting, jobs: Sequence[Job], tell: Callable[[Built], None]
) -> Built:
    """Build partitions, the longest first, so that the processes end together.

    Args:
        crew: the processes.
        setting: servers and version.
        jobs: what to build.
        tell: called whenever there is progress.

    Raises:
        Refused: the log does not hold what it must.
        KafkaUnavailable, PostgresUnavailable: a server is away; what is done stays.
        WorkerDied: a process was killed; what is done stays.
    """
    left = sorted(jobs, key=lambda job: (-job.next_offset, job.partition))
    built = Built()
    try:
        async with asyncio.TaskGroup() as group:
            for one in crew[: len(left)]:
                group.create_task(_one(one, setting, left, built, tell))
    except ExceptionGroup as errors:
        # The first failure ended the others.
        raise errors.exceptions[0] from None
    return built


async def _one(
    one: Worker, setting: Setting, left: list[Job], built: Built, tell: Callable[[Built], None]
) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=one.sock, limit=LINE_BYTES)
    try:
        writer.write(orjson.dumps(asdict(setting)) + b"\n")
        with suppress(ConnectionError):  # killed, without having heard all
            if await _converse(reader, writer, left, built, tell):
                return
    finally:
        writer.close()
    await asyncio.to_thread(one.process.join, END_SECONDS)
    raise WorkerDied(f"process {one.process.pid} ended with {one.process.exitcode}")


async def _converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    left: list[Job],
    built: Built,
    tell: Callable[[Built], None],
) -> bool:
    """Hand out work until none is left and all is done; False where the process ended before."""
    rss_mib = under_way = 0
    while line := await reader.readline():
        told = orjson.loads(line)
        if "refused" in told:
            raise Refused(Reason(**told["refused"]))
        if "away" in told:
            kind = KafkaUnavailable if told["away"] == "kafka" else PostgresUnavailable
            raise kind(told["error"])
        if "built" in told:
            rss_mib = told["rss_mib"]
            under_way -= 1
            built.partitions += 1
            _log.debug("partition_built", partition=told["built"])
        if "ready" in told and left:
            writer.write(job_line(left.pop(0)))
            under_way += 1
        built.records += told.get("records", 0)
        tell(built)
        if not left and not under_way:
            built.rss_mib.append(rss_mib)
            return True
    return False
