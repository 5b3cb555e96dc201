"""What runs, written down: `stack.json` lets another process find a stack and end its rest.

Pids are used again by the system, so each is kept with the start time of its process; only both
together name a process.
"""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from infra.local.process import LocalServerError, started_at_ticks, wait_gone

RECORD_NAME = "stack.json"
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """One process: its part in the stack, its pid, and when it started (clock ticks since boot)."""

    name: str
    pid: int
    started_at_ticks: int

    def is_alive(self) -> bool:
        """Whether this very process still runs (another one with its pid does not count)."""
        return started_at_ticks(self.pid) == self.started_at_ticks


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A stack as its supervisor wrote it down; `addresses` may hold secrets."""

    supervisor: ProcessRecord
    ready: bool = False
    business_day: date | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    processes: tuple[ProcessRecord, ...] = ()


_reader = TypeAdapter(RunningStack)


def describe_process(name: str, pid: int) -> ProcessRecord | None:
    """A process that runs now; None where it has ended."""
    started = started_at_ticks(pid)
    return None if started is None else ProcessRecord(name, pid, started)


def save(directory: Path, stack: RunningStack) -> None:
    """Write `stack.json`, for its owner only; a reader sees the old or the new one, whole."""
    partial = directory / f"{RECORD_NAME}.partial"
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_bytes(orjson.dumps(asdict(stack), option=orjson.OPT_INDENT_2))
    partial.replace(directory / RECORD_NAME)


def load_running(directory: Path) -> RunningStack | None:
    """The stack of this folder, only if its supervisor lives; check `.ready` before using it."""
    stack = _load(directory)
    return stack if stack is not None and stack.supervisor.is_alive() else None


def down(directory: Path, say: Callable[[str], None] = lambda _: None) -> tuple[str, ...]:
    """End the stack of this folder and what a killed supervisor left; the names of what it ended.

    The supervisor is asked first (SIGTERM) and ends its parts in order. What then still runs is
    asked by itself and killed after 20 s. Nothing running is no error: the answer is empty.

    Raises:
        LocalServerError: a process could not be ended (it belongs to another account).
    """
    stack = _load(directory)
    if stack is None:
        return ()
    ended = [process.name for process in stack.processes if process.is_alive()]
    if stack.supervisor.is_alive():
        ended.append(stack.supervisor.name)
        say("asking the stack to end")
        _end(stack.supervisor, patience_seconds=STOP_SECONDS * (len(stack.processes) + 1))
    for process in reversed(stack.processes):
        if process.is_alive():
            say(f"ending {process.name}, left over by a killed supervisor")
            _end(process, patience_seconds=STOP_SECONDS)
    (directory / RECORD_NAME).unlink(missing_ok=True)
    return tuple(ended)


def _load(directory: Path) -> RunningStack | None:
    path = directory / RECORD_NAME
    try:
        return _reader.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise LocalServerError(
            f"{path} is not a description of a stack ({error.error_count()} mistakes). "
            "Next: end what still runs by hand, then remove that file."
        ) from error


def _end(process: ProcessRecord, *, patience_seconds: float) -> None:
    for ask in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(process.pid, ask)
        except ProcessLookupError:
            return
        except PermissionError as error:
            raise LocalServerError(
                f"{process.name} (pid {process.pid}) belongs to another account. "
                "Next: run `make down` as the account that started the stack."
            ) from error
        if wait_gone(process.pid, process.started_at_ticks, patience_seconds=patience_seconds):
            return
    raise LocalServerError(f"{process.name} (pid {process.pid}) did not end, even by SIGKILL")
