"""Subjects kept in memory between batches, the least recently used dropped first.

Only what is committed comes in. Whoever rolls back, or finds that another process wrote,
drops it all: it is read back from the facts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from services.projector.fold import SubjectState


class SubjectCache:
    """States of subjects, bounded by the number of facts that they hold."""

    def __init__(self, max_facts: int) -> None:
        self._max_facts = max_facts
        self._states: OrderedDict[str, SubjectState] = OrderedDict()
        self._facts = 0

    def known(self, subjects: Iterable[str]) -> dict[str, SubjectState]:
        """Return the states that are in memory, by subject."""
        found: dict[str, SubjectState] = {}
        for subject in subjects:
            state = self._states.get(subject)
            if state is not None:
                self._states.move_to_end(subject)
                found[subject] = state
        return found

    def keep(self, states: Mapping[str, SubjectState]) -> None:
        """Take in committed states, and drop the oldest beyond the bound."""
        for subject, state in states.items():
            before = self._states.pop(subject, None)
            self._facts += state.facts - (before.facts if before else 0)
            self._states[subject] = state
        while self._facts > self._max_facts and self._states:
            _, dropped = self._states.popitem(last=False)
            self._facts -= dropped.facts

    def drop(self, subjects: Iterable[str]) -> None:
        """Forget these."""
        for subject in subjects:
            state = self._states.pop(subject, None)
            self._facts -= state.facts if state else 0

    def clear(self) -> None:
        """Forget everything."""
        self._states.clear()
        self._facts = 0
