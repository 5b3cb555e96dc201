"""The value columns of a target: its result to date, and the estimate of the whole year.

An estimate is what an agency has reported as one (*ước*, *sơ bộ*); none is ever made up here.
What is estimated of a year that still runs is no result, so it stands in its own column. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.status import PartStatus, SeriesPoint, TargetStatus
from domain.period import Period
from services.api.wording import OBSERVATION_WORDS, period_words

NO_RESULT = "chưa có"
NO_ESTIMATE = "chưa có ước"
_UNSURE = ("E", "P")


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The day of a report, and the year that it is about."""

    as_of: date
    first_on: date
    last_on: date

    @classmethod
    def of(cls, period: Period, as_of: date) -> ReportYear:
        """Return the year of the report's day, within the years of the plan."""
        year = min(max(as_of.year, period.start_on.year), period.end_on.year)
        return cls(as_of, date(year, 1, 1), date(year, 12, 31))

    def is_of(self, point: SeriesPoint) -> bool:
        """Whether a value is about this year, the whole of it and nothing else."""
        return (point.start_on, point.end_on) == (self.first_on, self.last_on)


@dataclass(frozen=True, slots=True)
class Values:
    """Result and estimate of one part, in words; empty where nothing is to be said."""

    result: str
    estimate: str


def part_values(part: PartStatus, status: TargetStatus, year: ReportYear) -> Values:
    """Return the value columns of one part of a target."""
    point = _deciding(part, status)
    words = part.value_text
    if point is None:
        result = words
    elif _runs_to_the_end(point, year):
        result = ""
    else:
        result = _said(words, point, year)
    estimated = _estimate(part, status, year)
    if estimated is not None:
        decides = estimated == point and words
        said = words if decides else estimated.value_text
        return Values(result, f"{said}{_period(estimated, year)}")
    known = point is not None and point.end_on >= year.last_on
    return Values(result, NO_ESTIMATE if _still_runs(status, year) and not known else "")


def by_estimate(status: TargetStatus, year: ReportYear) -> bool:
    """Whether the verdict rests on an estimate of something that still runs."""
    points = (_deciding(part, status) for part in status.parts)
    return any(
        point is not None and _unsure(point) and point.end_on > year.as_of for point in points
    )


def _deciding(part: PartStatus, status: TargetStatus) -> SeriesPoint | None:
    own = (p for p in status.series if p.part == part.part and p.period == part.period)
    return next((point for point in own if point.comparable), None)


def _unsure(point: SeriesPoint) -> bool:
    return point.observation_status in _UNSURE


def _runs_to_the_end(point: SeriesPoint, year: ReportYear) -> bool:
    """Tell whether a value says how the year will end, and not how it has gone so far."""
    return _unsure(point) and year.as_of < point.end_on and year.last_on <= point.end_on


def _estimate(part: PartStatus, status: TargetStatus, year: ReportYear) -> SeriesPoint | None:
    """Return what was reported as an estimate of how the year ends; the whole year's first."""
    found = [
        point
        for point in status.series
        if point.part == part.part
        and point.comparable
        and _unsure(point)
        and point.start_on <= year.last_on <= point.end_on
    ]
    return max(
        found,
        key=lambda p: (year.is_of(p), p.end_on == year.last_on, -p.start_on.toordinal()),
        default=None,
    )


def _still_runs(status: TargetStatus, year: ReportYear) -> bool:
    """Tell whether a row is due after the day of the report, or when is not resolved."""
    if status.official_verdict is not None or status.phase == "withdrawn":
        return False
    return status.due_on is None or year.as_of < status.due_on


def _said(words: str, point: SeriesPoint, year: ReportYear) -> str:
    """Return a value with what must be known of it: how sure it is, and of which period."""
    mark = OBSERVATION_WORDS[point.observation_status].vi if _unsure(point) else ""
    marked = f"{words} ({mark})" if mark and mark not in words.casefold() else words
    return f"{marked}{_period(point, year)}"


def _period(point: SeriesPoint, year: ReportYear) -> str:
    return "" if year.is_of(point) else f" ({period_words(point.period)})"
