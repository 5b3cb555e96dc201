"""What is known of subjects: from memory, else read back from their facts; and their rows.

Long work gives the loop back in between, so that heartbeats and health go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from services.projector import store
from services.projector.cache import SubjectCache
from services.projector.fold import (
    Admitted,
    SubjectRows,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.salvage import Doubts
from services.projector.session import LiveSession

# Other tasks, and a batch on its way to PostgreSQL, get the loop back after so many subjects.
CHUNK_SUBJECTS = 5
# PostgreSQL ends a transaction in which nothing is asked for ten seconds.
TOUCH_SUBJECTS = 200
# Subjects read back from their facts in one statement.
SUBJECTS_AT_ONCE = 200


class States:
    """The subjects that one owner of partitions works on."""

    def __init__(self, session: LiveSession, cache: SubjectCache, beat: Callable[[], None]) -> None:
        """`beat` is called at every step of long work."""
        self._session = session
        self._cache = cache
        self._beat = beat

    def in_memory(self, subjects: Collection[str]) -> dict[str, SubjectState]:
        """Return what is kept in memory of these subjects."""
        return self._cache.known(subjects)

    async def known(self, subjects: Sequence[str]) -> dict[str, SubjectState]:
        """Return the states of subjects, within a transaction; those without facts are left out.

        Raises:
            Suspect: the facts of some cannot be read or folded.
        """
        states = self._cache.known(subjects)
        missing = [subject for subject in subjects if subject not in states]
        states.update(await self.read_back(missing))
        return states

    async def read_back(self, subjects: Sequence[str]) -> dict[str, SubjectState]:
        """Return the states of those subjects of which there are facts, within a transaction.

        Raises:
            Suspect: the facts of some cannot be read or folded.
        """
        kept: dict[str, list[Admitted]] = {}
        doubts = Doubts()
        for chunk in chunks(subjects):
            async for subject, record in store.load_facts(self._session, chunk):
                with doubts.of(subject):
                    kept.setdefault(subject, []).append(read_record(record))
        doubts.settle()
        states: dict[str, SubjectState] = {}
        for number, (subject, records) in enumerate(kept.items()):
            with doubts.of(subject):
                states[subject] = extend(SubjectState(records[0].partition), records)
            await self.breathe(number, touch=True)
        doubts.settle()
        return states

    async def extended(
        self,
        states: Mapping[str, SubjectState],
        news: Mapping[str, Sequence[Admitted]],
        *,
        touch: bool,
    ) -> dict[str, SubjectState]:
        """Return the states of subjects with events that none of them knows yet.

        Raises:
            Suspect: some cannot be folded.
        """
        found: dict[str, SubjectState] = {}
        doubts = Doubts()
        for number, (subject, events) in enumerate(news.items()):
            with doubts.of(subject):
                before = states.get(subject) or SubjectState(events[0].partition)
                found[subject] = extend(before, events)
            await self.breathe(number, touch=touch)
        doubts.settle()
        return found

    async def derived(
        self, states: Mapping[str, SubjectState], as_of: Mapping[int, date], *, touch: bool
    ) -> list[SubjectRows]:
        """Return the rows of subjects, each as of the day of its partition.

        Raises:
            Suspect: some cannot be judged.
        """
        derived: list[SubjectRows] = []
        doubts = Doubts()
        for number, (subject, state) in enumerate(states.items()):
            with doubts.of(subject):
                derived.append(derive(subject, state, as_of[state.partition]))
            await self.breathe(number, touch=touch)
        doubts.settle()
        return derived

    async def breathe(self, number: int, *, touch: bool) -> None:
        """Between two subjects: let others run; `touch`: in a transaction, show that it lives."""
        if number % CHUNK_SUBJECTS == CHUNK_SUBJECTS - 1:
            self._beat()
            await asyncio.sleep(0)
        if touch and number % TOUCH_SUBJECTS == TOUCH_SUBJECTS - 1:
            await self._session.touch()


def chunks(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield subjects, as many at a time as are read back in one statement."""
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        yield subjects[start : start + SUBJECTS_AT_ONCE]
