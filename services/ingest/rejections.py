"""Keep what was refused: built once, stored before anything moves on, sent by the relay."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from contracts.codec import encode
from contracts.rejections import RAW_MAX_BYTES, Refusal, Rejection
from infra.postgres import Connection
from infra.sql import load_queries
from services.ingest.offers import Offer

_SQL = load_queries("services.ingest")
_SHOWN = re.compile(r"[!-~]{1,128}", re.ASCII)


def rejection(offer: Offer, refusal: Refusal, *, new_id: str, now: datetime) -> Rejection:
    """Return the message that tells an offer's refusal."""
    told = _told(offer)
    return Rejection(
        id=new_id,
        agency=offer.credential.agency or (offer.event.source if offer.event else None),
        event_id=told.get("id"),
        event_type=told.get("type"),
        event_subject=told.get("subject"),
        way=offer.way,
        source_topic=offer.at.topic if offer.at else None,
        source_partition=offer.at.partition if offer.at else None,
        source_offset=offer.at.offset if offer.at else None,
        code=refusal.code,
        field=refusal.field,
        vi=refusal.vi,
        en=refusal.en,
        problems=refusal.problems,
        received_sha256=hashlib.sha256(offer.raw).hexdigest(),
        size_bytes=len(offer.raw),
        raw_base64=base64.b64encode(offer.raw[:RAW_MAX_BYTES]).decode("ascii"),
        rejected_at=now,
    )


def _told(offer: Offer) -> dict[str, str]:
    """What the sender called the event, so far as that can be read and safely shown."""
    if offer.event:
        return {"id": offer.event.id, "type": offer.event.type, "subject": offer.event.subject}
    return told_names(offer.raw)


def told_names(raw: bytes) -> dict[str, str]:
    """Return id, type and subject as they stand in bytes that may be anything."""
    try:
        told = json.loads(raw, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    names = {name: told.get(name) for name in ("id", "type", "subject")}
    return {
        name: text
        for name, text in names.items()
        if isinstance(text, str) and _SHOWN.fullmatch(text)
    }


async def store(
    connection: Connection,
    refused: Sequence[tuple[Offer, Refusal]],
    *,
    new_id: Callable[[], str],
    now: datetime,
) -> None:
    """Store refusals in the caller's transaction.

    One inbound record is stored once; what HTTP offers again, to be refused again for the same
    reason, is counted.
    """
    every = [rejection(offer, refusal, new_id=new_id(), now=now) for offer, refusal in refused]
    times = Counter(map(identity, every))
    once = {identity(message): message for message in reversed(every)}
    # In one order, so that two instances never wait for each other in a circle.
    identities = sorted(once)
    messages = [once[name] for name in identities]
    await connection.execute(
        _SQL["store_rejections"],
        [UUID(message.id) for message in messages],
        [message.agency for message in messages],
        [encode(message) for message in messages],
        [bytes.fromhex(message.received_sha256) for message in messages],
        [message.source_topic for message in messages],
        [message.source_partition for message in messages],
        [message.source_offset for message in messages],
        identities,
        [times[name] - 1 for name in identities],
        now,
    )


def identity(message: Rejection) -> bytes:
    """Return what two rejections share of which only one is kept.

    Of an inbound record it is where it stood, and its bytes, for a topic that was made anew
    counts from 0 again; of what came over HTTP what was said, by whom, and what was wrong.
    """
    names: list[object]
    if message.source_topic:
        names = [message.source_topic, message.source_partition, message.source_offset]
    else:
        names = [message.agency, message.code, message.field]
        names += [message.event_id, message.event_type, message.event_subject]
    return hashlib.sha256(json.dumps([*names, message.received_sha256]).encode()).digest()


async def unsent(connection: Connection, limit: int) -> list[tuple[UUID, str | None, bytes]]:
    """Return rejections that the topic lacks, oldest first."""
    rows = await connection.fetch(_SQL["unsent_rejections"], limit)
    return [(row["id"], row["agency"], row["body"]) for row in rows]


async def mark_sent(connection: Connection, ids: Sequence[UUID]) -> None:
    """Note that the topic has them."""
    await connection.execute(_SQL["mark_rejections_sent"], ids)


async def prune(connection: Connection, *, before: datetime, limit: int) -> int:
    """Delete some of those that the topic keeps no more; how many."""
    return len(await connection.fetch(_SQL["prune_rejections"], before, limit))


async def list_rejections(
    connection: Connection, *, agency: str | None, before: UUID | None, limit: int
) -> list[tuple[UUID, bytes, int]]:
    """Return rejections and their repeats, newest first; of all where the agency is None."""
    rows = await connection.fetch(_SQL["list_rejections"], agency, before, limit)
    return [(row["id"], row["body"], row["repeats"]) for row in rows]
