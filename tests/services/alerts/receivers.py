"""Servers that take notices and remember them: a mail server, and one that speaks HTTP.

Each can be told to refuse, or never to answer. They run in the test's own loop.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass  # without slots: aiosmtpd looks at every member, which Python 3.11.2 ends with an error
class Mailbox:
    """A mail server. `answer` is what it says to a message; None: nothing, ever."""

    messages: list[EmailMessage] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    answer: str | None = "250 taken"
    port: int = 0

    async def handle_DATA(  # noqa: N802  # the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or say what was told to say."""
        if self.answer is None:
            await asyncio.Event().wait()
        answer = self.answer or ""
        if answer.startswith("2"):
            content = cast("bytes", envelope.content)
            message = message_from_bytes(content, policy=default)
            self.messages.append(message)
        return answer

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: object
    ) -> AuthResult:
        """Take any login, and remember it."""
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=True)


@asynccontextmanager
async def mail_server(context: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """Run a mail server on this machine; with a context it wants STARTTLS and a login."""
    mailbox, sessions = Mailbox(), list[SMTP]()

    def session() -> SMTP:
        made = SMTP(
            mailbox,
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=context is not None,
            auth_required=context is not None,
            authenticator=mailbox.login if context is not None else None,
        )
        sessions.append(made)
        return made

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.close()
        await server.wait_closed()


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes


Answer = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Hook:
    """A server that speaks HTTP. `answer` gives an answer to each request; None: it never comes."""

    posted: list[Posted] = field(default_factory=list)
    answer: Callable[[Posted], Answer | None] = lambda _posted: (204, {}, b"")
    port: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, then end the connection."""
        self._open.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            named = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in named}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            posted = Posted(head[0].split(" ")[1], headers, body)
            self.posted.append(posted)
            answer = self.answer(posted)
            if answer is None:
                await reader.read()  # until the other side has had enough
                return
            status, more, content = answer
            lines = [f"HTTP/1.1 {status} x", f"content-length: {len(content)}", "connection: close"]
            lines += [f"{name}: {value}" for name, value in more.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + content)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side has gone
        finally:
            self._open.discard(writer)
            writer.close()

    def drop(self) -> None:
        """End all connections."""
        for writer in list(self._open):
            writer.transport.abort()


@asynccontextmanager
async def http_server(context: ssl.SSLContext | None = None) -> AsyncIterator[Hook]:
    """Run a server that speaks HTTP on this machine."""
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0, ssl=context)
    hook.port = server.sockets[0].getsockname()[1]
    try:
        yield hook
    finally:
        server.close()
        hook.drop()
        await server.wait_closed()
