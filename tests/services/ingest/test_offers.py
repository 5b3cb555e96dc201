"""From a sender's bytes to the record: the content, its digest, and what ingest adds."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from contracts.codec import content_digest, decode, encode
from infra.access import Credential
from services.ingest.offers import new_entry, read_offer
from tests.services.ingest import events
from tests.services.ingest.events import Event, raw

RECEIVED = datetime(2023, 9, 15, 3, 4, 5, 678_000, tzinfo=UTC)
SENDER = Credential("key", events.LEAD, frozenset({"report"}))


@pytest.mark.parametrize("message", events.world(), ids=lambda message: str(message["type"]))
def test_a_record_is_the_canonical_event_with_when_it_was_received(message: Event) -> None:
    """Reading the record and encoding it again gives the same bytes, of the same content."""
    offer = read_offer(raw(message), SENDER)
    assert offer.event is not None
    entry = new_entry(offer, offer.event, RECEIVED)
    assert entry.record is not None
    logged = decode(entry.record)
    assert logged.receivedat == RECEIVED
    assert encode(logged) == entry.record
    assert content_digest(logged) == entry.digest
    assert entry.received_sha256 == hashlib.sha256(raw(message)).digest()


def test_what_cannot_be_read_is_an_offer_refused() -> None:
    """There is no event, and there are words."""
    offer = read_offer(b"{", SENDER)
    assert offer.event is None
    assert offer.refusal is not None
    assert offer.refusal.problems
