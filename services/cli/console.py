"""How commands speak: results on stdout, everything else on stderr, refusals in one message.

Exit codes are the same for every command: 0 done; 1 something was refused or failed; 2 wrong
usage; 3 a server cannot be reached.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
INTERRUPTED = 130
PIPE_WIDTH = 130


class CommandFailed(Exception):
    """A command cannot go on: what is wrong, and what to do next, in words for its user."""

    def __init__(self, problem: str, next_step: str = "", *, exit_code: int = REFUSED) -> None:
        super().__init__(problem)
        self.next_step = next_step
        self.exit_code = exit_code


@cache
def out() -> Console:
    """The console of results; into a pipe or a file, wide enough for tables."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


@cache
def err() -> Console:
    """The console of progress and problems."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(line: str) -> None:
    """Tell one line of progress."""
    err().print(line, style="dim", markup=False)


def complain(problem: str, next_step: str = "") -> None:
    """Tell what went wrong and what to do next; nothing in it is taken for markup."""
    err().print(f"chitieu: {problem}", style="bold red", markup=False, soft_wrap=True)
    if next_step:
        err().print(f"Next: {next_step}", markup=False, soft_wrap=True)


def help_text(purpose: str, examples: Sequence[str], exit_codes: Mapping[int, str]) -> str:
    r"""Return a command's help: one line of purpose, examples, exit codes (`\b` keeps lines)."""
    lines = [purpose, "", "\b", "Examples:", *(f"  {example}" for example in examples)]
    codes = [f"  {code}  {meaning}" for code, meaning in exit_codes.items()]
    return "\n".join([*lines, "", "\b", "Exit codes:", *codes])


def failure(error: Exception) -> CommandFailed | None:
    """Return a known failure in words; None for one that is a fault of the program."""
    import asyncpg
    import httpx

    from infra.kafka import KafkaUnavailable
    from infra.kafka_topics import TopicMismatch, TopicMissing
    from infra.local.process import LocalServerError
    from infra.migrate import MigrationRefused
    from infra.postgres import is_unavailable
    from infra.settings import SettingsError

    match error:
        case CommandFailed():
            return error
        case LocalServerError() | MigrationRefused() | TopicMismatch():
            return CommandFailed(str(error))
        case TopicMissing():
            return CommandFailed(str(error), "chitieu migrate")
        case SettingsError():
            return CommandFailed(
                str(error), "set these variables; `chitieu up` needs none", exit_code=USAGE
            )
        case httpx.TransportError():
            return CommandFailed(
                f"không có trả lời / no answer: {error}",
                "hệ thống có đang chạy không? / is the stack running? `chitieu up`",
                exit_code=UNREACHABLE,
            )
        case KafkaUnavailable():
            return CommandFailed(f"Kafka cannot be reached: {error}", exit_code=UNREACHABLE)
        case asyncpg.InsufficientPrivilegeError():
            return CommandFailed(
                f"PostgreSQL refused: {error}",
                "the login of CHITIEU_DATABASE_URL must own the database and have CREATEROLE",
            )
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidCatalogNameError():
            return CommandFailed(
                f"PostgreSQL refused: {error}", "check CHITIEU_DATABASE_URL", exit_code=UNREACHABLE
            )
    if is_unavailable(error):
        return CommandFailed(
            f"PostgreSQL cannot be reached: {error}",
            "check CHITIEU_DATABASE_URL, and that the server runs",
            exit_code=UNREACHABLE,
        )
    return None
