"""What must be true of a log and everything derived from it, computed apart from the services.

The oracle reads the whole log from its first record, folds it in one go with the domain's
functions, and knows nothing of batches, transactions, positions or restarts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aiokafka import AIOKafkaConsumer

from contracts.codec import content_digest, decode
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


@dataclass(frozen=True, slots=True)
class Logged:
    """A record of a topic."""

    position: str
    key: bytes | None
    value: bytes


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
                found += [Logged(f"{r.partition}:{r.offset}", r.key, r.value) for r in records]
        return found
    finally:
        await consumer.stop()


@dataclass(frozen=True, slots=True)
class Expected:
    """What the log amounts to on a day."""

    events: dict[tuple[str, str], bytes]
    positions: dict[str, tuple[str, str]]
    statuses: dict[str, TargetStatus | TaskStatus]


def expect(log: Iterable[Logged], as_of: date) -> Expected:
    """Fold a whole log; refuse one that holds two contents under one event id."""
    events: dict[tuple[str, str], bytes] = {}
    positions: dict[str, tuple[str, str]] = {}
    histories: dict[str, History] = defaultdict(History)
    for record in log:
        event = decode(record.value)
        name, digest = (event.source, event.id), content_digest(event)
        assert events.setdefault(name, digest) == digest, f"two contents under {name}"
        assert record.key == event.subject.encode(), f"{record.position} has another key"
        positions[record.position] = name
        histories[event.subject] = fold([event.to_domain()], histories[event.subject])
    return Expected(events, positions, _statuses(histories.values(), as_of))


def _statuses(histories: Iterable[History], as_of: date) -> dict[str, TargetStatus | TaskStatus]:
    found: dict[str, TargetStatus | TaskStatus] = {}
    for history in histories:
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
    newest: dict[str, StatusChanged] = {}
    for record in records:
        if record.key == SWEPT_KEY.encode():
            continue
        message = STATUS_ADAPTER.validate_json(record.value)
        key = (record.key or b"").decode()
        known = newest.get(key)
        if known is None or known.data.status_seq < message.data.status_seq:
            newest[key] = message
    return newest
