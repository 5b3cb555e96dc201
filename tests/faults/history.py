"""What a client saw, written down before it does anything else: one JSON object a line, fsynced.

In the manner of Jepsen every attempt is an `invoke`, then `ok` (the system promised it),
`fail` (it refused it for good) or `info` (nobody knows). An attempt without an end is `info`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

Way = Literal["http", "kafka"]
Meant = Literal["report", "duplicate", "conflict", "invalid"]
Ended = Literal["ok", "fail", "info"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One event, offered once, and what the client was told.

    `digest` is that of its content, `raw_sha256` that of the bytes sent. `position` is the
    place on the log, or, over Kafka, on the inbound topic as `topic/partition/offset`.
    """

    client: str
    number: int
    way: Way
    meant: Meant
    agency: str
    id: str
    digest: str
    raw_sha256: str
    ended: Ended = "info"
    position: str | None = None
    answer: str | None = None
    why: str | None = None

    @property
    def name(self) -> tuple[str, str]:
        """The event's name: agency and id."""
        return self.agency, self.id


@dataclass(slots=True)
class Diary:
    """The history of one client, on disk."""

    client: str
    path: Path
    attempts: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    async def invoke(self, attempts: Iterable[Attempt]) -> None:
        """Write down what is about to be sent."""
        await self._write(
            {
                "f": "invoke",
                "at": time.time(),
                "number": one.number,
                "way": one.way,
                "meant": one.meant,
                "agency": one.agency,
                "id": one.id,
                "digest": one.digest,
                "raw_sha256": one.raw_sha256,
            }
            for one in attempts
        )

    async def end(self, attempts: Iterable[Attempt]) -> None:
        """Write down what came of it."""
        ended = list(attempts)
        for one in ended:
            self.counts[one.ended] = self.counts.get(one.ended, 0) + 1
        await self._write(
            {
                "f": one.ended,
                "at": time.time(),
                "number": one.number,
                "position": one.position,
                "answer": one.answer,
                "why": one.why,
            }
            for one in ended
        )

    def next_number(self) -> int:
        """A number for an attempt."""
        self.attempts += 1
        return self.attempts

    async def _write(self, lines: Iterable[dict[str, object]]) -> None:
        await asyncio.to_thread(self._append, [orjson.dumps(line) + b"\n" for line in lines])

    def _append(self, lines: list[bytes]) -> None:
        with self.path.open("ab") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())


def read_history(paths: Iterable[Path]) -> list[Attempt]:
    """Read the histories of all clients."""
    found: list[Attempt] = []
    for path in paths:
        attempts: dict[int, Attempt] = {}
        for line in path.read_bytes().splitlines():
            said = orjson.loads(line)
            f, number, _ = said.pop("f"), said["number"], said.pop("at")
            if f == "invoke":
                attempts[number] = Attempt(client=path.stem, **said)
            else:
                begun = attempts[number]
                told = {name: getattr(begun, name) for name in begun.__slots__}
                attempts[number] = Attempt(**{**told, **said, "ended": f})
        found += attempts.values()
    return found
