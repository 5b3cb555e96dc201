"""What is kept of deliveries in PostgreSQL: notices that wait, what became of them, channels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from contracts.alerts import ALERTS_SOURCE
from contracts.codec import encode
from contracts.deliveries import DELIVERED_TYPE, Delivery, DeliveryData
from infra.postgres import Connection
from infra.sql import load_queries
from services.alerts.delivery.digest import Waiting, bundles
from services.alerts.delivery.notices import Queued, digest_id, masked

if TYPE_CHECKING:
    from asyncpg import Record

KEPT = timedelta(days=400)
UNBUNDLED_ROWS = 2_000
FORGET_ROWS = 1_000

_SQL = load_queries("services.alerts.delivery", "deliveries.sql")

State = Literal["waiting", "delivered", "given_up"]


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as it is kept; `body` is the change that it tells, `report` what it says itself."""

    notice: UUID
    alert: UUID | None
    seq: int | None
    report: bytes | None
    body: bytes | None
    recipient: str
    recipient_shown: str
    route: str


@dataclass(frozen=True, slots=True)
class Due:
    """A message to send: one notice, or those of a digest."""

    message: UUID
    recipient: str
    digest_on: date | None
    attempts: int
    queued_at: datetime
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt. `next_at` where it waits for another."""

    state: State
    at: datetime
    code: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An attempt that waits to be told on the topic."""

    place: int
    subject: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel fares."""

    state: str
    code: str
    paused_until: datetime | None
    failing_since: datetime | None
    reported_at: datetime | None


async def queue(connection: Connection, notices: Sequence[Queued], now: datetime) -> None:
    """Add notices; those that are there already stay as they are."""
    if not notices:
        return
    at_once = [one for one in notices if one.digest_on is None and one.alert is not None]
    await connection.execute(
        _SQL["queue_notices"],
        [one.notice for one in notices],
        [one.alert for one in notices],
        [one.seq for one in notices],
        [one.report for one in notices],
        [one.channel for one in notices],
        [one.recipient for one in notices],
        [masked(one.recipient) for one in notices],
        [one.route for one in notices],
        [one.digest_on for one in notices],
        [one.due_at for one in notices],
        now,
    )
    if at_once:
        await connection.execute(
            _SQL["bring_forward"],
            [one.alert for one in at_once],
            [one.channel for one in at_once],
            [one.recipient for one in at_once],
            now,
        )
    await connection.execute(_SQL["tell_couriers"])


async def bundle(connection: Connection, channel: str, now: datetime) -> None:
    """Put digests together whose morning has come; inside a transaction of the caller."""
    rows = await connection.fetch(_SQL["unbundled"], channel, now, UNBUNDLED_ROWS)
    waiting = [Waiting(row["notice_id"], row["recipient"]) for row in rows]
    pairs = [(notice, digest_id(group)) for group in bundles(waiting) for notice in group]
    if pairs:
        await connection.execute(
            _SQL["bundle"], [notice for notice, _ in pairs], [message for _, message in pairs]
        )


async def due(
    connection: Connection, channel: str, now: datetime, under_way: Collection[UUID], limit: int
) -> list[Due]:
    """Return messages to send now, oldest first, without those under way."""
    return _messages(await connection.fetch(_SQL["due"], channel, now, list(under_way), limit))


async def named(connection: Connection, messages: Sequence[UUID]) -> list[Due]:
    """Return messages that still wait, by their ids."""
    return _messages(await connection.fetch(_SQL["named"], list(messages)))


def _messages(rows: Iterable[Record]) -> list[Due]:
    found: dict[UUID, Due] = {}
    for row in rows:
        kept = Row(
            notice=row["notice_id"],
            alert=row["alert_id"],
            seq=row["seq"],
            report=row["report"],
            body=row["body"],
            recipient=row["recipient"],
            recipient_shown=row["recipient_shown"],
            route=row["route"],
        )
        known = found.get(row["message_id"])
        found[row["message_id"]] = Due(
            message=row["message_id"],
            recipient=row["recipient"],
            digest_on=row["digest_on"],
            attempts=row["attempts"],
            queued_at=min(known.queued_at, row["queued_at"]) if known else row["queued_at"],
            rows=(*known.rows, kept) if known else (kept,),
        )
    return list(found.values())


async def record(connection: Connection, channel: str, sent: Due, attempt: Attempt) -> None:
    """Write what came of an attempt, and queue the telling of it; in the caller's transaction."""
    ended_at = None if attempt.state == "waiting" else attempt.at
    changed = await connection.fetch(
        _SQL["record"], sent.message, attempt.state, attempt.code, attempt.next_at, ended_at
    )
    numbers = {row["notice_id"]: row["attempts"] for row in changed}
    told = [
        _told(channel, sent, row, numbers[row.notice], attempt)
        for row in sent.rows
        if row.notice in numbers
    ]
    if told:
        await connection.execute(
            _SQL["queue_attempts"], [one.subject for one in told], [encode(one) for one in told]
        )


def _told(channel: str, sent: Due, row: Row, number: int, attempt: Attempt) -> Delivery:
    outcome = "failed" if attempt.state == "waiting" else attempt.state
    return Delivery(
        specversion="1.0",
        id=f"{row.notice}/{number}",
        source=ALERTS_SOURCE,
        type=DELIVERED_TYPE,
        subject=str(row.alert) if row.alert else f"channel/{channel}",
        time=attempt.at,
        data=DeliveryData(
            notice=row.notice,
            message=sent.message,
            alert=row.alert,
            seq=row.seq,
            channel=channel,
            recipient=row.recipient_shown,
            route=row.route,
            attempt=number,
            outcome=outcome,
            code=attempt.code,
            next_at=attempt.next_at,
        ),
    )


async def next_told(connection: Connection, limit: int) -> list[Told]:
    """Return the attempts that wait to be told, oldest first."""
    rows = await connection.fetch(_SQL["next_attempts"], limit)
    return [Told(row["place"], row["subject"], row["body"]) for row in rows]


async def forget_told(connection: Connection, told: Iterable[Told]) -> None:
    """Drop attempts that stand on the topic."""
    await connection.execute(_SQL["forget_attempts"], [one.place for one in told])


async def end_with_its_machine(connection: Connection) -> None:
    """Let PostgreSQL end a session, and free its locks, soon after its machine has gone."""
    await connection.execute(_SQL["end_with_its_machine"])


async def enter_channel(connection: Connection, channel: str, revision: str) -> None:
    """Say that a channel is configured so; one that was configured otherwise starts anew."""
    await connection.execute(_SQL["enter_channel"], channel, revision)


async def standing(connection: Connection, channel: str) -> Standing | None:
    """Return how a channel fares; None where it never was entered."""
    row = await connection.fetchrow(_SQL["channel"], channel)
    return Standing(**dict(row)) if row else None


async def channel_works(connection: Connection, channel: str, now: datetime) -> None:
    """Note that a channel took something."""
    await connection.execute(_SQL["channel_works"], channel, now)


async def channel_fails(
    connection: Connection,
    channel: str,
    code: str,
    *,
    gone: bool,
    paused_until: datetime | None,
    now: datetime,
) -> datetime | None:
    """Note that a channel took nothing, and return since when; `gone`: it never will again."""
    since: datetime | None = await connection.fetchval(
        _SQL["channel_fails"], channel, code, gone, paused_until, now
    )
    return since


async def report_once(connection: Connection, channel: str, now: datetime) -> datetime | None:
    """Return since when a channel fails, for whoever asks first; None for all others."""
    since: datetime | None = await connection.fetchval(_SQL["channel_reported"], channel, now)
    return since


async def waiting_messages(connection: Connection, channel: str, limit: int) -> list[UUID]:
    """Return messages that wait for a channel, due or not."""
    rows = await connection.fetch(_SQL["give_up_waiting"], channel, limit)
    return [row["message_id"] for row in rows]


async def channels(connection: Connection) -> list[dict[str, object]]:
    """Return how all channels fare, and how many notices wait for each."""
    return [dict(row) for row in await connection.fetch(_SQL["channels"])]


async def forget_old(connection: Connection, now: datetime) -> None:
    """Drop some of what ended long ago."""
    await connection.execute(_SQL["forget_old"], now - KEPT, FORGET_ROWS)
