"""Word and Excel files to blocks, parsed in a process that is stopped when it takes too much."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile

from services.cli.plan.document import Block
from services.cli.plan.readers import limits, wire
from services.cli.plan.readers.refusals import FileProblem, FileRefused

_CHILD = "services.cli.plan.readers.parse_office"


def read_office(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of a .docx or .xlsx file.

    Raises `FileRefused` with what the parsing process found, or with which limit stopped it.
    """
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-m", _CHILD]
    with tempfile.TemporaryFile() as answer:
        try:
            ended = subprocess.run(  # noqa: S603 -- our own module, no argument from outside
                command,
                input=data,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                timeout=limits.PARSE_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            seconds = f"{limits.PARSE_WALL_SECONDS} giây / seconds"
            raise FileRefused(FileProblem.TOO_COSTLY, detail=seconds) from error
        if ended.returncode != 0:
            raise FileRefused(FileProblem.TOO_COSTLY, detail=_stopped_by(ended.returncode))
        answer.seek(0)
        return wire.decode(answer.read(limits.ANSWER_BYTES))


def _stopped_by(code: int) -> str:
    """Name the limit that ended the process: the system says it with a signal."""
    match -code:
        case signal.SIGXCPU | signal.SIGKILL:
            return f"{limits.PARSE_CPU_SECONDS} giây CPU / seconds of CPU"
        case signal.SIGXFSZ:
            return "độ dài văn bản / length of the text"
    return "bộ nhớ / memory"
