"""Run one service's HTTP side until it is asked to end, and end in order.

uvicorn with its bounds spelled out. On SIGTERM or SIGINT running requests may finish, the
app's lifespan closes what it opened, and the process ends with code 0, all within
STOP_SECONDS; a supervisor may set its own kill a little later.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import uvicorn
import uvloop
from starlette.types import ASGIApp

from infra.logs import get_logger

REQUESTS_END_SECONDS = 5
STOP_SECONDS = 15
STARTUP_FAILURE = 3
ADDRESS_IN_USE = 4
DID_NOT_END = 5

_log = get_logger("serve")


class _Server(uvicorn.Server):
    """uvicorn, told of signals by the loop, and telling when it listens and when it must end."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening
        self.ending = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT as a request to end, not as the cause of death.

        uvicorn's own version raises the signal again after an orderly end, and the exit
        code then says "killed".
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.end)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    def end(self) -> None:
        """Begin to end."""
        self.should_exit = True
        self.ending.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the app, then listen."""
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit:
            self._on_listening()


def _config(app: ASGIApp, limit_concurrency: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",  # the caller's loop
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        # More than this many connections or requests get 503 at once.
        limit_concurrency=limit_concurrency,
        backlog=512,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=REQUESTS_END_SECONDS,
    )


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except BaseException:
        bound.close()
        raise
    return bound


async def serve(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    limit_concurrency: int = 200,
    on_listening: Callable[[str], None] | None = None,
    stop: asyncio.Event | None = None,
    on_ending: Callable[[], None] | None = None,
) -> int:
    """Serve until SIGTERM, SIGINT or `stop`; returns the exit code.

    `port` 0 takes a free one; `on_listening` is told the address, as http://host:port.
    `on_ending` is called as the end begins: what runs beside can end meanwhile.
    0: ended in order. 3: the app's startup failed. 4: the address cannot be had. 5: the
    end took longer than STOP_SECONDS and was cut short.
    """
    try:
        bound = _bind(host, port)
    except OSError as error:
        _log.error("address_not_available", host=host, port=port, reason=error.strerror)
        return ADDRESS_IN_USE
    url = f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}"

    def listening() -> None:
        _log.info("listening", url=url)
        if on_listening is not None:
            on_listening(url)

    server = _Server(_config(app, limit_concurrency), listening)
    try:
        return await _until_ended(server, bound, stop, on_ending or (lambda: None))
    finally:
        bound.close()


async def _until_ended(
    server: _Server,
    bound: socket.socket,
    stop: asyncio.Event | None,
    on_ending: Callable[[], None],
) -> int:
    serving = asyncio.create_task(_serve(server, bound), name="serve")
    asked = {
        asyncio.create_task(event.wait(), name="serve-asked")
        for event in (server.ending, stop)
        if event is not None
    }
    try:
        await asyncio.wait({serving, *asked}, return_when=asyncio.FIRST_COMPLETED)
        on_ending()
        server.end()
        await asyncio.wait({serving}, timeout=STOP_SECONDS)
        if not serving.done():
            _log.error("did_not_end_in_time", seconds=STOP_SECONDS)
            return DID_NOT_END
        return serving.result()
    finally:
        serving.cancel()
        for waiting in asked:
            waiting.cancel()


async def _serve(server: _Server, bound: socket.socket) -> int:
    try:
        await server.serve(sockets=[bound])
    except SystemExit:
        # uvicorn's word for a failed startup; the reason is in the log.
        return STARTUP_FAILURE
    return 0


def run(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a service's main coroutine on uvloop; returns its exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())
