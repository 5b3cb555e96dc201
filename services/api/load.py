"""Load what an answer is about: stored rows for now, facts judged again for a past day.

Both ways end in the same types, so that nothing behind this file knows which it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.status import TargetStatus, TaskStatus
from domain.plan import Plan
from services.api.alerts.store import find_alerts
from services.api.asof import Judged, plan_on
from services.api.filters import AlertFilter, TargetFilter
from services.api.judging import Judging
from services.api.known import Cut, Unsettled
from services.api.rows import Alert, Known
from services.api.store import Reading, TooMany

TARGETS_MAX = 1_000
"""Targets of one indicator at most in one answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The day that was asked for, the day it is, and how much may be judged for one answer.

    `cut`: which records were known, of a question about what was known then; it always has a
    day, so that stored rows, which are those of now, never answer it.
    """

    as_of: date | None
    business_day: date
    facts_max: int
    judging: Judging
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that an answer is for, and the last record known of each partition.

    `unsettled`: why more may come to be known of the instant that was asked for.
    """

    as_of: date
    known_at: tuple[str, ...]
    unsettled: Unsettled | None = None


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A plan with the statuses of all its targets and tasks, in the plan's own order."""

    plan: Plan
    targets: tuple[Known[TargetStatus], ...]
    tasks: tuple[Known[TaskStatus], ...]


async def load_moment(reading: Reading, asked: Asked) -> Moment:
    """Say how current an answer is.

    Stored rows are for the day up to which every partition has been swept; that is the
    business day, save for the moments after midnight in which the sweep is under way.
    """
    if asked.cut is not None and asked.as_of is not None:
        return Moment(asked.as_of, asked.cut.positions, asked.cut.unsettled)
    positions = await reading.positions()
    swept_to = min((position.swept_to for position in positions), default=asked.business_day)
    known_at = tuple(
        f"{position.partition}:{position.next_offset - 1}"
        for position in positions
        if position.next_offset > 0
    )
    return Moment(asked.as_of or swept_to, known_at)


async def plan_of_day(reading: Reading, plan_id: str, asked: Asked) -> Plan | None:
    """Load a plan's own statement; None where there is none, or none yet on the day asked for."""
    if asked.as_of is None:
        return await reading.plan(plan_id)
    stood = await reading.records([f"plan/{plan_id}"], limit=asked.facts_max)
    return plan_on(stood, plan_id, asked.as_of)


async def load_plan(reading: Reading, plan_id: str, asked: Asked) -> PlanPicture | None:
    """Load a plan; None where there is none, or none yet on the day asked for.

    Raises:
        TooMany: more targets, tasks or facts than one answer may hold.
    """
    plan = await plan_of_day(reading, plan_id, asked)
    if plan is None:
        return None
    if asked.as_of is None:
        targets = await reading.targets_of_plan(plan_id)
        tasks = await reading.tasks_of_plan(plan_id)
        return in_plan_order(plan, targets, tasks)
    judged = await _judged(reading, await reading.subjects_of_plan(plan_id), asked, asked.as_of)
    return in_plan_order(
        plan,
        [Known(s, asked.as_of, None) for s in judged.targets if s.plan == plan_id],
        [Known(s, asked.as_of, None) for s in judged.tasks if s.plan == plan_id],
    )


async def load_target(reading: Reading, target_id: str, asked: Asked) -> Known[TargetStatus] | None:
    """Load a target; None where there is none, or none yet on the day asked for."""
    if asked.as_of is None:
        return await reading.target(target_id)
    judged = await _judged(reading, await reading.subjects_of_target(target_id), asked, asked.as_of)
    found = (status for status in judged.targets if status.target == target_id)
    return next((Known(status, asked.as_of, None) for status in found), None)


async def load_indicator_targets(
    reading: Reading, indicator_id: str, asked: Asked
) -> list[Known[TargetStatus]]:
    """Load the targets that use an indicator. Raises TooMany."""
    if asked.as_of is None:
        only = TargetFilter(indicator=indicator_id)
        found = await reading.targets(only, after=None, limit=TARGETS_MAX + 1)
        if len(found) > TARGETS_MAX:
            raise TooMany("targets", TARGETS_MAX)
        return found
    judged = await _judged(reading, [f"indicator/{indicator_id}"], asked, asked.as_of)
    return [Known(status, asked.as_of, None) for status in judged.targets]


async def load_task(reading: Reading, task_id: str, asked: Asked) -> Known[TaskStatus] | None:
    """Load a task; None where there is none, or none yet on the day asked for."""
    if asked.as_of is None:
        return await reading.task(task_id)
    judged = await _judged(reading, [f"task/{task_id}"], asked, asked.as_of)
    found = (status for status in judged.tasks if status.task == task_id)
    return next((Known(status, asked.as_of, None) for status in found), None)


async def load_alerts(
    reading: Reading, only: AlertFilter, asked: Asked, *, limit: int
) -> list[Alert]:
    """Load the newest alerts; none for another day, as what was known of them is not kept here."""
    if asked.as_of is not None:
        return []
    return await find_alerts(reading, only, after=None, limit=limit)


async def _judged(reading: Reading, subjects: Sequence[str], asked: Asked, as_of: date) -> Judged:
    records = await reading.records(subjects, limit=asked.facts_max)
    return await asked.judging.judge(records, as_of)


def in_plan_order(
    plan: Plan, targets: list[Known[TargetStatus]], tasks: list[Known[TaskStatus]]
) -> PlanPicture:
    """Put targets and tasks in the order of the plan's rows; those of no row come last."""
    order = {row.id: number for number, row in enumerate(plan.rows)}
    last = len(order)
    return PlanPicture(
        plan,
        tuple(sorted(targets, key=lambda k: (order.get(k.status.row, last), k.status.target))),
        tuple(sorted(tasks, key=lambda k: (order.get(k.status.row, last), k.status.task))),
    )
