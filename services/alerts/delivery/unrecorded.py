"""Messages that were sent while what came of it could not be written down. Pure.

Such a message still stands as waiting, so it is sent again: after a minute, and then, while
PostgreSQL goes on taking no writes (a full disk), at pauses that double. A reader gets a dozen
copies in a night of it, not hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

FIRST_SECONDS, MOST_SECONDS = 60.0, 3_600.0


@dataclass(slots=True)
class Unrecorded:
    """Until when each of them rests, in seconds of a monotonic clock, and for how long it did."""

    _rests: dict[UUID, tuple[float, float]] = field(default_factory=dict)

    def sent(self, message: UUID, now: float) -> None:
        """Let a message rest, longer than before."""
        _, before = self._rests.get(message, (0.0, 0.0))
        seconds = min(2 * before, MOST_SECONDS) if before else FIRST_SECONDS
        self._rests[message] = (now + seconds, seconds)

    def written(self, message: UUID) -> None:
        """Forget a message: what came of it is in the table."""
        self._rests.pop(message, None)

    def resting(self, now: float) -> tuple[UUID, ...]:
        """Return messages that are not sent again yet; long forgotten ones are dropped."""
        self._rests = {
            one: rest for one, rest in self._rests.items() if rest[0] + MOST_SECONDS > now
        }
        return tuple(one for one, (until, _) in self._rests.items() if until > now)
