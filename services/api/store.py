"""Read the projector's views and the alerts, in one snapshot per answer.

Every answer is read inside one REPEATABLE READ, read-only transaction, so that the rows and
the log positions beside them belong to the same moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from contracts.budgets import ProjectState
from contracts.status import TargetStatus, TaskStatus
from domain.identity import EventRef
from domain.plan import Plan
from infra.clock import Clock
from infra.key_ring import KeyRing
from infra.postgres import Connection, Pool, acquire
from infra.sql import load_queries
from services.api.filters import TargetFilter, TaskFilter
from services.api.known import Cut, KnownAt
from services.api.known_store import find_cut
from services.api.rows import (
    Agency,
    IndicatorRow,
    Known,
    LoggedEvent,
    LoggedRecord,
    PlanBody,
    Position,
    event_of,
    plan_of,
    target_of,
    task_of,
)

SUBJECTS_MAX = 1_000
"""Targets, or tasks, of one plan at most in one answer; a plan has 500 rows at most."""
AGENCIES_MAX = 5_000
DEFINITIONS_MAX = 200
READING_SECONDS_MAX = 5.0
"""A server that hangs is a server that is away: the reader is told so after this long."""

_SQL = load_queries("services.api")


class TooMany(Exception):
    """An answer would need more rows than one answer may: more than `limit` of `what`."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"more than {limit} {what}")
        self.what = what
        self.limit = limit


class Reading:
    """One consistent look at the read model; used inside `Store.reading()` only.

    After `limit_to` every record that it returns was known then; stored rows (targets, tasks,
    plans, projects, alerts) are always those of now.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: list[int] | None = None

    async def cut(self, known: KnownAt, now: datetime) -> Cut:
        """Return which records were known then. Raises KnownAtOutOfRange."""
        return await find_cut(self._connection, known, await self.positions(), now)

    def limit_to(self, cut: Cut | None) -> None:
        """Leave out all records beyond a cut; None: none that has been applied."""
        self._known = list(cut.next_offsets) if cut is not None else None

    async def fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Return what another statement finds in the same look."""
        return await self._connection.fetch(query, *arguments)

    async def positions(self) -> tuple[Position, ...]:
        """How far each partition has been applied."""
        rows = await self._connection.fetch(_SQL["positions"])
        return tuple(Position(**dict(row)) for row in rows)

    async def agencies(self) -> dict[str, Agency]:
        """The directory, by agency id."""
        rows = await self._connection.fetch(_SQL["agencies"], AGENCIES_MAX)
        return {row["agency_id"]: Agency(**dict(row)) for row in rows}

    async def plans(self, *, after: str | None, limit: int) -> list[Plan]:
        """Plans by id, without their rows."""
        rows = await self._connection.fetch(_SQL["plans"], after, limit)
        return [plan_of(row, PlanBody()) for row in rows]

    async def plan(self, plan_id: str) -> Plan | None:
        """One plan with its rows and duties."""
        row = await self._connection.fetchrow(_SQL["plan"], plan_id)
        return plan_of(row, PlanBody.model_validate_json(row["body"])) if row else None

    async def plans_named(self, plan_ids: Sequence[str]) -> list[Plan]:
        """Plans with their rows and duties, by id; those that are not there are left out."""
        rows = await self._connection.fetch(_SQL["plans_named"], list(plan_ids))
        return [plan_of(row, PlanBody.model_validate_json(row["body"])) for row in rows]

    async def targets_of_plan(self, plan_id: str) -> list[Known[TargetStatus]]:
        """All targets of a plan, withdrawn ones too. Raises TooMany."""
        rows = await self._connection.fetch(_SQL["targets_of_plan"], plan_id, SUBJECTS_MAX + 1)
        return [target_of(row) for row in _bounded(rows, "targets", SUBJECTS_MAX)]

    async def tasks_of_plan(self, plan_id: str) -> list[Known[TaskStatus]]:
        """All tasks of a plan, withdrawn ones too. Raises TooMany."""
        rows = await self._connection.fetch(_SQL["tasks_of_plan"], plan_id, SUBJECTS_MAX + 1)
        return [task_of(row) for row in _bounded(rows, "tasks", SUBJECTS_MAX)]

    async def targets(
        self, only: TargetFilter, *, after: str | None, limit: int
    ) -> list[Known[TargetStatus]]:
        """Targets by id."""
        filters = (only.plan, only.verdict, only.phase, only.lead, only.indicator, only.text)
        rows = await self._connection.fetch(_SQL["targets"], *filters, after, limit)
        return [target_of(row) for row in rows]

    async def tasks(
        self, only: TaskFilter, *, after: str | None, limit: int
    ) -> list[Known[TaskStatus]]:
        """Tasks by id."""
        filters = (only.plan, only.state, only.phase, only.lead, only.overdue, only.text)
        rows = await self._connection.fetch(_SQL["tasks"], *filters, after, limit)
        return [task_of(row) for row in rows]

    async def target(self, target_id: str) -> Known[TargetStatus] | None:
        """One target."""
        row = await self._connection.fetchrow(_SQL["target"], target_id)
        return target_of(row) if row else None

    async def task(self, task_id: str) -> Known[TaskStatus] | None:
        """One task."""
        row = await self._connection.fetchrow(_SQL["task"], task_id)
        return task_of(row) if row else None

    async def definitions(self, indicator_id: str) -> list[bytes]:
        """The records that define an indicator, in any order. Raises TooMany."""
        limit = DEFINITIONS_MAX
        rows = await self._connection.fetch(
            _SQL["definitions"], indicator_id, limit + 1, self._known
        )
        return [row["record"] for row in _bounded(rows, "definitions", limit)]

    async def indicators(
        self, text: str | None, *, after: str | None, limit: int
    ) -> list[IndicatorRow]:
        """Indicators by id."""
        rows = await self._connection.fetch(_SQL["indicators"], text, after, limit)
        return [IndicatorRow(**dict(row)) for row in rows]

    async def projects(self, plan_id: str) -> list[ProjectState]:
        """The projects of a plan with their amounts, in any order. Raises TooMany."""
        rows = await self._connection.fetch(_SQL["projects_of_plan"], plan_id, SUBJECTS_MAX + 1)
        bodies = [row["body"] for row in _bounded(rows, "projects", SUBJECTS_MAX)]
        return [ProjectState.model_validate_json(body) for body in bodies]

    async def money_records(self, plan_id: str, *, limit: int) -> list[bytes]:
        """The records of all that is said of the money of a plan's projects. Raises TooMany."""
        rows = await self._connection.fetch(_SQL["money_of_plan"], plan_id, limit + 1, self._known)
        return [row["record"] for row in _bounded(rows, "facts", limit)]

    async def subjects_of_plan(self, plan_id: str) -> list[str]:
        """The subjects of all targets and tasks that are, were or will be a plan's.

        Raises TooMany.
        """
        limit = 2 * SUBJECTS_MAX
        rows = await self._connection.fetch(
            _SQL["subjects_of_plan"], plan_id, limit + 1, self._known
        )
        return [row["subject"] for row in _bounded(rows, "subjects", limit)]

    async def subjects_of_target(self, target_id: str) -> list[str]:
        """The subjects on which a target is, was or will be set. Raises TooMany."""
        limit = SUBJECTS_MAX
        rows = await self._connection.fetch(
            _SQL["subjects_of_target"], target_id, limit + 1, self._known
        )
        return [row["subject"] for row in _bounded(rows, "subjects", limit)]

    async def records(self, subjects: Sequence[str], *, limit: int) -> list[bytes]:
        """The records of all facts of some subjects, in any order. Raises TooMany."""
        rows = await self._connection.fetch(
            _SQL["facts_of_subjects"], list(subjects), limit + 1, self._known
        )
        return [row["record"] for row in _bounded(rows, "facts", limit)]

    async def logged(self, subjects: Sequence[str], *, limit: int) -> list[LoggedRecord]:
        """The records of all facts of some subjects with their places. Raises TooMany."""
        rows = await self._connection.fetch(
            _SQL["facts_of_subjects"], list(subjects), limit + 1, self._known
        )
        return [LoggedRecord(**dict(row)) for row in _bounded(rows, "facts", limit)]

    async def directory_records(self) -> list[bytes]:
        """The records of all that was ever said of agencies, in any order. Raises TooMany."""
        limit = 2 * AGENCIES_MAX
        rows = await self._connection.fetch(_SQL["directory"], limit + 1, self._known)
        return [row["record"] for row in _bounded(rows, "facts", limit)]

    async def plan_records(self, *, limit: int) -> list[bytes]:
        """The records of all that was ever said of plans, in any order. Raises TooMany."""
        rows = await self._connection.fetch(_SQL["plans_stated"], limit + 1, self._known)
        return [row["record"] for row in _bounded(rows, "facts", limit)]

    async def subjects_of_agency(
        self, agency: str, groups: Sequence[str], *, plan: str | None
    ) -> list[tuple[str, str]]:
        """The subjects, each with its plan, on which an agency may owe a report. Raises TooMany."""
        limit = 2 * SUBJECTS_MAX
        rows = await self._connection.fetch(
            _SQL["subjects_of_agency"], agency, list(groups), plan, limit + 1
        )
        return [(row["subject"], row["plan_id"]) for row in _bounded(rows, "subjects", limit)]

    async def events(self, refs: Sequence[EventRef]) -> dict[EventRef, LoggedEvent]:
        """The events of some references, where they have been applied."""
        wanted = ([ref.agency for ref in refs], [ref.id for ref in refs])
        rows = await self._connection.fetch(_SQL["facts_by_event"], *wanted)
        return {event.ref: event for event in map(event_of, rows)}


class Store:
    """Opens readings on a pool whose role can only select; each ends within a time limit."""

    def __init__(self, pool: Pool, *, reading_seconds: float = READING_SECONDS_MAX) -> None:
        self._pool = pool
        self._reading_seconds = reading_seconds

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Open one consistent look. Raises what `infra.postgres.is_unavailable` knows."""
        async with (
            asyncio.timeout(self._reading_seconds),
            acquire(self._pool) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Reading(connection)

    def key_ring(self, clock: Clock) -> KeyRing:
        """Return what checks the keys that requests present."""
        return KeyRing(self._pool, clock, find=_SQL["find_key"])

    async def next_offset(self, partition: int) -> int:
        """The first offset of a partition not yet applied; 0 where nothing is."""
        async with acquire(self._pool) as connection:
            found = await connection.fetchval(_SQL["position_of"], partition)
        return int(found) if found is not None else 0


def _bounded(rows: list[asyncpg.Record], what: str, limit: int) -> list[asyncpg.Record]:
    if len(rows) > limit:
        raise TooMany(what, limit)
    return rows
