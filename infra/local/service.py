"""One service of the stack as a child process: its log, whether it is ready, its end."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from time import monotonic, sleep

import httpx

from infra.local.process import (
    POLL_SECONDS,
    LocalServerError,
    end,
    how_it_failed,
    spawn,
    tail,
)
from infra.local.record import STOP_SECONDS
from infra.local.settings import inherited_environment

PROBE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Service:
    """What to start: `env` is added to the environment (secrets belong there, never in `argv`).

    `ready_url` answers 200 once the service works.
    """

    name: str
    argv: tuple[str, ...]
    ready_url: str
    env: Mapping[str, str] = field(default_factory=dict)


class ServiceProcess:
    """A service that runs here, its output in `<logs>/<name>.log`."""

    def __init__(self, service: Service, logs: Path) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, or None where it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it; does not wait until it is ready."""
        self._process = spawn(
            self.service.argv, log=self.log, env={**inherited_environment(), **self.service.env}
        )

    def wait_until_ready(self, deadline: float) -> None:
        """Wait until `ready_url` answers 200, up to this moment of the monotonic clock.

        Raises:
            LocalServerError: it ended, or was not ready in time; with the tail of its log.
        """
        said = "nothing"
        while self.pid is not None and monotonic() < deadline:
            try:
                answer = httpx.get(self.service.ready_url, timeout=PROBE_SECONDS, trust_env=False)
            except httpx.TransportError as error:
                said = str(error)
            else:
                if answer.status_code == httpx.codes.OK:
                    return
                said = f"{answer.status_code} {answer.text[:2_000]}"
            sleep(POLL_SECONDS)
        failure = how_it_failed(self._process) if self._process else "was never started"
        raise LocalServerError(
            f"{self.service.name} {failure}; {self.service.ready_url} last said: {said}\n"
            f"The end of {self.log}:\n{tail(self.log)}"
        )

    def stop(self) -> None:
        """End it in order: SIGTERM, after 20 s SIGKILL."""
        if self._process is not None:
            end(self._process, ask=SIGTERM, patience_seconds=STOP_SECONDS)
            self._process = None
