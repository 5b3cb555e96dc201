"""Events in a file of JSON lines, read for what they say; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contracts.envelope import AnyEvent
from contracts.untrusted import Unreadable, read_untrusted
from services.cli.console import USAGE, CommandFailed
from services.cli.event_lines import read_lines

EVENT_SUFFIXES = (".jsonl", ".ndjson", ".json")


def is_events(path: Path) -> bool:
    """Tell a file of events from a plan file, by its name."""
    return path.suffix.lower() in EVENT_SUFFIXES


def events_of(path: Path) -> Iterator[AnyEvent]:
    """Yield the events of a file, in order.

    Raises:
        CommandFailed: the file cannot be read, or a line is no event: which, and why.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise CommandFailed(
            f"{path}: không có tệp này / no such file",
            "Kiểm tra lại đường dẫn / check the path",
            exit_code=USAGE,
        ) from None
    except OSError as error:
        raise CommandFailed(
            f"{path}: không đọc được tệp / cannot be read: {error.strerror}", exit_code=USAGE
        ) from error
    with stream:
        for line in read_lines(stream, str(path)):
            if line.flaw:
                raise CommandFailed(f"{line.place}: {line.flaw[1]}")
            try:
                yield read_untrusted(line.raw)
            except Unreadable as error:
                one = error.problems[0]
                raise CommandFailed(
                    f"{line.place} {one.field}: {one.vi} / {one.en}", "sửa dòng này / correct it"
                ) from None
