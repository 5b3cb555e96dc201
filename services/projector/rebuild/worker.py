"""A process of a rebuild: builds the partitions that it is told, one after the other.

    python -m services.projector.rebuild.worker

Told by lines of JSON on stdin, of which the first names servers and version (and so no address
with a password stands in a list of processes); answers by lines of JSON on stdout. When stdin
ends, so does it, at once: whoever started it is gone.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import uvloop

from infra.kafka import KafkaUnavailable
from infra.logs import configure_logging
from infra.postgres import is_unavailable
from services.projector.rebuild.building import building_of
from services.projector.rebuild.partition import Job, build_partition
from services.projector.rebuild.reading import open_log
from services.projector.refusals import Refused

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


def say(**told: object) -> None:
    """Tell whoever started this process."""
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.flush()


async def work() -> None:
    """Take jobs from stdin until it ends."""
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    reader = asyncio.StreamReader(limit=LINE_BYTES)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    listening = asyncio.create_task(_listen(reader, lines))
    setting = Setting(**orjson.loads(await lines.get()))
    try:
        await _build(setting, lines)
    except Refused as error:
        reason = error.reason
        say(refused={"code": reason.code, "vi": reason.vi, "en": reason.en})
    except Exception as error:
        away = "kafka" if isinstance(error, KafkaUnavailable) else None
        if away is None and is_unavailable(error):
            away = "postgres"
        if away is None:
            raise
        say(away=away, error=f"{type(error).__name__}: {error}")
    finally:
        listening.cancel()


async def _listen(reader: asyncio.StreamReader, lines: asyncio.Queue[bytes]) -> None:
    while line := await reader.readline():
        lines.put_nowait(line)
    # Nobody is left to work for; what is open is undone by PostgreSQL.
    os._exit(0)


async def _build(setting: Setting, lines: asyncio.Queue[bytes]) -> None:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_log(setting.bootstrap, setting.topic))
        building = await stack.enter_async_context(
            building_of(setting.database_url, setting.version, "chitieu-rebuild-worker")
        )
        untold = 0

        def tell(records: int) -> None:
            nonlocal untold
            untold += records
            if untold >= TELL_RECORDS:
                say(records=untold)
                untold = 0

        while True:
            say(ready=True)
            job = read_job(await lines.get())
            await build_partition(building, log, job, tell)
            say(built=job.partition, rss_mib=_peak_mib(), records=untold)
            untold = 0


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB_PER_MIB


def main() -> None:
    """Run until stdin ends."""
    configure_logging(service="rebuild-worker", level="warning")
    # What is made is much, is let go of soon and forms no cycles: to look for some takes a tenth
    # of the time, or more where it is looked for among all that is kept. This process ends soon.
    gc.disable()
    uvloop.run(work())


if __name__ == "__main__":
    main()
