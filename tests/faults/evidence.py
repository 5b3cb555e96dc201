"""Everything that the checker reads, gathered once nothing moves any more.

The whole log and the other topics are read from Kafka itself, past the proxies; what the
services keep is read by their superuser.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import asyncpg
import orjson

from contracts.alert_topic import is_beside
from contracts.alerts import AlertData
from contracts.rejections import Rejection
from contracts.status import TargetStatus, TaskStatus, status_key
from infra.postgres import Session
from infra.sql import load_queries
from services.alerts.configuration.document import TOLD
from tests.faults.history import Attempt, read_history
from tests.faults.oracle import Logged, Name, Status, latest_seqs, read_topic
from tests.faults.stack import DAY, Stage
from tests.faults.struck import Struck
from tests.faults.workload import AGENCIES, SILENT, SILENT_TARGETS

SQL = load_queries("tests.faults", "evidence.sql")
QUIET_WITHIN_SECONDS = 120.0
CHANNEL_EVENTS = frozenset(f"alert_{word}" for word in TOLD)


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the facts: where its event stands, and its bytes."""

    partition: int
    offset: int
    record: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """How a service ended when asked to, at the end of a round."""

    exit_code: int
    seconds: float


@dataclass(slots=True)
class Evidence:
    """One round, as it was found."""

    as_of: date = DAY
    history: list[Attempt] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)
    inbound: dict[str, list[Logged]] = field(default_factory=dict)
    rejected_topic: list[Logged] = field(default_factory=list)
    status_topic: list[Logged] = field(default_factory=list)
    alerts_topic: list[Logged] = field(default_factory=list)
    facts: dict[Name, Fact] = field(default_factory=dict)
    ledger: dict[Name, tuple[str, str | None]] = field(default_factory=dict)
    """By event: the digest of its content, and its position."""
    statuses: dict[str, Status] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)
    chain: dict[int, bytes | None] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    open_alerts: list[AlertData] = field(default_factory=list)
    channel: list[tuple[str, int]] = field(default_factory=list)
    """The (alert, seq) of each line of the channel log, in order, over all starts."""
    quarantined: int = 0
    parked: int = 0
    struck: list[Struck] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)
    peak_rss_mib: dict[str, float] = field(default_factory=dict)
    deaths: list[str] = field(default_factory=list)
    """Services that ended by themselves, each with its exit code."""
    answers: dict[int, int] = field(default_factory=dict)
    unkind: list[str] = field(default_factory=list)
    refused_under_load: int | None = None
    not_proved: str | None = None
    """What a rebuild that compares itself with live, byte for byte, found to differ."""
    went_on: str | None = None
    """What was wrong with what the projector did when its log was made anew under it."""


async def until_quiet(stage: Stage, within_seconds: float = QUIET_WITHIN_SECONDS) -> None:
    """Wait until all that was begun is through.

    Raises:
        AssertionError: something still waits after the time given; the text says what.
    """
    connection = await asyncpg.connect(stage.database_url)
    try:
        deadline = time.monotonic() + within_seconds
        while waits := await _waits(stage, connection):
            assert time.monotonic() < deadline, f"still to do: {waits}"
            await asyncio.sleep(0.25)
    finally:
        await connection.close()


async def _waits(stage: Stage, connection: Session) -> dict[str, object]:
    """What is yet to be done; the topics are read only where the tables say that nothing is."""
    row = await connection.fetchrow(SQL["progress"], SILENT_TARGETS)
    assert row is not None
    waits = {
        "reserved events": row["unpositioned"],
        "rejections to tell": row["untold_rejections"],
        "statuses to tell": row["queued"],
        "alerts to tell": row["outbox"],
        "absences to settle": SILENT - row["silent"],
    }
    if not any(waits.values()):
        waits = await _waiting_on_topics(stage, connection, row["applied"], row["taken"])
    return {name: number for name, number in waits.items() if number != 0}


async def _waiting_on_topics(
    stage: Stage, connection: Session, applied: int, taken: int
) -> dict[str, int]:
    topics = stage.topics
    log, told, inbound = await asyncio.gather(
        read_topic(stage.bootstrap, topics.events.name),
        read_topic(stage.bootstrap, topics.status.name),
        _inbound(stage),
    )
    known = {(each["agency"], each["id"]) for each in await connection.fetch(SQL["ledger"])}
    rejected = {
        (found.source_topic, found.source_partition, found.source_offset)
        for found in await _rejections(connection)
    }
    undecided = sum(
        _name_of(record) not in known and (topic, record.partition, record.offset) not in rejected
        for topic, records in inbound.items()
        for record in records
    )
    return {
        "records to apply": len(log) - applied,
        "inbound records": undecided,
        "statuses to take in": sum(latest_seqs(told).values()) - taken,
    }


def _name_of(record: Logged) -> Name:
    event = orjson.loads(record.value)
    return event["source"], event["id"]


async def gather(stage: Stage, diaries: Iterable[Path]) -> Evidence:
    """Read everything; the services may go on, as nothing moves."""
    topics = stage.topics
    wanted = (topics.events, topics.status, topics.alerts, topics.rejected)
    log, status, alerts, rejected = await asyncio.gather(
        *(read_topic(stage.bootstrap, topic.name) for topic in wanted)
    )
    found = Evidence(
        history=read_history(diaries),
        log=log,
        inbound=await _inbound(stage),
        status_topic=status,
        alerts_topic=[one for one in alerts if not is_beside(one.value)],
        rejected_topic=rejected,
        channel=list(_channel(stage.victims["alerts"].logs())),
        peak_rss_mib={name: victim.peak_rss_mib for name, victim in stage.victims.items()},
        deaths=[f"{name}: {code}" for name, each in stage.victims.items() for code in each.deaths],
    )
    connection = await asyncpg.connect(stage.database_url)
    try:
        await _read_tables(connection, found)
    finally:
        await connection.close()
    return found


async def _read_tables(connection: Session, found: Evidence) -> None:
    for row in await connection.fetch(SQL["facts"]):
        name = row["agency"], row["event_id"]
        found.facts[name] = Fact(row["partition"], row["offset"], row["record"])
    for row in await connection.fetch(SQL["ledger"]):
        at = None if row["offset"] is None else f"{row['partition']}:{row['offset']}"
        found.ledger[row["agency"], row["id"]] = row["digest"], at
    for row in await connection.fetch(SQL["statuses"]):
        key, status = _status(row["status"])
        found.statuses[key] = status
    for row in await connection.fetch(SQL["positions"]):
        found.positions[row["partition"]] = row["next_offset"]
        found.chain[row["partition"]] = row["chain_sha256"]
    found.rejections = await _rejections(connection)
    rows = await connection.fetch(SQL["open"])
    found.open_alerts = [AlertData.model_validate_json(row["body"]) for row in rows]
    found.quarantined = await connection.fetchval(SQL["quarantined"])
    found.parked = await connection.fetchval(SQL["parked"])


def _status(text: str) -> tuple[str, Status]:
    if json.loads(text)["kind"] == "target":
        target = TargetStatus.model_validate_json(text)
        return status_key("target", target.target, target.scope), target
    task = TaskStatus.model_validate_json(text)
    return status_key("task", task.task, task.scope), task


async def _rejections(connection: Session) -> list[Rejection]:
    rows = await connection.fetch(SQL["rejections"])
    return [Rejection.model_validate_json(row["body"]) for row in rows]


async def _inbound(stage: Stage) -> dict[str, list[Logged]]:
    names = [stage.topics.inbound(agency).name for agency in AGENCIES]
    read = await asyncio.gather(*(read_topic(stage.bootstrap, name) for name in names))
    return dict(zip(names, read, strict=True))


def _channel(logs: Iterable[Path]) -> Iterable[tuple[str, int]]:
    for log in logs:
        for line in log.read_bytes().splitlines():
            if b"chitieu.alerts.channel" in line:
                said = _parsed(line)
                if said.get("event") in CHANNEL_EVENTS:
                    yield str(said["alert"]), int(str(said["seq"]))


def _parsed(line: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}  # cut short by a kill
    return said if isinstance(said, dict) else {}
