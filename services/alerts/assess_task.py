"""Will a task be late, is it overdue, or has nothing been heard of it for long? Pure."""

from __future__ import annotations

from datetime import date, timedelta

from contracts.alert_evidence import Evidence, TaskProgress
from contracts.alerts import AlertData
from contracts.deadlines import ContinuousDeadline, WindowDeadline
from contracts.status import TaskStatus
from domain.alert_rules import official_ending
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.due import DUE_SOON_DAYS
from domain.reasons import Phase, Verdict
from domain.task import TaskState
from domain.vietnamese.words import rule_words
from services.alerts.finding import Finding
from services.alerts.parameters import RULES

EXPECTED_DAYS = 91
"""A task is reported on once a quarter."""
STALE_PERIODS = 2
"""So many quarters without a word, and nobody knows whether it goes on."""
_STALE_DAYS = EXPECTED_DAYS * STALE_PERIODS
_STAGES = {
    Risk.TASK_OVERDUE: Stage.OVERDUE,
    Risk.TASK_STALE: Stage.STALE,
    Risk.TASK_AT_RISK: Stage.AT_RISK,
}


def task_finding(status: TaskStatus, as_of: date, before: AlertData | None) -> Finding:
    """Return what is to be feared of a task on a day, or what ends the fear."""
    ending = _ending(status, before)
    risk = None if ending or _done(status) else _risk(status, as_of)
    return Finding(
        "task",
        risk=risk,
        stage=_stage(status, risk) if risk else None,
        evidence=_evidence(status, risk, as_of) if risk else None,
        addressees=status.lead if risk else (),
        may_open=status.official_verdict is None and status.phase != Phase.WITHDRAWN.value,
        ending=ending,
        # Each of the three rests on no word of the task having come.
        absence=True,
        parameters=RULES,
        series=status.deciding,
    )


def task_review(status: TaskStatus) -> tuple[date, ...]:
    """Return the days on which time alone changes what is to be feared."""
    if status.due_on is None or _done(status):
        return ()
    return (
        status.due_on - timedelta(days=DUE_SOON_DAYS),
        status.due_on + timedelta(days=1),
        _heard_on(status, status.due_on) + timedelta(days=_STALE_DAYS + 1),
    )


def _risk(status: TaskStatus, as_of: date) -> Risk | None:
    due_on = status.due_on
    if due_on is None:
        return None
    if status.overdue:
        return Risk.TASK_OVERDUE
    if status.phase == Phase.PAST_DUE.value:
        return None
    begun = status.state is not None and TaskState(status.state).under_way
    if not begun and as_of >= due_on - timedelta(days=DUE_SOON_DAYS):
        return Risk.TASK_AT_RISK
    if (as_of - _heard_on(status, due_on)).days > _STALE_DAYS:
        return Risk.TASK_STALE
    return None


def _stage(status: TaskStatus, risk: Risk) -> Stage:
    """Return the stage: of what nobody was ever told anything, its silence is only watched."""
    unheard = risk is Risk.TASK_STALE and status.state_on is None
    return Stage.WATCH if unheard else _STAGES[risk]


def _heard_on(status: TaskStatus, due_on: date) -> date:
    """Return the day of the last word; without one, the day from which one could be expected."""
    deadline = status.deadline
    first = deadline.start_on if isinstance(deadline, WindowDeadline) else date(due_on.year, 1, 1)
    return max(status.state_on or first, first)


def _done(status: TaskStatus) -> bool:
    if status.state is None or status.overdue:
        return False
    state = TaskState(status.state)
    going = isinstance(status.deadline, ContinuousDeadline) and state.under_way
    return going or state.finished


def _ending(status: TaskStatus, before: AlertData | None) -> tuple[Outcome, ClosingReason] | None:
    if status.phase == Phase.WITHDRAWN.value:
        return Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN
    if status.official_verdict is not None:
        return official_ending(Verdict(status.official_verdict))
    if _done(status):
        on, due_on = status.state_on, status.due_on
        late = on is not None and due_on is not None and on > due_on
        return (Outcome.MISSED if late else Outcome.AVERTED), ClosingReason.TASK_DONE
    if before is None or before.evidence.task is None or status.overdue:
        return None
    if before.due_on != status.due_on:
        return Outcome.AVERTED, ClosingReason.AMENDED
    heard = status.state_on is not None and status.state_on != before.evidence.task.state_on
    begun = status.state is not None and TaskState(status.state).under_way
    if heard and (begun or before.evidence.risk == Risk.TASK_STALE.value):
        return Outcome.RESOLVED, ClosingReason.TASK_REPORTED
    return None


def _evidence(status: TaskStatus, risk: Risk, as_of: date) -> Evidence:
    due_on, rule = status.due_on, status.quantity
    late = max((as_of - due_on).days, 0) if due_on and risk is Risk.TASK_OVERDUE else 0
    silent = (as_of - status.state_on).days if status.state_on else None
    return Evidence(
        risk=risk.value,
        method="task_dates",
        unit=status.unit,
        pace_unit="",
        target_text=rule_words(rule.to_domain(), status.unit) if rule else "",
        target_relation=None,
        target_value=None,
        value_so_far=None,
        value_text=status.value_text,
        value_period=None,
        value_on=None,
        gap=None,
        pace_so_far=None,
        pace_needed=None,
        projected_value=None,
        projected_verdict=None,
        windows=(),
        counting_window=None,
        eurostat_ratio=None,
        eurostat_class=None,
        grade="mot_so_lieu" if status.state_on else "khong_so_lieu",
        measurements=0,
        estimated=False,
        derived=status.source_kind == "derived",
        illustrative=status.source_kind == "illustrative",
        bounded=False,
        newest_age_days=silent,
        task=TaskProgress(
            state=status.state or "",
            state_on=status.state_on,
            silent_days=max(silent, 0) if silent is not None else None,
            late_days=late,
        ),
    )
