"""Programs that the tests start, and how to talk to them."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep

from infra.local.stack import Service

PATIENCE_SECONDS = 120


def small_service(name: str, port: int, notes: Path, *, before: Sequence[str] = ()) -> Service:
    """A service that is ready at once and notes its end in a file."""
    program = Path(__file__).with_name("small_service.py")
    return Service(
        name,
        (*before, sys.executable, str(program), name, str(port), str(notes)),
        f"http://127.0.0.1:{port}/ready",
    )


def supervisor(directory: Path, port: int, kind: str, *before: str) -> list[str]:
    """The command of a supervisor on this folder."""
    return [
        sys.executable,
        "-m",
        "tests.infra.local.small_supervisor",
        str(directory),
        str(port),
        kind,
        *before,
    ]


def wait_for_line(process: subprocess.Popen[bytes]) -> str:
    """The next line a child prints; fails where it ended without one."""
    assert process.stdout is not None
    line = process.stdout.readline().decode().strip()
    assert line, f"the child ended with {process.poll()} and said nothing"
    return line


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails after two minutes."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not holds():
        assert monotonic() < deadline, "it did not come to hold within two minutes"
        sleep(0.05)


def command_line(pid: int | None) -> str:
    """The arguments of a process, as everybody on the machine can see them."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
