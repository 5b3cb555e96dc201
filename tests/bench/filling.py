"""Write the load to the log, as ingest would have, without waiting for ingest.

    python -m tests.bench.filling BOOTSTRAP NAMESPACE EVENTS SEED

writes millions beside what reads them meanwhile.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Iterable

from contracts.codec import decode, encode
from contracts.topics import Topics
from infra.kafka import open_producer
from infra.kafka_topics import ensure_topics
from services.ingest.admission import CONTENT_TYPE
from tests.bench.load import RECEIVED_AT, Event, in_blocks, record

WAITING = 20_000
CHECKED_OF_EACH_TYPE = 20
_AT_MS = int(RECEIVED_AT.timestamp() * 1000)


async def create_topics(bootstrap: str, topics: Topics) -> None:
    """Create the topics of a log."""
    await ensure_topics(bootstrap, topics.permanent())


async def fill(bootstrap: str, topics: Topics, events: Iterable[Event]) -> int:
    """Create the topics and write events; return the bytes of their values.

    Raises:
        ValueError: an event is not as ingest would have written it.
    """
    await create_topics(bootstrap, topics)
    producer = open_producer(bootstrap, client_id="bench")
    await producer.start()
    checked: dict[object, int] = {}
    size, waiting = 0, []
    try:
        for event in events:
            key, value = record(event)
            if checked.setdefault(event["type"], 0) < CHECKED_OF_EACH_TYPE:
                checked[event["type"]] += 1
                if encode(decode(value)) != value:
                    raise ValueError(f"not canonical: {value!r}")
            size += len(value)
            sent = await producer.send(
                topics.events.name, value, key, timestamp_ms=_AT_MS, headers=_headers(value)
            )
            waiting.append(sent)
            if len(waiting) == WAITING:
                await asyncio.gather(*waiting)
                waiting.clear()
        await asyncio.gather(*waiting)
    finally:
        await producer.stop()
    return size


def _headers(value: bytes) -> list[tuple[str, bytes]]:
    """As ingest's: of an event sent in its canonical form."""
    received = hashlib.sha256(value).hexdigest().encode()
    return [("content-type", CONTENT_TYPE), ("received_sha256", received)]


def main() -> None:
    """Fill a log as the arguments say."""
    bootstrap, namespace, events, seed = sys.argv[1:]
    asyncio.run(fill(bootstrap, Topics(namespace), in_blocks(int(events), seed=int(seed))))


if __name__ == "__main__":
    main()
