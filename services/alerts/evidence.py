"""What an alert rests on, in typed fields: computed once, recorded, derivable again. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.alert_evidence import Evidence, GradeWord, MethodWord, Window
from contracts.status import PartStatus, SeriesPoint, TargetStatus
from domain.alerting import Risk
from domain.forecast import pace
from domain.forecast.pace import Aim, WindowKind
from domain.target import Milestone, SimpleRule
from domain.vietnamese.words import rule_words
from services.alerts.series import Measured

_GRADES: tuple[GradeWord, ...] = ("khong_so_lieu", "mot_so_lieu", "hai_so_lieu", "tu_ba_so_lieu")


def evidence_of(
    status: TargetStatus,
    part: PartStatus,
    rule: SimpleRule,
    points: tuple[Measured, ...],
    found: tuple[pace.Window, ...],
    risk: Risk,
    as_of: date,
) -> Evidence:
    """Return the evidence of a part's risk on a day; the target's deadline is resolved.

    `found` are the windows that the risk was judged by. A milestone has words for what is
    asked and reported, but no numbers to compare.
    """
    aim = None if isinstance(rule, Milestone) else Aim.of(rule)
    latest = points[-1] if points else None
    level = latest.level if latest and aim else None
    windows, counted = _windows(found, aim, status.due_on)
    used = used_points(points)
    return Evidence(
        risk=risk.value,
        method=_method(risk),
        part=part.part,
        part_text=part.text if part.part else "",
        unit=status.unit,
        pace_unit=pace_unit(status.unit),
        target_text=rule_words(rule, status.unit),
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
        grade=_GRADES[min(len(points), len(_GRADES) - 1)],
        measurements=len(points),
        estimated=any(point.observation_status in ("E", "P") for point in used),
        derived=any(point.source_kind == "derived" for point in used),
        illustrative=any(point.source_kind == "illustrative" for point in used),
        bounded=any(each.bounded for each in points if each.point in used),
        newest_age_days=max((as_of - latest.point.end_on).days, 0) if latest else None,
    )


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


def _method(risk: Risk) -> MethodWord:
    match risk:
        case Risk.SHORT_OF_PACE:
            return "linear_pace"
        case Risk.LARGE_GAP:
            return "gap_and_time"
        case Risk.NO_REPORT:
            return "no_report_by_half_time"
        case _:
            return "forecast"


def _needed(latest: Measured | None, aim: Aim | None, due_on: date | None) -> Decimal | None:
    if latest is None or aim is None or due_on is None:
        return None
    needed = pace.pace_needed(latest.observation, aim, due_on)
    return pace.figure(needed) if needed is not None else None


def _windows(
    found: tuple[pace.Window, ...], aim: Aim | None, due_on: date | None
) -> tuple[tuple[Window, ...], Window | None]:
    """Return the windows as they are recorded, and the one that counts."""
    if aim is None or due_on is None or not found:
        return (), None
    recorded = {window: _window(window, aim, due_on) for window in found}
    return tuple(recorded.values()), recorded[pace.counting_window(found, aim)]


def _window(window: pace.Window, aim: Aim, due_on: date) -> Window:
    progress = pace.progress(window, aim, due_on)
    return Window(
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
