"""The projector's statements, in terms of what they are about. All run inside a transaction.

Columns travel as arrays, one statement for any number of rows, in the order of their keys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.projector.chain import begin
from services.projector.fold import Admitted, LogRecord, SubjectRows
from services.projector.rows import COLUMNS, rows_of
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
    return len(await session.fetch("move_positions", *move_columns(moves))) == len(moves)


def move_columns(moves: Sequence[Move]) -> list[Any]:
    """Return moves as `move_positions` takes them."""
    rows = [
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
    ]
    return columns(8, rows)


async def put_witness_back(session: LiveSession, partition: int, witness: Witness) -> None:
    """Let a position be known by a record that was applied earlier than its last one."""
    place = (witness.offset, witness.timestamp_ms, witness.sha256)
    await session.fetch("put_witness_back", partition, *place)


async def move_day(session: LiveSession, position: Position, day: date) -> bool:
    """Move the day that a partition is judged as of; False where it is no longer there."""
    moved = await session.fetch(
        "move_day", position.partition, position.next_offset, position.swept_to, day
    )
    return len(moved) == 1


async def insert_facts(session: LiveSession, batch: Sequence[Admitted]) -> set[tuple[int, int]]:
    """Keep events not yet known; return the (partition, offset) of those that were new."""
    rows = await session.fetch("insert_facts", *fact_columns(batch))
    return {(row[0], row[1]) for row in rows}


def fact_columns(batch: Sequence[Admitted]) -> list[Any]:
    """Return events as `insert_facts` takes them."""
    _, place, offset, record, *said, _ = columns(len(Admitted._fields), batch)
    agency, event_id, subject, kind, occurred_at, received_at = said
    return [agency, event_id, subject, kind, place, offset, occurred_at, received_at, record]


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
    for name, taken in row_columns(derived):
        if taken[0]:
            await session.fetch(name, *taken)


def row_columns(derived: Sequence[SubjectRows]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the statements that write the rows of subjects, in their order, and what they take.

    Projects are written anew: one whose amounts were all withdrawn is there no more.
    """
    ordered = sorted(derived, key=lambda one: one.subject)
    rows = rows_of(ordered)
    names = [one.subject.partition("/")[2] for one in ordered if one.subject[:8] == "project/"]
    for table in ("agencies", "plans", "indicators"):
        yield f"save_{table}", columns(len(COLUMNS[table]), rows[table])
    yield "forget_projects", [sorted(names)]
    yield "save_projects", columns(len(COLUMNS["projects"]), rows["projects"])
    # Their key is not the subject's: targets of several plans hang on one indicator.
    for table in ("targets", "tasks"):
        by_id = sorted(rows[table], key=lambda row: str(row[0]))
        yield f"save_{table}", columns(len(COLUMNS[table]), by_id)
    yield "save_subjects", columns(len(COLUMNS["subjects"]), rows["subjects"])


def columns(width: int, rows: Sequence[tuple[object, ...]]) -> list[Any]:
    """Turn rows into one list per column, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
