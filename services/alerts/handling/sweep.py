"""What falls due on alerts while nobody acts: promises, rests, the plan's chain, reminders.

Decided as of the day that the projector has reached, never by our own clock. An alert is looked
at when it changed and once on each day. Only one with something due is locked, in a transaction
of its own, so that people and statuses never wait for a sweep; there it is decided anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from contracts.alerts import AlertChanged, AlertData
from domain.alert_handling import due
from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire, is_unavailable
from infra.sql import load_queries
from services.alerts import store
from services.alerts.assessing.held import Held, changed
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.falling import NO_FREQUENCY, basis_of, fall_due
from services.alerts.handling.handled import standing
from services.alerts.loops import TURN_SECONDS

if TYPE_CHECKING:
    from asyncpg import Record

BATCH_ROWS = 200
CHANGES_MAX = 4
"""Things that may fall due on one alert on one day: a rest over, a level, a reminder."""
COMMANDS_KEPT = timedelta(days=30)
_FIRST = UUID(int=0)

_SQL = load_queries("services.alerts.handling", "handling.sql")
_log = get_logger("alerts")


class HandlingSweep:
    """Looks at open alerts, by the `chain` in force."""

    def __init__(
        self,
        pool: Pool,
        *,
        clock: Clock,
        metrics: Metrics,
        chain: ChainInForce,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._metrics = metrics
        self.chain = chain
        self._tidied_on: date | None = None

    async def run(self) -> int:
        """Look at what is open and due; returns how many changes it led to.

        What it does not come to within TURN_SECONDS is due at the next turn.
        """
        changes, after, ends = 0, _FIRST, self._clock.monotonic() + TURN_SECONDS
        while True:
            async with acquire(self._pool) as connection:
                rows = await connection.fetch(_SQL["due_handling"], after, BATCH_ROWS)
            quiet = []
            for row in rows:
                led_to = await self._look_at(row)
                if led_to is None:
                    quiet.append((row["alert_id"], row["seq"], row["swept_to"]))
                changes += led_to or 0
            async with acquire(self._pool) as connection:
                await _looked_at(connection, quiet)
            if len(rows) < BATCH_ROWS or self._clock.monotonic() > ends:
                break
            after = rows[-1]["alert_id"]
        await self._tidy()
        return changes

    async def _look_at(self, row: Record) -> int | None:
        """Return how many changes an alert led to; None where it is not looked at again today."""
        try:
            said = AlertData.model_validate_json(row["body"])
            if not self._is_due(said, row["swept_to"], row["frequency"] or NO_FREQUENCY):
                return None
            return await self._look(said.alert, row["swept_to"])
        except Exception as error:
            if is_unavailable(error):
                raise
            # One alert must not keep the others from falling due.
            _log.exception("alert_not_looked_at", alert=str(row["alert_id"]))
            self._metrics.count("errors_total", kind="internal")
            return None

    def _is_due(self, said: AlertData, today: date, frequency: str) -> bool:
        """Tell whether to look: of a promised part that is not the alert's own, the look tells."""
        now = standing(said, today, frequency=frequency)
        return due(now, self.chain.waits, self.chain.working_days) is not None

    async def _look(self, alert_id: UUID, today: date) -> int:
        try:
            async with acquire(self._pool) as connection, connection.transaction():
                found = await store.load_by_alert(connection, alert_id)
                if found is None or found[1].said.state != "open":
                    return 0
                at = self._clock.now()
                held, changes = moved(found[0], alert_id, today, self.chain, at)
                if changes:
                    await store.save(connection, [held], changes)
                seq = max([found[1].said.seq, *(change.data.seq for _, change in changes)])
                await _looked_at(connection, [(alert_id, seq, today)])
        except (store.LostRace, asyncpg.UniqueViolationError):
            # Somebody else has just changed it; it is looked at again at the next turn.
            self._metrics.count("errors_total", kind="lost_race")
            return 0
        for _, change in changes:
            _log.info("alert_fell_due", alert=str(alert_id), type=change.type)
        return len(changes)

    async def _tidy(self) -> None:
        """Once a day, forget commands that nobody sends again, and looks at what is closed."""
        today = self._clock.business_day()
        if self._tidied_on == today:
            return
        async with acquire(self._pool) as connection:
            await connection.execute(_SQL["forget_commands"], self._clock.now() - COMMANDS_KEPT)
            await connection.execute(_SQL["forget_looks"])
        self._tidied_on = today


def moved(
    held: Held, alert_id: UUID, today: date, chain: ChainInForce, at: datetime
) -> tuple[Held, list[tuple[Held, AlertChanged]]]:
    """Return what is held once all that falls due on an alert on a day is told. Pure."""
    changes: list[tuple[Held, AlertChanged]] = []
    for _ in range(CHANGES_MAX):
        said = next(each.said for each in held.lives if each.said.alert == alert_id)
        basis = basis_of(held)
        fell = fall_due(said, today, status=held.data.status, basis=basis, chain=chain)
        if fell is None:
            break
        held, change = changed(held, *fell, at)
        changes.append((held, change))
    return held, changes


async def _looked_at(connection: Connection, looked: Sequence[tuple[UUID, int, date]]) -> None:
    """Keep up to which change, and as of which day, alerts were looked at."""
    if looked:
        alerts, seqs, days = zip(*looked, strict=True)
        await connection.execute(_SQL["looked_at"], list(alerts), list(seqs), list(days))
