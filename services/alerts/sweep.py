"""What time alone changes: half of the time gone, a report that is absent, a deadline missed.

Only here is an absence decided, once a target has been quiet for the hold: the reports may
still be on their way. Nothing follows from our own clock: a target is assessed up to the day
that the projector says it has reached, with all of the log applied. While the projector is down,
nothing is due. Rows are due by an indexed day, so a turn with nothing due is one cheap query;
one process sweeps at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from contracts.alerts import AlertChanged
from infra.clock import Clock
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire
from services.alerts import store
from services.alerts.assessing.calm import look
from services.alerts.assessing.held import Held, Life, joined
from services.alerts.assessing.lifecycle import Step, step
from services.alerts.assessing.parameters import Parameters
from services.alerts.due import Due, load_due, save_quiet, save_reviewed
from services.alerts.handlers import YIELD_EVERY, count_changes
from services.alerts.loops import TURN_SECONDS
from services.alerts.scoring.hook import with_scores

BATCH_ROWS = 200

Left = Mapping[str, tuple[Life, ...]]
"""Alerts that are not joined to their targets yet, by the key of the target."""

_log = get_logger("alerts")


class Sweep:
    """Re-assesses targets that are due. `hold` is how long a target must have been quiet."""

    def __init__(
        self,
        pool: Pool,
        *,
        clock: Clock,
        metrics: Metrics,
        parameters: Parameters,
        hold: timedelta,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._metrics = metrics
        self._parameters = parameters
        self._hold = hold

    async def run(self) -> int:
        """Sweep what is due as of the projector's days; returns how many changes it led to.

        What it does not come to within TURN_SECONDS is due at the next turn.
        """
        changes, ends = 0, self._clock.monotonic() + TURN_SECONDS
        while True:
            swept, changed = await self._batch()
            changes += changed
            if swept < BATCH_ROWS or self._clock.monotonic() > ends:
                break
        await self._measure()
        return changes

    async def _batch(self) -> tuple[int, int]:
        async with acquire(self._pool) as connection, connection.transaction():
            if not await store.hold_alone(connection, store.SWEEP_LOCK):
                return 0, 0
            found = await load_due(connection, hold=self._hold, limit=BATCH_ROWS)
            left = await store.load_left(connection, [due.key for due in found if due.alone])
            quiet, others = await self._looked_at(found, left)
            await save_quiet(connection, quiet)
            changes = await self._step_all(connection, others, left) if others else []
        self._tell(len(found), changes)
        return len(found), len(changes)

    async def _looked_at(
        self, found: Sequence[Due], left: Left
    ) -> tuple[list[tuple[Due, date]], dict[str, Due]]:
        """Tell apart of what there is nothing to tell, until when, and what is looked at whole."""
        quiet, others = [], {}
        for number, due in enumerate(found, 1):
            calm = due.calm if due.key not in left else None
            review_on = look(calm, due.on, self._parameters) if calm else None
            if review_on is None:
                others[due.key] = due
            else:
                quiet.append((due, review_on))
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)  # a day may find many due, and others wait for the loop
        return quiet, others

    async def _step_all(
        self, connection: Connection, others: dict[str, Due], left: Left
    ) -> list[AlertChanged]:
        """Take a step for each, on its whole status; return what was saved to be told."""
        steps = []
        for held in (await store.load(connection, others)).values():
            steps.append(self._step(held, others[held.key].on, left.get(held.key)))
            await asyncio.sleep(0)
        told = [(each.held, change) for each in steps for change in each.changes]
        swept, changes = await with_scores(
            connection,
            [each.held for each in steps],
            told,
            at=self._clock.now(),
            settled=True,
        )
        await store.save_changes(connection, changes)
        await save_reviewed(connection, swept)
        return [change for _, change in changes]

    def _step(self, held: Held, on: date, left: tuple[Life, ...] | None) -> Step:
        reviewed = replace(held, assessed_on=on)
        if left is not None:
            reviewed = joined(reviewed, left)
        try:
            return step(
                reviewed,
                at=self._clock.now(),
                absence_settled=True,
                parameters=self._parameters,
            )
        except Exception:  # noqa: BLE001  # one target must not keep the others from being swept
            _log.exception("target_not_swept", key=held.key)
            self._metrics.count("errors_total", kind="internal")
            return Step(replace(reviewed, review_on=None))

    def _tell(self, swept: int, changes: list[AlertChanged]) -> None:
        if swept:
            _log.info("alerts_swept", targets=swept, changes=len(changes))
        count_changes(self._metrics, changes)

    async def _measure(self) -> None:
        async with acquire(self._pool) as connection:
            open_alerts, waiting = await store.counts(connection)
        self._metrics.gauge("alerts_open", open_alerts)
        self._metrics.gauge("outbox_rows", waiting)
