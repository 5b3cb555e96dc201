"""The tables that are built beside ingest's own, in schema `ingest_rebuilt`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.codec import decode
from infra.postgres import Session
from infra.rebuilding import RebuildRefused
from infra.sql import load_queries
from infra.twins import (
    Comparison,
    Schemas,
    Table,
    count_built,
    create_twins,
    drop_twins,
    forget_differences,
    note_differing,
    noted,
    put_in_place,
)
from services.ingest import registry
from services.ingest.rebuild.logged import Logged, Stated, learned, read_logged
from services.ingest.rebuild.stops import two_contents

SCHEMAS = Schemas("ingest", "ingest_rebuilt")
LEDGER = Table("events", ("agency", "id"))
REGISTRY = (
    Table("revisions", ("thing",)),
    Table("agencies", ("agency_id",)),
    Table("plans", ("plan_id", "revision")),
    Table("indicators", ("indicator_id",)),
    Table("targets", ("target_id", "revision")),
    Table("tasks", ("task_id", "revision")),
    Table("directory", ("agency_id", "statement", "revision")),
)
STATEMENTS = Table("statements", ("agency", "id"))
REPEATS = Table("repeats", ("agency", "id", "offset"))
THINGS_AT_A_TIME = 500

_SQL = load_queries("services.ingest.rebuild", "rebuild.sql")

Placed = tuple[int, Logged]
"""A record's offset, and what it says."""


async def begin(session: Session) -> None:
    """Drop what another run left, and create the tables, empty."""
    async with session.transaction():
        await end(session)
        await create_twins(session, SCHEMAS, (LEDGER, *REGISTRY))
        await session.execute(_SQL["create_statements"])
        await session.execute(_SQL["index_statements"])
        await session.execute(_SQL["create_repeats"])


async def end(session: Session) -> None:
    """Drop the tables."""
    await drop_twins(session, SCHEMAS, (LEDGER, *REGISTRY, STATEMENTS, REPEATS))


async def add(session: Session, partition: int, placed: Sequence[Placed]) -> set[str]:
    """Add records of a partition; return the things of which something is stated.

    Raises:
        RebuildRefused: one id stands on the log with two contents.
    """
    contents: dict[object, bytes] = {}
    for offset, one in placed:
        if contents.setdefault(one.ref, one.digest) != one.digest:
            raise RebuildRefused(two_contents(one.ref, partition, offset))
    written = await session.execute(
        _SQL["add_logged"],
        [one.ref.agency for _, one in placed],
        [one.ref.id for _, one in placed],
        [one.digest for _, one in placed],
        [one.subject for _, one in placed],
        [one.type for _, one in placed],
        [one.scope for _, one in placed],
        [offset for offset, _ in placed],
        [one.received_at for _, one in placed],
        partition,
    )
    if written != f"INSERT 0 {len(contents)}":
        raise RebuildRefused(two_contents(placed[0][1].ref, partition, placed[0][0]))
    await session.execute(
        _SQL["note_repeats"],
        [one.ref.agency for _, one in placed],
        [one.ref.id for _, one in placed],
        [offset for offset, _ in placed],
    )
    return await _add_statements(session, (one.stated for _, one in placed))


async def _add_statements(session: Session, found: Iterable[Stated | None]) -> set[str]:
    stated = [one for one in found if one is not None]
    if stated:
        await session.execute(
            _SQL["add_statements"],
            [one.thing for one in stated],
            [one.revision for one in stated],
            [one.ref.agency for one in stated],
            [one.ref.id for one in stated],
            [one.record for one in stated],
        )
    return {one.thing for one in stated}


async def add_promises(session: Session) -> set[str]:
    """Add what is reserved and not on the log yet; return the things it states something of."""
    rows = await session.fetch(_SQL["add_promises"])
    return await _add_statements(session, (read_logged(row["record"]).stated for row in rows))


async def fold_all(session: Session) -> None:
    """Fold every thing, for the first time."""
    after = ""
    while rows := await session.fetch(_SQL["things_after"], after, THINGS_AT_A_TIME):
        things = [row["thing"] for row in rows]
        await _fold(session, things)
        after = things[-1]
    await session.execute(_SQL["analyze"])


async def fold_again(session: Session, things: Iterable[str]) -> None:
    """Fold those things again of which more was stated."""
    waiting = sorted(things)
    for at in range(0, len(waiting), THINGS_AT_A_TIME):
        page = waiting[at : at + THINGS_AT_A_TIME]
        await session.execute(_SQL["forget_things"], page)
        await _fold(session, page)


async def _fold(session: Session, things: Sequence[str]) -> None:
    by_thing: dict[str, list[bytes]] = {}
    for row in await session.fetch(_SQL["statements_of"], things):
        by_thing.setdefault(row["thing"], []).append(row["record"])
    changes = [
        change
        for records in by_thing.values()
        for change in learned(decode(record) for record in records)
    ]
    await registry.save(session, changes, schema=SCHEMAS.built)


async def compare(session: Session) -> Comparison:
    """Return in what the live tables differ, within the transaction's view of them."""
    await forget_differences(session, SCHEMAS)
    await session.execute(_SQL["note_differing_events"])
    for table in REGISTRY:
        await note_differing(session, SCHEMAS, table)
    return await noted(session, SCHEMAS)


async def replace(session: Session) -> None:
    """Put right what differs; the positions of what is on its way are left to who sends it."""
    await session.execute(_SQL["mend_events"])
    await session.execute(_SQL["add_events"])
    for table in REGISTRY:
        await put_in_place(session, SCHEMAS, table)


async def counts(session: Session) -> dict[str, int]:
    """How many rows were built, by table."""
    return {table.name: await count_built(session, SCHEMAS, table) for table in (LEDGER, *REGISTRY)}
