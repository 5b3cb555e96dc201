"""Decide whether an event is admitted. Pure: the event, who sends it, what is known, the day.

Revisions must rise, and may leave gaps: senders are not asked to count without holes, and
an event that comes late, behind a higher revision, changes nothing and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.budgets import BudgetState, BudgetWithdrawn
from contracts.envelope import AnyEvent
from contracts.evaluations import DeadlineResolved, EvaluationConfirmed
from contracts.indicators import IndicatorState
from contracts.measurements import (
    MeasurementCorrected,
    MeasurementState,
    MeasurementWithdrawn,
)
from contracts.plans import PlanState
from contracts.rejections import Refusal, RefusalCode
from contracts.rules import CompoundRule
from contracts.targets import TargetState
from contracts.tasks import TaskData, TaskStatusReported
from domain.identity import EventRef
from domain.period import Period
from infra.access import Credential
from services.ingest.authority import check_authority, check_scope, check_source
from services.ingest.known import Change, IndicatorKnown, Known, TargetKnown, TaskKnown
from services.ingest.reading import (
    agency_fields,
    amends,
    changes,
    settled_thing,
    statement,
)

AHEAD_MAX = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The event may go on the log; `changes` is what is known from then on."""

    changes: tuple[Change, ...]


def admit(
    event: AnyEvent, *, credential: Credential, known: Known, business_day: date, now: datetime
) -> Admitted | Refusal:
    """Decide on one event; the first reason to refuse it is the one that is told."""
    checks = _checks(event, credential, known, business_day, now)
    if refusal := next(checks, None):
        return refusal
    return Admitted(changes(event, known))


def _checks(
    event: AnyEvent, credential: Credential, known: Known, business_day: date, now: datetime
) -> Iterator[Refusal]:
    if refusal := check_source(event, credential) or check_scope(event, credential):
        yield refusal
    if event.occurred_at > now + AHEAD_MAX:
        minutes = int(AHEAD_MAX.total_seconds()) // 60
        yield Refusal.of(RefusalCode.OCCURRED_IN_THE_FUTURE, "time", minutes=minutes)
    yield from _unknown_agencies(event, known)
    yield from _unknown_things(event, known, business_day)
    if refusal := check_authority(event, credential, known, business_day):
        yield refusal
    yield from _revision(event, known, business_day)
    yield from _definition(event, known)
    yield from _unknown_task_parts(event, known, business_day)
    yield from _period(event, business_day)


def _unknown_agencies(event: AnyEvent, known: Known) -> Iterator[Refusal]:
    for field, agency in agency_fields(event):
        if agency not in known.agencies:
            yield Refusal.of(RefusalCode.UNKNOWN_AGENCY, field, name=agency)


def _unknown_things(event: AnyEvent, known: Known, business_day: date) -> Iterator[Refusal]:
    """What the event builds on must exist, and under the subject that the event names."""
    data, name = event.data, event.subject_id
    if event.subject_kind == "indicator" and name not in known.indicators and _needs_subject(event):
        yield Refusal.of(RefusalCode.UNKNOWN_INDICATOR, "subject", name=name)
    if event.subject_kind == "task" and name not in known.tasks and _needs_subject(event):
        yield Refusal.of(RefusalCode.UNKNOWN_TASK, "subject", name=name)
    if isinstance(data, PlanState) and amends(event) and name not in known.plans:
        yield Refusal.of(RefusalCode.UNKNOWN_PLAN, "subject", name=name)
    if isinstance(data, TargetState | TaskData | BudgetState | BudgetWithdrawn):
        yield from _unknown_plan(data, known, business_day)
    if isinstance(data, BudgetWithdrawn):
        yield from _unknown_amount(event, data, known)
    if event.subject_kind == "indicator":
        yield from _unknown_target(event, known)
    if isinstance(data, MeasurementCorrected | MeasurementWithdrawn):
        yield from _unknown_report(event, data, known)
    if isinstance(data, EvaluationConfirmed | DeadlineResolved):
        yield from _unfit_settlement(event, known, business_day)


def _needs_subject(event: AnyEvent) -> bool:
    """Whether the subject must exist before the event: not where the event brings it."""
    return amends(event) or not isinstance(event.data, IndicatorState | TaskData)


def _unknown_plan(
    data: TargetState | TaskData | BudgetState | BudgetWithdrawn,
    known: Known,
    business_day: date,
) -> Iterator[Refusal]:
    """A row may be of the plan as it is, or as it will be."""
    plan = known.plans.get(data.plan)
    if plan is None:
        yield Refusal.of(RefusalCode.UNKNOWN_PLAN, "data.plan", name=data.plan)
    elif isinstance(data, BudgetState | BudgetWithdrawn):
        return
    elif data.row not in (*plan.rows, *known.in_force(plan, business_day).rows):
        yield Refusal.of(RefusalCode.UNKNOWN_ROW, "data.row", plan=plan.id, name=data.row)


def _unknown_amount(event: AnyEvent, data: BudgetWithdrawn, known: Known) -> Iterator[Refusal]:
    """An amount that nobody stated is not withdrawn: its year or source is a slip."""
    stated = statement(event)
    if stated is not None and known.revision(stated.thing) == 0:
        named = {"name": event.subject_id, "line": data.line, "plan": data.plan}
        yield Refusal.of(RefusalCode.UNKNOWN_AMOUNT, "data.source", **named)


def _unknown_target(event: AnyEvent, known: Known) -> Iterator[Refusal]:
    name = getattr(event.data, "target", None)
    if name is None:
        return
    target = known.targets.get(name)
    if target is None:
        if amends(event) or not isinstance(event.data, TargetState):
            yield Refusal.of(RefusalCode.UNKNOWN_TARGET, "data.target", name=name)
    elif target.indicator_id != event.subject_id:
        subject = f"indicator/{target.indicator_id}"
        yield Refusal.of(RefusalCode.OTHER_SUBJECT, "subject", name=name, subject=subject)


def _unknown_report(
    event: AnyEvent, data: MeasurementCorrected | MeasurementWithdrawn, known: Known
) -> Iterator[Refusal]:
    ref = EventRef(data.report.agency, data.report.id)
    report = known.reports.get(ref)
    if report is None:
        yield Refusal.of(RefusalCode.UNKNOWN_REPORT, "data.report", name=ref.id, agency=ref.agency)
    elif report.subject != event.subject:
        yield Refusal.of(RefusalCode.OTHER_SUBJECT, "subject", name=ref.id, subject=report.subject)


def _unfit_settlement(event: AnyEvent, known: Known, business_day: date) -> Iterator[Refusal]:
    """A settlement that could not take effect is refused: nobody would see it ignored."""
    data, of_task = event.data, event.subject_kind == "task"
    if of_task and data.target is not None:
        yield Refusal.of(RefusalCode.TARGET_NOT_EXPECTED, "data.target")
    if not of_task and data.target is None:
        yield Refusal.of(RefusalCode.TARGET_MISSING, "data.target")
    of: TargetKnown | TaskKnown
    if of_task:
        of = known.in_force(known.tasks[event.subject_id], business_day)
    else:
        of = known.in_force(known.targets[str(data.target)], business_day)
    if isinstance(data, DeadlineResolved):
        if not of.deadline_open:
            use = "task.amended" if of_task else "target.amended"
            yield Refusal.of(RefusalCode.DEADLINE_NOT_OPEN, "data.due_on", name=of.id, use=use)
        return
    if data.scope != of.scope:
        yield Refusal.of(RefusalCode.OTHER_SCOPE, "data.scope", name=of.id, scope=of.scope)
    if not Period.parse(of.period).contains(Period.parse(data.period)):
        yield Refusal.of(RefusalCode.OTHER_PERIOD, "data.period", name=of.id, period=of.period)


def _revision(event: AnyEvent, known: Known, business_day: date) -> Iterator[Refusal]:
    """What was withdrawn may be stated again by a later revision, save a report taken back.

    It is reported and settled on until the day it goes.
    """
    if isinstance(event.data, TaskStatusReported | DeadlineResolved | EvaluationConfirmed):
        thing = settled_thing(event)
        if known.withdrawn(thing, by=business_day):
            yield Refusal.of(RefusalCode.WITHDRAWN, "subject", thing=thing)
    stated = statement(event)
    if stated is None:
        return
    if known.withdrawn(stated.thing) and not _may_return(event):
        yield Refusal.of(RefusalCode.WITHDRAWN, "subject", thing=stated.thing)
    before = known.revision(stated.thing)
    if stated.revision > before:
        return
    field = "data.revision" if hasattr(event.data, "revision") else "type"
    if stated.revision == 1:
        yield Refusal.of(
            RefusalCode.ALREADY_STATED,
            field,
            thing=stated.thing,
            use=stated.changes_with,
            revision=before,
        )
    yield Refusal.of(
        RefusalCode.REVISION_NOT_HIGHER, "data.revision", thing=stated.thing, revision=before
    )


def _may_return(event: AnyEvent) -> bool:
    """Whether the event states anew what a plan had dropped; a withdrawal is no such thing."""
    return isinstance(event.data, TargetState | TaskData | BudgetState)


def _definition(event: AnyEvent, known: Known) -> Iterator[Refusal]:
    """A measurement and a target use a definition that exists, and parts that it has."""
    data = event.data
    if not isinstance(data, MeasurementState | TargetState):
        return
    indicator = known.indicators[event.subject_id]
    listed = ", ".join(str(number) for number in sorted(indicator.definitions))
    number = data.definition
    if number is None and len(indicator.definitions) > 1:
        yield Refusal.of(
            RefusalCode.DEFINITION_MISSING,
            "data.definition",
            indicator=indicator.id,
            known=listed,
        )
    number = number or 1
    if number not in indicator.definitions:
        yield Refusal.of(
            RefusalCode.UNKNOWN_DEFINITION,
            "data.definition",
            indicator=indicator.id,
            name=number,
            known=listed,
        )
    yield from _unknown_parts(data, indicator, number)


def _unknown_parts(
    data: MeasurementState | TargetState, indicator: IndicatorKnown, definition: int
) -> Iterator[Refusal]:
    parts = indicator.definitions[definition]
    named: list[tuple[str, str]] = []
    if isinstance(data, MeasurementState) and data.part:
        named = [("data.part", data.part)]
    elif isinstance(data, TargetState) and isinstance(data.rule, CompoundRule):
        named = [(f"data.rule.parts.{at}.id", p.id) for at, p in enumerate(data.rule.parts)]
    for field, part in named:
        if part not in parts:
            yield Refusal.of(
                RefusalCode.UNKNOWN_PART,
                field,
                indicator=indicator.id,
                definition=definition,
                name=part,
                known=", ".join(parts) or "–",
            )


def _unknown_task_parts(event: AnyEvent, known: Known, business_day: date) -> Iterator[Refusal]:
    """What was done of a part is of a part that the task's quantity has."""
    if not isinstance(event.data, TaskStatusReported) or not event.data.quantities:
        return
    task = known.in_force(known.tasks[event.subject_id], business_day)
    for at, each in enumerate(event.data.quantities):
        if each.part not in task.parts:
            yield Refusal.of(
                RefusalCode.UNKNOWN_TASK_PART,
                f"data.quantities.{at}.part",
                task=task.id,
                name=each.part,
                known=", ".join(task.parts) or "–",
            )


def _period(event: AnyEvent, business_day: date) -> Iterator[Refusal]:
    """What was measured or evaluated cannot lie ahead; a running period has no final value."""
    data, today = event.data, business_day.isoformat()
    if isinstance(data, TaskStatusReported) and data.effective_on > business_day:
        day = data.effective_on.isoformat()
        yield Refusal.of(RefusalCode.PERIOD_NOT_BEGUN, "data.effective_on", period=day, today=today)
    if not isinstance(data, MeasurementState | EvaluationConfirmed):
        return
    period = Period.parse(data.period)
    if period.start_on > business_day:
        yield Refusal.of(
            RefusalCode.PERIOD_NOT_BEGUN, "data.period", period=period.code, today=today
        )
    final = isinstance(data, MeasurementState) and data.observation_status in ("A", "B")
    if final and period.end_on > business_day:
        yield Refusal.of(
            RefusalCode.PERIOD_NOT_ENDED,
            "data.observation_status",
            period=period.code,
            today=today,
        )
