"""Mark alerts in the transaction in which the verdict of their target is taken in.

Only where a verdict is there, so a target on its way costs nothing. A verdict that is not confirmed
waits for the hold, as the ending of an alert does: the sweep comes back for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.alerts import ALERT_ADAPTER, AlertChanged
from contracts.status import TargetStatus, status_key
from infra.postgres import Connection
from infra.sql import load_queries
from services.alerts.assessing.held import Held, Life
from services.alerts.rebuild.lives import standing
from services.alerts.scoring.marks import news, outcome_of, scored

_QUERIES = load_queries("services.alerts.scoring", "scoring.sql")

Change = tuple[Held, AlertChanged]
Lives = Mapping[UUID, Sequence[AlertChanged]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is held once alerts are marked, and the changes that tell it."""

    held: Held
    changes: tuple[Change, ...] = ()


async def with_scores(
    connection: Connection,
    held: Iterable[Held],
    changes: Sequence[Change],
    *,
    at: datetime,
    settled: bool,
) -> tuple[list[Held], list[Change]]:
    """Return what is to be saved, with the marks that follow; `changes` are not saved yet."""
    every = list(held)
    judged = [one for one in every if outcome_of(one.data, one.assessed_on, settled=True)]
    if not judged:
        return every, list(changes)
    lives = await _load(connection, judged, [change for _, change in changes])
    marks = {one.key: mark(one, lives.get(one.key, {}), at=at, settled=settled) for one in judged}
    told = [change for found in marks.values() for change in found.changes]
    after = [marks[one.key].held if one.key in marks else one for one in every]
    return after, [*changes, *told]


def mark(held: Held, lives: Lives, *, at: datetime, settled: bool) -> Marks:
    """Mark all alerts of a target, the latest and those before it. Pure."""
    outcome = outcome_of(held.data, held.assessed_on, settled=settled)
    if outcome is None:
        later = outcome_of(held.data, held.assessed_on, settled=True)
        waits = later is not None and any(news(life, later) for life in lives.values())
        return Marks(replace(held, review_on=held.assessed_on) if waits else held)
    changes: list[Change] = []
    for life in lives.values():
        score = news(life, outcome)
        if score is None:
            continue
        change = scored(life, score, held.data, at=at, settled=settled)
        after = Life(standing([*life, change]), change.data)
        latest = held.life(change.data.kind)
        changes.append((held.living(after), change))
        if latest is not None and latest.said.alert == change.data.alert:
            held = held.living(after)
    return Marks(held, tuple(changes))


async def _load(
    connection: Connection, held: Sequence[Held], untold: Sequence[AlertChanged]
) -> dict[str, dict[UUID, list[AlertChanged]]]:
    """Return the lives of all alerts of these targets, with what is about to be saved."""
    keys = {one.key for one in held}
    rows = await connection.fetch(
        _QUERIES["lives_of_targets"],
        [_name(one) for one in held],
        [one.data.status.scope for one in held],
    )
    found: dict[str, dict[UUID, list[AlertChanged]]] = {}
    for change in (*(ALERT_ADAPTER.validate_json(row["body"]) for row in rows), *untold):
        said = change.data
        key = status_key("task" if said.kind == "task" else "target", said.target, said.scope)
        if key in keys and said.kind in ("target", "task"):
            found.setdefault(key, {}).setdefault(said.alert, []).append(change)
    return found


def _name(held: Held) -> str:
    status = held.data.status
    return status.target if isinstance(status, TargetStatus) else status.task
