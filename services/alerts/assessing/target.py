"""Will a target be missed? Each part's chance, the worst part, and what ends the fear. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from contracts.alert_evidence import Evidence
from contracts.alerts import AlertData
from contracts.status import PartStatus, Ref, TargetStatus
from domain.alert_rules import REACHED, Level, TargetKnown, Thresholds
from domain.alerting import Risk, Stage
from domain.due import phase_on
from domain.forecast.answer import Forecast
from domain.forecast.parameters import ClassParameters
from domain.reasons import Phase, Verdict
from domain.reasons import Reason as Because
from domain.target import SimpleRule
from domain.vietnamese.words import rule_words
from services.alerts.assessing.chance import chance_of
from services.alerts.assessing.evidence import Basis, evidence_of, with_outlook
from services.alerts.assessing.explained import addressees, explained
from services.alerts.assessing.finding import Finding
from services.alerts.assessing.parameters import (
    BEFORE_FORECASTS,
    RULES,
    Parameters,
    recorded_grounds,
    version_of,
)
from services.alerts.assessing.questions import Asked, asked, decimal_of
from services.alerts.assessing.series import Measured, Points, points_of

_OF_A_PART = (Because.PARTIAL_COVERAGE.value, Because.INCOMPLETE_COVERAGE.value)
_BY_TIME = ("count", "entity_fraction", "milestone", "for_all")
"""Rules of which the time that goes by with no news is itself news."""
REVIEW_DAYS = 30
"""What time changes is looked at so often, counted from the deadline, not from the last look."""
_RANKS = {None: 0, Level.CALM: 1, Level.WATCH: 2, Level.AT_RISK: 3}
_STAGES = {Level.WATCH: Stage.WATCH, Level.AT_RISK: Stage.AT_RISK}


@dataclass(frozen=True, slots=True)
class PartView:
    """One part on a day: its reports, what is asked of them, and what is to be feared."""

    part: PartStatus
    rule: SimpleRule
    points: tuple[Measured, ...]
    level: Level | None = None
    risk: Risk = Risk.LIKELY_MISS
    reached: bool = False
    asked: Asked | None = None
    fitted: ClassParameters | None = None
    answer: Forecast | None = None
    without_newest: Decimal | None = None

    @property
    def chance(self) -> Decimal | None:
        """The chance of a miss, as it is recorded."""
        return decimal_of(self.answer.chance, "0.0001") if self.answer else None

    @property
    def rank(self) -> tuple[int, bool, Decimal]:
        """How bad it is; of two parts the worse one is told."""
        missed = self.risk is Risk.MISSED_IN_A_PERIOD
        return (_RANKS[self.level], missed, self.chance or Decimal(0))


def target_finding(
    status: TargetStatus,
    points: Points,
    as_of: date,
    parameters: Parameters,
    before: AlertData | None,
    wrong: frozenset[Ref],
) -> Finding:
    """Return what is to be feared of a target; `wrong` are reports that do not count for now."""
    thresholds, runs = _thresholds(status, parameters), running(status, as_of)
    views = [
        _never_feared(part, points[part.part])
        if before is None and _reached(part, wrong)
        else _view(part, points[part.part], status, as_of, parameters, thresholds, wrong, runs)
        for part in status.parts
    ]
    worst = max(views, key=lambda view: view.rank)
    series = _events(views) if before else ()
    raised, cancelled = _cancelled(status, before, series)
    known = TargetKnown(
        phase=Phase(status.phase),
        due_on=status.due_on,
        provisional=Verdict.NO_DATA if wrong else Verdict(status.provisional_verdict),
        official=Verdict(status.official_verdict) if status.official_verdict else None,
        level=worst.level,
        measured=_measured(views, series, before),
        amended=_amended(status, thresholds, before),
        cause_gone=bool(raised)
        and worst.level not in _STAGES
        and _calm_without_later(status, as_of, parameters, thresholds, wrong, before),
    )
    told = worst if worst.level in _STAGES and runs else None
    return Finding(
        kind="target",
        risk=told.risk if told else None,
        stage=_STAGES[told.level] if told and told.level else None,
        evidenced=partial(_evidence, status, told, as_of) if told else None,
        outlook=partial(with_outlook, basis=_basis(told), thresholds=thresholds) if told else None,
        addressees=addressees(status, told.part) if told else (),
        may_open=known.may_open,
        ending=known.ending,
        ending_waits=known.ending_waits,
        reports=partial(_events, views),
        parameters=version_of(worst.fitted) if worst.fitted else RULES,
        chance=worst.chance,
        thresholds=thresholds,
        raised_by=raised if known.cause_gone else (),
        cancelled_by=cancelled if known.cause_gone else (),
        questions=tuple(each.asked.question for each in views if each.asked and not each.reached),
    )


def _thresholds(status: TargetStatus, parameters: Parameters) -> Thresholds:
    stakes = status.stakes.to_domain() if status.stakes else None
    return parameters.thresholds(status.target, stakes)


def _events(views: list[PartView]) -> tuple[Ref, ...]:
    return tuple(each.point.event for view in views for each in view.points)


def target_review(status: TargetStatus, as_of: date) -> tuple[date, ...]:
    """Return the days on which the answer may be another with no news."""
    if status.due_on is None or not running(status, as_of):
        return ()
    # An estimate of a period that still runs speaks as of today, too.
    estimated = any(point.end_on > as_of for point in status.series)
    return review_days(status.due_on, as_of, by_time=estimated or changes_by_time(status))


def changes_by_time(status: TargetStatus) -> bool:
    """Tell whether the chance of some part is another on a later day with no news."""
    return any(part.rule.kind in _BY_TIME for part in status.parts)


def review_days(due_on: date, as_of: date, *, by_time: bool) -> tuple[date, ...]:
    """Return the days on which to look again at a target that runs."""
    after_due = due_on + timedelta(days=1)
    if not by_time:
        return (after_due,)
    ahead = ((due_on - as_of).days - 1) // REVIEW_DAYS
    return (due_on - timedelta(days=ahead * REVIEW_DAYS), after_due)


def running(status: TargetStatus, as_of: date) -> bool:
    """Tell whether there is time left, and no verdict yet."""
    settled = status.phase == Phase.WITHDRAWN.value or status.official_verdict is not None
    return not settled and phase_on(status.due_on, as_of) in (Phase.NOT_DUE, Phase.DUE_SOON)


def _view(
    part: PartStatus,
    measurements: tuple[Measured, ...],
    status: TargetStatus,
    as_of: date,
    parameters: Parameters,
    thresholds: Thresholds,
    wrong: frozenset[Ref],
    runs: bool,
) -> PartView:
    rule = part.rule.to_domain()
    points = measurements
    if wrong:
        points = tuple(each for each in points if each.point.event not in wrong)
    view = PartView(part, rule, points)
    # Of a group's sum that lacks members neither the whole is known, nor that nothing is.
    if not runs or part.reason in _OF_A_PART:
        return view
    if part.reason == Because.MISSED_IN_A_PERIOD.value:
        return replace(view, level=Level.AT_RISK, risk=Risk.MISSED_IN_A_PERIOD)
    question = asked(status, part, points, as_of)
    if question is None:
        return view
    return _forecast(view, question, parameters, thresholds, reached=_reached(part, wrong))


def _never_feared(part: PartStatus, points: tuple[Measured, ...]) -> PartView:
    """Return a part that has come to the mark, where no alert's record asks for its chance."""
    return PartView(part, part.rule.to_domain(), points, level=Level.CALM, reached=True)


def _reached(part: PartStatus, wrong: frozenset[Ref]) -> bool:
    return Verdict(part.verdict) in REACHED and not wrong


def _forecast(
    view: PartView, found: Asked, parameters: Parameters, thresholds: Thresholds, *, reached: bool
) -> PartView:
    chance = chance_of(found.question, parameters, thresholds)
    return replace(
        view,
        # What has come to the mark is not feared to miss it, however it may fall back.
        level=Level.CALM if reached else chance.level,
        reached=reached,
        asked=found,
        fitted=chance.fitted,
        answer=chance.answer,
        without_newest=chance.without_newest,
    )


def _evidence(status: TargetStatus, view: PartView, as_of: date) -> Evidence:
    return evidence_of(status, _basis(view), as_of)


def _basis(view: PartView) -> Basis:
    return Basis(
        part=view.part,
        rule=view.rule,
        points=view.points,
        risk=view.risk,
        method="by_period" if view.risk is Risk.MISSED_IN_A_PERIOD else "forecast",
        asked=view.asked,
        fitted=view.fitted,
        answer=view.answer,
        without_newest=view.without_newest,
        explained=explained(view.part),
    )


def _measured(views: list[PartView], series: tuple[Ref, ...], before: AlertData | None) -> bool:
    """Tell whether a report counts that did not when the alert spoke last."""
    if before is None:
        return True
    known = before.decision.series
    if before.decision.parameters == BEFORE_FORECASTS:
        # Then only the reports at the ends of the series were named.
        return any(view.points[-1].point.event not in known for view in views if view.points)
    return not set(known).issuperset(series)


def _amended(status: TargetStatus, thresholds: Thresholds, before: AlertData | None) -> bool:
    if before is None:
        return False
    levels = {part.part: rule_words(part.rule.to_domain(), status.unit) for part in status.parts}
    return (
        before.due_on != status.due_on
        or thresholds.amended_since(recorded_grounds(before))
        or levels.get(before.evidence.part) != before.evidence.target_text
    )


def _cancelled(
    status: TargetStatus, before: AlertData | None, series: tuple[Ref, ...]
) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """Return which reports behind an alert count no more, and which count in their place."""
    if before is None or before.state != "open":
        return (), ()
    known = before.decision.series
    # Of a series that was cut in its middle, only what was newest cannot have been cut out.
    sure = known[-2:] if status.series_omitted else known
    now, then = set(series), set(known)
    cancelled = dict.fromkeys(event for event in series if event not in then)
    return tuple(event for event in sure if event not in now), tuple(cancelled)


def _calm_without_later(
    status: TargetStatus,
    as_of: date,
    parameters: Parameters,
    thresholds: Thresholds,
    wrong: frozenset[Ref],
    before: AlertData | None,
) -> bool:
    """Tell whether nothing would be feared by the periods alone of which the alert knew."""
    if before is None or before.evidence.value_on is None:
        return False
    last_on = before.evidence.value_on
    earlier = status.model_copy(
        update={"series": tuple(point for point in status.series if point.end_on <= last_on)}
    )
    points = points_of(earlier)
    views = [
        _view(part, points[part.part], earlier, as_of, parameters, thresholds, wrong, runs=True)
        for part in earlier.parts
    ]
    return all(view.level not in _STAGES for view in views)
