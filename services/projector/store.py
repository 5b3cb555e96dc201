"""The projector's statements, in terms of what they are about. All run inside a transaction.

Columns travel as arrays, one statement for any number of rows, in the order of their keys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.status import TargetStatus, TaskStatus
from domain.plan import Agency, AgencyStated, Indicator, IndicatorStated, Plan, PlanStated
from services.projector.chain import begin
from services.projector.fold import Admitted, LogRecord, StatusRow, SubjectRows
from services.projector.session import LiveSession


@dataclass(frozen=True, slots=True)
class Witness:
    """The last record applied: its place, time, and the SHA-256 of its value."""

    offset: int
    timestamp_ms: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Position:
    """Where a partition stands: the next record to apply, and the day it is judged as of.

    `chain` is the head of its hash chain; none if the version is older than chains are.
    """

    partition: int
    next_offset: int
    swept_to: date
    witness: Witness | None = None
    chain: bytes | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """From a position to the one behind the last record of a batch."""

    before: Position
    to_offset: int
    witness: Witness
    chain: bytes | None = None

    @property
    def after(self) -> Position:
        """The position once the move is committed."""
        before, to, seen = self.before, self.to_offset, self.witness
        return replace(before, next_offset=to, witness=seen, chain=self.chain)


async def read_positions(session: LiveSession, partitions: Iterable[int]) -> dict[int, Position]:
    """Return the positions of partitions that have one."""
    rows = await session.fetch("positions", list(partitions))
    return {
        row["partition"]: Position(
            row["partition"],
            row["next_offset"],
            row["swept_to"],
            None
            if row["witness_offset"] is None
            else Witness(row["witness_offset"], row["witness_timestamp_ms"], row["witness_sha256"]),
            row["chain_sha256"],
        )
        for row in rows
    }


async def insert_positions(session: LiveSession, partitions: Sequence[int], swept_to: date) -> None:
    """Begin partitions at their first record, judged as of a day; those that stand, stand."""
    await session.fetch("insert_positions", partitions, [*map(begin, partitions)], swept_to)


async def move_positions(session: LiveSession, moves: Sequence[Move]) -> bool:
    """Move positions by compare-and-set; False where any of them was no longer there."""
    columns = _columns(
        8,
        [
            (
                move.before.partition,
                move.before.next_offset,
                move.to_offset,
                move.before.swept_to,
                move.witness.offset,
                move.witness.timestamp_ms,
                move.witness.sha256,
                move.chain,
            )
            for move in moves
        ],
    )
    return len(await session.fetch("move_positions", *columns)) == len(moves)


async def move_day(session: LiveSession, position: Position, day: date) -> bool:
    """Move the day that a partition is judged as of; False where it is no longer there."""
    moved = await session.fetch(
        "move_day", position.partition, position.next_offset, position.swept_to, day
    )
    return len(moved) == 1


async def insert_facts(session: LiveSession, batch: Sequence[Admitted]) -> set[tuple[int, int]]:
    """Keep events not yet known; return the (partition, offset) of those that were new."""
    columns = _columns(
        9,
        [
            (
                one.agency,
                one.event_id,
                one.subject,
                one.type,
                one.partition,
                one.offset,
                one.occurred_at,
                one.received_at,
                one.record,
            )
            for one in batch
        ],
    )
    return {(row[0], row[1]) for row in await session.fetch("insert_facts", *columns)}


async def load_facts(session: LiveSession, subjects: Sequence[str]) -> AsyncIterator[LogRecord]:
    """Return all records kept of these subjects, in no order."""
    async for row in session.pieces("facts_of_subjects", list(subjects)):
        yield LogRecord(row[0], row[1], 0, row[2].encode(), row[3])


async def subjects_due(session: LiveSession, partition: int, day: date) -> list[str]:
    """Return the subjects whose answer may change by that day though nothing is reported."""
    rows = await session.fetch("subjects_due", partition, day)
    return [row["subject"] for row in rows]


async def save_rows(session: LiveSession, derived: Sequence[SubjectRows]) -> None:
    """Write all rows of subjects, as readers see them."""
    ordered = sorted(derived, key=lambda rows: rows.subject)
    await _save_stated(session, ordered)
    await _save_projects(session, ordered)
    statuses = sorted(
        (status for rows in ordered for status in rows.statuses), key=lambda row: row.key
    )
    await _save_statuses(session, [row for row in statuses if row.shown])
    await _run(
        session,
        "save_subjects",
        3,
        [(rows.subject, rows.partition, rows.review_after) for rows in ordered],
    )


async def _save_stated(session: LiveSession, ordered: Sequence[SubjectRows]) -> None:
    agencies: list[tuple[object, ...]] = []
    plans: list[tuple[object, ...]] = []
    indicators: list[tuple[object, ...]] = []
    for rows in ordered:
        if rows.stated is None:
            continue
        match rows.stated.fact:
            case AgencyStated(agency=agency):
                agencies.append(_agency_columns(agency, rows.stated.body))
            case PlanStated(plan=plan):
                plans.append(_plan_columns(plan, rows.stated.body))
            case IndicatorStated(indicator=indicator):
                indicators.append(_indicator_columns(indicator, rows.stated.body))
    await _run(session, "save_agencies", 7, agencies)
    await _run(session, "save_plans", 9, plans)
    await _run(session, "save_indicators", 6, indicators)


def _agency_columns(it: Agency, body: bytes) -> tuple[object, ...]:
    return (it.id, it.name, it.short_name, it.kind, ",".join(it.members), it.parent, body)


def _plan_columns(it: Plan, body: bytes) -> tuple[object, ...]:
    return (
        it.id,
        it.issuer,
        it.title,
        it.number,
        it.issued_on,
        it.provisional_key,
        it.period.code,
        it.focal_point,
        body,
    )


def _indicator_columns(it: Indicator, body: bytes) -> tuple[object, ...]:
    return (it.id, it.definition, it.name, it.unit, it.higher_is_better, body)


async def _save_projects(session: LiveSession, ordered: Sequence[SubjectRows]) -> None:
    """Write projects anew: one whose amounts were all withdrawn is there no more."""
    ids = [
        rows.subject.partition("/")[2] for rows in ordered if rows.subject.startswith("project/")
    ]
    if ids:
        await session.fetch("forget_projects", ids)
    columns = [
        (
            row.state.project,
            row.state.plan,
            row.state.row,
            row.state.agency,
            row.partition,
            row.known_offset,
            row.body,
        )
        for rows in ordered
        for row in rows.projects
    ]
    await _run(session, "save_projects", 7, columns)


async def _save_statuses(session: LiveSession, rows: Sequence[StatusRow]) -> None:
    targets: list[tuple[object, ...]] = []
    tasks: list[tuple[object, ...]] = []
    for row in rows:
        if isinstance(row.status, TargetStatus):
            targets.append(_target_columns(row, row.status))
        else:
            tasks.append(_task_columns(row, row.status))
    await _run(session, "save_targets", 22, targets)
    await _run(session, "save_tasks", 22, tasks)


def _target_columns(row: StatusRow, it: TargetStatus) -> tuple[object, ...]:
    return (
        it.target,
        it.indicator,
        it.plan,
        it.row,
        it.number,
        it.section,
        it.text,
        it.scope,
        it.unit,
        it.due_on,
        ",".join(it.lead),
        ",".join(it.coordinators),
        it.phase,
        it.provisional_verdict,
        it.reason,
        it.official_verdict,
        it.official_reason,
        it.estimated,
        it.value_text,
        row.partition,
        row.known_offset,
        row.payload,
    )


def _task_columns(row: StatusRow, it: TaskStatus) -> tuple[object, ...]:
    return (
        it.task,
        it.plan,
        it.row,
        it.number,
        it.section,
        it.text,
        it.scope,
        it.due_on,
        ",".join(it.lead),
        ",".join(it.coordinators),
        it.phase,
        it.state,
        it.state_phrase,
        it.state_on,
        it.overdue,
        it.provisional_verdict,
        it.reason,
        it.official_verdict,
        it.official_reason,
        row.partition,
        row.known_offset,
        row.payload,
    )


async def _run(
    session: LiveSession, name: str, width: int, rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        await session.fetch(name, *_columns(width, rows))


def _columns(width: int, rows: Sequence[tuple[object, ...]]) -> list[Any]:
    """Turn rows into one list per column, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
