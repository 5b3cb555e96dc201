"""Put a proved version in the live one's place: in one transaction, with live held still.

Whoever writes the live version shares VIEWS_LOCK; the swap takes it alone, applies what came
since the proof, lets readers see the new version and queues only what differs from what was
told. Live must not wait long: where the tail is not short, or a lock not had at once, the swap
lets go, catches up and tries again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from asyncpg.exceptions import DeadlockDetectedError, LockNotAvailableError

from infra.logs import get_logger
from infra.sql import load_queries
from services.projector.rebuild.building import Building
from services.projector.rebuild.catching_up import CatchUp
from services.projector.rebuild.gate import Proof, check_positions, only_here, see_live
from services.projector.rebuild.steps import reached
from services.projector.rebuild.stops import (
    busy,
    differs_since_proof,
    live_changed,
    redriven_meanwhile,
    views_held,
)
from services.projector.rebuild.versions import show_instead
from services.projector.refusals import Refused
from services.projector.session import VIEWS_LOCK
from services.projector.views import show

ATTEMPTS = 30
PAUSE_SECONDS = 0.3
# Well within the lock_timeout of a live projector.
TAIL_RECORDS = 2_000
HELD_SECONDS = 3.0

_log = get_logger("projector.rebuild")
_sql = load_queries("services.projector.rebuild", "swap.sql")


class TailTooLong(Exception):
    """More came since the proof than may be applied while live waits."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """What the swap did: the statuses queued, the records applied while live waited."""

    told: int
    tail: int
    attempts: int


async def swap(
    building: Building,
    catch_up: CatchUp,
    old: int,
    proof: Proof,
    record: Callable[[Swapped], Awaitable[None]],
) -> Swapped:
    """Make the version live.

    Args:
        building: the version that was proved.
        catch_up: brings it to where live stands.
        old: the version that it was compared with.
        proof: what the comparison found.
        record: keeps the report, in the same transaction.

    Raises:
        Refused: live was too busy, or is another version by now, or differs though both were
            equal, or the log is not what it must be; nothing has changed.
    """
    because: Exception | None = None
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _attempt(building, catch_up, old, proof, attempt, record)
        except (TailTooLong, TimeoutError, LockNotAvailableError, DeadlockDetectedError) as error:
            _log.info("swap_tries_again", because=type(error).__name__, attempt=attempt)
            because = error
        catch_up.forget()
        async with building.session.transaction():
            live = await see_live(building.session)
        await catch_up.to(live.positions, live.milestones)
        await asyncio.sleep(PAUSE_SECONDS)
    if isinstance(because, LockNotAvailableError | DeadlockDetectedError):
        holders = await building.session.fetch(_sql["who_holds_views"])
        raise Refused(views_held([row["holder"] for row in holders]))
    raise Refused(busy())


async def _attempt(
    building: Building,
    catch_up: CatchUp,
    old: int,
    proof: Proof,
    attempt: int,
    record: Callable[[Swapped], Awaitable[None]],
) -> Swapped:
    session = building.session
    async with session.transaction():
        await session.execute(_sql["short_waits"])
        await session.execute("select pg_catalog.pg_advisory_xact_lock($1)", VIEWS_LOCK)
        reached("swap_locked")
        async with asyncio.timeout(HELD_SECONDS):
            live = await see_live(session)
            if live.version != old:
                raise Refused(live_changed())
            tail = catch_up.behind(live.positions)
            if tail > TAIL_RECORDS:
                raise TailTooLong
            await catch_up.to(live.positions, live.milestones)
            check_positions(live.positions, catch_up.positions)
            if await only_here(building, live) - proof.only_new_waits:
                raise Refused(redriven_meanwhile())
            reached("swap_caught_up")
            # Locks the views, and not the tables below, which a vacuum may hold for minutes.
            await show(session, building.version)
            reached("swap_views_replaced")
            told = await show_instead(session, building.version, old)
            if told and proof.equal:
                raise Refused(differs_since_proof(told))
            swapped = Swapped(told, tail, attempt)
            await record(swapped)
        reached("swap_commits")
    reached("swap_committed")
    return swapped
