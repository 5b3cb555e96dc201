"""Read what ingest has admitted, without validating it a second time.

Ingest is the log's only writer, checks every event by its model and writes it canonically, so a
reader of the log needs the facts and not models. The few types that make up nearly all of a log
are read by msgspec (`trusted_records.py`); every other record, and any that is not wholly what
this program expects (a stranger's, or a later program's with a field more), goes through its
model, whose words say what is wrong. What both ways read is the same; only what no fact holds is
not looked at here: the document, the letter of a focal point, the words of a provenance.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, get_args

import msgspec
import orjson
from pydantic import ValidationError

from contracts.codec import decode
from contracts.trusted_records import Frequent, event_id, instant, instant_of_many, subject_of
from domain.history import Fact
from domain.identity import EventRef, canonical_agency_id

_read_frequent = msgspec.json.Decoder[Frequent](Frequent).decode
_TYPE = {kind: str(kind.__struct_config__.tag) for kind in get_args(Frequent)}


class NotAdmitted(ValueError):
    """A record is no event that this program's ingest admits; the words say where and why."""


class Said(NamedTuple):
    """What an admitted event says: who sent it, of what, when, and the fact it states.

    A tuple and not a dataclass, as one is made for every record of a log.
    """

    agency: str
    event_id: str
    subject: str
    type: str
    occurred_at: datetime
    received_at: datetime
    fact: Fact


def read_admitted(record: bytes) -> Said:
    """Return what a record of the log says.

    Raises:
        NotAdmitted: it cannot be read; nothing else is raised.
    """
    try:
        event = _read_frequent(record)
        agency, name = canonical_agency_id(event.source), event_id(event.id)
        occurred_at, received_at = instant(event.time), instant_of_many(event.receivedat)
        subject, subject_id = subject_of(event.subject, event.SUBJECT)
        # By their classes' own functions these would take twice as long, for every record.
        stamped = tuple.__new__(EventRef, (agency, name))
        fact = event.data.fact(stamped, occurred_at, subject_id)
        told = (agency, name, subject, _TYPE[type(event)], occurred_at, received_at, fact)
        return tuple.__new__(Said, told)
    except (ValueError, RecursionError):  # msgspec's errors and the domain's are such
        return _by_its_model(record)


def stated_data(record: bytes) -> bytes:
    """Return the canonical data of an admitted event, as its record holds it."""
    return orjson.dumps(orjson.loads(record)["data"], option=orjson.OPT_SORT_KEYS)


def _by_its_model(record: bytes) -> Said:
    try:
        event = decode(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAdmitted(f"{where}: {first['msg']}") from None
    if event.receivedat is None:
        raise NotAdmitted("receivedat is missing")
    fact = event.to_domain()
    return Said(
        event.source, event.id, event.subject, event.type, event.time, event.receivedat, fact
    )
