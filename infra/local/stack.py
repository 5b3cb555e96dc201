"""The local stack: servers and services started, watched, started again when they die, and ended.

    with LocalStack(directory, say=print) as stack:
        servers = stack.start_servers()
        ...  # migrate, create topics
        stack.start_services([Service(...), ...], business_day=day, addresses={"api": url})
        stack.wait()

One process is the supervisor: the one that runs this block. Leaving the block, by Ctrl-C or SIGTERM
too, ends everything in reverse order. If the supervisor is killed, the kernel ends its children.
"""

import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Protocol, Self

from infra.local.interruption import Interruptions
from infra.local.jars import ensure_kafka_jars
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.local.process import LocalServerError, bound_log, lock_folder, started_at_ticks, tail
from infra.local.record import (
    RECORD_NAME,
    ProcessRecord,
    RunningStack,
    describe_process,
    down,
    load_running,
    save,
)
from infra.local.service import Service, ServiceProcess
from infra.local.settings import LocalSettings, inherited_environment

__all__ = [
    "LocalStack",
    "RunningStack",
    "Servers",
    "Service",
    "down",
    "load_running",
    "start_detached",
]

READY_SECONDS = 120
DETACHED_SECONDS = 300
WATCH_SECONDS = 0.2
WATCHER_ENDS_SECONDS = 10
BACKOFF_FIRST_SECONDS, BACKOFF_MOST_SECONDS = 0.5, 10.0
STEADY_SECONDS = 30


class Part(Protocol):
    """A server or service that can be started, looked at and ended."""

    log: Path

    @property
    def pid(self) -> int | None:
        """The process, or None where it does not run."""

    def start(self) -> None:
        """Start it, also after it has died."""

    def stop(self) -> None:
        """End it within a bound of its own."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where Kafka and PostgreSQL are; `database_url` is a superuser's, with its password."""

    kafka_bootstrap: str
    database_url: str


@dataclass(slots=True)
class _Watched:
    """A part under watch, and when it may be started again."""

    name: str
    part: Part
    deaths: int = 0
    started_at: float = 0.0
    trouble: str = ""

    def is_due(self, now: float) -> bool:
        """Whether it is dead and its back-off is over."""
        if self.part.pid is not None:
            if now - self.started_at > STEADY_SECONDS:
                self.deaths = 0
            return False
        return now >= self.started_at + restart_pause_seconds(self.deaths)


def restart_pause_seconds(deaths: int) -> float:
    """The pause after this many deaths in a row: none at first, then doubling up to 10 s."""
    return (
        0.0 if deaths == 0 else min(BACKOFF_MOST_SECONDS, BACKOFF_FIRST_SECONDS * 2 ** (deaths - 1))
    )


class LocalStack:
    """The supervisor of one folder's stack: a context, for the main thread (it takes signals)."""

    def __init__(
        self,
        directory: Path | None = None,
        *,
        say: Callable[[str], None] = lambda _: None,
        settings: LocalSettings | None = None,
    ) -> None:
        """`directory` holds data and logs; `say` gets a line for each step and restart."""
        self._settings = settings or LocalSettings()
        self.directory = directory or self._settings.local_dir
        self.logs = self.directory / "logs"
        self._say = say
        self._watched: list[_Watched] = []
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        self._record = RunningStack(
            ProcessRecord("supervisor", os.getpid(), started_at_ticks(os.getpid()) or 0)
        )

    def __enter__(self) -> Self:
        """Take the folder, end what an earlier supervisor left there, and take the signals.

        Raises:
            LocalServerError: a stack runs in this folder already.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock = lock_folder(self.directory)
        down(self.directory, self._say)
        self._interruptions = Interruptions()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End everything, last started first, whatever happened."""
        self._interruptions.ignore()
        self._stopping.set()
        if self._watcher is not None:
            # It may be starting a server again: what is half started is ended all the same.
            self._watcher.join(timeout=WATCHER_ENDS_SECONDS)
        for watched in reversed(self._watched):
            if watched.part.pid is not None:
                self._say(f"stopping {watched.name}")
            watched.part.stop()
        (self.directory / RECORD_NAME).unlink(missing_ok=True)
        os.close(self._lock)
        self._interruptions.give_back()

    def start_servers(self) -> Servers:
        """Start Kafka and PostgreSQL, except where the environment names one that exists.

        Raises:
            LocalServerError: one did not come up; with the tail of its log.
        """
        bootstrap, url = self._settings.kafka_bootstrap, self._settings.database_url
        if bootstrap is None:
            kafka = LocalKafka(
                self.directory / "kafka", jars=ensure_kafka_jars(self._settings.cache_dir)
            )
            self._start("Kafka", kafka)
            bootstrap = kafka.bootstrap
        if url is not None:
            return Servers(bootstrap, url.get_secret_value())
        postgres = LocalPostgres(self.directory / "postgres")
        self._start("PostgreSQL", postgres)
        return Servers(bootstrap, postgres.url)

    def start_services(
        self,
        services: Sequence[Service],
        *,
        business_day: date | None = None,
        addresses: Mapping[str, str] | None = None,
    ) -> RunningStack:
        """Start these, wait until each is ready, write `stack.json`, then watch over everything.

        Raises:
            LocalServerError: one ended or was not ready in 120 s; with the tail of its log.
        """
        parts = [ServiceProcess(service, self.logs) for service in services]
        for part in parts:
            self._start(part.service.name, part)
        deadline = monotonic() + READY_SECONDS
        for part in parts:
            part.wait_until_ready(deadline)
        self._record = replace(
            self._record, ready=True, business_day=business_day, addresses=dict(addresses or {})
        )
        self._write_down()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()
        return self._record

    def wait(self) -> None:
        """Stay until Ctrl-C, SIGTERM or SIGHUP; leaving the block then ends the stack."""
        try:
            while True:
                sleep(60)
        except KeyboardInterrupt:
            return

    def _start(self, name: str, part: Part) -> None:
        self._say(f"starting {name}")
        # Listed first: what is half started when a signal comes is ended too.
        self._watched.append(_Watched(name, part, started_at=monotonic()))
        part.start()
        self._write_down()

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            for watched in self._watched:
                try:
                    bound_log(watched.part.log)
                    if watched.is_due(monotonic()):
                        self._revive(watched)
                    watched.trouble = ""
                except Exception as error:  # noqa: BLE001  # the others are looked after all the same
                    self._tell_once(watched, f"{type(error).__name__}: {error}")

    def _tell_once(self, watched: _Watched, trouble: str) -> None:
        if trouble != watched.trouble:
            self._say(f"{watched.name} cannot be looked after, trying again: {trouble}")
        watched.trouble = trouble

    def _revive(self, watched: _Watched) -> None:
        watched.deaths += 1
        watched.started_at = monotonic()
        self._say(f"{watched.name} has died; starting it again")
        try:
            watched.part.start()
        except (LocalServerError, OSError) as error:
            self._say(f"{watched.name} did not come back, trying again: {error}")
        self._write_down()

    def _write_down(self) -> None:
        found = (
            describe_process(watched.name, watched.part.pid)
            for watched in self._watched
            if watched.part.pid is not None
        )
        processes = tuple(process for process in found if process is not None)
        self._record = replace(self._record, processes=processes)
        save(self.directory, self._record)


def start_detached(
    argv: Sequence[str], directory: Path, *, timeout_seconds: float = DETACHED_SECONDS
) -> RunningStack:
    """Run a command that is a supervisor in a session of its own; returns when its stack is ready.

    `argv` begins with a full path (`sys.executable`) and runs a `LocalStack` on `directory`; its
    output goes to `<directory>/logs/supervisor.log`.

    Raises:
        LocalServerError: it ended, or was not ready in time; with the tail of its log.
    """
    log = directory / "logs" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    pid = os.posix_spawn(
        argv[0],
        list(argv),
        inherited_environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    deadline = monotonic() + timeout_seconds
    try:
        while monotonic() < deadline:
            stack = load_running(directory)
            if stack is not None and stack.ready and stack.supervisor.pid == pid:
                return stack
            if os.waitpid(pid, os.WNOHANG) != (0, 0):
                raise LocalServerError(f"the stack did not start. The end of {log}:\n{tail(log)}")
            sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        raise
    os.kill(pid, signal.SIGTERM)
    raise LocalServerError(
        f"the stack was not ready in {timeout_seconds} s. The end of {log}:\n{tail(log)}"
    )
