"""Hand every change of an alert to every channel, at least once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from contracts.alerts import AlertChanged


class DeliveryFailed(Exception):
    """A channel did not take a change; what it said is the cause."""


class Channel(Protocol):
    """A way to people. `(alert, seq)` is its idempotency key: a change may come twice."""

    name: str

    async def deliver(self, change: AlertChanged) -> None:
        """Deliver one change, or raise: then it comes again."""


class Dispatcher:
    """Delivers changes to a fixed list of channels."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = tuple(channels)

    async def dispatch(self, changes: Sequence[AlertChanged], *, timeout_seconds: float) -> None:
        """Deliver changes in order, all within a time.

        Raises:
            DeliveryFailed: a channel refused or was too slow; the caller tries again.
        """
        name = ""
        try:
            async with asyncio.timeout(timeout_seconds):
                for change in changes:
                    for channel in self._channels:
                        name = channel.name
                        await channel.deliver(change)
        except Exception as error:
            raise DeliveryFailed(f"{name}: {type(error).__name__}") from error
