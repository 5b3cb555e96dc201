"""All facts of one subject, as a set: arrival order and duplicates change nothing.

Of one report the highest `(revision, occurred_at, agency, id)` stands, and a withdrawn one
drops out. Among the reports standing for one (part, scope, period, definition) the firmest
counts (A and B over P over E), then the latest. A target, a task and a plan stand as their
highest revision in force on the day says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.budget import BudgetStated, BudgetWithdrawn, line_name
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.identity import EventRef
from domain.measurement import ReportFact, ReportStated, ReportWithdrawn
from domain.plan import (
    AgencyStated,
    AgencySucceeded,
    IndicatorStated,
    PlanStated,
)
from domain.target import TargetFact, TargetStated, TargetWithdrawn
from domain.task import TaskFact, TaskReported, TaskStated, TaskWithdrawn

StatedFact = (
    TargetFact
    | TaskFact
    | TaskReported
    | IndicatorStated
    | PlanStated
    | AgencyStated
    | AgencySucceeded
    | BudgetStated
    | BudgetWithdrawn
    | DeadlineResolved
    | EvaluationConfirmed
)
Fact = ReportFact | StatedFact

_SeriesKey = tuple[str, date, date, int]
"""Part, end and start of the period, definition."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one subject. Equal for equal sets of facts, however they came.

    `reports` keeps the standing fact of each report; `stated` every other fact, grouped by
    the thing it states and ordered by rank, since an earlier one may hold on an earlier day.
    """

    reports: Mapping[EventRef, ReportFact] = field(default_factory=dict)
    stated: Mapping[tuple[type, str], tuple[StatedFact, ...]] = field(default_factory=dict)

    def targets(self) -> list[str]:
        """Return the ids of all targets ever stated here, sorted."""
        return sorted({name for kind, name in self.stated if kind is TargetStated})

    def tasks(self) -> list[str]:
        """Return the ids of all tasks ever stated here, sorted."""
        return sorted({name for kind, name in self.stated if kind is TaskStated})

    def facts(self, kind: type[StatedFact], name: str) -> tuple[StatedFact, ...]:
        """Return the facts of a kind about a thing, lowest rank first.

        A withdrawal stands among the statements of what it withdraws.
        """
        return self.stated.get((kind, name), ())

    def standing(self, kind: type[StatedFact], name: str, as_of: date) -> StatedFact | None:
        """Return the highest-ranking fact of a kind about a thing that holds on a day."""
        for fact in reversed(self.facts(kind, name)):
            if fact.stamp.in_force(as_of):
                return fact
        return None


def fold(facts: Iterable[Fact], onto: History | None = None) -> History:
    """Add facts to a history; a fact already in it changes nothing."""
    base = onto or History()
    reports = dict(base.reports)
    stated = dict(base.stated)
    for fact in facts:
        if isinstance(fact, ReportStated | ReportWithdrawn):
            known = reports.get(fact.report)
            if known is None or known.stamp.order < fact.stamp.order:
                reports[fact.report] = fact
            continue
        key = _key(fact)
        stated[key] = _insert(stated.get(key, ()), fact)
    return replace(base, reports=reports, stated=stated)


def counting(
    history: History, *, scope: str, as_of: date, definition: int | None = None
) -> list[ReportStated]:
    """Return the reports that count for a scope on a day, one per part, period and definition.

    A period counts once it has ended; an estimate or a provisional value once its period
    has begun. Ordered by part, then end of period, then the longer period last.
    """
    best: dict[_SeriesKey, ReportStated] = {}
    for fact in history.reports.values():
        if isinstance(fact, ReportWithdrawn) or not _counts(fact, scope, as_of, definition):
            continue
        what = fact.measurement
        key = (what.part or "", what.period.end_on, what.period.start_on, what.definition)
        known = best.get(key)
        if known is None or _preference(known) < _preference(fact):
            best[key] = fact
    return [best[key] for key in sorted(best, key=_series_order)]


def _counts(fact: ReportStated, scope: str, as_of: date, definition: int | None) -> bool:
    what = fact.measurement
    if what.scope != scope or (definition is not None and what.definition != definition):
        return False
    return (what.period.end_on if what.status.final else what.period.start_on) <= as_of


def _preference(fact: ReportStated) -> tuple[object, ...]:
    stamp = fact.stamp
    return (fact.measurement.status.firmness, stamp.occurred_at, stamp.event)


def _series_order(key: _SeriesKey) -> tuple[str, date, int, int]:
    part, end_on, start_on, definition = key
    return (part, end_on, -start_on.toordinal(), definition)


def _insert(facts: tuple[StatedFact, ...], fact: StatedFact) -> tuple[StatedFact, ...]:
    # One event has one rank, so a duplicate would stand exactly where it is already.
    at = bisect_left(facts, fact.stamp.order, key=lambda known: known.stamp.order)
    if at < len(facts) and facts[at].stamp.event == fact.stamp.event:
        return facts
    return (*facts[:at], fact, *facts[at:])


def _key(fact: StatedFact) -> tuple[type, str]:
    match fact:
        case TargetStated():
            return (TargetStated, fact.target.id)
        case TargetWithdrawn():
            return (TargetStated, fact.target_id)
        case TaskStated():
            return (TaskStated, fact.task.id)
        case TaskWithdrawn():
            return (TaskStated, fact.task_id)
        case TaskReported():
            return (TaskReported, fact.task_id)
        case IndicatorStated():
            return (IndicatorStated, fact.indicator.id)
        case PlanStated():
            return (PlanStated, fact.plan.id)
        case AgencyStated():
            return (AgencyStated, fact.agency.id)
        case AgencySucceeded():
            return (AgencySucceeded, fact.agency_id)
        case BudgetStated() | BudgetWithdrawn():
            return (BudgetStated, line_name(fact))
        case DeadlineResolved() | EvaluationConfirmed():
            return (type(fact), fact.of)
