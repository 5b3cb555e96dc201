"""Handler and sweep for tests, behind a projector that is up unless stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from contracts.status import TargetStatus
from infra.clock import SettableClock
from infra.postgres import Pool
from services.alerts.handlers import StatusHandler
from services.alerts.sweep import Sweep
from tests.builders import above, report
from tests.services.alerts.statuses import (
    judged,
    swept_bytes,
    target_2023,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands on the topic."""

    value: bytes | None
    offset: int = 0
    key: bytes | None = b"target/x@H20"
    topic: str = "chitieu.status.v1"
    partition: int = 0
    timestamp: int = 0


@dataclass(slots=True)
class Service:
    """The handler and the sweep on one database, behind a projector that is up unless stopped."""

    pool: Pool
    clock: SettableClock
    handler: StatusHandler
    sweep: Sweep
    told: list[int]

    async def swept(self) -> int:
        """Let the projector say that it has reached this day and instant, then sweep."""
        now, day = self.clock.now(), self.clock.business_day()
        await self.handler([Given(swept_bytes(now, swept_to=day), key=b"swept")])
        return await self.sweep.run()


def silent(name: str = "du-lieu-mo-2023", *, on: str = "2023-09-15") -> TargetStatus:
    """A target of which only another definition was ever reported."""
    target = target_2023(above("60"), name=name, unit="%", definition=2)
    return judged(target, report("20", period="2022"), on=on)


def records(*values: bytes | None) -> Sequence[Given]:
    """Records of one partition, in order, a minute apart: each status has stood."""
    return [Given(value, offset, timestamp=60_000 * offset) for offset, value in enumerate(values)]
