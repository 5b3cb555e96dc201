"""Hold a finished run against the promises: nothing lost, nothing doubled, all derivable.

Everything is compared with what the oracle derives from the log by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import asyncpg

from contracts.alerts import ALERT_ADAPTER, AlertData, Evidence
from contracts.codec import decode
from contracts.render import target_status_message
from contracts.status import TargetStatus, TaskStatus, status_key
from contracts.topics import Topics
from domain.history import fold
from domain.status import judge_target
from infra.sql import load_queries
from services.alerts.assess import Parameters, assess
from services.alerts.lifecycle import rederived
from tests.faults.oracle import Logged, expect, latest_statuses, read_topic

SQL = load_queries("tests.faults", "checker.sql")
PARAMETERS = Parameters()
_K = TypeVar("_K")
QUIET_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run was found to hold."""

    log_records: int
    events: int
    acknowledged: int
    targets: int
    open_alerts: int
    decisions: int


@dataclass(slots=True)
class Checker:
    """Checks one run on its Kafka and PostgreSQL, as of its business day."""

    bootstrap: str
    database_url: str
    topics: Topics
    as_of: date
    silent_targets: int

    async def check(self, acknowledged: dict[tuple[str, str], str]) -> Checked:
        """Wait until nothing moves any more, then check every promise."""
        connection = await asyncpg.connect(self.database_url)
        try:
            await self._until_quiet(connection)
            log = await read_topic(self.bootstrap, self.topics.events.name)
            expected = expect(log, self.as_of)
            for name, position in acknowledged.items():
                assert expected.positions.get(position) == name, f"{name} is not at {position}"
            await self._check_rows(connection, expected.events.keys(), expected.statuses)
            statuses = latest_statuses(await read_topic(self.bootstrap, self.topics.status.name))
            told = {key: message.data.status for key, message in statuses.items()}
            assert told == expected.statuses, _differ(told, expected.statuses)
            open_alerts = await self._check_open_alerts(connection, expected.statuses)
            decisions = await self._check_decisions(log)
        finally:
            await connection.close()
        return Checked(
            log_records=len(log),
            events=len(expected.events),
            acknowledged=len(acknowledged),
            targets=len(expected.statuses),
            open_alerts=open_alerts,
            decisions=decisions,
        )

    async def _until_quiet(self, connection: asyncpg.Connection) -> None:
        deadline = time.monotonic() + QUIET_SECONDS
        while True:
            log = await read_topic(self.bootstrap, self.topics.events.name)
            statuses = latest_statuses(await read_topic(self.bootstrap, self.topics.status.name))
            row = await connection.fetchrow(SQL["progress"])
            assert row is not None
            done = {
                "log applied": row["applied"] == len(log),
                "reserved events positioned": row["unpositioned"] == 0,
                "statuses sent": row["queued"] == 0,
                "statuses taken in": row["taken"]
                == sum(message.data.status_seq for message in statuses.values()),
                "alerts sent": row["outbox"] == 0,
                "absences settled": row["silent"] == self.silent_targets,
            }
            if all(done.values()):
                return
            assert time.monotonic() < deadline, (done, dict(row))
            await asyncio.sleep(0.5)

    async def _check_rows(
        self,
        connection: asyncpg.Connection,
        events: Iterable[tuple[str, str]],
        statuses: dict[str, TargetStatus | TaskStatus],
    ) -> None:
        facts = {(row["agency"], row["event_id"]) for row in await connection.fetch(SQL["facts"])}
        assert facts == set(events), "facts and distinct events of the log differ"
        rows: dict[str, TargetStatus | TaskStatus] = {}
        for row in await connection.fetch(SQL["targets"]):
            status = TargetStatus.model_validate_json(row["status"])
            rows[status_key("target", status.target, status.scope)] = status
        for row in await connection.fetch(SQL["tasks"]):
            task = TaskStatus.model_validate_json(row["status"])
            rows[status_key("task", task.task, task.scope)] = task
        assert rows == statuses, _differ(rows, statuses)

    async def _check_open_alerts(
        self, connection: asyncpg.Connection, statuses: dict[str, TargetStatus | TaskStatus]
    ) -> int:
        """Open alerts, by target, class and evidence, are those an undisturbed run opens."""
        wanted: dict[tuple[str, str], Evidence | None] = {}
        for status in statuses.values():
            if isinstance(status, TargetStatus):
                found = assess(status, self.as_of, parameters=PARAMETERS)
                if found.risk is not None:
                    wanted[status.target, found.risk.value] = found.evidence
        bodies = [
            AlertData.model_validate_json(r["body"]) for r in await connection.fetch(SQL["open"])
        ]
        stand: dict[tuple[str, str], Evidence | None] = {
            (body.target, body.evidence.risk): body.evidence for body in bodies
        }
        assert len(stand) == len(bodies), "a target has two open alerts"
        assert stand == wanted, _differ(stand, wanted)
        return len(stand)

    async def _check_decisions(self, log: list[Logged]) -> int:
        """Every recorded decision is derived again from the log up to where it was known."""
        by_partition: dict[int, list[tuple[int, Logged]]] = defaultdict(list)
        for record in log:
            partition, offset = map(int, record.position.split(":"))
            by_partition[partition].append((offset, record))
        told: dict[tuple[str, int], bytes] = {}
        for record in await read_topic(self.bootstrap, self.topics.alerts.name):
            said = ALERT_ADAPTER.validate_json(record.value).data
            name = (str(said.alert), said.seq)
            assert told.setdefault(name, record.value) == record.value, f"{name} has two contents"
            differences = self._rederive(said, by_partition)
            assert not differences, (name, differences)
        last: dict[str, int] = {}
        for alert, seq in sorted(told):
            assert seq == last.get(alert, 0) + 1, f"{alert} lacks a change before {seq}"
            last[alert] = seq
        return len(told)

    def _rederive(
        self, said: AlertData, by_partition: dict[int, list[tuple[int, Logged]]]
    ) -> tuple[str, ...]:
        partition, known = map(int, said.decision.known_at.split(":"))
        subject = f"indicator/{said.indicator}".encode()
        facts = [
            decode(record.value).to_domain()
            for offset, record in by_partition[partition]
            if offset <= known and record.key == subject
        ]
        status = judge_target(fold(facts), said.target, said.decision.as_of).status
        assert status is not None
        return rederived(said, target_status_message(status), PARAMETERS)


def _differ(left: Mapping[_K, object], right: Mapping[_K, object]) -> str:
    keys = [key for key in {*left, *right} if left.get(key) != right.get(key)]
    first = [(key, left.get(key), right.get(key)) for key in keys[:1]]
    return f"{len(keys)} differ, such as {first}"
