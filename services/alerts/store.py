"""What the alerts service keeps in PostgreSQL: statuses, alerts, events, outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from contracts.alerts import AlertChanged, AlertData
from contracts.codec import encode
from contracts.status import StatusData, status_key
from domain.alerting import Alert, Risk, Stage
from infra.postgres import Connection
from infra.sql import load_queries
from services.alerts.assessing.calm import written
from services.alerts.assessing.held import Held, Known, Life, joined

if TYPE_CHECKING:
    from asyncpg import Record

SCHEMA = "alerts"
_QUERIES = load_queries("services.alerts")

# One number per kind of work that a single process may do at a time, all over the database.
RELAY_LOCK = 0x616C_6572_7401
SWEEP_LOCK = 0x616C_6572_7402
SAID_REMEMBERED = 2_048


class LostRace(Exception):
    """Another process has written a newer state: roll back, and take the batch again."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A change of an alert that waits to be sent."""

    place: int
    alert_id: str
    seq: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an alert stands after a change; `first` says how it was opened.

    Of an alert that is kept already, the row says that: then any change will do.
    """

    alert: Alert
    change: AlertChanged
    first: AlertChanged


async def load(connection: Connection, keys: Iterable[str]) -> dict[str, Held]:
    """Return what is held of targets and tasks by key, locked until the transaction ends."""
    rows = await connection.fetch(_QUERIES["load_targets"], sorted(set(keys)))
    return {held.key: held for held in await _with_lives(connection, rows)}


async def load_known(connection: Connection, keys: Iterable[str]) -> dict[str, Known]:
    """Return what outlives the statuses of targets and tasks by key, locked as by `load`."""
    rows = await connection.fetch(_QUERIES["load_known"], sorted(set(keys)))
    lives = await _lives(connection, rows)
    return {
        row["key"]: Known(row["status_seq"], row["assessed_on"], lives[row["key"]]) for row in rows
    }


async def load_left(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[Life, ...]]:
    """Return the latest alerts, one of a kind, of targets that have none joined to them."""
    named = [key.partition("/")[2].rpartition("@") for key in sorted(set(keys))]
    if not named:
        return {}
    rows = await connection.fetch(
        _QUERIES["left_alerts"], [name for name, _, _ in named], [scope for _, _, scope in named]
    )
    found: dict[str, tuple[Life, ...]] = {}
    for row in rows:
        kind = "task" if row["kind"] == "task" else "target"
        key = status_key(kind, row["target_id"], row["scope"])
        found[key] = (*found.get(key, ()), _life(row))
    return {key: found[key] for key in keys if key in found}


async def load_by_alert(connection: Connection, alert_id: UUID) -> tuple[Held, Life] | None:
    """Return the target or task of an alert, locked, and the alert.

    None where there is no such alert, it is not the latest of its kind, or no status of its target
    is kept (until the projector has told one after a rebuild).
    """
    row = await connection.fetchrow(_QUERIES["place_of_alert"], alert_id)
    if row is None:
        return None
    key = status_key("task" if row["kind"] == "task" else "target", row["target_id"], row["scope"])
    held = (await load(connection, [key])).get(key)
    if held is None:
        return None
    if not held.lives:
        held = joined(held, (await load_left(connection, [key])).get(key, ()))
    life = next((each for each in held.lives if each.said.alert == alert_id), None)
    return (held, life) if life else None


async def save(
    connection: Connection, held: Sequence[Held], changes: Sequence[tuple[Held, AlertChanged]]
) -> None:
    """Write targets with their statuses, and the changes with each target as it stood after it.

    Raises:
        LostRace: another process has written a newer status of one of these targets.
        asyncpg.UniqueViolationError: another process has written the same change.
    """
    await save_changes(connection, changes)
    if held:
        done = await connection.execute(_QUERIES["save_targets"], *_columns(held))
        if done != f"INSERT 0 {len(held)}":
            raise LostRace(done)


async def save_changes(
    connection: Connection, changes: Sequence[tuple[Held, AlertChanged]]
) -> None:
    """Write each change, of whatever type, and its alert as it stood after it.

    A change is told: the relay sends it.

    Raises:
        asyncpg.UniqueViolationError: another process has written the same change.
    """
    if not changes:
        return
    places = [change.data.alert for _, change in changes], [c.data.seq for _, c in changes]
    bodies = [encode(change) for _, change in changes]
    await connection.execute(_QUERIES["append_events"], *places, bodies)
    await connection.execute(_QUERIES["queue_events"], *places)
    await save_alerts(connection, [_stood(after, change) for after, change in changes])


def _stood(after: Held, change: AlertChanged) -> Stood:
    life = after.life(change.data.kind)
    if life is None:
        raise ValueError("a change leaves an alert behind")
    return Stood(life.alert, change, change)


async def hold_alone(connection: Connection, lock: int) -> bool:
    """Take a kind of work for this transaction, unless another process is at it."""
    taken = await connection.fetchval("select pg_try_advisory_xact_lock($1)", lock)
    return bool(taken)


async def next_queued(connection: Connection, limit: int) -> list[Queued]:
    """Return the changes that wait to be sent, oldest first."""
    rows = await connection.fetch(_QUERIES["next_outbox"], limit)
    return [Queued(row["place"], str(row["alert_id"]), row["seq"], row["body"]) for row in rows]


async def forget_queued(connection: Connection, sent: Iterable[Queued]) -> None:
    """Drop changes that have been sent and delivered."""
    await connection.execute(_QUERIES["forget_outbox"], [each.place for each in sent])


async def counts(connection: Connection) -> tuple[int, int]:
    """Return how many alerts are open, and how many changes wait to be sent."""
    row = await connection.fetchrow(_QUERIES["counts"])
    return (row["open"], row["waiting"]) if row else (0, 0)


async def _with_lives(connection: Connection, rows: Sequence[Record]) -> list[Held]:
    lives = await _lives(connection, rows)
    return [
        Held(
            data=StatusData.model_validate_json(row["status"]),
            received_at=row["received_at"],
            assessed_on=row["assessed_on"],
            review_on=row["review_on"],
            lives=lives[row["key"]],
            partition=row["partition"],
        )
        for row in rows
    ]


async def _lives(connection: Connection, rows: Sequence[Record]) -> dict[str, tuple[Life, ...]]:
    """Return the alerts that rows of targets are joined to, by the key of the target."""
    wanted = [name for row in rows for name in row["alert_ids"]]
    found = await connection.fetch(_QUERIES["lives"], wanted) if wanted else []
    lives = {row["alert_id"]: _life(row) for row in found}
    found_of = {
        row["key"]: [lives[name] for name in row["alert_ids"] if name in lives] for row in rows
    }
    return {key: tuple(sorted(of, key=lambda one: one.said.kind)) for key, of in found_of.items()}


def _life(row: Record) -> Life:
    alert = Alert(
        opening=row["opening"],
        seq=row["seq"],
        open=row["state"] == "open",
        risk=Risk(row["class"]),
        basis=row["basis"],
        stage=Stage(row["stage"]),
        dismissed=row["outcome"] == "dismissed",
    )
    return Life(alert, _said(row["body"]))


@lru_cache(maxsize=SAID_REMEMBERED)
def _said(body: bytes) -> AlertData:
    """Read what an alert said last: statuses come more often than it says something else."""
    return AlertData.model_validate_json(body)


def _columns(held: Sequence[Held]) -> tuple[list[object], ...]:
    return (
        [each.key for each in held],
        [each.data.status_seq for each in held],
        [each.data.as_of for each in held],
        [each.data.known_at for each in held],
        [each.told or encode(each.data) for each in held],
        [each.received_at for each in held],
        [each.assessed_on for each in held],
        [each.review_on for each in held],
        [each.partition for each in held],
        [each.log_partition for each in held],
        [alert_ids(each) for each in held],
        [each.calm and written(each.calm) for each in held],
    )


def alert_ids(held: Held) -> str:
    """Return an array as one text: PostgreSQL unnests arrays of arrays to their members."""
    return "{" + ",".join(str(life.said.alert) for life in held.lives) + "}"


async def save_alerts(
    connection: Connection,
    stood: Iterable[Stood],
    *,
    schema: str = SCHEMA,
) -> None:
    """Write alerts as they stand; of one that is there already, what a change can change.

    A rebuild writes the same way, into a table of the same name in another schema.
    """
    statement = _QUERIES["save_alert"].replace(f"{SCHEMA}.", f"{schema}.")
    await connection.executemany(statement, list(map(_alert_row, stood)))


def _alert_row(stood: Stood) -> tuple[object, ...]:
    alert, said, first = stood.alert, stood.change.data, stood.first
    return (
        said.alert,
        first.data.target,
        first.data.scope,
        first.data.plan,
        alert.risk.value,
        said.state,
        said.closing.outcome if said.closing else None,
        first.time,
        first.data.opened_on,
        stood.change.time if said.closing else None,
        alert.opening,
        alert.seq,
        alert.basis,
        said.due_on,
        list(said.lead),
        encode(said),
        said.kind,
        alert.stage.value,
        list(said.addressees),
    )
