"""The door over Kafka: each agency's own inbound topic, believed no more than HTTP is.

Who speaks is known from the topic's name, which only that agency may write; it may report,
and nothing else. What a record says is never raised as an error: it is admitted or
rejected, both durably, before its offset moves. Only what may pass is raised, and then the
batch comes again. A fault of ours on one record must not stop its topic either: the batch is
tried record by record, and what fails by itself is rejected as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contracts.rejections import Refusal, RefusalCode
from contracts.topics import Topics
from infra.access import Credential
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from services.ingest.group_commit import GroupCommit, Overloaded
from services.ingest.offers import (
    Offer,
    SourcePosition,
    Unavailable,
    read_offer,
    refused_offer,
)
from services.ingest.registry import agencies_of_slugs

_SCOPES = frozenset({"report"})
_BINARY = "ce_specversion"

_log = get_logger("ingest.inbound")


class Inbound:
    """Handles batches of raw records from the inbound topics."""

    def __init__(self, commit: GroupCommit, pool: Pool, topics: Topics, metrics: Metrics) -> None:
        self._commit = commit
        self._pool = pool
        self._topics = topics
        self._metrics = metrics
        self.applied_ms: dict[tuple[str, int], int] = {}
        """Of each partition: when the record applied last was written, or, before any was,
        the first one at hand."""

    async def handle(self, records: Sequence[Any]) -> None:
        """Admit or reject every record; raises only for what may pass."""
        for record in records:
            self.applied_ms.setdefault((record.topic, record.partition), record.timestamp)
        agencies = await self._agencies({record.topic for record in records})
        try:
            offers = [self._offer(record, agencies.get(record.topic)) for record in records]
            await self._commit.submit(offers)
        except Exception as error:
            if _may_pass(error):
                raise
            _log.exception("inbound_batch_failed", records=len(records))
            for record in records:
                await self._handle_alone(record, agencies.get(record.topic))
        for record in records:
            self.applied_ms[record.topic, record.partition] = record.timestamp
        for topic in {record.topic for record in records}:
            count = sum(record.topic == topic for record in records)
            self._metrics.count("records_total", count, topic=topic)

    async def _handle_alone(self, record: Any, agency: str | None) -> None:
        try:
            await self._commit.submit([self._offer(record, agency)])
        except Exception as error:
            if _may_pass(error):
                raise
            at = SourcePosition(record.topic, record.partition, record.offset)
            _log.exception("inbound_record_failed", topic=at.topic, offset=at.offset)
            self._metrics.count("errors_total", kind="internal")
            credential = Credential(record.topic, agency, _SCOPES)
            refusal = Refusal.of(RefusalCode.INTERNAL_FAULT, "")
            await self._commit.submit([refused_offer(record.value or b"", credential, refusal, at)])

    async def _agencies(self, names: Iterable[str]) -> dict[str, str]:
        slugs = {name: self._topics.inbound_slug(name) for name in names}
        async with acquire(self._pool) as connection:
            known = await agencies_of_slugs(connection, slugs.values())
        return {name: known[slug] for name, slug in slugs.items() if slug in known}

    def _offer(self, record: Any, agency: str | None) -> Offer:
        at = SourcePosition(record.topic, record.partition, record.offset)
        raw: bytes = record.value or b""
        credential = Credential(record.topic, agency, _SCOPES)
        if agency is None:
            refusal = Refusal.of(RefusalCode.UNKNOWN_INBOUND_TOPIC, "", topic=record.topic)
            return refused_offer(raw, credential, refusal, at)
        headers = _headers(record)
        if not any(name == _BINARY for name, _ in headers):
            return read_offer(raw, credential, at)
        attributes = [
            (name.removeprefix("ce_"), text) for name, text in headers if name.startswith("ce_")
        ]
        content_type = next((text for name, text in headers if name == "content-type"), None)
        return read_offer(raw, credential, at, attributes=attributes, content_type=content_type)


def _may_pass(error: Exception) -> bool:
    return isinstance(error, Unavailable | Overloaded) or is_unavailable(error)


def _headers(record: Any) -> list[tuple[str, str]]:
    """The record's headers as text; a value that is not UTF-8 fails later, as a field."""
    return [(name, (value or b"").decode("utf-8", "replace")) for name, value in record.headers]
