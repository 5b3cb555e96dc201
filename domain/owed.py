"""What is known of one target or task for its obligations: its state on a day, and its reports.

Unlike a status, which knows what stands, an obligation asks since when: the first event of each
report is kept beside what the report says now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from domain.due import Due
from domain.history import Fact, History, counting, fold
from domain.identity import EventRef
from domain.measurement import ReportFact, ReportStated
from domain.status import resolve_due
from domain.target import Target, TargetStated, TargetWithdrawn
from domain.task import Task, TaskReported, TaskStated, TaskWithdrawn

_VIET_NAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it stands on a day, and the day on which it was first made about this."""

    fact: ReportStated
    first_on: date


@dataclass(frozen=True, slots=True)
class FollowedTarget:
    """A target in force since `stated_on`, its deadline, and by scope what was reported of it.

    `told` are the reports that stand, `counting` those of them that count: one per part,
    period and definition.
    """

    target: Target
    due: Due
    stated_on: date
    withdrawn: bool
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    counting: Mapping[str, tuple[ReportStated, ...]] = field(default_factory=dict)

    @property
    def stated(self) -> Target:
        """What the plan states."""
        return self.target


@dataclass(frozen=True, slots=True)
class FollowedTask:
    """A task in force since `stated_on`, its deadline, and by scope the states reported of it."""

    task: Task
    due: Due
    stated_on: date
    withdrawn: bool
    told: Mapping[str, tuple[TaskReported, ...]] = field(default_factory=dict)

    @property
    def stated(self) -> Task:
        """What the plan states."""
        return self.task


Followed = FollowedTarget | FollowedTask


def runs(one: Followed) -> tuple[date, date]:
    """Return the first and the last day about which there is something to report."""
    period = one.stated.period
    first, last = one.due.counts_from or period.start_on, one.due.last_on or period.end_on
    return (first, last) if first <= last else (period.start_on, period.end_on)


def day_of(instant: datetime) -> date:
    """Return the day of an instant in Viet Nam, where reports are due."""
    return instant.astimezone(_VIET_NAM).date()


def follow(facts: Iterable[Fact], as_of: date) -> tuple[Followed, ...]:
    """Return the targets and tasks in force on a day, from all facts of their one subject.

    Reports that were first made later are not known yet; order and repetition do not matter.
    """
    facts = list(facts)
    stated = fold(facts)
    sent = [
        fact
        for fact in facts
        if isinstance(fact, ReportFact) and day_of(fact.stamp.occurred_at) <= as_of
    ]
    known = fold(sent)
    told, counts = _told(sent, known), _counting(known, as_of)
    targets = (_target(stated, name, as_of, told, counts) for name in stated.targets())
    tasks = (_task(stated, name, as_of) for name in stated.tasks())
    return tuple(one for one in (*targets, *tasks) if one is not None)


def _target(
    stated: History,
    name: str,
    as_of: date,
    told: Mapping[str, tuple[Told, ...]],
    counts: Mapping[str, tuple[ReportStated, ...]],
) -> FollowedTarget | None:
    standing = stated.standing(TargetStated, name, as_of)
    for fact in reversed(stated.facts(TargetStated, name)):
        if isinstance(fact, TargetStated) and fact.stamp.in_force(as_of):
            return FollowedTarget(
                target=fact.target,
                due=resolve_due(stated, name, fact.target, as_of),
                stated_on=fact.stamp.effective_on or as_of,
                withdrawn=isinstance(standing, TargetWithdrawn),
                told=told,
                counting=counts,
            )
    return None


def _task(stated: History, name: str, as_of: date) -> FollowedTask | None:
    standing = stated.standing(TaskStated, name, as_of)
    for fact in reversed(stated.facts(TaskStated, name)):
        if isinstance(fact, TaskStated) and fact.stamp.in_force(as_of):
            return FollowedTask(
                task=fact.task,
                due=resolve_due(stated, name, fact.task, as_of),
                stated_on=fact.stamp.effective_on or as_of,
                withdrawn=isinstance(standing, TaskWithdrawn),
                told=_states(stated, name, as_of),
            )
    return None


def _told(sent: Iterable[ReportFact], known: History) -> dict[str, tuple[Told, ...]]:
    """Return what stands by scope, each with the first day on which it was about the same."""
    first: dict[tuple[EventRef, object], date] = {}
    for fact in sent:
        if isinstance(fact, ReportStated):
            key = (fact.report, _about(fact))
            on = day_of(fact.stamp.occurred_at)
            first[key] = min(first.get(key, on), on)
    found: dict[str, list[Told]] = {}
    for ref in sorted(known.reports):
        fact = known.reports[ref]
        if isinstance(fact, ReportStated):
            told = Told(fact, first[(ref, _about(fact))])
            found.setdefault(fact.measurement.scope, []).append(told)
    return {scope: tuple(own) for scope, own in found.items()}


def _about(fact: ReportStated) -> tuple[object, ...]:
    what = fact.measurement
    return (what.scope, what.part, what.period.start_on, what.period.end_on, what.definition)


def _counting(known: History, as_of: date) -> dict[str, tuple[ReportStated, ...]]:
    by_scope: dict[str, dict[EventRef, ReportFact]] = {}
    for ref, fact in known.reports.items():
        if isinstance(fact, ReportStated):
            by_scope.setdefault(fact.measurement.scope, {})[ref] = fact
    return {
        scope: tuple(counting(History(reports=own), scope=scope, as_of=as_of))
        for scope, own in by_scope.items()
    }


def _states(stated: History, name: str, as_of: date) -> dict[str, tuple[TaskReported, ...]]:
    found: dict[str, list[TaskReported]] = {}
    for fact in stated.facts(TaskReported, name):
        if isinstance(fact, TaskReported) and day_of(fact.stamp.occurred_at) <= as_of:
            found.setdefault(fact.scope, []).append(fact)
    return {
        scope: tuple(sorted(own, key=lambda fact: (fact.as_of_on, fact.stamp.order)))
        for scope, own in found.items()
    }
