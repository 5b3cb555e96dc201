"""What can go wrong on a connection, one class each, by the names of toxiproxy.

A toxic acts on the bytes of one direction: `up` is from the client to the server, `down` the
way back. It may wait, pass them in parts, or end the connection by raising `Ended`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["up", "down"]
Way = Literal["close", "reset"]


class Ended(Exception):
    """The connection ends here: in order, or by a reset."""

    def __init__(self, way: Way, *, after: bytes = b"", unheard: bool = False) -> None:
        """`after` are bytes that still pass; `unheard`: the answer to them is lost."""
        super().__init__(way)
        self.way = way
        self.after = after
        self.unheard = unheard


@dataclass(slots=True, eq=False, kw_only=True)
class Toxic:
    """Touches connections whose client names itself so, in these directions, until lifted."""

    client: str = ""
    """What the client's name must contain: an application_name, or a Kafka client id."""
    directions: tuple[Direction, ...] = ("up", "down")
    lifted: asyncio.Event = field(default_factory=asyncio.Event)
    touched: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it had something to act on."""

    def touches(self, name: str, direction: Direction) -> bool:
        """Whether bytes of this connection and direction are its business."""
        if self.lifted.is_set() or direction not in self.directions or self.client not in name:
            return False
        self.touched.set()
        return True

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Yield the bytes as they come out."""
        del link
        yield data


@dataclass(slots=True, eq=False, kw_only=True)
class Latency(Toxic):
    """Everything comes later by so many seconds."""

    seconds: float

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Wait, then pass."""
        del link
        await asyncio.sleep(self.seconds)
        yield data


@dataclass(slots=True, eq=False, kw_only=True)
class Bandwidth(Toxic):
    """At most so many bytes a second."""

    bytes_per_second: int

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Pass tenths of a second's worth, until lifted."""
        del link
        piece = max(1, self.bytes_per_second // 10)
        for start in range(0, len(data), piece):
            if self.lifted.is_set():
                yield data[start:]
                return
            yield data[start : start + piece]
            await asyncio.sleep(0.1)


@dataclass(slots=True, eq=False, kw_only=True)
class Slicer(Toxic):
    """Bytes come in small pieces, so that no reader finds a whole message at once."""

    size: int = 7
    seconds: float = 0.0
    most_pieces: int = 2_000

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Pass piece by piece; the rest of a very long message in one."""
        del link
        end = min(len(data), self.size * self.most_pieces)
        for start in range(0, end, self.size):
            yield data[start : min(start + self.size, end)]
            await asyncio.sleep(self.seconds)
        if end < len(data):
            yield data[end:]


@dataclass(slots=True, eq=False, kw_only=True)
class BlackHole(Toxic):
    """Nothing passes and nobody is told; when lifted, the connection is reset.

    With `seconds` it is closed after that time. New connections are taken and hang too.
    """

    seconds: float | None = None

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Swallow everything; bytes were lost, so the connection cannot go on afterwards."""
        del link, data
        try:
            async with asyncio.timeout(self.seconds):
                await self.lifted.wait()
        except TimeoutError:
            raise Ended("close") from None
        raise Ended("reset")
        yield b""  # makes this a generator, as its siblings are


@dataclass(slots=True, eq=False, kw_only=True)
class ResetPeer(Toxic):
    """The next bytes meet a reset instead of the other side."""

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Reset both ends."""
        del link, data
        raise Ended("reset")
        yield b""  # makes this a generator, as its siblings are


@dataclass(slots=True, eq=False, kw_only=True)
class LimitData(Toxic):
    """A connection ends after so many bytes."""

    size: int
    passed: dict[int, int] = field(default_factory=dict)

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Pass what is left of the limit."""
        left = self.size - self.passed.get(id(link), 0)
        if len(data) >= left:
            raise Ended("close", after=data[:left])
        self.passed[id(link)] = self.passed.get(id(link), 0) + len(data)
        yield data


@dataclass(slots=True, eq=False, kw_only=True)
class SlowClose(Toxic):
    """Who closes is heard of later by so many seconds."""

    seconds: float


@dataclass(slots=True, eq=False, kw_only=True)
class CutAt(Toxic):
    """The connection ends at a word of the client, once: its outcome stays unknown to him.

    `heard`: the server gets the word and answers, and the answer is what is lost. Otherwise
    the word itself is lost.
    """

    word: bytes
    heard: bool
    directions: tuple[Direction, ...] = ("up",)
    tails: dict[int, bytes] = field(default_factory=dict)

    async def through(self, link: object, data: bytes) -> AsyncIterator[bytes]:
        """Pass everything before the word."""
        seen = self.tails.get(id(link), b"") + data
        at = seen.find(self.word)
        if at < 0 or self.lifted.is_set():
            self.tails[id(link)] = seen[-(len(self.word) - 1) :]
            yield data
            return
        self.lifted.set()
        raise Ended("reset", after=data if self.heard else b"", unheard=self.heard)
        yield b""  # makes this a generator, as its siblings are
