"""What an event mentions, what it states, and what is known once it is admitted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from contracts.budgets import BudgetState, BudgetWithdrawn
from contracts.deadlines import BeforeEventDeadline, ExternalDeadline, UnresolvedDeadline
from contracts.directory import AgencyRegistered, AgencySucceeded
from contracts.envelope import AnyEvent
from contracts.evaluations import DeadlineResolved, EvaluationConfirmed
from contracts.indicators import IndicatorRedefined, IndicatorState
from contracts.measurements import (
    MeasurementCorrected,
    MeasurementReported,
    MeasurementState,
    MeasurementWithdrawn,
)
from contracts.plans import PlanAmended, PlanState
from contracts.publication import state_digest
from contracts.rules import CompoundRule, ForAllRule
from contracts.targets import TargetAmended, TargetState, TargetWithdrawn
from contracts.tasks import TaskAmended, TaskData, TaskStatusReported, TaskWithdrawn
from domain.identity import EventRef, agency_slug
from services.ingest.known import (
    AgencyKnown,
    Change,
    DirectoryKnown,
    IndicatorKnown,
    Known,
    PlanKnown,
    ReportKnown,
    RevisionKnown,
    TargetKnown,
    TaskKnown,
)

AgencyField = tuple[str, str]
"""The path of a field, and the agency that it names."""


@dataclass(slots=True)
class Mentions:
    """The ids that a batch names, to be looked up in the registry."""

    agencies: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    reports: set[EventRef] = field(default_factory=set)
    things: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Statement:
    """What an event states: a revision of a thing.

    `changes_with` is the type to send where the thing is known already.
    """

    thing: str
    revision: int
    changes_with: str
    withdraws: bool = False


def mentions(events: Iterable[AnyEvent]) -> Mentions:
    """Return all that must be known to decide these events."""
    found = Mentions()
    for event in events:
        _mention(event, found)
    return found


def _mention(event: AnyEvent, found: Mentions) -> None:
    data = event.data
    found.agencies.update(agency for _, agency in agency_fields(event))
    if stated := statement(event):
        found.things.add(stated.thing)
    match event.subject_kind:
        case "indicator":
            found.indicators.add(event.subject_id)
        case "task":
            found.tasks.add(event.subject_id)
        case "plan":
            found.plans.add(event.subject_id)
    if isinstance(data, TargetState | TargetWithdrawn | DeadlineResolved | EvaluationConfirmed):
        found.targets.update([data.target] if data.target else [])
    if isinstance(data, TargetState | TaskData | BudgetState | BudgetWithdrawn):
        found.plans.add(data.plan)
    if isinstance(data, MeasurementCorrected | MeasurementWithdrawn):
        found.reports.add(EventRef(data.report.agency, data.report.id))


def agency_fields(event: AnyEvent) -> Iterator[AgencyField]:
    """Yield every agency that must be in the directory, with the field that names it."""
    data = event.data
    if not isinstance(data, AgencyRegistered):
        yield "source", event.source
    match data:
        case PlanState():
            yield "data.issuer", data.issuer
            yield "data.focal_point", data.focal_point
            for at, duty in enumerate(data.report_duties):
                for name in ("reporter", "through", "recipient"):
                    if agency := getattr(duty, name):
                        yield f"data.report_duties.{at}.{name}", agency
        case TargetState() | TaskData():
            yield "data.scope", data.scope
            yield from _listed("data.lead", data.lead)
            yield from _listed("data.coordinators", data.coordinators)
            if isinstance(data, TargetState):
                yield from _members(data)
        case MeasurementState() | TaskStatusReported():
            yield "data.scope", data.scope
            if data.on_behalf_of:
                yield "data.on_behalf_of.agency", data.on_behalf_of.agency
        case EvaluationConfirmed():
            yield "data.scope", data.scope
        case AgencyRegistered():
            yield from _listed("data.members", data.members)
            if data.parent:
                yield "data.parent", data.parent
        case AgencySucceeded():
            yield "subject", event.subject_id
            yield from _listed("data.successors", data.successors)
        case BudgetState() if data.agency:
            yield "data.agency", data.agency


def _listed(path: str, agencies: tuple[str, ...]) -> Iterator[AgencyField]:
    for at, agency in enumerate(agencies):
        yield f"{path}.{at}", agency


def _members(data: TargetState) -> Iterator[AgencyField]:
    for at, member in enumerate(data.members):
        yield f"data.members.{at}.agency", member.agency
    rule = data.rule
    rules = (
        [(f"data.rule.parts.{at}.rule", part.rule) for at, part in enumerate(rule.parts)]
        if isinstance(rule, CompoundRule)
        else [("data.rule", rule)]
    )
    for path, simple in rules:
        if isinstance(simple, ForAllRule):
            for at, each in enumerate(simple.members):
                yield f"{path}.members.{at}.agency", each.agency


def settled_thing(event: AnyEvent) -> str:
    """The target or task that a deadline, an evaluation or a task's status is about."""
    if event.subject_kind == "task":
        return f"task/{event.subject_id}"
    return f"target/{event.data.target}"


def statement(event: AnyEvent) -> Statement | None:
    """Return what the event states; None for a report made, which has no revisions yet."""
    data, subject = event.data, event.subject
    revision = getattr(data, "revision", 1)
    match data:
        case PlanState():
            return Statement(subject, revision, "plan.amended")
        case IndicatorState():
            return Statement(subject, revision, "indicator.redefined")
        case TargetState():
            return Statement(f"target/{data.target}", revision, "target.amended")
        case TargetWithdrawn():
            return Statement(f"target/{data.target}", revision, "target.amended", True)
        case TaskData():
            return Statement(subject, revision, "task.amended")
        case TaskWithdrawn():
            return Statement(subject, revision, "task.amended", True)
        case MeasurementCorrected() | MeasurementWithdrawn():
            withdraws = isinstance(data, MeasurementWithdrawn)
            thing = f"report/{data.report.agency}/{data.report.id}"
            return Statement(thing, revision, "measurement.corrected", withdraws)
        case AgencyRegistered():
            return Statement(subject, revision, "agency.registered")
        case AgencySucceeded():
            return Statement(f"succession/{event.subject_id}", revision, "agency.succeeded")
        case DeadlineResolved():
            return Statement(f"deadline/{settled_thing(event)}", revision, "deadline.resolved")
        case EvaluationConfirmed():
            thing = f"evaluation/{settled_thing(event)}/{data.scope}/{data.period}"
            return Statement(thing, revision, "evaluation.confirmed")
        case BudgetState():
            return Statement(_amount(event), revision, f"budget.{data.KIND}")
        case BudgetWithdrawn():
            return Statement(_amount(event), revision, f"budget.{data.money}", True)
    return None


def _amount(event: AnyEvent) -> str:
    return f"budget/{event.data.plan}/{event.subject_id}/{event.data.line}"


def changes(event: AnyEvent, known: Known) -> tuple[Change, ...]:
    """Return what is known once the event is admitted."""
    learned = _learned(event, known)
    stated = statement(event)
    if stated is None:
        return learned
    since = getattr(event.data, "effective_on", None) if stated.withdraws else None
    known_as = RevisionKnown(stated.thing, stated.revision, stated.withdraws, since)
    return (*learned, _placed(known_as, event, known))


def _placed(known_as: RevisionKnown, event: AnyEvent, known: Known) -> RevisionKnown:
    """Add what whoever publishes a plan again must know: whose thing it is, and its content.

    A withdrawal does not say in which row its thing stood: the row stays as it was known.
    """
    data = event.data
    before = known.revisions.get(known_as.thing)
    plan_id: str | None = None
    match data:
        case PlanState():
            plan_id = event.subject_id
        case TargetState() | TaskData() | BudgetState() | BudgetWithdrawn():
            plan_id = data.plan
        case TargetWithdrawn():
            plan_id = known.targets[data.target].plan_id
        case TaskWithdrawn():
            plan_id = known.tasks[event.subject_id].plan_id
        case IndicatorState() | AgencyRegistered():
            pass
        case _:
            return known_as
    return replace(
        known_as,
        plan_id=plan_id,
        row_id=getattr(data, "row", None) or (before.row_id if before else None),
        subject=event.subject,
        digest=None if known_as.withdrawn else state_digest(event),
    )


def _learned(event: AnyEvent, known: Known) -> tuple[Change, ...]:
    data, name = event.data, event.subject_id
    revision = getattr(data, "revision", 1)
    match data:
        case PlanState():
            rows = tuple(row.id for row in data.rows)
            since = data.effective_on
            return (PlanKnown(name, revision, since, data.issuer, data.focal_point, rows),)
        case IndicatorState():
            before = known.indicators.get(name)
            definitions = {**(before.definitions if before else {}), revision: data.parts}
            return (IndicatorKnown(name, before.owner if before else event.source, definitions),)
        case TargetState():
            duty = (data.plan, data.scope, data.lead, data.period, _waits(data))
            return (TargetKnown(data.target, revision, data.effective_on, name, *duty),)
        case TaskData():
            duty = (data.plan, data.scope, data.lead, data.period, _waits(data))
            return (TaskKnown(name, revision, data.effective_on, *duty, _parts(data)),)
        case MeasurementReported():
            return (ReportKnown(event.ref, event.subject, data.scope),)
        case AgencyRegistered():
            is_group = data.kind == "group" or bool(data.members)
            stated = (revision, data.effective_on, data.name, data.kind, data.members)
            return (
                AgencyKnown(name, agency_slug(name), is_group),
                DirectoryKnown(name, "registered", *stated),
            )
        case AgencySucceeded():
            since = data.effective_on
            succession = (revision, since, data.reason, "agency", data.successors)
            return (DirectoryKnown(name, "succeeded", *succession),)
    return ()


def _parts(data: TaskData) -> tuple[str, ...]:
    quantity = data.quantity
    return tuple(p.id for p in quantity.parts) if isinstance(quantity, CompoundRule) else ()


def _waits(data: TargetState | TaskData) -> bool:
    """Whether an event has yet to fix the deadline."""
    return isinstance(data.deadline, BeforeEventDeadline | ExternalDeadline | UnresolvedDeadline)


def amends(event: AnyEvent) -> bool:
    """Whether the event revises something that must exist already."""
    return isinstance(
        event.data,
        PlanAmended
        | IndicatorRedefined
        | TargetAmended
        | TargetWithdrawn
        | TaskAmended
        | TaskWithdrawn
        | BudgetWithdrawn,
    )
