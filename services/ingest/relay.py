"""Send again what was reserved and has no position, send rejections, forget old ones.

Every instance runs one. What it sends may already be on the log: readers drop by
(agency, id), and the bytes are the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from contracts.topics import Topics
from infra.kafka import KafkaUnavailable, Record, RecordRefused
from infra.logs import get_logger
from infra.postgres import acquire, is_unavailable
from services.ingest import ledger, rejections
from services.ingest.admission import SEND_TIMEOUT_SECONDS, Adapters, Admission
from services.ingest.offers import Unavailable

POLL_SECONDS = 1.0
BACK_OFF_SECONDS = 2.0
SEND_MAX = 200
PRUNE_MAX = 1_000
PRUNE_EVERY_SECONDS = 60.0
# Counting reads every reserved row: too dear for every turn.
COUNT_EVERY_SECONDS = 15.0
KEPT = timedelta(days=90)

_log = get_logger("ingest.relay")


class Relay:
    """A loop that brings to Kafka what PostgreSQL still holds for it."""

    def __init__(
        self,
        adapters: Adapters,
        admission: Admission,
        topics: Topics,
        *,
        resend_after_seconds: float,
        wake: asyncio.Event,
    ) -> None:
        self._with = adapters
        self._admission = admission
        self._rejected_topic = topics.rejected.name
        self._resend_after = timedelta(seconds=resend_after_seconds)
        self._wake = wake
        self._prune_at = 0.0
        self._count_at = 0.0

    async def run(self, beat: Callable[[], None]) -> None:
        """Turn until cancelled; what is away is tried again after a back-off."""
        while True:
            beat()
            pause = POLL_SECONDS
            try:
                await self.turn(beat)
            except (Unavailable, KafkaUnavailable) as error:
                _log.warning("relay_waits", reason=str(error))
                pause = BACK_OFF_SECONDS
            except Exception as error:
                if not is_unavailable(error):
                    raise
                _log.warning("relay_waits", reason=str(error))
                pause = BACK_OFF_SECONDS
            beat()
            await self._wait(pause)

    async def turn(self, beat: Callable[[], None]) -> None:
        """Do once all there is to do, in bites, each of which is a sign of life."""
        while await self._resend():
            beat()
        await self._count_reserved()
        while await self._send_rejections():
            beat()
        while await self._prune():
            beat()

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _resend(self) -> bool:
        """Send a bite of what is due; whether more may be."""
        now = self._with.clock.now()
        async with acquire(self._with.pool) as connection:
            due = await ledger.claim_unsent(
                connection, before=now - self._resend_after, now=now, limit=SEND_MAX
            )
        if due:
            sent = await self._admission.send(due)
            _log.info("events_sent_again", events=len(sent))
        return len(due) == SEND_MAX

    async def _count_reserved(self) -> None:
        clock = self._with.clock
        if clock.monotonic() < self._count_at:
            return
        self._count_at = clock.monotonic() + COUNT_EVERY_SECONDS
        async with acquire(self._with.pool) as connection:
            waiting = await ledger.count_unsent(connection)
        self._with.metrics.gauge("reserved_rows", waiting)

    async def _send_rejections(self) -> bool:
        """Send a bite of what the topic lacks; whether more may be."""
        async with acquire(self._with.pool) as connection:
            waiting = await rejections.unsent(connection, SEND_MAX)
        if not waiting:
            return False
        more = len(waiting) == SEND_MAX
        records = [
            Record(self._rejected_topic, body, key=(agency or "").encode())
            for _, agency, body in waiting
        ]
        try:
            await self._with.producer.send_all(records, timeout_seconds=SEND_TIMEOUT_SECONDS)
        except RecordRefused as error:
            # Cannot happen while a rejection is smaller than a request may be. If it does,
            # the one is given up: it stays readable at GET /v1/rejections.
            _log.error("rejection_not_sendable", rejection=str(waiting[error.index][0]))
            waiting = [waiting[error.index]]
        async with acquire(self._with.pool) as connection:
            await rejections.mark_sent(connection, [name for name, _, _ in waiting])
        self._with.metrics.count("sent_total", len(waiting), topic=self._rejected_topic)
        return more

    async def _prune(self) -> bool:
        """Forget a bite of what is too old, once in a while; whether more may be."""
        clock = self._with.clock
        if clock.monotonic() < self._prune_at:
            return False
        async with acquire(self._with.pool) as connection:
            gone = await rejections.prune(connection, before=clock.now() - KEPT, limit=PRUNE_MAX)
        if gone == PRUNE_MAX:
            return True
        self._prune_at = clock.monotonic() + PRUNE_EVERY_SECONDS
        return False
