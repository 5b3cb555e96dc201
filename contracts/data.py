"""What the data of every event has in common, and how it becomes a fact of the domain."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from contracts.common import Document, Provenance
from contracts.fields import Contract, Day
from domain.history import Fact
from domain.identity import EventRef, Stamp


@dataclass(frozen=True, slots=True)
class Context:
    """What the envelope knows and the data does not: which event, when, of what."""

    event: EventRef
    occurred_at: datetime
    subject_id: str


class EventData(Contract, ABC):
    """Base of the data of all events.

    `SUBJECT` is the kind of thing that the event's subject names (`indicator/<id>`);
    `SCOPE` the credential scope that may send it.
    """

    SUBJECT: ClassVar[str]
    SCOPE: ClassVar[str]

    provenance: Provenance | None = None
    document: Document | None = None

    @abstractmethod
    def to_domain(self, context: Context) -> Fact:
        """Return the fact of the domain that this event states."""

    @property
    def source_kind(self) -> str | None:
        """Whether the content is printed, derived or illustrative, where that is said."""
        return self.provenance.kind if self.provenance else None


class Statement(EventData):
    """Data of an event that holds from a day on (every event but measurements)."""

    effective_on: Day

    def stamp(self, context: Context, revision: int = 1) -> Stamp:
        """Return the stamp of the fact."""
        return Stamp(context.event, context.occurred_at, revision, self.effective_on)
