"""Where the projector stands, for its health, its metrics and its log: facts, not decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from infra.health import Reason
from services.projector.store import Position


@dataclass(slots=True)
class Standing:
    """What one process knows of itself just now.

    `positions` are those of the partitions it owns; `waiting_since` the record time of the
    oldest record fetched and not yet applied, by partition; `ends` the log's ends as last
    read, not before `measured_at`, or `unmeasured` why they could not be; `stalled_seconds` how
    long records have waited without any being applied. `trouble` is what it waits for, `refused`
    what it stopped for; `parked_subjects` and `parked_events` how much waits behind an event that
    cannot be applied. `looked_at` is when, in the monotonic seconds of its clock, the log was last
    compared with what was applied of it, and `unchecked_seconds` how long ago that is.
    """

    settled: bool = False
    ever_settled: bool = False
    positions: dict[int, Position] = field(default_factory=dict)
    waiting_since: dict[int, datetime] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    measured_at: datetime | None = None
    trouble: Reason | None = None
    unmeasured: Reason | None = None
    stalled_seconds: float = 0.0
    refused: Reason | None = None
    parked_subjects: int = 0
    parked_events: int = 0
    looked_at: float | None = None
    unchecked_seconds: float = 0.0

    def owned(self) -> list[int]:
        """The partitions that this process owns and has settled."""
        return sorted(self.positions)

    def settle(self, positions: dict[int, Position]) -> None:
        """Own these partitions, from these positions on."""
        self.positions = positions
        self.settled = self.ever_settled = True
        self.trouble = None

    def release(self) -> None:
        """Own nothing any more."""
        self.settled = False
        self.positions = {}
        self.waiting_since = {}
        self.stalled_seconds = 0.0

    def looked(self, now: float) -> None:
        """The log was just compared with what was applied of it."""
        self.looked_at, self.unchecked_seconds = now, 0.0

    def age(self, now: float) -> float:
        """Let time pass: return for how many seconds the log has not been looked at."""
        if self.looked_at is None:
            self.looked_at = now
        self.unchecked_seconds = now - self.looked_at
        return self.unchecked_seconds

    def lag_events(self) -> dict[int, int]:
        """Records on the log that are not yet applied, by owned partition."""
        return {
            number: max(0, self.ends.get(number, position.next_offset) - position.next_offset)
            for number, position in self.positions.items()
        }


def waiting_for(kind: Literal["kafka", "postgres"], error: BaseException) -> Reason:
    """Say which server is waited for."""
    told = f"{type(error).__name__}: {error}"
    name = {"kafka": "Kafka", "postgres": "PostgreSQL"}[kind]
    return Reason(
        f"{kind}_away",
        f"đang chờ {name} ({told}); tự thử lại",
        f"waiting for {name} ({told}); trying again by itself",
    )
