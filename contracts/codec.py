"""Bytes to event and back, in one canonical encoding.

Canonical JSON: keys sorted, no blanks, UTF-8, decimals as plain strings, instants in UTC,
nothing that equals its default. As all keys are ASCII and there are no floats, this is
RFC 8785. Leaving defaults out keeps the digest of an old event when a later version of its
type gains an optional field.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import orjson

from contracts.envelope import EVENT_ADAPTER, AnyEvent
from contracts.fields import Contract, instant_text


def encode(message: Contract) -> bytes:
    """Return the canonical encoding of anything that crosses a boundary."""
    return orjson.dumps(
        message.model_dump(mode="json", exclude_defaults=True), option=orjson.OPT_SORT_KEYS
    )


def content_digest(event: AnyEvent) -> bytes:
    """Return the SHA-256 of an event's content, without what ingest adds (32 bytes)."""
    return hashlib.sha256(encode(event.model_copy(update={"receivedat": None}))).digest()


def encode_received(content: bytes, received_at: datetime) -> bytes:
    """Return the record of an event: its canonical content, with when it was received.

    The same bytes as encoding the whole event again, without walking through its models.
    """
    members = orjson.loads(content)
    members["receivedat"] = instant_text(received_at)
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def decode(value: bytes) -> AnyEvent:
    """Return the event of a record of the log, which ingest has already admitted.

    Raises:
        pydantic.ValidationError: the record is not an event of a known type and version.
    """
    return EVENT_ADAPTER.validate_json(value)


def record_key(event: AnyEvent) -> bytes:
    """Return the key of an event's record: its subject, so that one owner sees all of it."""
    return event.subject.encode()
