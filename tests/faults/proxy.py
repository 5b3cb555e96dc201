"""A TCP proxy that fails on purpose, between the services and Kafka or PostgreSQL.

After asyncpg's `_testbase/fuzzer.py` and toxiproxy. It learns who speaks from the first bytes
(PostgreSQL's application_name, Kafka's client id), so that a fault strikes one service only.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from infra.local.process import free_port
from tests.faults.toxics import Direction, Ended, SlowClose, Toxic, Way

CHUNK_BYTES = 65_536
CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
_APPLICATION = re.compile(rb"application_name\x00([^\x00]{1,64})\x00")
_KAFKA_HEADER_BYTES = 14
T = TypeVar("T", bound=Toxic)


@dataclass(slots=True, eq=False)
class Link:
    """One connection through the proxy."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    name: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    muted: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def learn(self, data: bytes) -> None:
        """Take the client's name from its first bytes."""
        if found := _APPLICATION.search(data):
            self.name = found[1].decode(errors="replace")
        elif len(data) > _KAFKA_HEADER_BYTES and data[:2] == b"\x00\x00":
            (length,) = struct.unpack_from(">h", data, 12)
            if 0 < length <= len(data) - _KAFKA_HEADER_BYTES:
                self.name = data[14 : 14 + length].decode(errors="replace")

    def end(self, way: Way) -> None:
        """End both sides: in order, or as a machine does that has forgotten the connection."""
        for writer in (self.client, self.server):
            raw = writer.get_extra_info("socket")
            if way == "reset" and raw is not None:
                with contextlib.suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
            else:
                writer.close()


class Proxy:
    """Listens on `port` of 127.0.0.1 and passes everything to `target`, through the toxics."""

    def __init__(self) -> None:
        self.port = free_port()
        self.target = 0
        self.toxics: list[Toxic] = []
        self.links: set[Link] = set()
        self._server: asyncio.Server | None = None

    async def start(self, target: int) -> None:
        """Begin to listen, for a server on this port."""
        self.target = target
        await self.up()

    async def up(self) -> None:
        """Listen; nothing where it listens already."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._connected, "127.0.0.1", self.port, backlog=256
            )

    async def down(self) -> None:
        """Refuse new connections and reset those that stand."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.reset()
        await asyncio.sleep(0)

    async def stop(self) -> None:
        """End everything."""
        for toxic in self.toxics:
            toxic.lifted.set()
        await self.down()
        tasks = [task for link in self.links for task in link.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def reset(self, client: str = "") -> int:
        """Reset the connections of a client; how many there were."""
        found = [link for link in self.links if client in link.name]
        for link in found:
            link.end("reset")
        return len(found)

    @contextlib.contextmanager
    def poisoned(self, toxic: T) -> Iterator[T]:
        """Let a toxic act while the block lasts."""
        self.toxics.append(toxic)
        try:
            yield toxic
        finally:
            toxic.lifted.set()
            self.toxics.remove(toxic)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                upstream, server = await asyncio.open_connection("127.0.0.1", self.target)
        except (OSError, TimeoutError):
            writer.transport.abort()
            return
        link = Link(writer, server)
        self.links.add(link)
        link.tasks = [
            asyncio.create_task(self._pump(link, reader, server, "up")),
            asyncio.create_task(self._pump(link, upstream, writer, "down")),
        ]
        try:
            # One side that has ended is the end of both.
            await asyncio.wait(link.tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in link.tasks:
                task.cancel()
            link.end("close")
            self.links.discard(link)

    async def _pump(
        self,
        link: Link,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        direction: Direction,
    ) -> None:
        try:
            while data := await reader.read(CHUNK_BYTES):
                if direction == "up" and not link.name:
                    link.learn(data)
                if direction == "down" and link.muted:
                    link.answered.set()
                    continue
                async for piece in self._through(link, data, tuple(self.toxics), direction):
                    writer.write(piece)
                    await writer.drain()
            for toxic in self.toxics:
                if isinstance(toxic, SlowClose) and toxic.touches(link.name, direction):
                    await asyncio.sleep(toxic.seconds)
        except Ended as ended:
            await _end(link, ended, writer)
        except OSError:
            return

    async def _through(
        self, link: Link, data: bytes, toxics: tuple[Toxic, ...], direction: Direction
    ) -> AsyncIterator[bytes]:
        while toxics and not toxics[0].touches(link.name, direction):
            toxics = toxics[1:]
        if not toxics:
            yield data
            return
        async for piece in toxics[0].through(link, data):
            async for passed in self._through(link, piece, toxics[1:], direction):
                yield passed


async def _end(link: Link, ended: Ended, writer: asyncio.StreamWriter) -> None:
    """Let the last bytes pass; where the answer to them is to be lost, wait until it came."""
    if ended.after:
        link.muted = ended.unheard
        writer.write(ended.after)
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await writer.drain()
                if ended.unheard:
                    await link.answered.wait()
    link.end(ended.way)
