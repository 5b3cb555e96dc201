"""Will a task be late, is it overdue, or has nothing been heard of it for long? Pure.

What is feared is a function of the status and the day. An alert ends by a verdict, an amendment or
a word of the task, and only where nothing is left to fear: it goes on under the next reason.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from contracts.alert_evidence import Evidence, ForecastEvidence, TaskProgress
from contracts.alerts import AlertData
from contracts.deadlines import ContinuousDeadline, RecurringDeadline, WindowDeadline
from contracts.status import TaskStatus
from domain.alert_rules import Level, Thresholds, official_ending
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.due import DUE_SOON_DAYS
from domain.forecast.question import Scale
from domain.reasons import Phase, Verdict
from domain.task import TaskState
from domain.vietnamese.words import rule_words
from services.alerts.assessing.evidence import record_of
from services.alerts.assessing.finding import Assessment, Finding
from services.alerts.assessing.parameters import (
    ABSENCE_RULES,
    Parameters,
    version_of,
)
from services.alerts.assessing.questions import decimal_of
from services.alerts.assessing.task_chance import (
    EXPECTED_DAYS,
    TaskChance,
    crossing_days,
    earned_schedule,
    task_chance,
)

STALE_PERIODS = 2
"""So many quarters without a word, and nobody knows whether it goes on."""
_STALE_DAYS = EXPECTED_DAYS * STALE_PERIODS

Feared = tuple[Risk, Stage]


def assess_task(
    status: TaskStatus, as_of: date, parameters: Parameters, before: AlertData | None
) -> Assessment:
    """Return what is to be feared of a task on a day, or what ends the fear, and when to look."""
    thresholds = parameters.thresholds(status.task)
    settled = _settled(status)
    fitted = parameters.of_scale(Scale.TASK)
    chance = None if settled else task_chance(status, as_of, fitted)
    feared = None if settled else _feared(status, as_of, chance, thresholds)
    finding = Finding(
        "task",
        risk=feared[0] if feared else None,
        stage=feared[1] if feared else None,
        evidenced=partial(_evidence, status, feared, as_of, chance, thresholds) if feared else None,
        addressees=status.lead if feared else (),
        may_open=status.official_verdict is None and status.phase != Phase.WITHDRAWN.value,
        ending=settled or (None if feared else _ending(status, before)),
        # Each of these fears rests on no word of the task having come.
        absence=True,
        parameters=version_of(chance.fitted) if chance else ABSENCE_RULES,
        reports=lambda: status.deciding,
        chance=decimal_of(chance.answer.chance, "0.0001") if chance else None,
        thresholds=thresholds if chance else None,
    )
    days = () if settled else _review(status, chance, thresholds)
    return Assessment((finding,), min((day for day in days if day > as_of), default=None))


def _review(
    status: TaskStatus, chance: TaskChance | None, thresholds: Thresholds
) -> tuple[date, ...]:
    """Return the days on which time alone changes what is to be feared."""
    if status.due_on is None:
        return ()
    return (
        status.due_on - timedelta(days=DUE_SOON_DAYS),
        status.due_on + timedelta(days=1),
        _heard_on(status, status.due_on) + timedelta(days=_STALE_DAYS + 1),
        *(crossing_days(chance, thresholds) if chance else ()),
    )


def _feared(
    status: TaskStatus, as_of: date, chance: TaskChance | None, thresholds: Thresholds
) -> Feared | None:
    due_on = status.due_on
    if due_on is None:
        return None
    if status.overdue:
        return Risk.TASK_OVERDUE, Stage.OVERDUE
    if status.phase == Phase.PAST_DUE.value:
        return None
    level = chance.level(thresholds) if chance else Level.CALM
    if _idle_near_its_end(status, as_of) or level is Level.AT_RISK:
        return Risk.TASK_AT_RISK, Stage.AT_RISK
    if (as_of - _heard_on(status, due_on)).days > _STALE_DAYS:
        # Of what nobody was ever told anything, the silence is only watched.
        return Risk.TASK_STALE, Stage.STALE if status.state_on else Stage.WATCH
    return (Risk.TASK_AT_RISK, Stage.WATCH) if level is Level.WATCH else None


def _idle_near_its_end(status: TaskStatus, as_of: date) -> bool:
    """Tell whether a task is due soon and not known to be under way."""
    begun = status.state is not None and TaskState(status.state).under_way
    due_on = status.due_on
    return not begun and due_on is not None and as_of >= due_on - timedelta(days=DUE_SOON_DAYS)


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


def _settled(status: TaskStatus) -> tuple[Outcome, ClosingReason] | None:
    """Return what leaves nothing to fear: a verdict, a withdrawal, the task's being done."""
    if status.phase == Phase.WITHDRAWN.value:
        return Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN
    if status.official_verdict is not None:
        return official_ending(Verdict(status.official_verdict))
    if _done(status):
        on, due_on = status.state_on, status.due_on
        late = on is not None and due_on is not None and on > due_on
        return (Outcome.MISSED if late else Outcome.AVERTED), ClosingReason.TASK_DONE
    return None


def _ending(status: TaskStatus, before: AlertData | None) -> tuple[Outcome, ClosingReason] | None:
    """Return what ended the fear of an open alert: news, never the day or other parameters."""
    told = before.evidence.task if before and before.state == "open" else None
    if before is None or told is None:
        return None
    # What comes again is due on another day by time alone.
    recurs = isinstance(status.deadline, ContinuousDeadline | RecurringDeadline)
    if before.due_on != status.due_on and not recurs:
        return Outcome.AVERTED, ClosingReason.AMENDED
    if (status.state or "", status.state_on) != (told.state, told.state_on):
        return Outcome.RESOLVED, ClosingReason.TASK_REPORTED
    return None


def _evidence(
    status: TaskStatus,
    feared: Feared,
    as_of: date,
    chance: TaskChance | None,
    thresholds: Thresholds,
) -> Evidence:
    due_on, rule = status.due_on, status.quantity
    by_dates = feared[0] is not Risk.TASK_AT_RISK or _idle_near_its_end(status, as_of)
    late = max((as_of - due_on).days, 0) if due_on and feared[0] is Risk.TASK_OVERDUE else 0
    progress = _progress(status, as_of, late, chance)
    return Evidence(
        risk=feared[0].value,
        method="task_dates" if by_dates else "forecast",
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
        newest_age_days=(as_of - status.state_on).days if status.state_on else None,
        forecast=_forecast(chance, thresholds) if chance else None,
        official=earned_schedule(status, chance.question) if chance else (),
        task=progress,
    )


def _progress(
    status: TaskStatus, as_of: date, late_days: int, chance: TaskChance | None
) -> TaskProgress:
    early_on, about_on, late_on = chance.done_on if chance else (None, None, None)
    return TaskProgress(
        state=status.state or "",
        state_on=status.state_on,
        silent_days=max((as_of - status.state_on).days, 0) if status.state_on else None,
        late_days=late_days,
        done_early_on=early_on,
        done_about_on=about_on,
        done_late_on=late_on,
    )


def _forecast(chance: TaskChance, thresholds: Thresholds) -> ForecastEvidence:
    return ForecastEvidence(
        class_id=chance.fitted.class_id,
        method=chance.answer.method,
        chance=decimal_of(chance.answer.chance, "0.0001"),
        close_below=decimal_of(float(thresholds.close), "0.0001"),
        record=record_of(chance.fitted),
    )
