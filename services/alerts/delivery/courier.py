"""Take one channel's notices to it: a few at a time, in order for each reader of each alert.

A message is sent before what came of it is written down, so a process that dies in between sends
it again, under the same id: at least once, never lost. What is not taken is tried again at growing
pauses, then given up; a channel that is gone is left alone. Either is told on another channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire, is_unavailable
from services.alerts.channels.port import Channel, Delivered, Failed, Notice, Outcome
from services.alerts.delivery import deliveries
from services.alerts.delivery.deliveries import Attempt, Due
from services.alerts.delivery.notices import Queued
from services.alerts.delivery.retrying import WAIT_MAX_SECONDS, dead_seconds, jitter, pause_seconds
from services.alerts.delivery.trouble import Trouble
from services.alerts.delivery.unrecorded import Unrecorded

RECORD_TRIES = 20
RECORD_PAUSE_SECONDS = 1.0
STOP_SECONDS = 3.0
GIVE_UP_MESSAGES = 200
GONE = Failed("channel_disabled", final=True)

_log = get_logger("alerts")

Write = Callable[[Due], Notice | None]
"""Puts a message into words; None where what it told of is not kept any more."""
Reports = Callable[[Trouble, datetime], list[Queued]]
"""Gives the notices of what an operator must hear of, decided at a moment."""


@dataclass(frozen=True, slots=True)
class Office:
    """What couriers share. `report_after`: failures that, with nothing taken, mean it is dead."""

    pool: Pool
    clock: Clock
    metrics: Metrics
    write: Write
    reports: Reports
    report_after: int


class Courier:
    """One channel's courier; `turn` is called again and again, and whenever `wake` is set."""

    def __init__(self, channel: Channel, office: Office, *, concurrency: int) -> None:
        self.name = channel.name
        self.wake = asyncio.Event()
        self._channel = channel
        self._office = office
        self._concurrency = concurrency
        self._under_way: dict[UUID, asyncio.Task[None]] = {}
        self._unrecorded = Unrecorded()

    async def turn(self) -> None:
        """Start what is due and has room; raises what PostgreSQL raises when it is away."""
        office, now = self._office, self._office.clock.now()
        room = self._concurrency - len(self._under_way)
        if room < 1:
            return
        async with acquire(office.pool) as connection, connection.transaction():
            await deliveries.bundle(connection, self.name, now)
            standing = await deliveries.standing(connection, self.name)
            if standing and standing.state == "disabled":
                await self._give_up(connection, now)
                return
            if standing and standing.paused_until and standing.paused_until > now:
                return
            resting = self._unrecorded.resting(office.clock.monotonic())
            taken = (*self._under_way, *resting)
            found = await deliveries.due(connection, self.name, now, taken, room)
        for message in found:
            task = asyncio.create_task(self._deliver(message), name=f"deliver-{self.name}")
            self._under_way[message.message] = task
            task.add_done_callback(partial(self._finished, message.message))

    async def stop(self) -> None:
        """Let what is under way end, for a moment; what is cut off is sent again later."""
        tasks = list(self._under_way.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def close(self) -> None:
        """Let the channel go; nothing is delivered after."""
        await self._channel.close()

    def _finished(self, message: UUID, task: asyncio.Task[None]) -> None:
        del self._under_way[message]
        if not task.cancelled() and (error := task.exception()):
            # It stays in the table as it was, so it is sent again, but not at once.
            self._unrecorded.sent(message, self._office.clock.monotonic())
            self._office.metrics.count("errors_total", kind="channel")
            _log.error("delivery_not_recorded", channel=self.name, error=type(error).__name__)
        self.wake.set()

    async def _deliver(self, due: Due) -> None:
        _log.debug("delivery_begin", channel=self.name, message=str(due.message))
        outcome = await self._outcome(due)
        _log.debug("delivery_attempted", channel=self.name, message=str(due.message))
        await self._record(due, outcome)
        self._unrecorded.written(due.message)
        _log.debug("delivery_recorded", channel=self.name, message=str(due.message))

    async def _outcome(self, due: Due) -> Outcome:
        try:
            notice = self._office.write(due)
        except Exception:  # noqa: BLE001  # one message that cannot be written ends like any other
            _log.exception("notice_not_written", channel=self.name, message=str(due.message))
            return Failed("not_written", "message")
        return await self._attempt(notice) if notice else Failed("not_kept", "message", final=True)

    async def _attempt(self, notice: Notice) -> Outcome:
        try:
            async with asyncio.timeout(self._channel.timeout_seconds):
                return await self._channel.deliver(notice)
        except TimeoutError:
            return Failed("timeout")
        except Exception as error:  # noqa: BLE001  # whatever a channel raises, the others go on
            # The text of an error may hold an address with a secret in it, so it is not kept.
            _log.warning("channel_raised", channel=self.name, error=type(error).__name__)
            return Failed("error")

    async def _record(self, due: Due, outcome: Outcome) -> None:
        """Write it down, also past a short absence of PostgreSQL."""
        for left in reversed(range(RECORD_TRIES)):
            try:
                async with acquire(self._office.pool) as connection, connection.transaction():
                    await self._write_down(connection, due, outcome)
                    break
            except Exception as error:
                if not is_unavailable(error) or not left:
                    raise
                await asyncio.sleep(RECORD_PAUSE_SECONDS)

    async def _write_down(self, connection: Connection, due: Due, outcome: Outcome) -> None:
        now, metrics = self._office.clock.now(), self._office.metrics
        attempt = _attempt_of(due, outcome, now)
        await deliveries.record(connection, self.name, due, attempt)
        metrics.count("deliveries_total", channel=self.name, outcome=attempt.state)
        if isinstance(outcome, Delivered):
            await deliveries.channel_works(connection, self.name, now)
            waited = (now - due.queued_at).total_seconds()
            metrics.observe("delivery_seconds", max(0.0, waited), channel=self.name)
            return
        _log.warning(
            "delivery_failed",
            channel=self.name,
            message=str(due.message),
            attempt=due.attempts + 1,
            code=outcome.code,
            state=attempt.state,
        )
        blame = outcome.blame
        if blame == "channel":
            since = await self._fails(connection, outcome, now)
            if self._dead(due, outcome, since, now):
                await self._report_dead(connection, outcome, now)
                return
            # Others are taken, so if this one never is, it is by itself.
            blame = "message"
        if attempt.state == "given_up":
            trouble = Trouble(blame, self.name, outcome.code, due.recipient)
            await deliveries.queue(connection, self._office.reports(trouble, now), now)

    def _dead(self, due: Due, outcome: Failed, since: datetime | None, now: datetime) -> bool:
        """Whether the channel is dead: by its own word, or failing on end for so many attempts."""
        if outcome.final or outcome.gone:
            return True
        enough = self._office.report_after
        window = timedelta(seconds=dead_seconds(enough))
        return due.attempts + 1 >= enough and since is not None and now - since >= window

    async def _fails(
        self, connection: Connection, outcome: Failed, now: datetime
    ) -> datetime | None:
        # As long as was asked; this message alone may wait longer, for what it has failed already.
        wait = min(outcome.wait_seconds or 0.0, WAIT_MAX_SECONDS)
        return await deliveries.channel_fails(
            connection,
            self.name,
            outcome.code,
            gone=outcome.gone,
            paused_until=now + timedelta(seconds=wait) if wait else None,
            now=now,
        )

    async def _report_dead(self, connection: Connection, outcome: Failed, now: datetime) -> None:
        since = await deliveries.report_once(connection, self.name, now)
        if since is None:
            return
        _log.error("channel_dead", channel=self.name, code=outcome.code, since=str(since))
        trouble = Trouble("channel", self.name, outcome.code, since=since)
        await deliveries.queue(connection, self._office.reports(trouble, now), now)

    async def _give_up(self, connection: Connection, now: datetime) -> None:
        """Give up what waits for a channel that is gone; its end was reported already."""
        found = await deliveries.waiting_messages(connection, self.name, GIVE_UP_MESSAGES)
        waiting = [message for message in found if message not in self._under_way]
        for message in await deliveries.named(connection, waiting):
            attempt = _attempt_of(message, GONE, now)
            await deliveries.record(connection, self.name, message, attempt)
            self._office.metrics.count("deliveries_total", channel=self.name, outcome=attempt.state)
        if waiting:
            self.wake.set()


def _attempt_of(due: Due, outcome: Outcome, now: datetime) -> Attempt:
    if isinstance(outcome, Delivered):
        return Attempt("delivered", now)
    if outcome.final or outcome.gone:
        return Attempt("given_up", now, outcome.code)
    made = due.attempts + 1
    pause = pause_seconds(made, wait_seconds=outcome.wait_seconds, spread=jitter(due.message, made))
    if pause is None:
        return Attempt("given_up", now, outcome.code)
    return Attempt("waiting", now, outcome.code, now + timedelta(seconds=pause))
