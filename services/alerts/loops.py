"""A turn of work again and again: paused, woken early, backed off, and seen to be alive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from infra.kafka import KafkaUnavailable
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import is_unavailable

BACK_OFF_FIRST_SECONDS, BACK_OFF_MOST_SECONDS = 0.5, 10.0
TURN_SECONDS = 30.0
"""A turn that has more to do after so long leaves it to the next: it must be seen to be alive."""

_log = get_logger("alerts")


async def repeat(
    name: str,
    turn: Callable[[], Awaitable[object]],
    *,
    pause_seconds: float,
    beat: Callable[[], None],
    metrics: Metrics,
    wake: asyncio.Event | None = None,
) -> None:
    """Run `turn` for ever, `pause_seconds` apart or as soon as `wake` is set.

    What may pass (Kafka or PostgreSQL away) is tried again, each time
    later, up to BACK_OFF_MOST_SECONDS. Anything else ends the loop, and with it the service.
    """
    woken = wake or asyncio.Event()
    back_off = BACK_OFF_FIRST_SECONDS
    while True:
        beat()
        woken.clear()
        try:
            await turn()
        except Exception as error:
            kind = _kind(error)
            if kind is None:
                _log.exception("loop_failed", loop=name)
                raise
            metrics.count("errors_total", kind=kind)
            _log.warning(
                "loop_backs_off", loop=name, seconds=back_off, error=f"{type(error).__name__}"
            )
            await asyncio.sleep(back_off)
            back_off = min(back_off * 2, BACK_OFF_MOST_SECONDS)
            continue
        back_off = BACK_OFF_FIRST_SECONDS
        try:
            async with asyncio.timeout(pause_seconds):
                await woken.wait()
        except TimeoutError:
            continue


def _kind(error: Exception) -> str | None:
    if isinstance(error, KafkaUnavailable):
        return "kafka"
    return "postgres" if is_unavailable(error) else None
