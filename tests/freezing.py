"""Hold a process still, and know that it stands: a signal is a request, not yet the deed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STOP_WITHIN_SECONDS = 30  # a machine at full load may run its threads on for a while
STOPPED = "T"


@contextmanager
def frozen(pid: int | None) -> Iterator[None]:
    """Let a process stand still: its sockets stay open and nothing answers; woken at the end."""
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        _until_stopped(pid)
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _until_stopped(pid: int) -> None:
    """Wait until the kernel says of every thread that it has stopped."""
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    while running := {state for state in _states(pid) if state != STOPPED}:
        assert time.monotonic() < deadline, f"process {pid} goes on: {running}"
        time.sleep(0.005)


def _states(pid: int) -> list[str]:
    """The state letter of each thread (proc(5), stat: the field after the name in brackets)."""
    states = []
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread may end meanwhile
            states.append(stat.read_text().rpartition(")")[2].split()[0])
    return states
