"""The port of all channels: a notice in, what became of it out.

A channel never decides whether or when something is sent again; it says what happened, and the
courier decides. Whatever a channel does, a notice may come to it twice, under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from contracts.alerts import AlertChanged


@dataclass(frozen=True, slots=True)
class Written:
    """A notice in words: a line, a text, and the same as HTML that needs nothing from elsewhere."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient (empty where the channel itself is the place).

    `id` is its idempotency key, `at` when it was decided: both the same on every attempt.
    `changes` are what it tells: one, several in a digest, none in a report or a sample.
    """

    id: UUID
    kind: Literal["alert", "digest", "report", "sample"]
    recipient: str
    at: datetime
    written: Written
    changes: tuple[AlertChanged, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side has taken it."""


Blame = Literal["channel", "recipient", "message"]


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not taken. `code` says why, and never holds a secret.

    `blame`: what has to be put right; a channel that refuses one recipient works for the others.
    `final`: no retry can help this message. `gone`: nothing will ever be taken there any more.
    `wait_seconds`: how long the other side asks to be left alone.
    """

    code: str
    blame: Blame = "channel"
    final: bool = False
    gone: bool = False
    wait_seconds: float | None = None


Outcome = Delivered | Failed


class Channel(Protocol):
    """A way to people or machines."""

    name: str
    timeout_seconds: float

    async def deliver(self, notice: Notice) -> Outcome:
        """Try once to deliver. What is raised counts as a failure of this attempt."""

    async def close(self) -> None:
        """Let go of what it holds, within a few seconds."""
