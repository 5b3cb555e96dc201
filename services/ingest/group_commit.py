"""Let requests that come together share one transaction and one trip to Kafka.

One worker reserves a group at a time, since groups are decided one after the other anyway;
while a group is being produced the next is already reserved. Nothing here waits without
end: the queue is bounded, and what nobody waits for any more is not begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from infra.logs import get_logger
from services.ingest.admission import Admission
from services.ingest.decide import Step
from services.ingest.offers import Offer, Outcome, Unavailable

GROUP_MAX_EVENTS = 500
# Long enough for what is already on its way, too short to be felt.
GATHER_SECONDS = 0.002
WAITING_MAX_EVENTS = 5_000
IN_FLIGHT_MAX_GROUPS = 4
RESERVE_TIMEOUT_SECONDS = 8.0

_log = get_logger("ingest.group_commit")


class Overloaded(Exception):
    """Too many events wait already: come back a little later."""


@dataclass(slots=True)
class _Request:
    offers: Sequence[Offer]
    answer: asyncio.Future[list[Outcome]]

    @property
    def wanted(self) -> bool:
        return not self.answer.done()

    def fail(self, error: BaseException) -> None:
        if self.wanted:
            self.answer.set_exception(error)


class GroupCommit:
    """Gathers requests into groups; `run` is its worker, to be watched for liveness."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._queue: asyncio.Queue[_Request] = asyncio.Queue()
        self._waiting_events = 0
        self._slots = asyncio.Semaphore(IN_FLIGHT_MAX_GROUPS)
        self._publishing: set[asyncio.Task[None]] = set()

    async def submit(self, offers: Sequence[Offer]) -> list[Outcome]:
        """Offer events in their order; returns what became of each.

        Raises Unavailable (nothing is promised, offer them again) or Overloaded. The
        caller bounds the wait; a group that has begun goes on without him.
        """
        if self._waiting_events + len(offers) > WAITING_MAX_EVENTS:
            raise Overloaded
        request = _Request(offers, asyncio.get_running_loop().create_future())
        self._waiting_events += len(offers)
        try:
            self._queue.put_nowait(request)
            return await request.answer
        finally:
            self._waiting_events -= len(offers)

    async def run(self) -> None:
        """Reserve and publish group after group, until cancelled."""
        try:
            while True:
                await self._slots.acquire()
                try:
                    group = await self._gather()
                except BaseException:
                    self._slots.release()
                    raise
                await self._reserve(group)
        finally:
            for task in self._publishing:
                task.cancel()

    async def drain(self, timeout_seconds: float) -> None:
        """Let groups that are being published end, for a bounded time."""
        if self._publishing:
            await asyncio.wait(self._publishing, timeout=timeout_seconds)

    async def _gather(self) -> list[_Request]:
        group = [await self._queue.get()]
        if self._queue.empty():
            await asyncio.sleep(GATHER_SECONDS)
        size = len(group[0].offers)
        while size < GROUP_MAX_EVENTS and not self._queue.empty():
            group.append(self._queue.get_nowait())
            size += len(group[-1].offers)
        return [request for request in group if request.wanted]

    async def _reserve(self, group: list[_Request]) -> None:
        """Reserve a group and hand it on; the slot is given back when it is published."""
        offers = [offer for request in group for offer in request.offers]
        try:
            async with asyncio.timeout(RESERVE_TIMEOUT_SECONDS):
                steps = await self._admission.reserve(offers) if offers else []
        except (Unavailable, TimeoutError) as error:
            self._slots.release()
            for request in group:
                request.fail(Unavailable(str(error) or "PostgreSQL did not answer in time"))
            return
        except Exception as error:  # noqa: BLE001 # one group's fault must not end the worker
            self._slots.release()
            await self._fall_back(group, error)
            return
        task = asyncio.create_task(self._publish(group, offers, steps), name="ingest-publish")
        self._publishing.add(task)
        task.add_done_callback(self._published)

    def _published(self, task: asyncio.Task[None]) -> None:
        self._publishing.discard(task)
        self._slots.release()

    async def _fall_back(self, group: list[_Request], error: Exception) -> None:
        """After an unexpected fault, try each request by itself: it harms only its own."""
        _log.error("group_failed", requests=len(group), exc_info=error)
        if len(group) == 1:
            group[0].fail(error)
            return
        for request in group:
            if request.wanted:
                await self._slots.acquire()
                await self._reserve([request])

    async def _publish(
        self, group: Sequence[_Request], offers: Sequence[Offer], steps: Sequence[Step]
    ) -> None:
        try:
            outcomes = await self._admission.publish(offers, steps)
        except asyncio.CancelledError:
            for request in group:
                request.fail(Unavailable("ingest is ending"))
            raise
        except Exception as error:  # noqa: BLE001 # handed to those who wait
            if not isinstance(error, Unavailable):
                _log.error("publish_failed", exc_info=error)
            for request in group:
                request.fail(error)
            return
        at = 0
        for request in group:
            end = at + len(request.offers)
            if request.wanted:
                request.answer.set_result(outcomes[at:end])
            at = end
