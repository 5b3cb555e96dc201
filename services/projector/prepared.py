"""A batch worked out before any of it is written: what is new in it, and the rows it comes to.

Nobody else writes the subjects of a partition as long as its position stands where the batch
begins, which the batch's own transaction makes sure of; so all of this is settled beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.identity import EventRef
from services.projector.batch import Batch
from services.projector.fold import Admitted, SubjectRows, SubjectState
from services.projector.store import Position


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch, the facts that are new in it, and what they make of their subjects."""

    batch: Batch
    facts: Sequence[Admitted]
    states: Mapping[str, SubjectState]
    derived: Sequence[SubjectRows]

    @property
    def positions(self) -> dict[int, Position]:
        """Where the partitions stand once it is written."""
        return {move.before.partition: move.after for move in self.batch.moves}


def unknown(state: SubjectState, events: Iterable[Admitted]) -> list[Admitted]:
    """Return a subject's events that are not among its facts yet, each once, in their order."""
    found: dict[EventRef, Admitted] = {}
    for one in events:
        event = one.fact.stamp.event
        if event not in found and not state.history.knows(one.fact):
            found[event] = one
    return list(found.values())
