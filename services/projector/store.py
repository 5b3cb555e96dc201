"""The projector's statements, in terms of what they are about. All run inside a transaction.

Columns travel as arrays, one statement for any number of rows, in the order of their keys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.projector.chain import begin
from services.projector.fold import Admitted, LogRecord, SubjectRows
from services.projector.rows import Row, rows_of
from services.projector.session import LiveSession


class PositionMoved(Exception):
    """Another process wrote this partition, or another version is live: read positions again."""


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


async def load_facts(
    session: LiveSession, subjects: Sequence[str]
) -> AsyncIterator[tuple[str, LogRecord]]:
    """Return all records kept of these subjects, each with its subject, in no order."""
    async for row in session.pieces("facts_of_subjects", list(subjects)):
        yield row[2], LogRecord(row[0], row[1], 0, row[2].encode(), row[3])


async def subjects_due(session: LiveSession, partition: int, day: date) -> list[str]:
    """Return the subjects whose answer may change by that day though nothing is reported."""
    rows = await session.fetch("subjects_due", partition, day)
    return [row["subject"] for row in rows]


async def save_rows(session: LiveSession, derived: Sequence[SubjectRows]) -> None:
    """Write all rows of subjects, as readers see them."""
    rows = rows_of(sorted(derived, key=lambda one: one.subject))
    for name in ("agencies", "plans", "indicators"):
        await _run(session, f"save_{name}", rows[name])
    await _save_projects(session, derived, rows["projects"])
    # Their key is not the subject's: targets of several plans hang on one indicator.
    for name in ("targets", "tasks"):
        await _run(session, f"save_{name}", sorted(rows[name], key=_id))
    await _run(session, "save_subjects", rows["subjects"])


async def _save_projects(
    session: LiveSession, derived: Sequence[SubjectRows], projects: Sequence[Row]
) -> None:
    """Write projects anew: one whose amounts were all withdrawn is there no more."""
    ids = sorted(
        one.subject.partition("/")[2] for one in derived if one.subject.startswith("project/")
    )
    if ids:
        await session.fetch("forget_projects", ids)
    await _run(session, "save_projects", projects)


def _id(row: Row) -> str:
    return str(row[0])


async def _run(session: LiveSession, name: str, rows: Sequence[Row]) -> None:
    if rows:
        await session.fetch(name, *map(list, zip(*rows, strict=True)))


def _columns(width: int, rows: Sequence[tuple[object, ...]]) -> list[Any]:
    """Turn rows into one list per column, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
