"""Who may say what (DESIGN, section 3): pure decisions on the credential and the registry.

`report`: the lead for the whole scope; under a group lead, or where no lead is named, the
plan's focal point; everyone else for their own unit or area. The focal point may report
*thay*, naming the agency and its letter. Corrections: the first reporter, the lead or the
focal point. Lead and focal point are those of a plan with a say over the scope: a plan of
the indicator's owner, or one of the scope's own. Anybody may issue a plan, and with it give
himself no right over another's numbers.

`plan` is the right of one issuer: `plan:<issuer>` names it, plain `plan` is that of the
holder's own agency. `directory`: the register of agencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.budgets import BudgetState, BudgetWithdrawn
from contracts.common import OnBehalf
from contracts.envelope import AnyEvent
from contracts.indicators import IndicatorRedefined
from contracts.measurements import (
    MeasurementCorrected,
    MeasurementState,
    MeasurementWithdrawn,
)
from contracts.plans import PlanState
from contracts.rejections import Refusal, RefusalCode
from contracts.targets import TargetState
from contracts.tasks import TaskData
from domain.identity import EventRef
from infra.access import Credential
from services.ingest.known import Known, PlanKnown, ReportKnown, TargetKnown, TaskKnown

Duty = tuple[TargetKnown | TaskKnown, PlanKnown]
"""What makes somebody a lead or a focal point: a target or task, and its plan."""


def check_source(event: AnyEvent, credential: Credential) -> Refusal | None:
    """Refuse an event whose source is not the agency that the credential speaks for."""
    if credential.every_agency or event.source == credential.agency:
        return None
    return Refusal.of(RefusalCode.SOURCE_NOT_ALLOWED, "source", agency=credential.agency)


def check_scope(event: AnyEvent, credential: Credential) -> Refusal | None:
    """Refuse an event whose kind the credential holds no scope for."""
    wanted: str = event.data.SCOPE
    if any(scope.partition(":")[0] == wanted for scope in credential.scopes):
        return None
    return Refusal.of(RefusalCode.SCOPE_MISSING, "type", scope=wanted)


def check_authority(
    event: AnyEvent, credential: Credential, known: Known, business_day: date
) -> Refusal | None:
    """Refuse an event on what is not the sender's to speak of, as the business day has it.

    All that the event names is known to exist.
    """
    match event.data.SCOPE:
        case "report":
            return _check_report(event, known, business_day)
        case "plan":
            return _check_plan(event, credential, known)
    return None


def may_issue(credential: Credential, issuer: str) -> bool:
    """Whether the credential holds the plan scope of an issuer."""
    if f"plan:{issuer}" in credential.scopes:
        return True
    return "plan" in credential.scopes and (credential.every_agency or credential.agency == issuer)


def _check_plan(event: AnyEvent, credential: Credential, known: Known) -> Refusal | None:
    if isinstance(event.data, IndicatorRedefined):
        owner = known.indicators[event.subject_id].owner
        if event.source != owner and not may_issue(credential, owner):
            return Refusal.of(RefusalCode.NOT_THE_OWNER, "source", owner=owner)
        return None
    for field, issuer in _issuers(event, known):
        if not may_issue(credential, issuer):
            return Refusal.of(RefusalCode.NOT_THE_ISSUER, field, issuer=issuer)
    return None


def _issuers(event: AnyEvent, known: Known) -> Iterator[tuple[str, str]]:
    """Yield whose plan scope the event needs, with the field that says so."""
    data = event.data
    if isinstance(data, PlanState):
        yield "data.issuer", data.issuer
        if before := known.plans.get(event.subject_id):
            yield "subject", before.issuer
    if isinstance(data, TargetState | TaskData | BudgetState | BudgetWithdrawn):
        yield "data.plan", known.plans[data.plan].issuer
    if event.subject_kind == "indicator" and (target := getattr(data, "target", None)):
        if before_target := known.targets.get(target):
            yield "data.target", known.plans[before_target.plan_id].issuer
    elif event.subject_kind == "task" and (task := known.tasks.get(event.subject_id)):
        yield "subject", known.plans[task.plan_id].issuer


def _check_report(event: AnyEvent, known: Known, business_day: date) -> Refusal | None:
    data = event.data
    if isinstance(data, MeasurementCorrected | MeasurementWithdrawn):
        report = known.reports[EventRef(data.report.agency, data.report.id)]
        revised_duties = list(_duties(event, report.scope, known, business_day))
        if not _may_correct(event.source, report, revised_duties):
            return _not_a_reporter("data.report", event.source, report.scope)
        scope = data.scope if isinstance(data, MeasurementState) else report.scope
        stays = scope == report.scope
    else:
        scope, stays = data.scope, False
    duties = list(_duties(event, scope, known, business_day))
    on_behalf: OnBehalf | None = data.on_behalf_of
    if on_behalf and (refusal := _check_on_behalf(event.source, on_behalf, duties)):
        return refusal
    reporter = on_behalf.agency if on_behalf else event.source
    if stays or _may_report(reporter, scope, duties, known):
        return None
    return _not_a_reporter("data.scope", reporter, scope)


def _not_a_reporter(field: str, agency: str, scope: str) -> Refusal:
    return Refusal.of(RefusalCode.NOT_A_REPORTER, field, agency=agency, scope=scope)


def _duties(event: AnyEvent, scope: str, known: Known, day: date) -> Iterator[Duty]:
    """Yield the duties that count for a scope: the owner's plans, and the scope's own.

    A task is its plan's own, so its plan alone has a say.
    """
    if event.subject_kind == "task":
        task = known.in_force(known.tasks[event.subject_id], day)
        yield task, known.in_force(known.plans[task.plan_id], day)
        return
    with_a_say = (known.indicators[event.subject_id].owner, scope)
    for target in known.standing_targets(event.subject_id, day):
        plan = known.in_force(known.plans[target.plan_id], day)
        if plan.issuer in with_a_say:
            yield target, plan


def _check_on_behalf(source: str, on_behalf: OnBehalf, duties: list[Duty]) -> Refusal | None:
    if not _is_focal_point(source, duties):
        return Refusal.of(
            RefusalCode.NOT_THE_FOCAL_POINT, "data.on_behalf_of.agency", agency=source
        )
    letter = on_behalf.letter
    if not letter.number and not letter.file_sha256:
        return Refusal.of(
            RefusalCode.LETTER_MISSING, "data.on_behalf_of.letter", agency=on_behalf.agency
        )
    return None


def _may_report(agency: str, scope: str, duties: list[Duty], known: Known) -> bool:
    if agency == scope:
        return True
    for duty, plan in duties:
        if duty.scope != scope:
            continue
        if agency in duty.lead:
            return True
        led_by_group = not duty.lead or any(known.is_group(lead) for lead in duty.lead)
        if led_by_group and plan.focal_point == agency:
            return True
    return False


def _may_correct(agency: str, report: ReportKnown, duties: list[Duty]) -> bool:
    if agency == report.ref.agency or _is_focal_point(agency, duties):
        return True
    return any(duty.scope == report.scope and agency in duty.lead for duty, _ in duties)


def _is_focal_point(agency: str, duties: list[Duty]) -> bool:
    return any(plan.focal_point == agency for _, plan in duties)
