"""Run one service again and again, each time in a fresh fork, frozen at a named point if asked.

    python -m tests.faults.zygote projector /tmp/armed

The modules are imported once, so a killed service is back within a fraction of a second; it
is a process of its own all the same. When the file given holds the name of a point, the
service stops itself (SIGSTOP) as it logs that line: exactly there, in the middle of its work.
Whoever wrote the file then kills it, lets it go on, or takes its servers away.

Commands on standard input, one JSON object a line: {"start": {environment}, "log": path} is
answered by the process id, {"wait": true} by the exit code (negative: the signal).
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
from importlib import import_module
from pathlib import Path


class Freezer(logging.Handler):
    """Stops the process at the line whose name stands in a file."""

    def __init__(self, armed: Path) -> None:
        super().__init__()
        self._armed = armed

    def emit(self, record: logging.LogRecord) -> None:
        """Look whether this is the line."""
        name = record.msg.get("event") if isinstance(record.msg, dict) else record.msg
        try:
            wanted = self._armed.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        if name == wanted:
            self._armed.unlink()
            os.kill(os.getpid(), signal.SIGSTOP)


def main() -> None:
    """Serve commands until standard input ends, then end what still runs."""
    name, armed = sys.argv[1], Path(sys.argv[2])
    service = import_module(f"services.{name}.main")
    gc.freeze()
    child = 0
    for line in sys.stdin.buffer:
        command = json.loads(line)
        if "start" in command:
            child = os.fork()
            if child == 0:
                _become(command["start"], Path(command["log"]))
                logging.getLogger("chitieu").addHandler(Freezer(armed))
                sys.exit(service.main())
            _answer(child)
        else:
            _, status = os.waitpid(child, 0)
            child = 0
            _answer(os.waitstatus_to_exitcode(status))
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _become(environment: dict[str, str], log: Path) -> None:
    os.environ.update(environment)
    with log.open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
