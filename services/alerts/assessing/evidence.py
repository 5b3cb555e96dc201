"""What an alert rests on, in typed fields: computed once, recorded, derivable again. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.alert_evidence import ClassRecord, Evidence, Explained, ForecastEvidence, GradeWord
from contracts.alert_evidence import Window as WindowMessage
from contracts.status import PartStatus, SeriesPoint, TargetStatus
from domain.alert_rules import Thresholds
from domain.alerting import Risk
from domain.forecast import pace
from domain.forecast.answer import Forecast, needed_next, point_of_no_return
from domain.forecast.pace import Aim, WindowKind
from domain.forecast.parameters import ClassParameters
from domain.forecast.question import Direction, Question
from domain.period import FIRST_YEAR
from domain.target import Milestone, SimpleRule
from domain.vietnamese.words import rule_words
from services.alerts.assessing.official import official_methods
from services.alerts.assessing.questions import Asked, aim_of, decimal_of
from services.alerts.assessing.series import Measured

_GRADES: tuple[GradeWord, ...] = ("khong_so_lieu", "mot_so_lieu", "hai_so_lieu", "tu_ba_so_lieu")
_WIDEST = 1e15


@dataclass(frozen=True, slots=True)
class Basis:
    """What evidence of one part is made of; without a forecast there are no `asked` and so on."""

    part: PartStatus | None
    rule: SimpleRule | None
    points: tuple[Measured, ...]
    risk: Risk
    method: str
    asked: Asked | None = None
    fitted: ClassParameters | None = None
    answer: Forecast | None = None
    without_newest: Decimal | None = None
    explained: Explained | None = None


def evidence_of(status: TargetStatus, basis: Basis, as_of: date) -> Evidence:
    """Return the evidence of an alert about a target on a day, without a forecast.

    A milestone has words for what is asked and reported, but no numbers to compare.
    """
    rule, points = basis.rule, basis.points
    aim = None if rule is None or isinstance(rule, Milestone) else aim_of(rule)
    latest = points[-1] if points else None
    level = latest.level if latest and aim else None
    windows, counted = _windows(basis, status.due_on)
    return Evidence(
        **_about(status, basis),
        target_relation=aim.relation.value if aim else None,
        target_value=pace.figure(aim.level) if aim else None,
        value_so_far=pace.figure(level) if level is not None else None,
        value_text=latest.point.value_text if latest else "",
        value_period=latest.point.period if latest else None,
        value_on=latest.point.end_on if latest else None,
        gap=pace.figure(aim.gap(level)) if aim and level is not None else None,
        pace_so_far=counted.pace_per_year if counted else None,
        pace_needed=_needed(latest, aim, status.due_on),
        projected_value=counted.projected_value if counted else None,
        projected_verdict=counted.projected_verdict if counted else None,
        windows=windows,
        counting_window=counted.kind if counted else None,
        eurostat_ratio=counted.eurostat_ratio if counted else None,
        eurostat_class=counted.eurostat_class if counted else None,
        newest_age_days=max((as_of - latest.point.end_on).days, 0) if latest else None,
        explained=basis.explained,
    )


def with_outlook(evidence: Evidence, basis: Basis, thresholds: Thresholds) -> Evidence:
    """Return evidence with the forecast and the official methods beside.

    What would turn it takes many forecasts, so this is asked for only when an alert speaks.
    """
    if basis.asked is None:
        return evidence
    return evidence.model_copy(
        update={
            "forecast": _forecast(basis, thresholds),
            "official": official_methods(basis.asked),
        }
    )


def _about(status: TargetStatus, basis: Basis) -> dict[str, Any]:
    """Return what is said of the part, and of how good its reports are."""
    part, points = basis.part, basis.points
    used = used_points(points)
    return {
        "risk": basis.risk.value,
        "method": basis.method,
        "part": part.part if part else None,
        "part_text": part.text if part and part.part else "",
        "unit": status.unit,
        "pace_unit": pace_unit(status.unit),
        "target_text": rule_words(basis.rule, status.unit) if basis.rule else "",
        "grade": _GRADES[min(len(points), len(_GRADES) - 1)],
        "measurements": len(points),
        "estimated": any(point.observation_status in ("E", "P") for point in used),
        "derived": any(point.source_kind == "derived" for point in used),
        "illustrative": any(point.source_kind == "illustrative" for point in used),
        "bounded": any(each.bounded for each in points if each.point in used),
    }


def _forecast(basis: Basis, thresholds: Thresholds) -> ForecastEvidence | None:
    found, fitted, answer = basis.asked, basis.fitted, basis.answer
    if found is None or fitted is None or answer is None:
        return None
    question = _with_a_report_to_come(found.question)
    next_on = question.next_report_on
    return ForecastEvidence(
        class_id=fitted.class_id,
        method=answer.method,
        chance=decimal_of(answer.chance, "0.0001"),
        chance_without_newest=basis.without_newest,
        low=_figure(answer.low),
        median=_figure(answer.median),
        high=_figure(answer.high),
        close_below=decimal_of(float(thresholds.close), "0.0001"),
        next_on=next_on if next_on < question.due_on else None,
        needed_next=_figure(_needed_at_most(found, question, fitted, thresholds)),
        no_return_on=_told_day(point_of_no_return(question, fitted)),
        record=record_of(fitted),
    )


def _told_day(on: date | None) -> date | None:
    """Return a day as a message can hold it: one before all plans as the first of their years."""
    return max(on, date(FIRST_YEAR, 1, 1)) if on is not None else None


def _needed_at_most(
    found: Asked, question: Question, fitted: ClassParameters, thresholds: Thresholds
) -> float | None:
    """Return what the next report must show: never more than the target, which ends all fear."""
    needed = needed_next(question, fitted, float(thresholds.close))
    target = float(found.aim.value)
    if needed is None or question.next_report_on >= question.due_on:
        return needed
    return min(needed, target) if question.direction is Direction.UP else max(needed, target)


def _with_a_report_to_come(question: Question) -> Question:
    """Return a question that can still be answered by a report before its deadline.

    Where the next one is due with the result itself, one of now would do: an interim report.
    """
    if question.next_report_on < question.due_on or not question.known:
        return question
    age_days = (question.as_of - question.known[-1].on).days
    return replace(question, period_days=age_days) if age_days > 0 else question


def record_of(fitted: ClassParameters) -> ClassRecord | None:
    """Return how forecasts of a class have done; None of a class without a past."""
    if not fitted.windows:
        return None
    brier = fitted.skill_of(fitted.method)
    return ClassRecord(windows=fitted.windows, brier=_figure(brier), source=fitted.source.vi)


def _figure(value: float | None) -> Decimal | None:
    if value is None or not abs(value) < _WIDEST:
        return None
    return decimal_of(value, "0.000001")


def used_points(points: tuple[Measured, ...]) -> tuple[SeriesPoint, ...]:
    """Return the reports that the windows touch: the first and the two newest."""
    last = len(points) - 1
    chosen = sorted({index for index in (0, last - 1, last) if 0 <= index <= last})
    return tuple(points[index].point for index in chosen)


def pace_unit(unit: str) -> str:
    """Return the unit of a pace; percentages move by points, not by a share of themselves."""
    if unit.startswith("%"):
        return "điểm %/năm"
    return f"{unit}/năm" if unit else "mỗi năm"


def _needed(latest: Measured | None, aim: Aim | None, due_on: date | None) -> Decimal | None:
    if latest is None or aim is None or due_on is None:
        return None
    needed = pace.pace_needed(latest.observation, aim, due_on)
    return pace.figure(needed) if needed is not None else None


def _windows(
    basis: Basis, due_on: date | None
) -> tuple[tuple[WindowMessage, ...], WindowMessage | None]:
    """Return the windows as they are recorded, and the one that counts."""
    rule = basis.rule
    aim = None if rule is None or isinstance(rule, Milestone) else Aim.of(rule)
    if aim is None or due_on is None:
        return (), None
    found = pace.windows([each.observation for each in basis.points], aim, due_on)
    if not found:
        return (), None
    recorded = {window: _window(window, aim, due_on) for window in found}
    return tuple(recorded.values()), recorded[pace.counting_window(found, aim)]


def _window(window: pace.Window, aim: Aim, due_on: date) -> WindowMessage:
    progress = pace.progress(window, aim, due_on)
    return WindowMessage(
        kind="longest" if window.kind is WindowKind.LONGEST else "last",
        from_on=window.first.on,
        to_on=window.last.on,
        from_value=pace.figure(window.first.level),
        to_value=pace.figure(window.last.level),
        pace_per_year=pace.figure(window.pace),
        projected_value=pace.figure(window.projected),
        projected_verdict=window.verdict.value,
        eurostat_ratio=progress.recorded if progress else None,
        eurostat_class=progress.progress_class.value if progress else None,
    )
