"""Do one piece of work for each partition, in several processes, and count what is done.

A chain is computed record after record, so a partition is the smallest piece. A process whose
parent is killed ends too.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_any
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

TELL_SECONDS = 0.5

Job = TypeVar("Job")
Result = TypeVar("Result")


def _uncounted(_: int) -> None:
    """Before anybody wants to know."""


_counted: Callable[[int], None] = _uncounted


def count(records: int) -> None:
    """Count records done, in a process of the work."""
    _counted(records)


def deal(jobs: Iterable[Job], size: Callable[[Job], int], hands: int) -> list[tuple[Job, ...]]:
    """Share jobs out, so that each hand has about as much to do; the largest ones first."""
    dealt: list[list[Job]] = [[] for _ in range(hands)]
    weights = [0] * hands
    for job in sorted(jobs, key=size, reverse=True):
        lightest = weights.index(min(weights))
        dealt[lightest].append(job)
        weights[lightest] += size(job) + 1
    return [tuple(one) for one in dealt if one]


def in_processes(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    *,
    processes: int,
    tell: Callable[[int], None],
    on_result: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """Do all jobs, the first ones first; return their results in order.

    Args:
        work: a function at the top of a module; what it raises ends everything.
        jobs: what it is called with.
        processes: how many at once, at most; a single one is this one.
        tell: called again and again with the number of records done.
        on_result: called with each result as it comes.
    """
    if not jobs:
        return []
    number = min(processes, len(jobs))
    if number == 1:
        return _here(work, jobs, tell, on_result)
    context = get_context("spawn")
    done: Synchronized[int] = context.Value("q", 0)
    with ProcessPoolExecutor(number, context, initializer=_begin, initargs=(done,)) as pool:
        futures: list[Future[Result]] = [pool.submit(work, job) for job in jobs]
        try:
            left = set(futures)
            while left:
                finished, left = wait(left, timeout=TELL_SECONDS, return_when=FIRST_COMPLETED)
                for one in finished:
                    on_result(one.result())
                tell(done.value)
            return [one.result() for one in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _here(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    tell: Callable[[int], None],
    on_result: Callable[[Result], None],
) -> list[Result]:
    done = 0

    def counted(records: int) -> None:
        nonlocal done
        done += records
        tell(done)

    _count_by(counted)
    results = []
    for job in jobs:
        results.append(work(job))
        on_result(results[-1])
    return results


def _count_by(counted: Callable[[int], None]) -> None:
    global _counted  # one per process, given to it when it starts
    _counted = counted


def _begin(done: Synchronized[int]) -> None:
    def counted(records: int) -> None:
        with done.get_lock():
            done.value += records

    _count_by(counted)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
