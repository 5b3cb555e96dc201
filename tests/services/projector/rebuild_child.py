"""`chitieu rebuild` as a process of its own, which a test may have killed at a named step.

    python -m tests.services.projector.rebuild_child STEP OPTIONS…

STEP is one of services.projector.rebuild.steps, at which the process kills itself with
SIGKILL, or `-` for none.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

import orjson

from infra.local.settings import inherited_environment
from services.cli import main as cli
from services.projector.rebuild import flow, steps, swap
from tests.services.projector.world import World

TIMEOUT_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Ended:
    """How a rebuild ended: its exit code, its report if it gave one, what it said."""

    code: int
    report: dict[str, Any]
    said: str


async def begun(
    world: World, *options: str, kill_at: str = "-", **environment: str
) -> asyncio.subprocess.Process:
    """Begin `chitieu rebuild --json` on a world."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.services.projector.rebuild_child",
        kill_at,
        "rebuild",
        "--json",
        *options,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **inherited_environment(),
            "CHITIEU_KAFKA_BOOTSTRAP": world.kafka_bootstrap,
            "CHITIEU_DATABASE_URL": world.database_url,
            "CHITIEU_TOPIC_NAMESPACE": world.topics.namespace,
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        },
    )


async def rebuild(world: World, *options: str, kill_at: str = "-", **environment: str) -> Ended:
    """Run `chitieu rebuild --json` on a world, which is small: one process builds it."""
    one = () if "--processes" in options else ("--processes", "1")
    process = await begun(world, *options, *one, kill_at=kill_at, **environment)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        told, said = await process.communicate()
    report = orjson.loads(told) if told.startswith(b"{") else {}
    return Ended(process.returncode or 0, report, said.decode())


def main() -> int:
    """Run the command line, dying at the step that was named."""
    fatal, *arguments = sys.argv[1:]

    def reached(step: steps.Step) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    for module in (flow, swap):
        module.reached = reached  # type: ignore[attr-defined]  # where the steps are told
    sys.argv[1:] = arguments
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
