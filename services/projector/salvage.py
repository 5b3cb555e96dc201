"""Find the poison of a batch that could not be applied, so that all the rest of it can be.

Off the usual way, and slow: the suspects are judged one at a time; where the program finds no
fault with any, PostgreSQL is asked, by halving, whose rows it does not take. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import asyncpg

from services.projector import store
from services.projector.fold import Admitted, SubjectState, derive, extend
from services.projector.outbox import outbox_rows, queue_statuses
from services.projector.parking import Name, Poison, find_poison, poison_at, told
from services.projector.refusals import cannot_judge, cannot_store
from services.projector.session import LiveSession

DATA_ERRORS = (
    asyncpg.DataError,  # class 22: a value out of range, a character that text cannot hold
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,  # a key too long for its index
)
"""What PostgreSQL raises because of what a row holds; no other error is taken for poison."""


class Suspect(Exception):
    """Work failed because of some of these subjects, as `cause` says."""

    def __init__(self, subjects: Sequence[str], cause: Exception) -> None:
        super().__init__(f"{len(subjects)} subjects: {told(cause)}")
        self.subjects = tuple(subjects)
        self.cause = cause


class Doubts:
    """Takes in what judging one subject after the other raises, so that all are known at once."""

    __slots__ = ("_causes", "_subject")

    def __init__(self) -> None:
        self._causes: dict[str, Exception] = {}
        self._subject = ""

    def of(self, subject: str) -> Doubts:
        """Use as `with doubts.of(subject):`; what is raised inside is kept, not passed on."""
        self._subject = subject
        return self

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Keep the error, unless it speaks of the machine and not of the subject."""
        if not isinstance(error, Exception) or isinstance(error, MemoryError):
            return False
        self._causes[self._subject] = error
        return True

    def settle(self) -> None:
        """Raise Suspect where there are any."""
        for cause in self._causes.values():
            raise Suspect(tuple(self._causes), cause)


@contextmanager
def suspecting(subjects: Iterable[str]) -> Iterator[None]:
    """Within: what PostgreSQL does not take makes all these subjects suspect."""
    try:
        yield
    except DATA_ERRORS as error:
        raise Suspect(tuple(dict.fromkeys(subjects)), error) from error


@dataclass(frozen=True, slots=True)
class News:
    """A subject's events of the batch (none for a day that passes), and what it meets them with.

    `next_offset` is where its waiting begins if there are no events.
    """

    subject: str
    partition: int
    events: Sequence[Admitted]
    day: date
    next_offset: int


Known = Callable[[Sequence[str]], Awaitable[dict[str, SubjectState]]]
"""Subjects as the facts have them, within a transaction; raises Suspect."""


async def find(
    session: LiveSession, known: Known, suspects: Sequence[News], beat: Callable[[], None]
) -> dict[Name, Poison]:
    """Return the poison among the suspects; none where nothing can be found."""
    found: dict[Name, Poison] = {}
    sound: dict[str, tuple[News, SubjectState]] = {}
    for one in suspects:
        beat()
        poison: Poison | None
        try:
            async with session.live():
                states = await known([one.subject])
        except Suspect as error:
            reason = cannot_judge(told(error.cause))
            poison = poison_at(one.subject, one.partition, one.events, 0, reason, one.next_offset)
        else:
            state = states.get(one.subject) or SubjectState(one.partition)
            poison = find_poison(
                one.subject, state, one.events, one.day, next_offset=one.next_offset
            )
            sound[one.subject] = (one, state)
        if poison is not None:
            found[poison.name] = poison
    if found:
        return found
    async with session.live():
        for one, state in await _not_taken(session, list(sound.values()), beat):
            poison = await first_not_taken(session, one, state)
            found[poison.name] = poison
    return found


Asked = tuple[News, SubjectState]
"""A subject's news, and its state before them."""


async def _not_taken(
    session: LiveSession, asked: Sequence[Asked], beat: Callable[[], None]
) -> list[Asked]:
    beat()
    if not asked or await refusal(session, asked) is None:
        return []
    if len(asked) == 1:
        return list(asked)
    half = len(asked) // 2
    return [
        *await _not_taken(session, asked[:half], beat),
        *await _not_taken(session, asked[half:], beat),
    ]


async def first_not_taken(session: LiveSession, one: News, state: SubjectState) -> Poison:
    """Return the first of a subject's events whose rows PostgreSQL does not take, given one is."""

    async def refused(count: int) -> Exception | None:
        return await refusal(session, [(replace(one, events=one.events[:count]), state)])

    good, bad = 0, len(one.events)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if await refused(middle) else (middle, bad)
    error = await refused(bad)
    reason = cannot_store(told(error) if error else "")
    return poison_at(one.subject, one.partition, one.events, bad, reason, one.next_offset)


async def refusal(session: LiveSession, asked: Sequence[Asked]) -> Exception | None:
    """Write these subjects, take it back, and return what PostgreSQL had against it."""
    try:
        async with session.attempt():
            await write(session, asked)
    except DATA_ERRORS as error:
        return error
    return None


async def write(session: LiveSession, asked: Sequence[Asked]) -> None:
    """Write facts, rows and statuses of subjects that can be judged, within a transaction."""
    ordered = sorted(asked, key=lambda pair: pair[0].subject)
    derived = [derive(one.subject, extend(state, one.events), one.day) for one, state in ordered]
    await store.insert_facts(session, [event for one, _ in ordered for event in one.events])
    await store.save_rows(session, derived)
    await queue_statuses(session, outbox_rows(derived))


def news_of(
    events: Mapping[str, Sequence[Admitted]],
    subjects: Sequence[str],
    days: Mapping[int, date],
) -> list[News]:
    """Return the news of subjects of a batch."""
    return [
        News(subject, many[0].partition, many, days[many[0].partition], many[0].offset)
        for subject in subjects
        if (many := events[subject])
    ]
