"""Group commit: who shares a group shares neither another's fault nor an endless wait.

The admission behind it is a stand-in, since a real one cannot be made to fail on purpose.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import pytest

from infra.access import Credential
from services.ingest import group_commit
from services.ingest.admission import Admission
from services.ingest.decide import Step
from services.ingest.group_commit import GroupCommit, Overloaded
from services.ingest.offers import Offer, Outcome, Unavailable, read_offer
from tests.services.ingest import events
from tests.services.ingest.events import raw


class Admitting:
    """Accepts every offer, except what a test tells it not to."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.poison: str | None = None
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def reserve(self, offers: Sequence[Offer]) -> list[Step]:
        """Note the group; fail where it holds the poison."""
        self.groups.append(len(offers))
        if any(offer.event and offer.event.id == self.poison for offer in offers):
            raise ZeroDivisionError
        return [Step() for _ in offers]

    async def publish(self, offers: Sequence[Offer], steps: Sequence[Step]) -> list[Outcome]:
        """Answer once the gate is open."""
        del steps
        await self.gate.wait()
        if self.away:
            raise Unavailable
        return [Outcome("accepted", "H20", offer.event.id) for offer in offers if offer.event]


@asynccontextmanager
async def committing(admission: Admitting) -> AsyncIterator[GroupCommit]:
    """A group commit whose worker runs while the block lasts."""
    commit = GroupCommit(cast("Admission", admission))
    worker = asyncio.create_task(commit.run())
    try:
        yield commit
    finally:
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker


def offers(*names: str) -> list[Offer]:
    """Reports under these names."""
    who = Credential("key", events.LEAD, frozenset({"report"}))
    return [read_offer(raw(events.report(name=name)), who) for name in names]


async def test_requests_that_come_together_share_a_group() -> None:
    """Each gets its own outcomes, in its own order."""
    admission = Admitting()
    async with committing(admission) as commit:
        answers = await asyncio.gather(
            *(commit.submit(offers(f"a-{n}", f"b-{n}")) for n in range(10))
        )
    assert [[o.id for o in answer] for answer in answers] == [
        [f"a-{n}", f"b-{n}"] for n in range(10)
    ]
    assert admission.groups == [20]


async def test_one_requests_fault_is_its_own() -> None:
    """The others of its group are tried again without it, and the worker lives on."""
    admission = Admitting()
    admission.poison = "x"
    async with committing(admission) as commit:
        good, bad, late = await asyncio.gather(
            commit.submit(offers("a")),
            commit.submit(offers("x")),
            commit.submit(offers("b")),
            return_exceptions=True,
        )
        assert isinstance(bad, ZeroDivisionError)
        assert [cast("list[Outcome]", g)[0].id for g in (good, late)] == ["a", "b"]
        assert (await commit.submit(offers("c")))[0].id == "c"


async def test_what_is_away_is_told_to_all_who_wait() -> None:
    """Nothing is promised to any of them; the next group is tried anew."""
    admission = Admitting()
    admission.away = True
    async with committing(admission) as commit:
        told = await asyncio.gather(
            commit.submit(offers("a")), commit.submit(offers("b")), return_exceptions=True
        )
        assert [type(error) for error in told] == [Unavailable, Unavailable]
        admission.away = False
        assert (await commit.submit(offers("c")))[0].id == "c"


async def test_too_many_waiting_events_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is bounded in events, and has room again once they are answered."""
    monkeypatch.setattr(group_commit, "WAITING_MAX_EVENTS", 3)
    admission = Admitting()
    admission.gate.clear()
    async with committing(admission) as commit:
        waiting = asyncio.create_task(commit.submit(offers("a", "b", "c")))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await commit.submit(offers("d"))
        admission.gate.set()
        await waiting
        assert (await commit.submit(offers("d")))[0].id == "d"


async def test_what_nobody_waits_for_is_not_begun() -> None:
    """A sender who has been answered 503 is not worked for any more."""
    admission = Admitting()
    commit = GroupCommit(cast("Admission", admission))
    gone = asyncio.create_task(commit.submit(offers("a")))
    await asyncio.sleep(0)
    gone.cancel()
    worker = asyncio.create_task(commit.run())
    assert (await commit.submit(offers("b")))[0].id == "b"
    assert admission.groups == [1]
    worker.cancel()
