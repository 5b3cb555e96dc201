"""What must be true of a log and everything derived from it, computed apart from the services.

The oracle folds a whole log in one go with the domain's functions, and knows nothing of
batches, transactions, positions or restarts. The hash chain is written here a second time,
from its description alone.
"""

from __future__ import annotations

import hashlib
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from aiokafka import AIOKafkaConsumer

from contracts.codec import content_digest, decode
from contracts.envelope import AnyEvent
from contracts.render import target_status_message, task_status_message
from contracts.status import (
    STATUS_ADAPTER,
    SWEPT_KEY,
    StatusChanged,
    TargetStatus,
    TaskStatus,
    status_key,
)
from domain.history import History, fold
from domain.status import judge_target
from domain.task_status import judge_task

Status = TargetStatus | TaskStatus
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Logged:
    """A record of a topic."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes
    timestamp_ms: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()

    @property
    def position(self) -> str:
        """The place as ingest tells it."""
        return f"{self.partition}:{self.offset}"


async def read_topic(bootstrap: str, topic: str) -> list[Logged]:
    """Return every record of a topic, from the first offset to the end that it has now."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        found: list[Logged] = []
        while any([await consumer.position(part) < end for part, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [
                    Logged(r.partition, r.offset, r.key, r.value, r.timestamp, tuple(r.headers))
                    for r in records
                ]
        return found
    finally:
        await consumer.stop()


@dataclass(frozen=True, slots=True)
class Read:
    """The records of a log with the events in them, decoded once."""

    records: tuple[Logged, ...]
    events: tuple[AnyEvent, ...]
    digests: tuple[bytes, ...]

    @classmethod
    def of(cls, log: Iterable[Logged]) -> Read:
        """Decode a log."""
        records = tuple(log)
        events = tuple(decode(record.value) for record in records)
        return cls(records, events, tuple(map(content_digest, events)))

    def first_places(self) -> dict[Name, Logged]:
        """The record of each event that stands first in its partition."""
        found: dict[Name, Logged] = {}
        for record, event in zip(self.records, self.events, strict=True):
            name = event.source, event.id
            known = found.get(name)
            if known is None or record.offset < known.offset:
                found[name] = record
        return found

    def names(self) -> dict[str, Name]:
        """The event at each position."""
        pairs = zip(self.records, self.events, strict=True)
        return {record.position: (event.source, event.id) for record, event in pairs}

    def contents(self) -> dict[Name, set[str]]:
        """The digests of content that stand under each event's name."""
        found: dict[Name, set[str]] = defaultdict(set)
        for event, digest in zip(self.events, self.digests, strict=True):
            found[event.source, event.id].add(digest.hex())
        return dict(found)


def histories(events: Iterable[AnyEvent]) -> dict[str, History]:
    """Fold events, subject by subject, in the order given."""
    facts = defaultdict(list)
    for event in events:
        facts[event.subject].append(event.to_domain())
    return {subject: fold(each, onto=History()) for subject, each in facts.items()}


def statuses(folded: Mapping[str, History], as_of: date) -> dict[str, Status]:
    """Judge every target and task of a folded log."""
    found: dict[str, Status] = {}
    for history in folded.values():
        for target_id in history.targets():
            judged = judge_target(history, target_id, as_of).status
            if judged is not None:
                target = target_status_message(judged)
                found[status_key("target", target.target, target.scope)] = target
        for task_id in history.tasks():
            judged_task = judge_task(history, task_id, as_of).status
            if judged_task is not None:
                task = task_status_message(judged_task)
                found[status_key("task", task.task, task.scope)] = task
    return found


def latest_statuses(records: Iterable[Logged]) -> dict[str, StatusChanged]:
    """Return the newest message of each key of the status topic, by `status_seq`."""
    newest: dict[str, tuple[int, Logged]] = {}
    for key, seq, record in _told(records):
        if key not in newest or newest[key][0] < seq:
            newest[key] = seq, record
    return {key: STATUS_ADAPTER.validate_json(record.value) for key, (_, record) in newest.items()}


def latest_seqs(records: Iterable[Logged]) -> dict[str, int]:
    """Return the highest `status_seq` of each key of the status topic."""
    found: dict[str, int] = {}
    for key, seq, _ in _told(records):
        found[key] = max(seq, found.get(key, 0))
    return found


def last_seqs(records: Iterable[Logged]) -> dict[str, int]:
    """Return the `status_seq` with which each key of the status topic ends."""
    ordered = sorted(records, key=lambda record: (record.partition, record.offset))
    return {key: seq for key, seq, _ in _told(ordered)}


def _told(records: Iterable[Logged]) -> Iterator[tuple[str, int, Logged]]:
    for record in records:
        if record.key != SWEPT_KEY.encode():
            seq = orjson.loads(record.value)["data"]["status_seq"]
            yield (record.key or b"").decode(), seq, record


def chain_heads(log: Sequence[Logged]) -> dict[int, bytes]:
    """Return the head of each partition's hash chain."""
    heads: dict[int, bytes] = {}
    for record in sorted(log, key=lambda one: (one.partition, one.offset)):
        number = record.partition
        before = heads.get(number, _sha256(b"chitieu.log.v1" + struct.pack(">i", number)))
        heads[number] = _sha256(before + _sha256(_written(record)))
    return heads


def _written(record: Logged) -> bytes:
    def long(text: bytes | None) -> bytes:
        return struct.pack(">i", -1) if text is None else struct.pack(">i", len(text)) + text

    headers = b"".join(long(name.encode()) + long(value) for name, value in record.headers)
    return (
        struct.pack(">qq", record.offset, record.timestamp_ms)
        + long(record.key)
        + struct.pack(">i", len(record.headers))
        + headers
        + long(record.value)
    )


def _sha256(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()
