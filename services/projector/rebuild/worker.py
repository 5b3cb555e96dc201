"""A process of a rebuild: builds the partitions that it is told of, two at a time.

Told by lines of JSON on a socket, of which the first names servers and version (and so no address
with a password stands in a list of processes); answers by lines of JSON. When the socket ends, so
does it, at once: whoever started it is gone.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import date
from socket import socket
from typing import Any

import orjson
import uvloop

from infra.kafka import KafkaUnavailable
from infra.logs import configure_logging
from infra.postgres import is_unavailable
from services.projector.rebuild.building import building_of
from services.projector.rebuild.partition import Job, build_partition
from services.projector.rebuild.reading import LogReader, open_log
from services.projector.rebuild.room import Room
from services.projector.refusals import Refused

AT_ONCE = 2
"""Partitions at work in a process: it folds one while PostgreSQL takes in the other."""

TELL_RECORDS = 10_000
LINE_BYTES = 1_048_576
KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Setting:
    """What a process is told first."""

    bootstrap: str
    topic: str
    database_url: str
    version: int


def job_line(job: Job) -> bytes:
    """Write a job for the process that does it."""
    return orjson.dumps(job) + b"\n"


def read_job(line: bytes) -> Job:
    """Read a job."""
    told: dict[str, Any] = orjson.loads(line)
    for name in ("swept_to", "first_day"):
        told[name] = date.fromisoformat(told[name])
    return Job(**told)


@dataclass(slots=True)
class Foreman:
    """Whoever started this process: says what to build, and is told how it goes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    lines: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _untold: int = 0

    async def listen(self) -> None:
        """Take in what is said, and end with whoever says it."""
        with suppress(ConnectionError):  # it has gone without having heard all
            while line := await self.reader.readline():
                self.lines.put_nowait(line)
        # Nobody is left to work for; what is open is undone by PostgreSQL.
        os._exit(0)

    def say(self, **told: object) -> None:
        """Tell it something."""
        self.writer.write(orjson.dumps(told) + b"\n")

    def folded(self, records: int) -> None:
        """Tell it of progress, now and then."""
        self._untold += records
        if self._untold >= TELL_RECORDS:
            self.say(records=self._untold)
            self._untold = 0

    def built(self, partition: int) -> None:
        """Tell it that a partition is done."""
        self.say(built=partition, rss_mib=_peak_mib(), records=self._untold)
        self._untold = 0

    async def hang_up(self) -> None:
        """Let all that was said arrive."""
        self.writer.close()
        await self.writer.wait_closed()


async def work(sock: socket) -> None:
    """Take jobs from a socket until it ends."""
    foreman = Foreman(*await asyncio.open_unix_connection(sock=sock, limit=LINE_BYTES))
    listening = asyncio.create_task(foreman.listen())
    setting = Setting(**orjson.loads(await foreman.lines.get()))
    try:
        await _build(setting, foreman)
    except Refused as error:
        reason = error.reason
        foreman.say(refused={"code": reason.code, "vi": reason.vi, "en": reason.en})
    except Exception as error:
        away = "kafka" if isinstance(error, KafkaUnavailable) else None
        if away is None and is_unavailable(error):
            away = "postgres"
        if away is None:
            raise
        foreman.say(away=away, error=f"{type(error).__name__}: {error}")
    finally:
        listening.cancel()
        await foreman.hang_up()


async def _build(setting: Setting, foreman: Foreman) -> None:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_log(setting.bootstrap, setting.topic))
        room = Room()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(_one_by_one(setting, log, room, foreman))
        except ExceptionGroup as errors:
            # The first failure ended the other.
            raise errors.exceptions[0] from None


async def _one_by_one(setting: Setting, log: LogReader, room: Room, foreman: Foreman) -> None:
    """Build the partition that is told next, on a session of its own, again and again."""
    name = "chitieu-rebuild-worker"
    async with building_of(setting.database_url, setting.version, name) as building:
        while True:
            foreman.say(ready=True)
            job = read_job(await foreman.lines.get())
            await build_partition(building, log, room, job, foreman.folded)
            foreman.built(job.partition)


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB_PER_MIB


def main(sock: socket) -> None:
    """Run until the socket ends, in a process that was forked for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides
    configure_logging(service="rebuild-worker", level="warning")
    # What is made is much, is let go of soon and forms no cycles: to look for some takes a tenth
    # of the time, or more where it is looked for among all that is kept. This process ends soon.
    gc.disable()
    uvloop.run(work(sock))
