"""What changed of a plan between two looks at it, row by row. Pure.

Each look is the facts known then and the day; every target and task is judged at both, and the
domain says what differs and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.render import target_status_message, task_status_message
from contracts.status import TargetStatus, TaskStatus
from domain.changes import Because, Cause, Change, Difference, Look, Status, difference, stands
from domain.history import Fact, fold
from domain.plan import Plan, PlanStated
from domain.status import TargetStatus as JudgedTarget
from domain.status import judge_target
from domain.task_status import judge_task
from services.api.asof import facts_by_subject

Message = TargetStatus | TaskStatus


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The records of a plan and its subjects that were known, and the day."""

    records: tuple[bytes, ...]
    as_of: date


@dataclass(frozen=True, slots=True)
class RowChange:
    """A target, a task, or a row of the plan that has neither, and how it differs.

    `then` and `now` are its statuses, None where it did not stand and of a plain row.
    """

    kind: str
    id: str
    row_id: str
    number: str
    text: str
    found: Difference
    then: Message | None = None
    now: Message | None = None


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """All rows that differ, in the plan's order; `plan` as it stands at the later look."""

    plan: Plan
    rows: tuple[RowChange, ...]
    unchanged: int

    def count(self, change: Change) -> int:
        """Return how many rows became this."""
        return sum(row.found.change is change for row in self.rows)


def compare(plan_id: str, then: Glimpse, now: Glimpse) -> PlanChanges | None:
    """Compare two looks at a plan; None where there is no plan at the later one."""
    before, after = facts_by_subject(then.records), facts_by_subject(now.records)
    subject = f"plan/{plan_id}"
    plan = _plan_on(after.pop(subject, ()), plan_id, now.as_of)
    former = _plan_on(before.pop(subject, ()), plan_id, then.as_of)
    if plan is None:
        return None
    found: list[RowChange] = []
    followed: set[str] = set()
    unchanged = 0
    for name in sorted({*before, *after}):
        sides = (before.get(name, []), then.as_of), (after.get(name, []), now.as_of)
        for first, last in _pairs(sides, plan_id):
            row = _row(first, last)
            followed |= {_row_id(look.status) for look in (first, last) if look.status}
            if row is not None:
                found.append(row)
            elif stands(last.status):
                unchanged += 1
    found += _plain_rows(former, plan, followed)
    order = {row.id: at for at, row in enumerate(plan.plan.rows)}
    found.sort(key=lambda row: (order.get(row.row_id, len(order)), row.id))
    return PlanChanges(plan.plan, tuple(found), unchanged)


Side = tuple[list[Fact], date]


def _pairs(sides: tuple[Side, Side], plan_id: str) -> Iterable[tuple[Look, Look]]:
    """Return both looks at every target and task of a subject that is, or was, the plan's."""
    looked = [_looks(facts, as_of, plan_id) for facts, as_of in sides]
    for key in sorted({*looked[0], *looked[1]}):
        yield (
            looked[0].get(key, Look(tuple(sides[0][0]), sides[0][1], None)),
            looked[1].get(key, Look(tuple(sides[1][0]), sides[1][1], None)),
        )


def _looks(facts: list[Fact], as_of: date, plan_id: str) -> Mapping[tuple[str, str], Look]:
    history, known = fold(facts), tuple(facts)
    found: dict[tuple[str, str], Look] = {}
    for name in history.targets():
        target = judge_target(history, name, as_of).status
        if target is not None and target.target.plan_id == plan_id:
            found["target", name] = Look(known, as_of, target)
    for name in history.tasks():
        task = judge_task(history, name, as_of).status
        if task is not None and task.task.plan_id == plan_id:
            found["task", name] = Look(known, as_of, task)
    return found


def _row(then: Look, now: Look) -> RowChange | None:
    found = difference(then, now)
    first, last = _message(then), _message(now)
    shown = last or first
    if found is None or shown is None:
        return None
    name = shown.target if isinstance(shown, TargetStatus) else shown.task
    return RowChange(shown.kind, name, shown.row, shown.number, shown.text, found, first, last)


def _message(look: Look) -> Message | None:
    match look.status:
        case None:
            return None
        case JudgedTarget() as target:
            return target_status_message(target)
        case task:
            return task_status_message(task)


def _row_id(status: Status) -> str:
    return (status.target if isinstance(status, JudgedTarget) else status.task).row_id


def _plan_on(facts: Iterable[Fact], plan_id: str, as_of: date) -> PlanStated | None:
    fact = fold(facts).standing(PlanStated, plan_id, as_of)
    return fact if isinstance(fact, PlanStated) else None


def _plain_rows(
    then: PlanStated | None, now: PlanStated, followed: set[str]
) -> Iterable[RowChange]:
    """Return the rows without target or task that the plan's own statement changed."""
    if then is None or then.stamp.event == now.stamp.event:
        return
    before = {row.id: row for row in then.plan.rows if row.id not in followed}
    after = {row.id: row for row in now.plan.rows if row.id not in followed}
    cause = (Cause(Because.AMENDED, now.stamp.event),)
    for row_id in [*after, *(name for name in before if name not in after)]:
        first, last = before.get(row_id), after.get(row_id)
        shown = last or first
        if shown is None or first == last:
            continue
        change = Change.CHANGED
        if first is None:
            change = Change.ADDED
        elif last is None:
            change = Change.REMOVED
        found = Difference(change, (), cause)
        yield RowChange("row", row_id, row_id, shown.number, shown.text, found)
