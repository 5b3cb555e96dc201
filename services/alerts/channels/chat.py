"""Telegram and what else apprise knows, as a channel.

Apprise waits while it sends, and its time limits are its plugins' own. So it works in threads of
its own, few and counted: one that hangs keeps its thread, and no other channel's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pydantic import SecretStr

from services.alerts.channels.port import Delivered, Failed, Notice, Outcome

THREADS = 2
SEND_SECONDS = 30.0
TEXT_MAX_LENGTH = 3_500


class AppriseMissing(Exception):
    """The extra that brings apprise is not installed."""


class ChatChannel:
    """Sends each notice to the addresses of apprise that `urls` gives, split at blanks."""

    timeout_seconds = SEND_SECONDS + 5

    def __init__(self, name: str, urls: Callable[[], SecretStr]) -> None:
        try:
            import apprise
        except ImportError:
            raise AppriseMissing(name) from None
        # What it logs may name an address, which holds the secret.
        logging.getLogger("apprise").disabled = True
        self.name = name
        self._urls = urls
        self._apprise = apprise
        self._busy = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=f"chat-{name}")

    async def deliver(self, notice: Notice) -> Outcome:
        """Send once, as plain text."""
        if self._busy >= THREADS:
            return Failed("busy")
        self._busy += 1
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._send, notice)
        work.add_done_callback(self._freed)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await asyncio.shield(work)
        except TimeoutError:
            return Failed("timeout")

    async def close(self) -> None:
        """Start nothing more; a thread that hangs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _freed(self, work: asyncio.Future[Outcome]) -> None:
        self._busy -= 1
        if not work.cancelled():
            work.exception()  # it was told already, or nobody waits for it any more

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
