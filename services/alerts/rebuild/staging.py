"""The tables that are built beside the alerts' own, in schema `alerts_rebuilt`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.alerts import AlertChanged
from contracts.codec import encode
from contracts.status import StatusData
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
from services.alerts import store
from services.alerts.held import key_of
from services.alerts.rebuild.lives import LifeBroken, read_change, read_parameters, standing
from services.alerts.rebuild.stops import life_broken, two_contents
from services.alerts.store import Stood

SCHEMAS = Schemas("alerts", "alerts_rebuilt")
TABLES = (
    Table("parameters", ("class_id", "version")),
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
class Known:
    """A status as it stands on its topic, and when it was written."""

    data: StatusData
    received_at: datetime


async def begin(session: Session) -> None:
    """Drop what another run left, and create the tables, empty."""
    async with session.transaction():
        await end(session)
        await create_twins(session, SCHEMAS, TABLES)


async def end(session: Session) -> None:
    """Drop the tables."""
    await drop_twins(session, SCHEMAS, TABLES)


async def add_changes(session: Session, partition: int, told: Sequence[Told]) -> set[UUID]:
    """Add changes from one partition; return whose they are.

    Raises:
        RebuildRefused: one change was told with two contents.
    """
    bodies: dict[tuple[UUID, int], bytes] = {}
    for one in told:
        said = one.change.data
        if bodies.setdefault((said.alert, said.seq), one.body) != one.body:
            raise RebuildRefused(two_contents(partition, one.offset))
    written = await session.execute(
        _SQL["add_events"],
        [alert for alert, _ in bodies],
        [seq for _, seq in bodies],
        list(bodies.values()),
    )
    if written != f"INSERT 0 {len(bodies)}":
        raise RebuildRefused(two_contents(partition, told[0].offset))
    return {alert for alert, _ in bodies}


async def add_parameters(session: Session, body: bytes) -> None:
    """Add parameters as they stand on the topic.

    Raises:
        Unreadable: they are none.
    """
    said = read_parameters(body).data
    await session.execute(_SQL["add_parameters"], said.class_id, said.version, body)


async def add_statuses(session: Session, partition: int, known: Sequence[Known]) -> None:
    """Add statuses from one partition; of each target the latest stays."""
    await session.execute(
        _SQL["add_statuses"],
        [key_of(one.data) for one in known],
        [one.data.status_seq for one in known],
        [one.data.as_of for one in known],
        [one.data.known_at for one in known],
        [encode(one.data) for one in known],
        [one.received_at for one in known],
        [int(one.data.known_at.partition(":")[0]) for one in known],
        partition,
    )


async def quarantined(session: Session, topic: str) -> set[tuple[int, int]]:
    """Return where the records of a topic stand that the service has put aside."""
    rows = await session.fetch(_SQL["quarantined"], topic)
    return {(row["partition"], row["offset"]) for row in rows}


async def fold_all(session: Session) -> None:
    """Fold every alert, for the first time."""
    after: UUID | None = None
    while rows := await session.fetch(_SQL["alerts_after"], after, ALERTS_AT_A_TIME):
        names = [row["alert_id"] for row in rows]
        await _fold(session, names)
        after = names[-1]


async def fold_again(session: Session, names: Iterable[UUID]) -> None:
    """Fold those alerts again of which more was told."""
    waiting = sorted(names)
    # All of them first: at no moment may a target have two alerts that are open.
    await session.execute(_SQL["forget_alerts"], waiting)
    for at in range(0, len(waiting), ALERTS_AT_A_TIME):
        await _fold(session, waiting[at : at + ALERTS_AT_A_TIME])


async def _fold(session: Session, names: Sequence[UUID]) -> None:
    lives: dict[UUID, list[AlertChanged]] = {}
    for row in await session.fetch(_SQL["lives_of"], names):
        lives.setdefault(row["alert_id"], []).append(read_change(row["body"]))
    try:
        stood = [Stood(standing(life), life[-1], life[0]) for life in lives.values()]
    except LifeBroken as error:
        raise RebuildRefused(life_broken(str(error))) from None
    await store.save_alerts(session, stood, schema=SCHEMAS.built)


async def compare(session: Session) -> Comparison:
    """Return in what the live tables differ; nobody may be writing them."""
    await session.execute(_SQL["keep_live_targets"])
    await session.execute(_SQL["join_alerts"])
    await forget_differences(session, SCHEMAS)
    for table in TABLES:
        await note_differing(session, SCHEMAS, table)
    return await noted(session, SCHEMAS)


async def replace(session: Session) -> None:
    """Put right what differs."""
    for table in TABLES:
        await put_in_place(session, SCHEMAS, table)


async def counts(session: Session) -> dict[str, int]:
    """How many rows were built, by table."""
    return {table.name: await count_built(session, SCHEMAS, table) for table in TABLES}
