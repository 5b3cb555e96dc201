"""Past days are judged few at a time, whoever still waits for the answer."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from infra.clock import Clock
from infra.postgres import Pool
from infra.problems import UNAVAILABLE, ProblemError
from services.api.judging import Judging
from tests.services.api.conftest import TODAY
from tests.services.api.in_process import client_of

PATH = "/v1/plans/dong-thap-2022-kh144/status"

Records = Callable[[], Iterator[bytes]]


@pytest.fixture
def held() -> Iterator[tuple[Records, threading.Event]]:
    """Records that a judgement must wait for, and what lets them come."""
    let_go = threading.Event()

    def records() -> Iterator[bytes]:
        let_go.wait()
        yield from ()

    yield records, let_go
    let_go.set()


async def test_work_that_nobody_waits_for_any_more_still_holds_its_place(
    held: tuple[Records, threading.Event],
) -> None:
    """A thread cannot be stopped: until it ends, its place is taken; then it is free again."""
    records, let_go = held
    judging = Judging(at_once=1, waiting=0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await judging.judge(records(), TODAY)

    with pytest.raises(ProblemError) as refused:
        await judging.judge([], TODAY)
    assert refused.value.problem == UNAVAILABLE

    let_go.set()
    async with asyncio.timeout(30):
        while True:
            try:
                await judging.judge([], TODAY)
            except ProblemError:
                await asyncio.sleep(0.01)
            else:
                break


async def test_who_gives_up_before_his_turn_leaves_no_work_behind(
    held: tuple[Records, threading.Event],
) -> None:
    """What has not begun is never begun, and its place is free at once."""
    records, let_go = held
    judging = Judging(at_once=1, waiting=1)
    first = asyncio.create_task(judging.judge(records(), TODAY))
    await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await judging.judge([], TODAY)
    let_go.set()
    assert (await first).targets == ()


async def test_the_present_is_answered_while_past_days_have_to_wait(
    pool: Pool, held: tuple[Records, threading.Event]
) -> None:
    """503 with Retry-After for the day too many; a question about now takes no such place."""
    records, let_go = held
    judging = Judging(at_once=1, waiting=0)
    busy = asyncio.create_task(judging.judge(records(), TODAY))
    await asyncio.sleep(0)
    async with client_of(pool, Clock(TODAY), judging=judging) as client:
        past = await client.get(PATH, params={"as_of": "2022-12-31"})
        now = await client.get(PATH)
        let_go.set()
        await busy
        again = await client.get(PATH, params={"as_of": "2022-12-31"})

    assert (past.status_code, past.headers["retry-after"]) == (503, "2")
    assert (now.status_code, again.status_code) == (200, 200)
