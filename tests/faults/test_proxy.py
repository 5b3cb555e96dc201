"""The proxy does to a connection what its toxics say, and to that of one client only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import pytest

from tests.faults.proxy import Proxy
from tests.faults.toxics import (
    Bandwidth,
    BlackHole,
    CutAt,
    Latency,
    LimitData,
    ResetPeer,
    Slicer,
    SlowClose,
    Toxic,
)

GREETING = b"\x00\x00\x00\x40\x00\x03\x00\x00user\x00x\x00application_name\x00%s\x00\x00"


class Echo:
    """A server that answers every piece with itself, and remembers what it got."""

    def __init__(self) -> None:
        self.got = b""
        self.ended = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        with suppress(OSError):
            while data := await reader.read(65_536):
                self.got += data
                writer.write(data)
                await writer.drain()
        self.ended.set()
        writer.close()


Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connecting(Protocol):
    """Opens a connection through the proxy that names itself as a service does."""

    async def __call__(self, name: bytes = b"chitieu-ingest") -> Client:
        """Return it after its greeting has come back."""


@asynccontextmanager
async def between() -> AsyncIterator[tuple[Proxy, Echo, Connecting]]:
    """Run an echo server with a proxy before it; no connection outlives the block."""
    echo = Echo()
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    proxy = Proxy()
    await proxy.start(server.sockets[0].getsockname()[1])
    opened: list[asyncio.StreamWriter] = []

    async def connected(name: bytes = b"chitieu-ingest") -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        opened.append(writer)
        hello = GREETING % name
        writer.write(hello)
        assert await reader.readexactly(len(hello)) == hello
        return reader, writer

    try:
        yield proxy, echo, connected
    finally:
        for writer in opened:
            writer.transport.abort()
        await proxy.stop()
        server.close()


async def told(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes
) -> bytes | None:
    """Send and read the echo; None where the connection ended instead."""
    try:
        async with asyncio.timeout(60):
            writer.write(data)
            return await reader.readexactly(len(data))
    except (OSError, asyncio.IncompleteReadError):
        return None


@pytest.mark.parametrize(
    "toxic",
    [
        Latency(seconds=0.01),
        Bandwidth(bytes_per_second=40_000),
        Slicer(size=3),
        SlowClose(seconds=0.01),
    ],
    ids=lambda toxic: type(toxic).__name__,
)
async def test_a_slow_way_changes_no_byte(toxic: Toxic) -> None:
    """Late, thin or in pieces: what arrives is what was sent."""
    async with between() as (proxy, echo, connected):
        with proxy.poisoned(toxic):
            reader, writer = await connected()
            sent = bytes(range(256)) * 8
            assert await told(reader, writer, sent) == sent
            assert echo.got.endswith(sent)


@pytest.mark.parametrize(
    "toxic", [ResetPeer(), LimitData(size=3)], ids=lambda toxic: type(toxic).__name__
)
async def test_a_cut_connection_is_ended_on_both_sides(toxic: Toxic) -> None:
    """The client sees the end, and the server no more than what was let through."""
    async with between() as (proxy, echo, connected):
        reader, writer = await connected()
        before = len(echo.got)
        with proxy.poisoned(toxic):
            assert await told(reader, writer, b"0123456789") is None
        assert len(echo.got) - before <= 3
        async with asyncio.timeout(60):
            await echo.ended.wait()


async def test_a_black_hole_says_nothing_until_it_is_lifted() -> None:
    """Neither end hears anything, and afterwards the connection is no more."""
    async with between() as (proxy, echo, connected):
        reader, writer = await connected()
        before = len(echo.got)
        with proxy.poisoned(BlackHole()) as hole:
            writer.write(b"is anybody there?")
            await hole.touched.wait()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await reader.read(1)
        with suppress(OSError):
            assert await reader.read(1) == b""
        assert len(echo.got) == before


@pytest.mark.parametrize("heard", [True, False])
async def test_a_cut_at_a_word_leaves_its_outcome_unknown(heard: bool) -> None:
    """The client sees the same, whether the server got the word or not."""
    async with between() as (proxy, echo, connected):
        reader, writer = await connected()
        with proxy.poisoned(CutAt(word=b"COMMIT;", heard=heard)):
            assert await told(reader, writer, b"Q\x00insert;") == b"Q\x00insert;"
            assert await told(reader, writer, b"Q\x00COMMIT;\x00") is None
            again = await connected()
            assert await told(*again, b"Q\x00COMMIT;\x00") == b"Q\x00COMMIT;\x00", "it cuts once"
        first = echo.got.partition(GREETING % b"chitieu-ingest")[2].partition(b"application")[0]
        assert (b"COMMIT;" in first) is heard


async def test_a_fault_strikes_one_client_only() -> None:
    """Who is named otherwise does not notice."""
    async with between() as (proxy, _, connected):
        struck, spared = await connected(), await connected(b"chitieu-alerts")
        with proxy.poisoned(ResetPeer(client="ingest")):
            assert await told(*spared, b"still here") == b"still here"
            assert await told(*struck, b"and here?") is None
        assert proxy.reset("alerts") == 1
        assert await told(*spared, b"and now?") is None


async def test_a_kafka_client_is_known_by_its_id() -> None:
    """The header of a request names the client."""
    async with between() as (proxy, _, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        request = (
            b"\x00\x00\x00\x2a\x00\x12\x00\x00\x00\x00\x00\x01\x00\x0echitieu-alerts" + b"\x00" * 20
        )
        assert await told(reader, writer, request) == request
        assert [link.name for link in proxy.links] == ["chitieu-alerts"]
        writer.close()


async def test_a_proxy_that_is_down_refuses() -> None:
    """Down: nobody gets in, those inside are reset; up: as before, on the same port."""
    async with between() as (proxy, _, connected):
        reader, writer = await connected()
        await proxy.down()
        assert await told(reader, writer, b"hello") is None
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", proxy.port)
        await proxy.up()
        await connected()
