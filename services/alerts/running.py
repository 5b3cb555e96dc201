"""Run the parts of the service together, watched, and end all of them at once, in bounded time.

Each end has a bound of its own, and they add up to more than a supervisor waits. So all begin to
end as soon as the end is wished, also while the last requests are answered; what is not done when
the common time is over is cut off. Nothing is lost by that: what was not written down is read, or
sent, again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from infra.health import Watch
from infra.kafka import Producer
from infra.logs import get_logger
from infra.metrics import Metrics
from services.alerts.consuming import Consuming
from services.alerts.delivery.dispatch import Delivering
from services.alerts.delivery.relay import Relay
from services.alerts.handling.routes import Door
from services.alerts.handling.sweep import HandlingSweep
from services.alerts.loops import repeat
from services.alerts.settings import AlertsSettings
from services.alerts.sweep import Sweep

LAG_SECONDS = 5.0
RELAY_PAUSE_SECONDS = 1.0
# A turn that makes no progress for so long hangs: it is bounded far below.
BEAT_SECONDS = 90.0
END_SECONDS = 10.0

_log = get_logger("alerts")


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs, once it is wired."""

    consuming: Consuming
    sweep: Sweep
    relay: Relay
    producer: Producer
    door: Door
    handling: HandlingSweep
    delivering: Delivering
    wake: asyncio.Event


@dataclass(slots=True)
class Ending:
    """The wish to end, and whether it comes from a fault of our own."""

    wished: asyncio.Event = field(default_factory=asyncio.Event)
    failed: bool = False

    def fail(self) -> None:
        """End, because something that must not end has ended."""
        if not self.wished.is_set():
            self.failed = True
            self.wished.set()


@asynccontextmanager
async def running(
    parts: Parts, settings: AlertsSettings, watch: Watch, metrics: Metrics, ending: Ending
) -> AsyncIterator[None]:
    """Run the consumer, the deliveries and the loops; one that fails ends the service.

    They end once that is wished, or with the block.
    """

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            ending.fail()

    parts.consuming.beat = watch.heartbeat("consumer", within_seconds=BEAT_SECONDS)
    watch.probe("consumer", parts.consuming.problem)
    parts.delivering.beat = watch.heartbeat("delivering", within_seconds=BEAT_SECONDS)
    delivering = asyncio.create_task(parts.delivering.run(), name="delivering")
    tasks = [
        asyncio.create_task(parts.consuming.run(), name="consuming"),
        delivering,
        *_loops(parts, settings, watch, metrics),
    ]
    for task in tasks:
        task.add_done_callback(ended)
        watch.task(task.get_name(), task)

    async def channels_closed() -> None:
        await asyncio.wait({delivering})
        await parts.delivering.close()

    async def end() -> None:
        await ending.wished.wait()
        await end_together(tasks, (parts.producer.stop, channels_closed))

    at_the_end = asyncio.create_task(end(), name="ending")
    try:
        yield
    finally:
        ending.wished.set()
        await at_the_end


def _loops(
    parts: Parts, settings: AlertsSettings, watch: Watch, metrics: Metrics
) -> list[asyncio.Task[None]]:
    """Start what is done again and again, each loop with its pause."""

    async def sweep() -> None:
        if await parts.sweep.run():
            parts.wake.set()

    async def handling() -> None:
        if await parts.handling.run():
            parts.wake.set()

    turns: dict[str, tuple[Callable[[], Awaitable[object]], float, asyncio.Event | None]] = {
        "sweep": (sweep, settings.sweep_pause_seconds, None),
        "handling": (handling, settings.sweep_pause_seconds, None),
        "relay": (parts.relay.run, RELAY_PAUSE_SECONDS, parts.wake),
        "lag": (parts.consuming.measure, LAG_SECONDS, None),
        "channels": (parts.delivering.measure, LAG_SECONDS, None),
    }
    tasks = []
    for name, (turn, pause_seconds, wake) in turns.items():
        beat = watch.heartbeat(name, within_seconds=BEAT_SECONDS + pause_seconds)
        work = repeat(
            name, turn, pause_seconds=pause_seconds, beat=beat, metrics=metrics, wake=wake
        )
        tasks.append(asyncio.create_task(work, name=name))
    return tasks


async def end_together(
    tasks: Collection[asyncio.Task[None]], stops: Sequence[Callable[[], Awaitable[None]]]
) -> None:
    """Cancel tasks and call stops, all at once; what has not ended in END_SECONDS is cut off."""
    for task in tasks:
        task.cancel()

    async def stopped(stop: Callable[[], Awaitable[None]]) -> None:
        await stop()

    ends = {*tasks, *(asyncio.create_task(stopped(stop), name=stop.__name__) for stop in stops)}
    done, late = await asyncio.wait(ends, timeout=END_SECONDS)
    for task in late:
        task.cancel()
    if late:
        _log.warning("cut_off_at_the_end", parts=sorted(task.get_name() for task in late))
    for task in done:
        # Looked at, so that asyncio does not report it as forgotten.
        _ = task.cancelled() or task.exception()
