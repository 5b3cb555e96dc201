"""The alerts' tables, and their twins of the topic, which are built in schema `alerts_rebuilt`.

The topic of alerts is their truth: nothing is decided again, and nothing sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from aiokafka.structs import ConsumerRecord

from contracts.alert_chains import is_chain
from contracts.alert_topic import is_beside
from contracts.alerts import AlertChanged
from contracts.parameters import is_parameters
from infra.health import Reason
from infra.postgres import Session
from infra.rebuild_flow import LetGo, Unsettled
from infra.rebuilding import Progress, RebuildRefused
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
from services.alerts import store
from services.alerts.rebuild.lives import (
    LifeBroken,
    Unreadable,
    read_chain,
    read_change,
    read_parameters,
    standing,
)
from services.alerts.rebuild.statuses import Statuses
from services.alerts.rebuild.stops import life_broken, not_on_the_topic, queued, two_contents
from services.alerts.store import Stood

SCHEMAS = Schemas("alerts", "alerts_rebuilt")
TABLES = (
    Table("parameters", ("class_id", "version")),
    Table("chains", ("rule",)),
    Table("events", ("alert_id", "seq")),
    Table("alerts", ("alert_id",)),
    Table("targets", ("key",)),
)
ALERTS_AT_A_TIME = 200

_SQL = load_queries("services.alerts.rebuild", "rebuild.sql")


@dataclass(frozen=True, slots=True)
class Told:
    """A change of an alert as it stands on the topic."""

    offset: int
    change: AlertChanged
    body: bytes


@dataclass(frozen=True, slots=True)
class AlertsTables:
    """What `infra.rebuild_flow` asks of a service; a name is an alert."""

    session: Session
    statuses: Statuses
    progress: Progress

    told = ("events", "parameters", "chains")

    async def begin(self) -> None:
        """Drop what another run left, and create the twins, empty."""
        async with self.session.transaction():
            await self.end()
            await create_twins(self.session, SCHEMAS, TABLES)

    async def end(self) -> None:
        """Drop the twins."""
        await drop_twins(self.session, SCHEMAS, TABLES)

    async def add(self, partition: int, records: Sequence[ConsumerRecord]) -> set[UUID]:
        """Add records of the topic; return the alerts whose changes they are.

        Raises:
            RebuildRefused: one change was told with two contents.
        """
        for record in records:
            await self._add_rule(partition, record)
        changes = [record for record in records if not is_beside(record.value)]
        told = list(self._told(partition, changes))
        return await self._add_changes(partition, told) if told else set()

    async def _add_rule(self, partition: int, record: ConsumerRecord) -> None:
        """Add what decisions name, where a record tells of such."""
        try:
            if is_parameters(record.value):
                said = read_parameters(record.value).data
                place = said.class_id, said.version
                await self.session.execute(_SQL["add_parameters"], *place, record.value)
            elif is_chain(record.value):
                rule = read_chain(record.value).data.digest
                await self.session.execute(_SQL["add_chain"], rule, record.value)
        except Unreadable as error:
            self.progress.report.skip(partition, record.offset, str(error))

    def _told(self, partition: int, records: Sequence[ConsumerRecord]) -> Iterator[Told]:
        for record in records:
            try:
                yield Told(record.offset, read_change(record.value), record.value)
            except Unreadable as error:
                self.progress.report.skip(partition, record.offset, str(error))

    async def _add_changes(self, partition: int, told: Sequence[Told]) -> set[UUID]:
        bodies: dict[tuple[UUID, int], bytes] = {}
        for one in told:
            said = one.change.data
            if bodies.setdefault((said.alert, said.seq), one.body) != one.body:
                raise RebuildRefused(two_contents(partition, one.offset))
        written = await self.session.execute(
            _SQL["add_events"],
            [alert for alert, _ in bodies],
            [seq for _, seq in bodies],
            list(bodies.values()),
        )
        if written != f"INSERT 0 {len(bodies)}":
            raise RebuildRefused(two_contents(partition, told[0].offset))
        return {alert for alert, _ in bodies}

    async def fold_all(self) -> None:
        """Add what the service knows of targets, and fold every alert, for the first time."""
        await self.statuses.add_to(self.session, self.progress)
        after: UUID | None = None
        while rows := await self.session.fetch(_SQL["alerts_after"], after, ALERTS_AT_A_TIME):
            names = [row["alert_id"] for row in rows]
            await self._fold(names)
            after = names[-1]

    async def fold_again(self, names: Iterable[UUID]) -> None:
        """Fold those alerts again of which more was told."""
        waiting = sorted(names)
        # All of them first: at no moment may a target have two alerts that are open.
        await self.session.execute(_SQL["forget_alerts"], waiting)
        for at in range(0, len(waiting), ALERTS_AT_A_TIME):
            await self._fold(waiting[at : at + ALERTS_AT_A_TIME])

    async def _fold(self, names: Sequence[UUID]) -> None:
        lives: dict[UUID, list[AlertChanged]] = {}
        for row in await self.session.fetch(_SQL["lives_of"], names):
            lives.setdefault(row["alert_id"], []).append(read_change(row["body"]))
        try:
            stood = [Stood(standing(life), life[-1], life[0]) for life in lives.values()]
        except LifeBroken as error:
            raise RebuildRefused(life_broken(str(error))) from None
        await store.save_alerts(self.session, stood, schema=SCHEMAS.built)

    @asynccontextmanager
    async def held_still(self) -> AsyncIterator[LetGo]:
        """Lock the tables: whoever writes them waits until the transaction ends."""

        async def let_go() -> bool:
            return False

        async with self.session.transaction():
            await self.session.execute(_SQL["hold_still"])
            yield let_go

    async def add_unsent(self) -> set[UUID]:
        """Nothing: what waits to be sent has to be told before tables and topic are compared."""
        return set()

    async def compare(self) -> Comparison:
        """Return in what the live tables differ; nobody may be writing them.

        Raises:
            Unsettled: changes wait to be sent.
        """
        if waiting := await self.session.fetchval(_SQL["count_queued"]):
            raise Unsettled(queued(waiting))
        await self.session.execute(_SQL["keep_live_targets"])
        await self.session.execute(_SQL["join_alerts"])
        await forget_differences(self.session, SCHEMAS)
        for table in TABLES:
            await note_differing(self.session, SCHEMAS, table)
        return await noted(self.session, SCHEMAS)

    async def replace(self) -> None:
        """Put right what differs."""
        for table in TABLES:
            await put_in_place(self.session, SCHEMAS, table)

    async def counts(self) -> dict[str, int]:
        """How many rows were built, by table."""
        return {table.name: await count_built(self.session, SCHEMAS, table) for table in TABLES}

    def lost(self, rows: int, first: str) -> Reason:
        """Changes, parameters and chains that were told are not on this topic."""
        return not_on_the_topic(rows, first)
