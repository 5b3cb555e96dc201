"""A fault, what came of it, and the times within which everything must work again or say so."""

from __future__ import annotations

from dataclasses import dataclass, field

RECOVERED_WITHIN_SECONDS = {
    "kill": 30.0,
    "postgres": 30.0,
    "broker": 60.0,
    "rebuild": 120.0,
    "archive": 120.0,
    "cut": 30.0,
}
"""P11: from the moment that the cause is gone (for a kill: the new start) to work done."""
UNREADY_WITHIN_SECONDS = 30.0
"""P13: from the moment that nothing can go on to a /ready that says so."""
ENDED_WITHIN_SECONDS = 20.0
"""P14: from SIGTERM to the end."""
KILLING = frozenset(
    {
        "kill",
        "postgres_crash",
        "disk_full",
        "broker_crash",
        "rebuild_killed",
        "archive_killed",
    }
)


def recovery_bound(kind: str) -> float:
    """Seconds within which work goes on after a fault of this kind."""
    cause = "postgres" if kind == "disk_full" else kind.partition("_")[0]
    return RECOVERED_WITHIN_SECONDS.get(cause, RECOVERED_WITHIN_SECONDS["cut"])


@dataclass(frozen=True, slots=True)
class Fault:
    """What strikes whom, and where in its work."""

    kind: str
    victim: str
    point: str

    @property
    def kills(self) -> bool:
        """Whether a process is killed by it."""
        return self.kind in KILLING


@dataclass(slots=True)
class Struck:
    """What came of a fault. `hit`: it fell inside the victim's work, `how_far` in."""

    fault: Fault
    hit: bool
    how_far: str = ""
    recovered_seconds: float | None = None
    unready_seconds: dict[str, float] = field(default_factory=dict)
    ended_seconds: float | None = None
    exit_code: int | None = None
    problem: str | None = None
