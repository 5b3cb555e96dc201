"""What the alerts service is told by its environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from pydantic import Field

from infra.settings import ServiceSettings

DAY_SECONDS = 86_400
LOCAL_HOLD_SECONDS = 10
SWEEP_SECONDS = 30
LOCAL_SWEEP_SECONDS = 2


class AlertsSettings(ServiceSettings):
    """Adds how long a silence must last to count, and how often time is looked at."""

    alerts_hold_seconds: float | None = Field(default=None, ge=0, le=30 * DAY_SECONDS)
    """How long a target must be quiet before a report is called absent; a day, or 10 s locally."""
    alerts_sweep_seconds: float | None = Field(default=None, gt=0, le=3_600)
    """The pause between two looks at what time has changed; 30 s, or 2 s locally."""
    page_origin: str | None = Field(default=None, pattern=r"^https?://[^/\s]+$")
    """The origin of the pages, as https://chitieu.example: only they may send commands."""

    alerts_file: Path | None = None
    """The file that says who is told of which alerts, how and when; without it, the log is."""
    alerts_parameters: Path | None = None
    """The folder of the province's own parameters of forecasts (`chitieu alerts fit --into`)."""

    @property
    def hold(self) -> timedelta:
        """The hold, with its default for this stack."""
        default = LOCAL_HOLD_SECONDS if self.local else DAY_SECONDS
        given = self.alerts_hold_seconds
        return timedelta(seconds=default if given is None else given)

    @property
    def sweep_pause_seconds(self) -> float:
        """The pause between sweeps, with its default for this stack."""
        return self.alerts_sweep_seconds or (LOCAL_SWEEP_SECONDS if self.local else SWEEP_SECONDS)


def environment_variable(name: str) -> str | None:
    """Return a variable that the file of alerts names, because it holds a secret; None: not set."""
    return os.environ.get(name)


def group_of(settings: AlertsSettings) -> str:
    """Return the name of the consumer group that reads the statuses."""
    return f"{settings.topic_namespace}chitieu.alerts"
