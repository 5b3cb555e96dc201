"""Load what the record of alerts is folded from: all marks, and all that was missed."""

from __future__ import annotations

import asyncio

from pydantic import TypeAdapter

from contracts.alerts import AlertData
from contracts.status import TargetStatus, TaskStatus
from infra.sql import load_queries
from services.api.alerts.score_fold import Records, Wish, lost_of, records, row_of
from services.api.store import Reading, TooMany

SCORES_MAX = 20_000
"""Marks, and missed targets, at most in one answer; --plan asks for fewer."""

_SQL = load_queries("services.api.alerts", "score.sql")
_STATUS: TypeAdapter[TargetStatus | TaskStatus] = TypeAdapter(TargetStatus | TaskStatus)


async def load_records(reading: Reading, wish: Wish) -> Records:
    """Return the record of alerts; raises TooMany."""
    bodies = await reading.fetch(_SQL["scored_alerts"], wish.plan, SCORES_MAX + 1)
    missed = await reading.fetch(_SQL["missed"], wish.plan, SCORES_MAX + 1)
    if max(len(bodies), len(missed)) > SCORES_MAX:
        raise TooMany("marks", SCORES_MAX)
    return await asyncio.to_thread(
        fold, [row["body"] for row in bodies], [row["status"] for row in missed], wish
    )


def fold(alerts: list[str | bytes], missed: list[str | bytes], wish: Wish) -> Records:
    """Return the record of alerts from their last states and the last statuses, as JSON."""
    rows = (row_of(AlertData.model_validate_json(body)) for body in alerts)
    lost = (lost_of(_STATUS.validate_json(body)) for body in missed)
    return records(
        [row for row in rows if row is not None], [one for one in lost if one is not None], wish
    )
