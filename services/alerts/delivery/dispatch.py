"""Deliver, as the one process that does: a courier for each channel, for as long as it is ours.

Who delivers holds a lock of his session; if the session ends, another process takes over, and what
was under way is sent again under the same ids. Notices that are queued wake the couriers at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import SecretStr

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, Session, acquire, connect, is_unavailable
from services.alerts.delivery import deliveries
from services.alerts.delivery.courier import Courier
from services.alerts.loops import repeat

# "alrtdlvr" in ASCII.
DELIVERY_LOCK = 0x616C_7274_646C_7672
NOTICES = "chitieu_deliveries"
POLL_SECONDS = 1.0
TOUCH_SECONDS = 5.0
BACK_OFF_SECONDS = 1.0

_log = get_logger("alerts")


class Delivering:
    """Keeps the couriers at work while this process is the one that delivers.

    `revisions` are digests of how each channel is configured.
    """

    def __init__(
        self,
        database_url: SecretStr,
        pool: Pool,
        couriers: Sequence[Courier],
        revisions: Mapping[str, str],
        *,
        role: str,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._database_url = database_url
        self._pool = pool
        self._couriers = tuple(couriers)
        self._revisions = revisions
        self._role = role
        self._clock = clock
        self._metrics = metrics
        self._standings: list[dict[str, object]] = []
        # Set by whoever watches.
        self.beat: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Run for ever; take the lock again whenever the session is lost."""
        while True:
            self.beat()
            try:
                await self._one_run()
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self._metrics.count("errors_total", kind="postgres")
                _log.warning("delivering_ended", error=type(error).__name__)
            await asyncio.sleep(BACK_OFF_SECONDS)

    async def close(self) -> None:
        """Let all channels go at once; after the last run."""
        closes = (courier.close() for courier in self._couriers)
        for failed in await asyncio.gather(*closes, return_exceptions=True):
            if isinstance(failed, Exception):
                _log.warning("channel_not_closed", error=type(failed).__name__)

    def facts(self) -> dict[str, object]:
        """What /ready shows besides: a dead channel makes nothing unready, but is to be seen."""
        return {"channels": self._standings}

    async def measure(self) -> None:
        """Set the gauges, remember how channels fare, and forget what ended long ago."""
        async with acquire(self._pool) as connection:
            found = await deliveries.channels(connection)
            await deliveries.forget_old(connection, self._clock.now())
        for one in found:
            waiting = one["waiting"]
            if isinstance(waiting, int):
                self._metrics.gauge("notices_waiting", waiting, channel=str(one["channel"]))
        # What waits for a channel that is not in the file any more is sent by nobody.
        known = [
            one if one["channel"] in self._revisions else {**one, "state": "not_configured"}
            for one in found
            if one["channel"] in self._revisions or one["waiting"]
        ]
        dead = [one for one in known if one["state"] != "working"]
        self._metrics.gauge("channels_failing", len(dead))
        self._standings = [
            {
                key: value.isoformat() if isinstance(value, datetime) else value
                for key, value in one.items()
            }
            for one in known
        ]

    async def _one_run(self) -> None:
        session = await connect(
            self._database_url.get_secret_value(),
            role=self._role,
            application_name="chitieu-alerts-delivery",
        )
        try:
            await deliveries.end_with_its_machine(session)
            while not await session.fetchval("select pg_try_advisory_lock($1)", DELIVERY_LOCK):
                self.beat()  # another process delivers; should it end, this one takes over
                await asyncio.sleep(BACK_OFF_SECONDS)
            await self._deliver(session)
        finally:
            session.terminate()

    async def _deliver(self, session: Session) -> None:
        for name, revision in self._revisions.items():
            await deliveries.enter_channel(session, name, revision)
        lost = asyncio.Event()
        session.add_termination_listener(lambda _session: lost.set())
        await session.add_listener(NOTICES, lambda *_told: self._wake())
        _log.info("delivering", channels=list(self._revisions))
        tasks = [
            asyncio.create_task(
                repeat(
                    f"courier-{courier.name}",
                    courier.turn,
                    pause_seconds=POLL_SECONDS,
                    beat=lambda: None,
                    metrics=self._metrics,
                    wake=courier.wake,
                ),
                name=f"courier-{courier.name}",
            )
            for courier in self._couriers
        ]
        try:
            await self._hold(session, lost, tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(courier.stop() for courier in self._couriers))

    async def _hold(
        self, session: Session, lost: asyncio.Event, tasks: Sequence[asyncio.Task[None]]
    ) -> None:
        """Stay until the session has ended, or a courier has failed for good."""
        ended = asyncio.create_task(lost.wait(), name="delivery-session")
        try:
            while True:
                self.beat()
                done, _ = await asyncio.wait(
                    {ended, *tasks}, timeout=TOUCH_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                if not done:
                    await session.execute("select 1")
                for task in done - {ended}:
                    task.result()
                if ended in done:
                    _log.warning("delivery_session_lost")
                    return
        finally:
            ended.cancel()

    def _wake(self) -> None:
        for courier in self._couriers:
            courier.wake.set()
