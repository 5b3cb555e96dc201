"""Read the time, draw random numbers: the only module that does either.

Everything else receives days, instants, ids and tokens as arguments, so that a
judgement of last March can be repeated today, and a test can choose its moment.
"""

import secrets
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

# A province's day begins at midnight in Viet Nam, wherever the server stands.
BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def _uuid7(unix_milliseconds: int, random_bits: int) -> str:
    """Compose a UUID version 7 (RFC 9562): ids of later moments sort after earlier ones."""
    value = (unix_milliseconds & (2**48 - 1)) << 80
    value |= random_bits & (2**80 - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


class Clock:
    """The real clock and the system's randomness.

    `fixed_day` pins the business day (the local stack's CHITIEU_TODAY); instants,
    and with them log times, lag and retries, always stay real.
    """

    def __init__(self, fixed_day: date | None = None) -> None:
        self._fixed_day = fixed_day

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since an arbitrary point; never steps back. For intervals only."""
        return time.monotonic()

    def business_day(self) -> date:
        """The day that statuses are judged as of: the fixed one, else today in Viet Nam."""
        return self._fixed_day or self.now().astimezone(BUSINESS_ZONE).date()

    def new_id(self) -> str:
        """A new UUID version 7 as text; unguessable enough for ids, not for secrets."""
        return _uuid7(int(self.now().timestamp() * 1000), secrets.randbits(80))

    def secret_token(self, nbytes: int = 32) -> bytes:
        """`nbytes` bytes from the system's cryptographic source."""
        return secrets.token_bytes(nbytes)


class SettableClock(Clock):
    """A clock that stands still until a test moves it; its ids and tokens repeat."""

    def __init__(self, now: datetime, fixed_day: date | None = None) -> None:
        super().__init__(fixed_day)
        self._now = now.astimezone(UTC)
        self._monotonic = 0.0
        self._drawn = 0

    def set(self, now: datetime) -> None:
        """Move to an instant; intervals move along when it lies ahead."""
        moved = now.astimezone(UTC)
        self._monotonic += max(0.0, (moved - self._now).total_seconds())
        self._now = moved

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.set(self._now + timedelta(seconds=seconds))

    def now(self) -> datetime:
        """The instant last set."""
        return self._now

    def monotonic(self) -> float:
        """Seconds advanced since the start."""
        return self._monotonic

    def new_id(self) -> str:
        """The next id of a fixed series."""
        self._drawn += 1
        return _uuid7(int(self._now.timestamp() * 1000), self._drawn)

    def secret_token(self, nbytes: int = 32) -> bytes:
        """The next token of a fixed series."""
        self._drawn += 1
        return self._drawn.to_bytes(nbytes, "big")
