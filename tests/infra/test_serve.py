"""Serving over real sockets: starts with an address, ends in order, takes no oversized body."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra import serve as serving
from infra.body_limit import BodyLimit
from infra.serve import ADDRESS_IN_USE, DID_NOT_END, STARTUP_FAILURE, serve


async def echo(request: Request) -> Response:
    """Say how many bytes came."""
    return JSONResponse({"bytes": len(await request.body())})


Life = Callable[[str], Awaitable[None]]


def app_of(life: Life | None = None) -> Starlette:
    """An app with one route; `life` is told when it starts and stops."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if life:
            await life("start")
        yield
        if life:
            await life("stop")

    return Starlette(routes=[Route("/", echo, methods=["GET", "POST"])], lifespan=lifespan)


@asynccontextmanager
async def served(app: Starlette | BodyLimit) -> AsyncIterator[tuple[str, "asyncio.Task[int]"]]:
    """A server on a free port, its address and its task; stopped at the end."""
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()
    task = asyncio.create_task(
        serve(app, host="127.0.0.1", port=0, on_listening=listening.set_result, stop=stop)
    )
    yield await asyncio.wait_for(listening, 20), task
    stop.set()
    await task


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_service_in_order(number: signal.Signals) -> None:
    """Asked to end, it closes what it opened and exits with 0."""
    told: list[str] = []

    async def life(what: str) -> None:
        told.append(what)

    async with served(app_of(life)) as (url, task):
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            assert (await client.get(url)).json() == {"bytes": 0}
        os.kill(os.getpid(), number)
        assert await asyncio.wait_for(task, 20) == 0
    assert told == ["start", "stop"]


async def test_what_runs_beside_is_told_as_the_end_begins() -> None:
    """So it ends while the last requests are answered, not after them."""
    told: list[str] = []
    listening, stop = asyncio.Event(), asyncio.Event()

    async def life(what: str) -> None:
        told.append(what)

    task = asyncio.create_task(
        serve(
            app_of(life),
            host="127.0.0.1",
            port=0,
            on_listening=lambda _url: listening.set(),
            stop=stop,
            on_ending=lambda: told.append("ending"),
        )
    )
    await asyncio.wait_for(listening.wait(), 20)
    stop.set()
    assert await task == 0
    assert told == ["start", "ending", "stop"]


async def test_answers_do_not_name_the_server() -> None:
    """What serves is nobody's business."""
    async with (
        served(app_of()) as (url, _task),
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
    ):
        answer = await client.get(url)
    assert "server" not in answer.headers


async def test_a_failed_startup_is_an_exit_code() -> None:
    """A service that cannot start says so to its supervisor."""

    async def fail(_what: str) -> None:
        raise RuntimeError("no database")

    assert await serve(app_of(fail), host="127.0.0.1", port=0) == STARTUP_FAILURE


async def test_a_taken_address_is_an_exit_code() -> None:
    """Two services cannot share a port, and the second one does not hang."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert await serve(app_of(), host="127.0.0.1", port=port) == ADDRESS_IN_USE


async def test_an_end_that_hangs_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What will not close does not keep the process for ever."""
    monkeypatch.setattr(serving, "STOP_SECONDS", 0.1)

    async def hang(what: str) -> None:
        if what == "stop":
            await asyncio.sleep(60)

    async with served(app_of(hang)) as (_url, task):
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(task, 20) == DID_NOT_END


@pytest.mark.parametrize("chunked", [False, True])
async def test_an_oversized_body_is_refused(chunked: bool) -> None:
    """Above the limit is 413, whether the length was declared or not; at the limit passes."""

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 10):
            yield b"x" * 10

    async with (
        served(BodyLimit(app_of(), max_bytes=1000)) as (url, _task),
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
    ):
        fits = await client.post(url, content=chunks(1000) if chunked else b"x" * 1000)
        too_large = await client.post(url, content=chunks(1010) if chunked else b"x" * 1010)
    assert fits.json() == {"bytes": 1000}
    assert (too_large.status_code, too_large.json()["code"]) == (413, "body_too_large")
    assert too_large.headers["content-type"] == "application/problem+json"


async def test_an_endless_body_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that ignores the refusal is not listened to for ever."""
    monkeypatch.setattr("infra.body_limit.DRAIN_MAX_BYTES", 5000)
    async with served(BodyLimit(app_of(), max_bytes=1000)) as (url, _task):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 999999999\r\n\r\n")
        writer.write(b"x" * 10_000)
        head = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    assert b" 413 " in head


async def test_a_sender_that_asks_first_is_answered_before_it_sends() -> None:
    """With `Expect: 100-continue` (curl above 1 MiB) no byte of the body is asked for."""
    async with served(BodyLimit(app_of(), max_bytes=1000)) as (url, _task):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(
            b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 1001\r\nexpect: 100-continue\r\n\r\n"
        )
        head = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        await writer.wait_closed()
    assert b" 413 " in head


async def test_a_compressed_body_is_refused() -> None:
    """A body that could unfold into more than it seems is not taken."""
    async with (
        served(BodyLimit(app_of())) as (url, _task),
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
    ):
        answer = await client.post(url, content=b"x", headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "content_encoding_not_supported")


async def test_a_slow_body_is_refused() -> None:
    """A sender that trickles is cut off; the handler never waited for him."""
    async with served(BodyLimit(app_of(), read_seconds=0.1)) as (url, _task):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 9\r\n\r\nabc")
        head = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        await writer.wait_closed()
    assert b" 408 " in head
