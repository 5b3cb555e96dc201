"""What the ledger and the registry know of a record of the log. Pure.

The registry is a fold of statements, each thing by itself: its revisions rise, so their order is
that in which they were admitted, wherever on the log they stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from pydantic import ValidationError

from contracts.codec import decode
from contracts.envelope import PREFIX, AnyEvent
from domain.identity import EventRef
from services.ingest.known import Change, Known
from services.ingest.reading import amends, changes, statement

# Nearly all of a log; what they change stands in the ledger's own row.
REPORT_TYPES = frozenset({f"{PREFIX}measurement.reported.v1", f"{PREFIX}task.status_reported.v1"})


class NotOfIngest(ValueError):
    """A record that ingest did not write, or that this program cannot read; the words say why."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the registry: a revision of a thing, by an event."""

    thing: str
    revision: int
    ref: EventRef
    record: bytes


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the ledger, as its record gives it."""

    ref: EventRef
    digest: bytes
    subject: str
    type: str
    scope: str | None
    received_at: datetime
    stated: Stated | None


def read_logged(record: bytes | None) -> Logged:
    """Return what a record says of ledger and registry.

    Its digest is that of the content, which is the record without what ingest added.

    Raises:
        NotOfIngest: it is no record of ingest's; nothing else is raised.
    """
    try:
        members = orjson.loads(record or b"")
        received_at = datetime.fromisoformat(members.pop("receivedat"))
        ref = EventRef(members["source"], members["id"])
        content = orjson.dumps(members, option=orjson.OPT_SORT_KEYS)
        return Logged(
            ref=ref,
            digest=hashlib.sha256(content).digest(),
            subject=members["subject"],
            type=members["type"],
            scope=members["data"].get("scope"),
            received_at=received_at,
            stated=None if members["type"] in REPORT_TYPES else _stated(ref, record or b""),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotOfIngest(f"{where}: {first['msg']}") from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise NotOfIngest(f"{type(error).__name__}: {error}") from None


def _stated(ref: EventRef, record: bytes) -> Stated | None:
    found = statement(decode(record))
    return Stated(found.thing, found.revision, ref, record) if found else None


def learned(events: Iterable[AnyEvent]) -> list[Change]:
    """Return what is known once these are admitted: all statements of one thing, lowest first.

    What admission would refuse changes nothing here either: an event that revises what was never
    stated, or a revision that does not rise.
    """
    known = Known()
    found: list[Change] = []
    for event in events:
        stated = statement(event)
        if stated is None:
            continue
        before = known.revision(stated.thing)
        if stated.revision <= before or (amends(event) and not before):
            continue
        for change in changes(event, known):
            known.apply(change)
            found.append(change)
    return found
