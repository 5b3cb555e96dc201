"""Carry out what somebody with a key says of an alert: load, decide, save, in one transaction.

The change is appended with its outbox row under the lock of the target's row. A lost race is
tried again from the start; a command that comes again under its key gets its first answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

import asyncpg

from contracts.alert_commands import Command
from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from domain.alert_handling import Standing, Unable
from infra.clock import Clock
from infra.key_ring import KeyRing
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire
from infra.sql import load_queries
from services.alerts import store
from services.alerts.assessing.held import Held, changed
from services.alerts.handlers import count_changes
from services.alerts.handling.falling import frequency_of
from services.alerts.handling.handled import commanded, standing, unable

TRIES_MAX = 5

_SQL = load_queries("services.alerts.handling", "handling.sql")


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was sent, and by whom.

    `asker` is the agency of the key, empty for the operator's; `agency` who speaks. `every`: he may
    see to every alert. `content_sha256` is the digest of where it went and what it said;
    `expected_seq` the change that the sender has seen last, if he says so.
    """

    alert_id: UUID
    command: Command
    asker: str
    agency: str
    every: bool
    content_sha256: bytes
    idempotency_key: str | None = None
    expected_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an alert is after a command. `again`: it was carried out before, and is not now."""

    change: AlertChanged
    again: bool = False


class Refusal(StrEnum):
    """Why a command is refused whatever it says."""

    NO_SUCH_ALERT = "no_such_alert"
    NOT_YOURS = "not_yours"
    CHANGED_MEANWHILE = "alert_changed"
    KEY_REUSED = "idempotency_key_reused"
    NOT_READY = "alert_not_ready"


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that changed nothing. `said`: the alert as it stands, where there is one."""

    why: Refusal | Unable
    said: AlertData | None = None
    now: Standing | None = None


Outcome: TypeAlias = Done | Refused


class TooManyRaces(Exception):
    """Others changed the alert each time that it was tried; the sender may try again."""


class Commands:
    """Carries out commands; `told` is called after each that left a change to send."""

    def __init__(
        self,
        pool: Pool,
        *,
        clock: Clock,
        metrics: Metrics,
        told: Callable[[], None],
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._metrics = metrics
        self._told = told

    async def carry_out(self, order: Order) -> Outcome:
        """Carry out a command once.

        Raises:
            TooManyRaces: it was lost TRIES_MAX times.
        """
        for _ in range(TRIES_MAX):
            try:
                outcome = await self._once(order)
            except (store.LostRace, asyncpg.UniqueViolationError):
                self._metrics.count("errors_total", kind="lost_race")
                continue
            if isinstance(outcome, Done) and not outcome.again:
                count_changes(self._metrics, [outcome.change])
                self._told()
            return outcome
        raise TooManyRaces(str(order.alert_id))

    async def _once(self, order: Order) -> Outcome:
        async with acquire(self._pool) as connection, connection.transaction():
            found = await store.load_by_alert(connection, order.alert_id)
            # Under the lock: a twin of this command that was carried out meanwhile is seen.
            before = await _answered(connection, order)
            if before is not None:
                return before
            if found is None:
                return Refused(await _why_not_held(connection, order.alert_id))
            held, life = found
            refused = _refused(order, life.said)
            if refused is not None:
                return Refused(refused, life.said)
            today, frequency = await day_of(connection, held), frequency_of(held.data.status)
            now = standing(life.said, today, frequency=frequency)
            cannot = unable(order.command, now)
            if cannot is not None:
                return Refused(cannot, life.said, now)
            at = self._clock.now()
            said, name = commanded(life.said, order.command, agency=order.agency, now=now, at=at)
            after, change = changed(held, said, name, at)
            await store.save(connection, [after], [(after, change)])
            if order.idempotency_key is not None:
                await connection.execute(
                    _SQL["remember_command"],
                    order.asker,
                    order.idempotency_key,
                    order.alert_id,
                    order.content_sha256,
                    change.data.seq,
                    at,
                )
        return Done(change)


def key_ring(pool: Pool, clock: Clock) -> KeyRing:
    """Return what checks the keys that requests present."""
    return KeyRing(pool, clock, find=_SQL["find_key"])


async def day_of(connection: Connection, held: Held) -> date:
    """Return the business day of a target: how far the projector says that it has come."""
    swept = await connection.fetchval(_SQL["day_of"], held.partition, held.log_partition)
    return max(held.assessed_on, swept) if swept else held.assessed_on


async def _answered(connection: Connection, order: Order) -> Outcome | None:
    if order.idempotency_key is None:
        return None
    row = await connection.fetchrow(_SQL["answered"], order.asker, order.idempotency_key)
    if row is None:
        return None
    if bytes(row["content_sha256"]) != order.content_sha256:
        return Refused(Refusal.KEY_REUSED)
    return Done(ALERT_ADAPTER.validate_json(row["body"]), again=True)


async def _why_not_held(connection: Connection, alert_id: UUID) -> Refusal | Unable:
    state = await connection.fetchval(_SQL["alert_state"], alert_id)
    if state is None:
        return Refusal.NO_SUCH_ALERT
    return Unable.CLOSED if state == "closed" else Refusal.NOT_READY


def _refused(order: Order, said: AlertData) -> Refusal | None:
    concerned = {*said.lead, *said.coordinators, *said.addressees, *said.handling.escalation.to}
    if not order.every and order.agency not in concerned | {said.scope}:
        return Refusal.NOT_YOURS
    if order.expected_seq not in (None, said.seq):
        return Refusal.CHANGED_MEANWHILE
    return None
