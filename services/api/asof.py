"""Answer from the kept facts: a past day judged again, and every definition of an indicator.

Pure. The same decision that the projector makes, over the same facts, with another day;
there is no second table of history. What is known is all that is known now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.render import target_status_message, task_status_message
from contracts.status import TargetStatus, TaskStatus
from contracts.trusted import read_admitted
from domain.history import Fact, History, fold
from domain.plan import Indicator, IndicatorStated, Plan, PlanStated
from domain.status import judge_target
from domain.task_status import judge_task


@dataclass(frozen=True, slots=True)
class Judged:
    """The statuses of several subjects on one day."""

    targets: tuple[TargetStatus, ...]
    tasks: tuple[TaskStatus, ...]


def judge_subjects(records: Iterable[bytes], as_of: date) -> Judged:
    """Judge every target and task that the records of some subjects speak of, on a day.

    The records may come in any order, since a history is a set. One without a status on
    that day (not yet in force) is left out.
    """
    targets: list[TargetStatus] = []
    tasks: list[TaskStatus] = []
    for history in _histories(records).values():
        for name in history.targets():
            target = judge_target(history, name, as_of).status
            if target is not None:
                targets.append(target_status_message(target))
        for name in history.tasks():
            task = judge_task(history, name, as_of).status
            if task is not None:
                tasks.append(task_status_message(task))
    return Judged(
        tuple(sorted(targets, key=lambda status: (status.target, status.scope))),
        tuple(sorted(tasks, key=lambda status: (status.task, status.scope))),
    )


def plan_on(records: Iterable[bytes], plan_id: str, as_of: date) -> Plan | None:
    """Return the plan as it stood on a day; None before it was issued."""
    for history in _histories(records).values():
        fact = history.standing(PlanStated, plan_id, as_of)
        if isinstance(fact, PlanStated):
            return fact.plan
    return None


def plans_on(records: Iterable[bytes], as_of: date) -> list[Plan]:
    """Return all plans as they stood on a day."""
    found = []
    for subject, history in _histories(records).items():
        fact = history.standing(PlanStated, subject.partition("/")[2], as_of)
        if isinstance(fact, PlanStated):
            found.append(fact.plan)
    return found


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of an indicator; `reason`: why it replaced the one before."""

    indicator: Indicator
    reason: str


def definitions(records: Iterable[bytes], as_of: date | None = None) -> dict[int, Definition]:
    """Return all definitions of one indicator by number, each as last stated (by a day)."""
    stated = [
        fact
        for history in _histories(records).values()
        for facts in history.stated.values()
        for fact in facts
        if isinstance(fact, IndicatorStated) and (as_of is None or fact.stamp.in_force(as_of))
    ]
    return {
        fact.indicator.definition: Definition(fact.indicator, fact.reason)
        for fact in sorted(stated, key=lambda fact: fact.stamp.order)
    }


def facts_by_subject(records: Iterable[bytes]) -> dict[str, list[Fact]]:
    """Return what records say, by subject."""
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    for record in records:
        said = read_admitted(record)
        facts[said.subject].append(said.fact)
    return dict(sorted(facts.items()))


def _histories(records: Iterable[bytes]) -> dict[str, History]:
    return {subject: fold(own) for subject, own in facts_by_subject(records).items()}
