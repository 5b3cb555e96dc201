"""Make answers from what was loaded. Pure: the same rows give the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.codec import decode
from contracts.plans import PlanRow, ReportDuty
from contracts.status import Ref, TargetStatus, TaskStatus
from domain import reasons
from domain.forecast.pace import no_pace_because
from domain.identity import EventRef
from domain.plan import Plan
from domain.vietnamese.words import rule_words
from services.api import answers, series, wording
from services.api.alerts.views import chance_words
from services.api.asof import Definition
from services.api.coverage import coverage_item
from services.api.load import Moment
from services.api.moments import told
from services.api.rows import Alert, Known, LoggedEvent

DOCUMENTS_MAX = 500
"""Events looked up for one answer at most: the deciding ones, then the latest reports."""


def words(said: reasons.Words) -> answers.Words:
    """Return words as they are answered."""
    return answers.Words(vi=said.vi, en=said.en)


def status_item(known: Known[TargetStatus]) -> answers.StatusItem:
    """Return a target in one line."""
    status = known.status
    return answers.StatusItem(
        target_id=status.target,
        number=status.number,
        text=status.text,
        value_text=status.value_text,
        provisional_verdict=status.provisional_verdict,
        official_verdict=status.official_verdict,
        phase=status.phase,
        reason=status.reason,
        due_on=status.due_on,
        reason_words=words(wording.reason_words(status)),
        shown_words=words(wording.verdict_words(status)),
        official_reason=status.official_reason,
        estimated=status.estimated,
        plan_id=status.plan,
        row_id=status.row,
        section=status.section,
        indicator_id=status.indicator,
        scope=status.scope,
        unit=status.unit,
        lead=list(status.lead),
        coordinators=list(status.coordinators),
        as_of=known.as_of,
        known_at=known.known_at,
        coverage=coverage_item(status),
    )


def task_item(known: Known[TaskStatus]) -> answers.TaskItem:
    """Return a task in one line."""
    status = known.status
    return answers.TaskItem(
        task_id=status.task,
        number=status.number,
        text=status.text,
        state=status.state,
        state_words=words(wording.state_words(status)),
        state_phrase=status.state_phrase,
        state_on=status.state_on,
        overdue=status.overdue,
        quantity=wording.quantity_words(status),
        value_text=status.value_text,
        phase=status.phase,
        due_on=status.due_on,
        provisional_verdict=status.provisional_verdict,
        official_verdict=status.official_verdict,
        reason=status.reason,
        reason_words=words(wording.reason_words(status)),
        source_kind=status.source_kind,
        plan_id=status.plan,
        row_id=status.row,
        section=status.section,
        scope=status.scope,
        lead=list(status.lead),
        coordinators=list(status.coordinators),
        as_of=known.as_of,
        known_at=known.known_at,
    )


def plan_item(plan: Plan) -> answers.PlanItem:
    """Return a plan in one line."""
    return answers.PlanItem(
        plan_id=plan.id,
        title=plan.title,
        number=plan.number,
        issued_on=plan.issued_on,
        issuer=plan.issuer,
        period=plan.period.code,
        focal_point=plan.focal_point,
        provisional_key=plan.provisional_key,
    )


def plan_answer(plan: Plan, moment: Moment) -> answers.PlanAnswer:
    """Return a plan with its rows and duties."""
    return answers.PlanAnswer(
        **told(moment),
        plan=plan_item(plan),
        rows=[
            PlanRow(id=r.id, number=r.number, section=r.section, text=r.text, kind=r.kind.value)
            for r in plan.rows
        ],
        report_duties=[
            ReportDuty.model_validate(
                {
                    "reporter": duty.reporter,
                    "through": duty.through,
                    "recipient": duty.recipient,
                    "due_on": duty.due_on,
                    "frequency": duty.frequency,
                }
            )
            for duty in plan.duties
        ],
    )


def refs_of(status: TargetStatus | TaskStatus) -> list[EventRef]:
    """Return the events behind a status: the deciding ones, then the series, latest first."""
    refs = [_ref(ref) for ref in status.deciding]
    if isinstance(status, TargetStatus):
        refs += [_ref(point.event) for point in reversed(status.series)]
    return list(dict.fromkeys(refs))[:DOCUMENTS_MAX]


def event_items(
    status: TargetStatus | TaskStatus, logged: Mapping[EventRef, LoggedEvent]
) -> list[answers.EventItem]:
    """Return the events behind a status with their places on the log and documents."""
    deciding = {_ref(ref) for ref in status.deciding}
    return [_event_item(ref, logged.get(ref), ref in deciding) for ref in refs_of(status)]


def alert_item(alert: Alert) -> answers.AlertItem:
    """Return an alert."""
    said = alert.body.closing.words if alert.body.closing else alert.body.words
    return answers.AlertItem(
        alert_id=alert.alert_id,
        target_id=alert.target_id,
        plan_id=alert.plan_id,
        scope=alert.scope,
        risk=alert.risk,
        state="open" if alert.state == "open" else "closed",
        outcome=alert.outcome,
        words=answers.Words(vi=said.vi, en=said.en),
        chance=chance_words(alert.body.evidence) or None,
        opened_on=alert.opened_on,
        opened_at=alert.opened_at,
        closed_at=alert.closed_at,
        due_on=alert.due_on,
        lead=list(alert.lead),
        seq=alert.seq,
        detail=alert.body,
    )


def target_answer(
    status: TargetStatus,
    moment: Moment,
    known: Mapping[int, Definition],
    logged: Mapping[EventRef, LoggedEvent],
    alerts: Iterable[Alert],
) -> answers.TargetAnswer:
    """Return a target in full."""
    unforeseen = no_pace_because(status.rule.to_domain())
    return answers.TargetAnswer(
        **told(moment),
        target=status,
        words=answers.StatusWords(
            shown=words(wording.verdict_words(status)),
            reason=words(wording.reason_words(status)),
            phase=words(wording.phase_words(status)),
            deadline=wording.deadline_words(status.deadline),
            rule=rule_words(status.rule.to_domain(), status.unit),
            no_pace=words(unforeseen) if unforeseen else None,
        ),
        indicator=_indicator_item(known.get(status.definition)),
        breaks=[
            answers.BreakItem(
                part=found.part,
                last_period=found.last_period,
                next_period=found.next_period,
                from_definition=found.from_definition,
                to_definition=found.to_definition,
                reason=break_reason(found, known),
            )
            for found in series.breaks(status)
        ],
        events=event_items(status, logged),
        alerts=[alert_item(alert) for alert in alerts],
    )


def break_reason(found: series.Break, known: Mapping[int, Definition]) -> str:
    """Return why a series breaks, where a redefinition says it."""
    if found.from_definition == found.to_definition or found.to_definition not in known:
        return ""
    return known[found.to_definition].reason


def _indicator_item(definition: Definition | None) -> answers.IndicatorItem | None:
    if definition is None:
        return None
    indicator = definition.indicator
    return answers.IndicatorItem(
        indicator_id=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        definition=indicator.definition,
        higher_is_better=indicator.higher_is_better,
        method=indicator.method,
        reason=definition.reason,
    )


def _ref(ref: Ref) -> EventRef:
    return EventRef(ref.agency, ref.id)


def _event_item(ref: EventRef, logged: LoggedEvent | None, decides: bool) -> answers.EventItem:
    event = decode(logged.record) if logged else None
    return answers.EventItem(
        agency=ref.agency,
        event_id=ref.id,
        type=logged.type if logged else None,
        position=logged.position if logged else None,
        occurred_at=event.occurred_at if event else None,
        received_at=logged.received_at if logged else None,
        decides=decides,
        document=event.data.document if event else None,
        provenance=event.data.provenance if event else None,
    )
