"""What the projector is told by its environment."""

from __future__ import annotations

from pydantic import Field

from infra.settings import ServiceSettings

SWEPT_SECONDS, LOCAL_SWEPT_SECONDS = 30.0, 2.0


class ProjectorSettings(ServiceSettings):
    """The shared settings, and the bounds of the projector's work and memory."""

    batch_records: int = Field(default=4_000, ge=1, le=10_000)
    """Records applied in one transaction, at most."""
    cached_facts: int = Field(default=200_000, ge=1_000)
    """Facts kept in memory, about 1 KB each; subjects beyond are read back when needed."""

    @property
    def swept_pause_seconds(self) -> float:
        """The pause between two words of how far the projector has come; shorter locally."""
        return LOCAL_SWEPT_SECONDS if self.local else SWEPT_SECONDS
