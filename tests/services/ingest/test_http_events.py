"""POST /v1/events on real Kafka and PostgreSQL: accepted, duplicate, conflict, batch, dry run."""

from __future__ import annotations

import hashlib

import pytest

from contracts.codec import decode
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door
from tests.services.ingest.events import raw

pytestmark = pytest.mark.integration


async def test_an_accepted_event_stands_on_the_log(door: Door, operator: Client) -> None:
    """201 names the position, and the record there is the event, with when it was received."""
    message = events.report("3.7", name="bao-cao-1")
    answer = await operator.post(message)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "accepted"
    partition, offset = map(int, answer.json()["position"].split(":"))
    record = next(
        r for r in await door.place.log() if (r.partition, r.offset) == (partition, offset)
    )
    logged = decode(record.value)
    assert (logged.id, logged.source, record.key) == (
        "bao-cao-1",
        events.LEAD,
        b"indicator/kinh-te-so-grdp",
    )
    assert logged.receivedat is not None
    assert int(logged.receivedat.timestamp() * 1000) == record.timestamp
    assert (
        dict(record.headers)["received_sha256"].decode() == hashlib.sha256(raw(message)).hexdigest()
    )
