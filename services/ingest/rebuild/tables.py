"""Ledger and registry, and their twins of the log, which are built in schema `ingest_rebuilt`.

The held ledger is exactly the log up to its end and what is reserved but not sent. To compare,
admission is held no longer than it takes to see both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from aiokafka.structs import ConsumerRecord

from contracts.codec import decode
from infra.health import Reason
from infra.postgres import Session
from infra.rebuild_flow import LetGo
from infra.rebuilding import RebuildRefused, Report
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
from services.ingest.ledger import ADMISSION_LOCK
from services.ingest.rebuild.logged import Logged, NotOfIngest, Stated, learned, read_logged
from services.ingest.rebuild.stops import not_on_the_log, two_contents

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

Placed: TypeAlias = tuple[int, Logged]
"""A record's offset, and what it says."""


@dataclass(frozen=True, slots=True)
class IngestTables:
    """What `infra.rebuild_flow` asks of a service; a name is a thing of the registry."""

    session: Session
    report: Report

    told = (LEDGER.name,)

    async def begin(self) -> None:
        """Drop what another run left, and create the twins, empty."""
        async with self.session.transaction():
            await self.end()
            await create_twins(self.session, SCHEMAS, (LEDGER, *REGISTRY))
            await self.session.execute(_SQL["create_statements"])
            await self.session.execute(_SQL["index_statements"])
            await self.session.execute(_SQL["create_repeats"])

    async def end(self) -> None:
        """Drop the twins."""
        await drop_twins(self.session, SCHEMAS, (LEDGER, *REGISTRY, STATEMENTS, REPEATS))

    async def add(self, partition: int, records: Sequence[ConsumerRecord]) -> set[str]:
        """Add records of the log; return the things of which something is stated.

        Raises:
            RebuildRefused: one id stands on the log with two contents.
        """
        placed = list(self._placed(partition, records))
        if not placed:
            return set()
        await self._add_logged(partition, placed)
        return await self._add_statements(one.stated for _, one in placed)

    def _placed(self, partition: int, records: Sequence[ConsumerRecord]) -> Iterator[Placed]:
        """Read records; those that ingest did not write are told, and in no table."""
        for record in records:
            try:
                yield record.offset, read_logged(record.value)
            except NotOfIngest as error:
                self.report.skip(partition, record.offset, str(error))

    async def _add_logged(self, partition: int, placed: Sequence[Placed]) -> None:
        contents: dict[object, bytes] = {}
        for offset, one in placed:
            if contents.setdefault(one.ref, one.digest) != one.digest:
                raise RebuildRefused(two_contents(one.ref, partition, offset))
        written = await self.session.execute(
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
        await self.session.execute(
            _SQL["note_repeats"],
            [one.ref.agency for _, one in placed],
            [one.ref.id for _, one in placed],
            [offset for offset, _ in placed],
        )

    async def _add_statements(self, found: Iterable[Stated | None]) -> set[str]:
        stated = [one for one in found if one is not None]
        if stated:
            await self.session.execute(
                _SQL["add_statements"],
                [one.thing for one in stated],
                [one.revision for one in stated],
                [one.ref.agency for one in stated],
                [one.ref.id for one in stated],
                [one.record for one in stated],
            )
        return {one.thing for one in stated}

    async def fold_all(self) -> None:
        """Fold every thing, for the first time."""
        after = ""
        while rows := await self.session.fetch(_SQL["things_after"], after, THINGS_AT_A_TIME):
            things = [row["thing"] for row in rows]
            await self._fold(things)
            after = things[-1]
        await self.session.execute(_SQL["analyze"])

    async def fold_again(self, names: Iterable[str]) -> None:
        """Fold those things again of which more was stated."""
        waiting = sorted(names)
        for at in range(0, len(waiting), THINGS_AT_A_TIME):
            page = waiting[at : at + THINGS_AT_A_TIME]
            await self.session.execute(_SQL["forget_things"], page)
            await self._fold(page)

    async def _fold(self, things: Sequence[str]) -> None:
        by_thing: dict[str, list[bytes]] = {}
        for row in await self.session.fetch(_SQL["statements_of"], things):
            by_thing.setdefault(row["thing"], []).append(row["record"])
        changes = [
            change
            for records in by_thing.values()
            for change in learned(decode(record) for record in records)
        ]
        await registry.save(self.session, changes, schema=SCHEMAS.built)

    @asynccontextmanager
    async def held_still(self) -> AsyncIterator[LetGo]:
        """Hold admission; once the ledger is seen it can go on, since the view of it stays."""
        held = True

        async def let_go() -> bool:
            nonlocal held
            if held and not self.session.is_closed():
                await self.session.execute(_SQL["let_admission_go"], ADMISSION_LOCK)
                held = False
            return True

        # For the session and ahead of the transaction, whose view of the ledger must begin after.
        await self.session.execute(_SQL["hold_admission"], ADMISSION_LOCK)
        try:
            async with self.session.transaction(isolation="repeatable_read"):
                yield let_go
        finally:
            await let_go()

    async def add_unsent(self) -> set[str]:
        """Add what is reserved and not on the log yet; return the things it states something of."""
        rows = await self.session.fetch(_SQL["add_promises"])
        return await self._add_statements(read_logged(row["record"]).stated for row in rows)

    async def compare(self) -> Comparison:
        """Return in what the live tables differ, within the transaction's view of them."""
        await forget_differences(self.session, SCHEMAS)
        await self.session.execute(_SQL["note_differing_events"])
        for table in REGISTRY:
            await note_differing(self.session, SCHEMAS, table)
        return await noted(self.session, SCHEMAS)

    async def replace(self) -> None:
        """Put right what differs; the positions of what is on its way are left to who sends it."""
        await self.session.execute(_SQL["mend_events"])
        await self.session.execute(_SQL["add_events"])
        for table in REGISTRY:
            await put_in_place(self.session, SCHEMAS, table)

    async def counts(self) -> dict[str, int]:
        """How many rows were built, by table."""
        return {
            table.name: await count_built(self.session, SCHEMAS, table)
            for table in (LEDGER, *REGISTRY)
        }

    def lost(self, rows: int, first: str) -> Reason:
        """Events that were acknowledged are not on this log."""
        return not_on_the_log(rows, first)
