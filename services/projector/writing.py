"""Write a batch that was worked out beforehand, in one round trip (one_call.sql)."""

from __future__ import annotations

from typing import Any

import asyncpg

from services.projector import store
from services.projector.outbox import outbox_columns
from services.projector.prepared import Prepared
from services.projector.session import VIEWS_LOCK, LiveSession
from services.projector.store import PositionMoved

SOMEBODY_WROTE = "ZC001"
NOT_NEW = "ZC002"


class NotAsTaken(Exception):
    """An event that was taken for new is among the facts: another subject's has its id."""


async def write_batch(session: LiveSession, version: int, prepared: Prepared) -> None:
    """Write a batch: all of it or nothing.

    Raises:
        PositionMoved: another process wrote these partitions, or another version is live.
        NotAsTaken: not all that was taken for new is.
    """
    moves, facts = prepared.batch.moves, prepared.facts
    rows: list[Any] = []
    for _, taken in store.row_columns(prepared.derived):
        rows += taken
    try:
        await session.once(
            "write_batch",
            version,
            len(moves),
            len(facts),
            VIEWS_LOCK,
            *store.move_columns(moves),
            *store.fact_columns(facts),
            *rows,
            *outbox_columns(prepared.derived),
        )
    except asyncpg.PostgresError as error:
        if error.sqlstate == SOMEBODY_WROTE:
            raise PositionMoved(str(error)) from error
        if error.sqlstate == NOT_NEW:
            raise NotAsTaken(str(error)) from error
        raise
