"""Apply what waits, in order, once the cause is mended: `chitieu redrive`.

One transaction per subject. It locks the partition's position first, as a live projector's
batches and days do, so the two take turns, whether one runs or not; the day is the position's.
A projector that still believes that the subject waits is stopped by the tables and looks again
(waiting.py). Whatever ends this program leaves each subject wholly done or as it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from asyncpg.exceptions import DeadlockDetectedError, LockNotAvailableError

from services.projector import store
from services.projector.fold import LogRecord, SubjectState, extend, read_record
from services.projector.parking import (
    Poison,
    find_poison,
    poison_at,
    read,
    readable,
    told,
)
from services.projector.refusals import Refused, cannot_judge
from services.projector.salvage import News, first_not_taken, refusal, write
from services.projector.session import LiveSession
from services.projector.slots import open_beside
from services.projector.waiting import unpack_headers

MAX_OFFSET = 2**63 - 1
# Each waits for the session's lock_timeout.
TURNS = 6


@dataclass(frozen=True, slots=True)
class Redriven:
    """What became of one subject: events applied, events that still wait and why."""

    subject: str
    partition: int
    applied: int
    waiting: int
    poison: Poison | None


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[LiveSession]:
    """Open a session to redrive on.

    Raises:
        Refused: the database lacks migrations or views that this program needs.
    """
    session = await open_beside(url, application_name="chitieu-redrive")
    try:
        yield session
    finally:
        await session.close()


async def redrive(
    session: LiveSession, *, subject: str | None = None, dry_run: bool = False
) -> AsyncIterator[Redriven]:
    """Apply what waits of one subject or of all; `dry_run` only says what would come of it.

    Raises what asyncpg raises; what was yielded before stays done.
    """
    async with session.live():
        waiting = await session.fetch("parked_of", subject)
    for row in waiting:
        done = await _in_turn(session, row["partition"], row["subject"], dry_run=dry_run)
        if done is not None:
            yield done


async def _in_turn(
    session: LiveSession, partition: int, subject: str, *, dry_run: bool
) -> Redriven | None:
    """Redrive one subject; try again where the partition's owner takes long with a batch or day."""
    for _ in range(TURNS - 1):
        try:
            return await _subject(session, partition, subject, dry_run=dry_run)
        except (LockNotAvailableError, DeadlockDetectedError):
            continue
    return await _subject(session, partition, subject, dry_run=dry_run)


async def _subject(
    session: LiveSession, partition: int, subject: str, *, dry_run: bool
) -> Redriven | None:
    """Redrive one subject; None where somebody else has done so meanwhile."""
    async with session.live():
        [position] = await session.fetch("lock_day", partition)
        marks = await session.fetch("lock_parked", partition, subject)
        if not marks:
            return None
        records = await _parked(session, partition, subject)
        events, unread = readable(map(read, records))
        news = News(subject, partition, events, position["swept_to"], position["next_offset"])
        before, poison = await _tried(session, news)
        poison = poison or unread
        apply = tuple(one for one in events if poison is None or one.offset < poison.offset)
        done = Redriven(subject, partition, len(apply), len(records) - len(apply), poison)
        if not dry_run:
            await _settle(session, replace(news, events=apply), before, poison)
    return done


async def _parked(session: LiveSession, partition: int, subject: str) -> list[LogRecord]:
    rows = await session.fetch("parked_events_of", partition, subject)
    return [
        LogRecord(
            row["partition"],
            row["offset"],
            row["timestamp_ms"],
            row["key"],
            row["value"],
            unpack_headers(row["headers"]),
        )
        for row in rows
    ]


async def _tried(session: LiveSession, news: News) -> tuple[SubjectState, Poison | None]:
    """Return the subject as it stands, and the first of its news that cannot be applied."""
    state = SubjectState(news.partition)
    try:
        facts = [read_record(one) async for _, one in store.load_facts(session, [news.subject])]
        state = extend(state, facts)
    except (Refused, ValueError, LookupError, ArithmeticError, TypeError) as error:
        reason = cannot_judge(told(error))
        return state, poison_at(
            news.subject, news.partition, news.events, 0, reason, news.next_offset
        )
    poison = find_poison(news.subject, state, news.events, news.day, next_offset=news.next_offset)
    sound = [one for one in news.events if poison is None or one.offset < poison.offset]
    part = replace(news, events=sound)
    if (sound or poison is None) and await refusal(session, [(part, state)]) is not None:
        return state, await first_not_taken(session, part, state)
    return state, poison


async def _settle(
    session: LiveSession, news: News, before: SubjectState, poison: Poison | None
) -> None:
    """Write what can be applied; what is left waits from its poison on."""
    if poison is None or news.events:
        await write(session, [(news, before)])
    name = (news.partition, news.subject)
    if poison is None:
        await session.fetch("free_events", *name, MAX_OFFSET)
        await session.fetch("free_subject", *name)
        return
    reason = poison.reason
    if news.events:
        await session.fetch("free_events", *name, poison.offset)
        await session.fetch("wait_from", *name, poison.offset, news.day, poison.event)
    await session.fetch("wait_because", *name, reason.code, reason.vi, reason.en)
