"""Telegram and what else apprise knows, as a channel.

Apprise waits while it sends, and its time limits are its plugins' own. So it works in threads of
its own, few and counted: one that hangs keeps its thread, and no other channel's; the process does
not wait for it at its end.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from pydantic import SecretStr

from services.alerts.channels.port import Delivered, Failed, Notice, Outcome

SEND_SECONDS = 30.0
TEXT_MAX_LENGTH = 3_500


class AppriseMissing(Exception):
    """The extra that brings apprise is not installed."""


class ChatChannel:
    """Sends each notice to the addresses of apprise that `urls` gives, split at blanks.

    `threads` is how many at a time.
    """

    timeout_seconds = SEND_SECONDS + 5

    def __init__(self, name: str, urls: Callable[[], SecretStr], *, threads: int) -> None:
        try:
            import apprise
        except ImportError:
            raise AppriseMissing(name) from None
        # What it logs may name an address, which holds the secret.
        logging.getLogger("apprise").disabled = True
        self.name = name
        self._urls = urls
        self._apprise = apprise
        self._threads = threads
        self._busy = 0

    async def deliver(self, notice: Notice) -> Outcome:
        """Send once, as plain text."""
        if self._busy >= self._threads:
            return Failed("busy")
        loop = asyncio.get_running_loop()
        said: asyncio.Future[Outcome] = loop.create_future()

        def work() -> None:
            try:
                outcome = self._send(notice)
            except Exception:  # noqa: BLE001  # its text may name an address, which holds the secret
                outcome = Failed("error")
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._ended, said, outcome)

        # The interpreter waits at its end for threads of a pool, and for no daemon.
        thread = threading.Thread(target=work, name=f"chat-{self.name}", daemon=True)
        thread.start()
        self._busy += 1
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await said
        except TimeoutError:
            return Failed("timeout")

    async def close(self) -> None:
        """Nothing is held; a thread that hangs is not waited for."""

    def _ended(self, said: asyncio.Future[Outcome], outcome: Outcome) -> None:
        self._busy -= 1
        if not said.done():
            said.set_result(outcome)

    def _send(self, notice: Notice) -> Outcome:
        known = self._apprise.Apprise()
        urls = self._urls().get_secret_value().split()
        if not urls or not all(known.add(url) for url in urls):
            return Failed("address_not_known", final=True)
        text = notice.written.text
        if len(text) > TEXT_MAX_LENGTH:
            text = f"{text[:TEXT_MAX_LENGTH]}…"
        taken = known.notify(
            title=notice.written.subject, body=text, body_format=self._apprise.NotifyFormat.TEXT
        )
        return Delivered() if taken else Failed("refused")
