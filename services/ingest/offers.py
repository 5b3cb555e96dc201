"""What is offered to ingest, and what becomes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.binary_mode import structured
from contracts.codec import encode, encode_received
from contracts.envelope import AnyEvent
from contracts.rejections import Refusal
from contracts.untrusted import Unreadable, read_untrusted
from domain.identity import EventRef
from infra.access import Credential

Way = Literal["http", "kafka"]


@dataclass(frozen=True, slots=True)
class SourcePosition:
    """Where an inbound record stands."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Offer:
    """An event as somebody offered it: read, with its canonical content, or refused.

    `credential` is who offers it, by his key or by the topic that he alone may write.
    """

    credential: Credential
    raw: bytes
    event: AnyEvent | None
    content: bytes
    refusal: Refusal | None
    at: SourcePosition | None = None

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the content: what makes two events of one id the same."""
        return hashlib.sha256(self.content).digest()

    @property
    def way(self) -> Way:
        """How it came."""
        return "kafka" if self.at else "http"


def read_offer(
    raw: bytes,
    credential: Credential,
    at: SourcePosition | None = None,
    *,
    attributes: Sequence[tuple[str, str]] | None = None,
    content_type: str | None = None,
) -> Offer:
    """Read a sender's bytes; what cannot be read is an offer already refused.

    `attributes` are those of an event in binary mode, whose bytes are its data alone.
    """
    try:
        whole = raw if attributes is None else structured(attributes, content_type, raw)
        event = read_untrusted(whole)
    except Unreadable as error:
        return refused_offer(raw, credential, Refusal.unreadable(error.problems), at)
    return Offer(credential, raw, event, encode(event), None, at)


def refused_offer(
    raw: bytes, credential: Credential, refusal: Refusal, at: SourcePosition | None = None
) -> Offer:
    """Return an offer that was refused before it was read as an event."""
    return Offer(credential, raw, None, b"", refusal, at)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an event stands on the log."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger: an admitted event with the bytes of its record.

    `record` and `received_sha256` are None once the position is known.
    """

    ref: EventRef
    digest: bytes
    subject: str
    type: str
    scope: str | None
    received_at: datetime
    record: bytes | None
    received_sha256: bytes | None
    position: Position | None = None


def new_entry(offer: Offer, event: AnyEvent, received_at: datetime) -> Entry:
    """Return the ledger's row for an event that is admitted now."""
    return Entry(
        ref=event.ref,
        digest=offer.digest,
        subject=event.subject,
        type=event.type,
        scope=getattr(event.data, "scope", None),
        received_at=received_at,
        record=encode_received(offer.content, received_at),
        received_sha256=hashlib.sha256(offer.raw).digest(),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one offer. An accepted or duplicate event has its position on the log."""

    status: Literal["accepted", "duplicate", "rejected"]
    agency: str | None
    id: str | None
    position: Position | None = None
    refusal: Refusal | None = None


class Unavailable(Exception):
    """PostgreSQL or Kafka is away, or too much waits: nothing is promised, send again."""
