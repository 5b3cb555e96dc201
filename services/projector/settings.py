"""What the projector is told by its environment."""

from __future__ import annotations

from pydantic import Field

from infra.settings import ServiceSettings
from services.projector.waiting import DEFAULT_LIMITS, Limits

SWEPT_SECONDS, LOCAL_SWEPT_SECONDS = 30.0, 2.0


class ProjectorSettings(ServiceSettings):
    """The shared settings, and the bounds of the projector's work and memory."""

    batch_records: int = Field(default=16_000, ge=1, le=50_000)
    """Records applied in one transaction, at most."""
    cached_facts: int = Field(default=400_000, ge=1_000)
    """Facts kept in memory, about 1 KB each beside 200 MB; more are read back when needed."""

    max_parked_subjects: int = Field(default=DEFAULT_LIMITS.subjects, ge=1)
    """Subjects that may wait behind an event that cannot be applied; beyond, it stops."""
    max_parked_events: int = Field(default=DEFAULT_LIMITS.events, ge=1)
    """Events that may wait, of all subjects together; beyond, it stops."""

    @property
    def parked_limits(self) -> Limits:
        """How much may wait."""
        return Limits(self.max_parked_subjects, self.max_parked_events)

    @property
    def swept_pause_seconds(self) -> float:
        """The pause between two words of how far the projector has come; shorter locally."""
        return LOCAL_SWEPT_SECONDS if self.local else SWEPT_SECONDS
