"""Start, watch and end child processes so that none outlives its parent.

Every child is started through `setpriv --pdeathsig`, so the kernel ends it when its parent is
killed, even by SIGKILL. That signal is tied to the *thread* that forked; so all children are
started from one thread that lives as long as the interpreter.
"""

import asyncio
import errno
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

POLL_SECONDS = 0.05
LOG_TAIL_LINES = 25
LOG_MAX_BYTES = 50 * 1_048_576
# Below Linux's range of outgoing ports (32768 and up): a client that keeps trying the port of a
# killed server could otherwise get that very port as its own end, and lock the server out.
FIRST_PORT, LAST_PORT = 20_000, 32_000
# By the golden section of the span, so that processes begun one after the other look far apart: the
# port of a server that is down for a moment must not be handed out by a neighbour meanwhile.
PORT_STRIDE = 7_417

T = TypeVar("T")

_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


class LocalServerError(RuntimeError):
    """A local server or process did not do what was asked; the text says what to do next."""


@dataclass(frozen=True, slots=True)
class User:
    """An account of this machine that a server is run as."""

    name: str
    uid: int
    gid: int


def find_user(*names: str) -> User:
    """The first of these accounts that exists.

    Raises:
        LocalServerError: none of them exists.
    """
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(name, entry.pw_uid, entry.pw_gid)
    raise LocalServerError(f"none of the accounts {', '.join(names)} exists on this machine")


def run_blocking(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end from synchronous code, also where an event loop is running."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="run-blocking") as pool:
        return pool.submit(asyncio.run, work).result()


def free_port() -> int:
    """A loopback TCP port nobody listens on, handed out to nobody else until this process ends."""
    span = LAST_PORT - FIRST_PORT
    start = os.getpid() * PORT_STRIDE % span
    for step in range(span):
        port = FIRST_PORT + (start + step) % span
        if _can_bind(port) and _reserve(port):
            return port
    raise LocalServerError(f"no free port between {FIRST_PORT} and {LAST_PORT} on 127.0.0.1")


def _reserve(port: int) -> bool:
    """Keep a port for this process until it ends; False where it is kept already, by whomever.

    By a name of the kernel's: the port itself stays free for whoever is to listen there.
    """
    mark = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        mark.bind(f"\0chitieu-port-{port}")
    except OSError as error:
        mark.close()
        if error.errno != errno.EADDRINUSE:
            raise
        return False
    mark.detach()  # stays open until the process ends
    return True


def claim_port(port: int | None) -> int:
    """The port asked for, or a free one where none was.

    Raises:
        LocalServerError: somebody listens on the port asked for.
    """
    if port is None:
        return free_port()
    if not _can_bind(port):
        raise LocalServerError(
            f"port {port} on 127.0.0.1 is taken. Next: end what listens there "
            f"(`ss -ltnp 'sport = :{port}'`), or `make down` if it is an earlier stack."
        )
    return port


def _can_bind(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def lock_folder(folder: Path) -> int:
    """Take a folder for this process alone, until the descriptor returned is closed.

    Raises:
        LocalServerError: another process has it.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise LocalServerError(
            f"{folder} is in use by another running server. Next: `make down`, or another folder."
        ) from error
    return descriptor


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: User | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C does not reach it); output goes to `log`.

    It gets `death_signal` when this process dies, however that happens.
    """
    # setpriv sets the death signal after the change of user; runuser would clear it.
    wrapper = ["setpriv", f"--pdeathsig={death_signal.name.removeprefix('SIG')}"]
    if user is not None:
        wrapper += [f"--reuid={user.uid}", f"--regid={user.gid}", "--init-groups"]

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                [*wrapper, "--", *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )

    return _spawner.submit(start).result()


def how_it_failed(process: subprocess.Popen[bytes]) -> str:
    """Words for a server that did not come up: it ended by itself, or it did not answer in time."""
    code = process.poll()
    if code is None:
        return "did not answer in time"
    return f"ended by itself with code {code}"


def end(process: subprocess.Popen[bytes], *, ask: signal.Signals, patience_seconds: float) -> int:
    """Ask a child to end, wait, then kill it; returns its exit code (negative: the signal)."""
    if process.poll() is None:
        process.send_signal(ask)
        try:
            process.wait(timeout=patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def started_at_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None where it is gone or a zombie.

    With the pid this names one process for good: pids are used again.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def wait_gone(pid: int, started: int, *, patience_seconds: float) -> bool:
    """Whether that very process ended within the time given."""
    deadline = monotonic() + patience_seconds
    while started_at_ticks(pid) == started:
        if monotonic() > deadline:
            return False
        sleep(POLL_SECONDS)
    return True


def bound_log(log: Path) -> None:
    """Move a log that has grown past 50 MB aside; one earlier part is kept."""
    if log.exists() and log.stat().st_size > LOG_MAX_BYTES:
        # Copied and emptied, not renamed: the child keeps appending to the file it has open.
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        with log.open("r+b") as file:
            file.truncate(0)


def tail(log: Path, lines: int = LOG_TAIL_LINES) -> str:
    """The last lines of a log for an error message; says so where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 32_768))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return f"(no log at {log})"
    # Java's stack frames would push the words that say why out of view.
    words = [line for line in text.splitlines() if not line.startswith("\tat ")]
    return "\n".join(words[-lines:]) or f"(the log {log} is empty)"
