"""Lists of the past: what the statements over stored rows do for now, over judged statuses.

A list of the past is judged plan by plan or indicator by indicator, never over the whole log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from contracts.status import TargetStatus, TaskStatus
from domain.plan import Plan
from infra.problems import ProblemError
from services.api.asof import plans_on
from services.api.filters import TargetFilter, TaskFilter
from services.api.load import Asked, load_indicator_targets, load_plan
from services.api.refusals import narrower
from services.api.rows import Known
from services.api.store import Reading

R = TypeVar("R")


async def list_targets(
    reading: Reading, only: TargetFilter, asked: Asked, *, after: str | None, limit: int
) -> list[Known[TargetStatus]]:
    """List targets by id: stored rows for now, judged ones for a look back.

    Raises:
        ProblemError: a look back over all plans and indicators at once.
        TooMany: more than one answer may hold.
    """
    if asked.as_of is None:
        return await reading.targets(only, after=after, limit=limit)
    if only.plan is not None:
        picture = await load_plan(reading, only.plan, asked)
        every = picture.targets if picture else ()
    elif only.indicator is not None:
        every = tuple(await load_indicator_targets(reading, only.indicator, asked))
    else:
        raise ProblemError(narrower("plan, indicator"))
    wanted = (known for known in every if _target_wanted(known.status, only))
    return _page(wanted, lambda known: known.status.target, after, limit)


async def list_tasks(
    reading: Reading, only: TaskFilter, asked: Asked, *, after: str | None, limit: int
) -> list[Known[TaskStatus]]:
    """List tasks by id. Raises as `list_targets` does."""
    if asked.as_of is None:
        return await reading.tasks(only, after=after, limit=limit)
    if only.plan is None:
        raise ProblemError(narrower("plan"))
    picture = await load_plan(reading, only.plan, asked)
    every = picture.tasks if picture else ()
    wanted = (known for known in every if _task_wanted(known.status, only))
    return _page(wanted, lambda known: known.status.task, after, limit)


async def list_plans(
    reading: Reading, asked: Asked, *, after: str | None, limit: int
) -> list[Plan]:
    """List plans by id, as they stood. Raises TooMany."""
    if asked.as_of is None:
        return await reading.plans(after=after, limit=limit)
    told = await reading.plan_records(limit=asked.facts_max)
    return _page(plans_on(told, asked.as_of), lambda plan: plan.id, after, limit)


def _target_wanted(status: TargetStatus, only: TargetFilter) -> bool:
    verdict = status.official_verdict or status.provisional_verdict
    return (
        only.verdict in (None, verdict)
        and only.indicator in (None, status.indicator)
        and _wanted(status, only)
    )


def _task_wanted(status: TaskStatus, only: TaskFilter) -> bool:
    return (
        only.state in (None, status.state)
        and only.overdue in (None, status.overdue)
        and _wanted(status, only)
    )


def _wanted(status: TargetStatus | TaskStatus, only: TargetFilter | TaskFilter) -> bool:
    return (
        only.phase in (None, status.phase)
        and (only.lead is None or only.lead in status.lead)
        and (only.text is None or only.text.lower() in status.text.lower())
    )


def _page(rows: Iterable[R], key: Callable[[R], str], after: str | None, limit: int) -> list[R]:
    behind = (row for row in rows if after is None or key(row) > after)
    return sorted(behind, key=key)[:limit]
