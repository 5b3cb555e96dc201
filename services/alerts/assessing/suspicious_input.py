"""Does a reported value look wrong? A comma left out, a running sum that falls, a jump. Pure.

Only the newest report of a part is doubted: what a later one bears out is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

from contracts.alert_evidence import Evidence, Suspicion, SuspicionWord
from contracts.alerts import AlertData
from contracts.status import PartStatus, Ref, TargetStatus
from domain.alert_rules import evaluated
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.forecast import pace
from domain.forecast.answer import forecast
from domain.forecast.question import Question
from domain.forecast.scale import runs_up
from domain.reasons import Phase, Verdict
from domain.target import Count, EntityFraction, ForAll, Milestone, Rank, SimpleRule
from services.alerts.assessing.evidence import Basis, evidence_of
from services.alerts.assessing.finding import Finding
from services.alerts.assessing.parameters import RULES, Parameters
from services.alerts.assessing.questions import asked, spans_of
from services.alerts.assessing.series import Measured, Points

FACTORS = (10, 100, 1000)
ODD = 8
"""So many times what there was before, or more, is no usual change."""
LIKE = 2
"""Within so many times of what there was before, a value fits."""
SEEN_MIN = 200
"""A class must have seen so many changes before one can be called beyond all of them."""
BEYOND = 0.998
JUMP_INTERVALS = 3

Doubts = Mapping[str | None, Suspicion]
"""By part, what looks wrong about its newest report."""


def doubtful(status: TargetStatus, points: Points, as_of: date, parameters: Parameters) -> Doubts:
    """Return which parts' newest reports look wrong."""
    if status.official_verdict is not None or status.phase == Phase.WITHDRAWN.value:
        return {}
    found = {
        part.part: _doubt(status, part, points[part.part], as_of, parameters)
        for part in status.parts
    }
    return {part: doubt for part, doubt in found.items() if doubt is not None}


def input_finding(
    status: TargetStatus, points: Points, doubts: Doubts, before: AlertData | None
) -> Finding:
    """Return what looks wrong in a target's reports, or what ends such an alert."""
    official = Verdict(status.official_verdict) if status.official_verdict else None
    told = next((part for part in status.parts if part.part in doubts), None)
    ending = evaluated(Phase(status.phase), official)
    if told is None and ending is None:
        # Where another value is doubted now, the alert goes on, about that one.
        ending = _ending(status, doubts, before)
    if told is None or ending:
        return Finding("input", ending=ending, parameters=RULES, reports=partial(_events, status))
    rule, doubt = told.rule.to_domain(), doubts[told.part]
    basis = Basis(told, rule, points[told.part], Risk.SUSPICIOUS_VALUE, "likeness")
    return Finding(
        "input",
        risk=Risk.SUSPICIOUS_VALUE,
        stage=Stage.AT_RISK,
        evidenced=partial(_evidence, status, basis, doubt),
        addressees=(doubt.event.agency,),
        parameters=RULES,
        reports=partial(_events, status),
    )


def _events(status: TargetStatus) -> tuple[Ref, ...]:
    return tuple(point.event for point in status.series)


def _evidence(status: TargetStatus, basis: Basis, doubt: Suspicion) -> Evidence:
    evidence = evidence_of(status, basis, status.series[-1].end_on)
    # How old the report is says nothing of whether it is right.
    return evidence.model_copy(update={"suspicion": doubt, "newest_age_days": None})


def _ending(
    status: TargetStatus, doubts: Doubts, before: AlertData | None
) -> tuple[Outcome, ClosingReason] | None:
    doubt = before.evidence.suspicion if before else None
    if doubt is None or any(doubt.event == each.event for each in doubts.values()):
        return None
    if all(point.event != doubt.event for point in status.series) and not status.series_omitted:
        return Outcome.RESOLVED, ClosingReason.VALUE_CORRECTED
    return Outcome.RESOLVED, ClosingReason.VALUE_BORNE_OUT


def _doubt(
    status: TargetStatus,
    part: PartStatus,
    points: tuple[Measured, ...],
    as_of: date,
    parameters: Parameters,
) -> Suspicion | None:
    rule = part.rule.to_domain()
    if not points or isinstance(rule, Milestone | ForAll | Rank):
        return None
    newest, earlier = points[-1], points[:-1]
    if found := _decimal_point(status, newest, earlier):
        return found
    if earlier and _runs(rule, points) and newest.level < earlier[-1].level:
        same_year = newest.point.start_on == earlier[-1].point.start_on
        return _suspicion("cumulative_falls", newest, earlier[-1]) if same_year else None
    return _jump(status, part, points, as_of, parameters)


def _runs(rule: SimpleRule, points: tuple[Measured, ...]) -> bool:
    return isinstance(rule, Count | EntityFraction) or runs_up(spans_of(points))


def _decimal_point(
    status: TargetStatus, newest: Measured, earlier: tuple[Measured, ...]
) -> Suspicion | None:
    """Find 2594 where 25,94 was meant: only so divided does it fit what there was before."""
    level, before = newest.level, earlier[-1] if earlier else None
    impossible = level > 100 and _is_a_share(status, earlier)
    if before is not None and before.level > 0:
        odd = impossible or level >= ODD * before.level
        for factor in FACTORS if odd else ():
            if before.level / LIKE <= level / factor <= before.level * LIKE:
                return _suspicion("decimal_point", newest, before, factor)
    if impossible:
        fitting = next((each for each in FACTORS if level / each <= 100), None)
        return _suspicion("decimal_point", newest, before, fitting)
    return None


def _is_a_share(status: TargetStatus, earlier: tuple[Measured, ...]) -> bool:
    """Tell whether nothing reported or asked for is above the whole, so that none can be."""
    if not status.unit.startswith("%") or not all(0 <= each.level <= 100 for each in earlier):
        return False
    return all(
        aim is None or aim.value <= 100
        for part in status.parts
        for aim in (pace.Aim.of(part.rule.to_domain()),)
    )


def _jump(
    status: TargetStatus,
    part: PartStatus,
    points: tuple[Measured, ...],
    as_of: date,
    parameters: Parameters,
) -> Suspicion | None:
    """Find a change beyond all that the class of the value has seen in such a time."""
    newest = points[-1]
    if len(points) < 2 or newest.point.end_on > as_of or not _far(newest.level, points[-2].level):
        return None
    found = asked(status, part, points[:-1], as_of)
    if found is None:
        return None
    fitted = parameters.of_question(found.question)
    if fitted.windows < SEEN_MIN:
        return None
    value = float(newest.level)
    question: Question = replace(found.question, target=value, due_on=newest.point.end_on)
    answer = forecast(question, fitted)
    if answer.low is None or answer.high is None or answer.median is None:
        return None
    reach = JUMP_INTERVALS * max(answer.high - answer.median, answer.median - answer.low)
    certain = answer.chance >= BEYOND or answer.chance <= 1 - BEYOND
    if certain and abs(value - answer.median) > reach:
        return _suspicion("jump", newest, points[-2])
    return None


def _far(level: Fraction, before: Fraction) -> bool:
    """Tell whether a change is worth a look: by half, or by so many points of a small number."""
    return abs(level - before) * 2 > max(abs(level), abs(before))


def _suspicion(
    kind: SuspicionWord, newest: Measured, before: Measured | None, factor: int | None = None
) -> Suspicion:
    fits: Fraction | None = newest.level / factor if factor else None
    return Suspicion(
        kind=kind,
        event=newest.point.event,
        period=newest.point.period,
        value=pace.figure(newest.level),
        value_text=newest.point.value_text,
        before=pace.figure(before.level) if before else None,
        before_period=before.point.period if before else None,
        factor=factor,
        fits=pace.figure(fits) if fits is not None else None,
    )
