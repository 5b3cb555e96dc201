"""Take a request's whole body before anything looks at it: small, in time, and uncompressed.

A body is read into memory once, up to a limit, under one deadline. So a handler never
waits for a slow sender while it holds a database session, and a compressed body cannot
unfold into more than was allowed.
"""

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.problems import Problem

MAX_BYTES = 1_048_576
READ_SECONDS = 10.0
DRAIN_MAX_BYTES = 8 * MAX_BYTES
DRAIN_SECONDS = 2.0

_CLOSE = {"connection": "close"}

_ENCODED = Problem(
    status=415,
    code="content_encoding_not_supported",
    title="Nội dung nén / Compressed body",
    detail="Hãy gửi nội dung không nén, không có tiêu đề Content-Encoding.",
    detail_en="Send the body uncompressed, without a Content-Encoding header.",
)
_SLOW = Problem(
    status=408,
    code="body_too_slow",
    title="Gửi quá chậm / Sent too slowly",
    detail="Nội dung không đến đủ trong thời hạn; hãy gửi lại.",
    detail_en="The whole body did not arrive in time; send it again.",
)


def too_large(max_bytes: int) -> Problem:
    """Return the refusal of a body above the limit."""
    return Problem(
        status=413,
        code="body_too_large",
        title="Nội dung quá lớn / Body too large",
        detail=f"Nội dung vượt {max_bytes} byte; hãy chia thành nhiều yêu cầu nhỏ hơn.",
        detail_en=f"The body exceeds {max_bytes} bytes; divide it into smaller requests.",
        extra={"max_bytes": max_bytes},
    )


class BodyLimit:
    """ASGI middleware: 413 above `max_bytes`, 408 after `read_seconds`, 415 when compressed."""

    def __init__(
        self, app: ASGIApp, *, max_bytes: int = MAX_BYTES, read_seconds: float = READ_SECONDS
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._read_seconds = read_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refusal, or pass the request on with its body at hand."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await self._body(scope, receive)
        except _Refused as refusal:
            if refusal.unread:
                await _drain(scope, receive)
            await refusal.problem.response(_CLOSE)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise _Refused(_ENCODED)
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared[:20]) > self._max_bytes:
            raise _Refused(too_large(self._max_bytes))
        chunks = bytearray()
        try:
            async with asyncio.timeout(self._read_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None  # nobody is left to answer
                    chunks += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(chunks) > self._max_bytes:
                        raise _Refused(too_large(self._max_bytes), unread=more)
                    if not more:
                        return bytes(chunks)
        except TimeoutError:
            raise _Refused(_SLOW, unread=False) from None


async def _drain(scope: Scope, receive: Receive) -> None:
    """Read on for a moment, so that a sender in full flow hears the answer.

    A connection closed on unread bytes is reset, and the reset overtakes the answer. One
    that asked first (Expect: 100-continue) is still waiting and has sent nothing.
    """
    if any(name.lower() == b"expect" for name, _ in scope["headers"]):
        return
    left = DRAIN_MAX_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))


class _Refused(Exception):
    def __init__(self, problem: Problem, *, unread: bool = True) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.unread = unread


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
