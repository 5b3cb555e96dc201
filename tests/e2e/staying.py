"""A program that stays until Ctrl-C, started as a shell starts one."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from infra.local.settings import SOURCE_TREE
from tests.services.cli.process import TIMEOUT_SECONDS, environment_of


class Staying:
    """A program in a process group of its own."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path, err: Path) -> None:
        self.process = process
        self._out = out
        self._err = err

    def printed(self) -> str:
        """What stands on its standard output."""
        return self._out.read_text(encoding="utf-8")

    def said(self) -> str:
        """All that it has printed, errors too."""
        return self.printed() + self._err.read_text(encoding="utf-8")

    def wait_until_said(self, words: str) -> None:
        """Wait for words; fails where the program ended without them."""
        deadline = monotonic() + TIMEOUT_SECONDS
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert monotonic() < deadline, self.said()
            sleep(0.1)

    def press_ctrl_c(self) -> int:
        """Interrupt the whole group, as a terminal does; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=TIMEOUT_SECONDS)


@contextmanager
def staying(argv: Sequence[str], local_dir: Path, servers: dict[str, str]) -> Iterator[Staying]:
    """Run a program; whatever happens, it does not outlive the block."""
    local_dir.mkdir(mode=0o755, exist_ok=True)
    out, err = local_dir / "said", local_dir / "said.err"
    with out.open("wb") as output, err.open("wb") as errors:
        process = subprocess.Popen(
            argv,
            cwd=SOURCE_TREE,
            env=environment_of(local_dir, {**servers, "PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            process_group=0,
        )
    try:
        yield Staying(process, out, err)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=TIMEOUT_SECONDS)
