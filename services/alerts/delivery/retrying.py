"""When a notice that was not taken is tried again, and when it is given up. Pure.

The pauses are those that Standard Webhooks recommends, about three days in all; the same hold for
every channel. The jitter follows from the notice, so a test can know it and a crowd is spread.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

PAUSES_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""After the first attempt, at once: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""
JITTER = 0.1
"""Up to so much of a pause is added."""
WAIT_MAX_SECONDS = 86_400
"""A receiver that asks to be left alone is, up to a day."""


def jitter(notice: UUID, attempt: int) -> float:
    """Return a number from 0 to 1 that looks random and is always the same."""
    digest = hashlib.sha256(notice.bytes + attempt.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def dead_seconds(attempts: int) -> float:
    """Return for how long nothing may have been taken before so many failures mean a dead channel.

    It is the time that the failures take: one message that fails while others are taken is not it.
    """
    return sum(PAUSES_SECONDS[: attempts - 1])


def pause_seconds(attempts: int, *, wait_seconds: float | None, spread: float) -> float | None:
    """Return how long to wait after so many attempts, or None: given up.

    `wait_seconds` is what the receiver asked for, `spread` the jitter from 0 to 1.
    """
    if attempts > len(PAUSES_SECONDS):
        return None
    pause = PAUSES_SECONDS[attempts - 1] * (1 + JITTER * spread)
    return max(pause, min(wait_seconds or 0.0, WAIT_MAX_SECONDS))
