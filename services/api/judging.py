"""Judge past days, and what spans subjects, in threads beside the event loop, few at a time.

A thread cannot be stopped: when an asker's time is over he is gone, and the work for him is
not. So the bound is on the work under way, and not on who waits for it; beyond it the next
asker is told at once to come back, and questions about the present go on being answered.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from infra.problems import UNAVAILABLE, ProblemError
from services.api.asof import Judged, judge_subjects

AT_ONCE = 2
WAITING = 2
"""Those at work and those waiting each hold a database session: together half of the pool."""

T = TypeVar("T")


class Judging:
    """Takes `at_once` judgements at a time and lets `waiting` more queue up."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="past-day")
        self._places = threading.BoundedSemaphore(at_once + waiting)

    async def judge(self, records: Iterable[bytes], as_of: date) -> Judged:
        """Judge what some records speak of, on a day. Raises as `run` does."""
        return await self.run(lambda: judge_subjects(records, as_of))

    async def run(self, work: Callable[[], T]) -> T:
        """Do a piece of work over kept facts, and return what it returns.

        Raises:
            ProblemError: too much is under way; asking again in a few seconds may help.
        """
        if not self._places.acquire(blocking=False):
            raise ProblemError(UNAVAILABLE)
        under_way = self._threads.submit(work)
        under_way.add_done_callback(self._leave)
        return await asyncio.wrap_future(under_way)

    def _leave(self, _work: Future[T]) -> None:
        self._places.release()
