"""`chitieu rebuild` as a process of its own, which a test may have killed at a named step.

    python -m tests.services.projector.rebuild_child STEP OPTIONS…

STEP is one of services.projector.rebuild.steps, at which the process kills itself with
SIGKILL, or `-` for none. Without arguments it forks one such process for every line of JSON on
stdin: a test has a dozen of them, and to import the program takes longer than to run it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from infra.local.settings import inherited_environment
from services.cli import main as cli
from services.cli import rebuild_views  # noqa: F401  # imported once, for all forks
from services.projector.rebuild import flow, steps, swap
from tests.services.projector.world import World

TIMEOUT_SECONDS = 180

_forks: list[asyncio.subprocess.Process] = []


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
            **_environment(world),
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        },
    )


@asynccontextmanager
async def forking() -> AsyncIterator[None]:
    """Within: `rebuild` forks a process that has imported all; it is gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.services.projector.rebuild_child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**inherited_environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    _forks.append(process)
    try:
        yield
    finally:
        _forks.remove(process)
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def rebuild(world: World, *options: str, kill_at: str = "-", **environment: str) -> Ended:
    """Run `chitieu rebuild --json` on a world, which is small: one process builds it.

    What a process must be born with (PYTHONHASHSEED, TZ) needs one of its own.
    """
    one = () if "--processes" in options else ("--processes", "1")
    if environment or not _forks:
        process = await begun(world, *options, *one, kill_at=kill_at, **environment)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            told, said = await process.communicate()
        return _ended(process.returncode or 0, told, said)
    [server] = _forks
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        asked = {
            "arguments": [kill_at, "rebuild", "--json", *options, *one],
            "environment": _environment(world),
            "out": str(out),
            "err": str(err),
        }
        server.stdin.write(orjson.dumps(asked) + b"\n")
        async with asyncio.timeout(TIMEOUT_SECONDS):
            code = int(await server.stdout.readline())
        told, said = await asyncio.to_thread(lambda: (out.read_bytes(), err.read_bytes()))
        return _ended(code, told, said)


def _ended(code: int, told: bytes, said: bytes) -> Ended:
    return Ended(code, orjson.loads(told) if told.startswith(b"{") else {}, said.decode())


def _environment(world: World) -> dict[str, str]:
    return {
        "CHITIEU_KAFKA_BOOTSTRAP": world.kafka_bootstrap,
        "CHITIEU_DATABASE_URL": world.database_url,
        "CHITIEU_TOPIC_NAMESPACE": world.topics.namespace,
    }


def serve() -> None:
    """Fork a process for every line of stdin, one after the other, and print its exit code."""
    for line in sys.stdin:
        asked = orjson.loads(line)
        pid = os.fork()
        if pid == 0:
            os.environ.update(asked["environment"])
            for path, descriptor in ((asked["out"], 1), (asked["err"], 2), (os.devnull, 0)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), descriptor)
            code = 1
            try:
                code = main(asked["arguments"])
            except SystemExit as ended:
                code = int(ended.code or 0)
            except BaseException:  # noqa: BLE001  # as the interpreter would at its end
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run the command line, dying at the step that was named."""
    fatal, *sys.argv[1:] = arguments

    def reached(step: steps.Step) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    for module in (flow, swap):
        vars(module)["reached"] = reached
    # Sources that are edited while a test runs are another program, which would begin anew.
    vars(flow)["program"] = lambda: "tested"
    return cli.main()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(sys.argv[1:]))
    serve()
