"""The facts behind an explanation as they stand on the log: events, places, documents. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.codec import decode
from contracts.common import Document
from contracts.data import EventData
from contracts.trusted import Said, read_admitted
from domain.history import Fact
from domain.identity import EventRef
from services.api.explanation.answers import Place
from services.api.rows import LoggedRecord


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, and what it says."""

    logged: LoggedRecord
    said: Said

    @property
    def position(self) -> str:
        """Its place on the log, `partition:offset`."""
        return f"{self.logged.partition}:{self.logged.offset}"

    @property
    def data(self) -> EventData:
        """The event's data with its document and provenance, read anew: few are asked for."""
        data: EventData = decode(self.logged.record).data
        return data


class Book:
    """The facts of some subjects, found by the identity of their events."""

    def __init__(self, logged: Iterable[LoggedRecord]) -> None:
        entries = [Entry(one, read_admitted(one.record)) for one in logged]
        self._entries = {entry.said.fact.stamp.event: entry for entry in entries}

    def facts(self, subject: str) -> list[Fact]:
        """Return what is said of a subject, in no order that matters."""
        return [entry.said.fact for entry in self._entries.values() if _of(entry, subject)]

    def entry(self, ref: EventRef) -> Entry | None:
        """Return the record of an event; None where it is not among those known."""
        return self._entries.get(ref)

    def place(self, ref: EventRef) -> Place:
        """Return an event with its place on the log."""
        entry = self.entry(ref)
        position = entry.position if entry else None
        return Place(agency=ref.agency, event_id=ref.id, position=position)

    def cite(self, ref: EventRef) -> str:
        """Name an event in a sentence: `H20.14/bc-12 tại 3:1204`."""
        entry = self.entry(ref)
        return f"{ref.agency}/{ref.id}" + (f" tại {entry.position}" if entry else "")

    def document(self, ref: EventRef) -> Document | None:
        """Return the document behind an event, where it names one."""
        entry = self.entry(ref)
        return entry.data.document if entry else None

    def partition(self, subject: str) -> int | None:
        """Return the partition on which a subject's records lie; None without any."""
        own = (entry for entry in self._entries.values() if _of(entry, subject))
        return next((entry.logged.partition for entry in own), None)

    def digest(self, subject: str) -> tuple[int, str]:
        """Return how many facts a subject has, and one SHA-256 of all their bytes."""
        own = [entry for entry in self._entries.values() if _of(entry, subject)]
        return len(own), facts_digest(
            (entry.said.fact.stamp.event, entry.logged.record) for entry in own
        )


def facts_digest(facts: Iterable[tuple[EventRef, bytes]]) -> str:
    """Return the digest of a set of facts: of `agency<TAB>id<TAB>sha256` lines, sorted."""
    lines = sorted(f"{ref.agency}\t{ref.id}\t{record_sha256(record)}\n" for ref, record in facts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def record_sha256(record: bytes) -> str:
    """Return the digest of a record's bytes."""
    return hashlib.sha256(record).hexdigest()


def _of(entry: Entry, subject: str) -> bool:
    return entry.logged.subject == subject
