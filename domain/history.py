"""All facts of one subject, as a set: arrival order and duplicates change nothing.

Of one report the highest `(revision, occurred_at, agency, id)` stands, and a withdrawn one
drops out. Among the reports standing for one (part, scope, period, definition) the firmest
counts (A and B over P over E), then the latest. A target, a task and a plan stand as their
highest revision in force on the day says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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

SlotKey = tuple[str, date, int, int]
"""Part, end of the period, its start (as a number that falls with it), definition.

In this order a series is told: by part, then end of period, then the longer period last.
"""

Slots = Mapping[SlotKey, tuple[ReportStated, ...]]
"""The standing reports of one scope by what they are of, the one that counts most last."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one subject. Equal for equal sets of facts, however they came.

    `reports` keeps the standing fact of each report; `stated` every other fact, grouped by
    the thing it states and ordered by rank, since an earlier one may hold on an earlier day.
    `overtaken` are the events of reports that later ones took the place of. `by_scope` are the
    same reports, arranged; they are arranged anew where it is not given.
    """

    reports: Mapping[EventRef, ReportFact] = field(default_factory=dict)
    stated: Mapping[tuple[type, str], tuple[StatedFact, ...]] = field(default_factory=dict)
    overtaken: frozenset[EventRef] = frozenset()
    by_scope: Mapping[str, Slots] | None = field(default=None, compare=False, repr=False)

    def knows(self, fact: Fact) -> bool:
        """Tell whether a fact is in this history already, standing or not."""
        if isinstance(fact, ReportStated | ReportWithdrawn):
            known = self.reports.get(fact.report)
            if known is None:
                return False
            return known.stamp.event == fact.stamp.event or fact.stamp.event in self.overtaken
        facts = self.stated.get(_key(fact), ())
        return _stands_at(facts, fact, _place(facts, fact))

    def slots(self, scope: str) -> Slots:
        """Return the standing reports of a scope, by what they are of."""
        arranged = self.by_scope if self.by_scope is not None else _arranged(self.reports)
        return arranged.get(scope, {})

    def days_ahead(self, scope: str, as_of: date) -> Iterator[date]:
        """Return the days after a day on which a report of a scope begins to count by itself."""
        for key, reports in self.slots(scope).items():
            if key[1] > as_of:
                yield reports[0].measurement.period.start_on
                yield key[1]

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


_NOTHING = History(by_scope={})


def fold(facts: Iterable[Fact], onto: History | None = None) -> History:
    """Add facts to a history; a fact already in it changes nothing."""
    base = onto or _NOTHING
    reports, stated = dict(base.reports), dict(base.stated)
    arranging = _Arranging(base)
    overtaken: list[EventRef] = []
    for fact in facts:
        if not isinstance(fact, ReportFact):
            key = _key(fact)
            stated[key] = _insert(stated.get(key, ()), fact)
            continue
        known = reports.get(fact.report)
        if known is None or known.stamp.order < fact.stamp.order:
            reports[fact.report] = fact
            arranging.replace(known, fact)
            overtaken += [known.stamp.event] if known is not None else []
        elif known.stamp.event != fact.stamp.event:
            overtaken.append(fact.stamp.event)
    before = base.overtaken
    return History(
        reports, stated, before.union(overtaken) if overtaken else before, arranging.by_scope
    )


class _Arranging:
    """Reports being arranged by scope and slot; copies what it changes, and only that."""

    def __init__(self, base: History) -> None:
        arranged = base.by_scope if base.by_scope is not None else _arranged(base.reports)
        self.by_scope = dict(arranged)
        self._own: dict[str, dict[SlotKey, tuple[ReportStated, ...]]] = {}

    def replace(self, known: ReportFact | None, fact: ReportFact) -> None:
        """Take a report's new standing fact in, and its former one out."""
        if isinstance(known, ReportStated):
            slots, key = self._slots(known), _slot_key(known)
            left = tuple(one for one in slots[key] if one is not known)
            if left:
                slots[key] = left
            else:
                del slots[key]
        if isinstance(fact, ReportStated):
            slots, key = self._slots(fact), _slot_key(fact)
            here = slots.get(key)
            if here is None:
                slots[key] = (fact,)
            elif _preference(here[-1]) <= _preference(fact):
                slots[key] = (*here, fact)  # reports mostly come as they get firmer
            else:
                slots[key] = tuple(sorted((*here, fact), key=_preference))

    def _slots(self, fact: ReportStated) -> dict[SlotKey, tuple[ReportStated, ...]]:
        scope = fact.measurement.scope
        own = self._own.get(scope)
        if own is None:
            own = self._own[scope] = dict(self.by_scope.get(scope, {}))
            self.by_scope[scope] = own
        return own


def _arranged(reports: Mapping[EventRef, ReportFact]) -> Mapping[str, Slots]:
    arranging = _Arranging(_NOTHING)
    for fact in reports.values():
        arranging.replace(None, fact)
    return arranging.by_scope


def counting(
    history: History, *, scope: str, as_of: date, definition: int | None = None
) -> list[ReportStated]:
    """Return the reports that count for a scope on a day, one per part, period and definition.

    A period counts once it has ended; an estimate or a provisional value once its period
    has begun. Ordered by part, then end of period, then the longer period last.
    """
    slots = history.slots(scope)
    found: list[ReportStated] = []
    for key in sorted(slots):
        if definition is not None and key[3] != definition:
            continue
        if key[1] <= as_of:
            found.append(slots[key][-1])
        elif (early := _before_its_end(slots[key], as_of)) is not None:
            found.append(early)
    return found


def _before_its_end(reports: tuple[ReportStated, ...], as_of: date) -> ReportStated | None:
    """Return what counts of a period that has not ended: no final value, which is not due yet."""
    if reports[0].measurement.period.start_on > as_of:
        return None
    return next((one for one in reversed(reports) if not one.measurement.status.final), None)


def _slot_key(fact: ReportStated) -> SlotKey:
    what = fact.measurement
    period = what.period
    return (what.part or "", period.end_on, -period.start_on.toordinal(), what.definition)


def _preference(fact: ReportStated) -> tuple[int, datetime, EventRef]:
    stamp = fact.stamp
    return (fact.measurement.status.firmness, stamp.occurred_at, stamp.event)


def _insert(facts: tuple[StatedFact, ...], fact: StatedFact) -> tuple[StatedFact, ...]:
    at = _place(facts, fact)
    return facts if _stands_at(facts, fact, at) else (*facts[:at], fact, *facts[at:])


def _place(facts: tuple[StatedFact, ...], fact: StatedFact) -> int:
    # One event has one rank, so a duplicate would stand exactly where it is already.
    return bisect_left(facts, fact.stamp.order, key=lambda known: known.stamp.order)


def _stands_at(facts: tuple[StatedFact, ...], fact: StatedFact, at: int) -> bool:
    return at < len(facts) and facts[at].stamp.event == fact.stamp.event


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
