"""Read events as JSON lines, and put them into batches that ingest takes. Pure but for reading.

A line is sent as the very bytes that stand in the file: only whether it is one JSON object is
looked at here, since one line that is none would spoil the whole batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

import orjson

BATCH_MAX_EVENTS = 500
# Ingest takes bodies of 1 MiB; brackets and commas come on top.
BATCH_MAX_BYTES = 1_000_000
LINE_MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of a file, with its place; `flaw` says why it cannot be sent, in words."""

    file: str
    number: int
    raw: bytes
    flaw: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        """The line's place as a reader finds it."""
        return f"{self.file}:{self.number}"


def read_lines(stream: IO[bytes], file: str) -> Iterator[EventLine]:
    """Yield the lines of a stream that are not blank; one too long is cut and flawed."""
    number = 0
    while raw := stream.readline(LINE_MAX_BYTES + 1):
        number += 1
        too_long = len(raw) > LINE_MAX_BYTES
        if too_long:
            _skip_to_next(stream, raw)
        line = raw.strip()
        if too_long:
            words = f"the line is longer than {LINE_MAX_BYTES} bytes; one event per line"
            yield EventLine(file, number, b"", ("too_large", words))
        elif line:
            yield EventLine(file, number, line, _flaw(line))


def batches(lines: Iterable[EventLine]) -> Iterator[list[EventLine]]:
    """Put lines into batches within ingest's limits, in order."""
    batch: list[EventLine] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == BATCH_MAX_EVENTS or size + len(line.raw) > BATCH_MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line.raw) + 1
    if batch:
        yield batch


def body(batch: list[EventLine]) -> bytes:
    """Return the JSON array of a batch."""
    return b"[" + b",".join(line.raw for line in batch) + b"]"


def _flaw(line: bytes) -> tuple[str, str] | None:
    try:
        read = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return "not_json", f"{error.msg} (column {error.colno}); one event per line"
    if not isinstance(read, dict):
        return "not_an_object", 'an event is one JSON object: {"specversion":"1.0","id":…}'
    return None


def _skip_to_next(stream: IO[bytes], read: bytes) -> None:
    while read and not read.endswith(b"\n"):
        read = stream.readline(LINE_MAX_BYTES)
