"""The value columns of a target: its result to date, and the estimate of the whole year.

An estimate is what an agency has reported as one (*ước*, *sơ bộ*); none is ever made up here.
What is estimated of a year that still runs is no result, so it stands in its own column. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Values:
    """Result and estimate of one part, in words; empty where nothing is to be said."""

    result: str
    estimate: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A value in words, the period that it is about, and how it is unsure, if it is."""

    words: str
    code: str
    start_on: date
    end_on: date
    mark: str

    def is_of(self, year: ReportYear) -> bool:
        """Whether it is about this year, the whole of it and nothing else."""
        return (self.start_on, self.end_on) == (year.first_on, year.last_on)

    def runs_to_the_end(self, year: ReportYear) -> bool:
        """Whether it says how the year will end, and not how it has gone so far."""
        return year.as_of < self.end_on and year.last_on <= self.end_on

    def with_period(self, year: ReportYear) -> str:
        """Return the words, and of which period they are unless it is the year."""
        return self.words if self.is_of(year) else f"{self.words} ({period_words(self.code)})"

    def with_mark(self, year: ReportYear) -> str:
        """Return the words with their period, and with the mark of what is unsure."""
        marked = f"{self.words} ({self.mark})"
        said = self.mark and self.mark not in self.words.casefold()
        return replace(self, words=marked if said else self.words).with_period(year)


def part_values(part: PartStatus, status: TargetStatus, year: ReportYear) -> Values:
    """Return the value columns of one part of a target."""
    decides = _deciding(part, status)
    result = ""
    if decides is not None and not decides.runs_to_the_end(year):
        result = decides.with_mark(year)
    estimated = _estimate(part, status, decides, year)
    if estimated is not None:
        return Values(result, estimated.with_period(year))
    known = decides is not None and decides.end_on >= year.last_on
    return Values(result, NO_ESTIMATE if _still_runs(status, year) and not known else "")


def by_estimate(status: TargetStatus, year: ReportYear) -> bool:
    """Whether the verdict rests on an estimate of something that still runs."""
    found = (_deciding(part, status) for part in status.parts)
    return any(told is not None and told.end_on > year.as_of for told in found)


def _deciding(part: PartStatus, status: TargetStatus) -> _Told | None:
    """Return the value that decides; the sum of some of the members is in no series."""
    if part.period is None:
        return None
    own = (p for p in status.series if p.part == part.part and p.period == part.period)
    point = next((point for point in own if point.comparable), None)
    if point is not None:
        return replace(_told(point), words=part.value_text)
    period = Period.parse(part.period)
    mark = OBSERVATION_WORDS["E"].vi if status.estimated else ""
    return _Told(part.value_text, part.period, period.start_on, period.end_on, mark)


def _told(point: SeriesPoint) -> _Told:
    status = point.observation_status
    mark = OBSERVATION_WORDS[status].vi if status in _UNSURE else ""
    return _Told(point.value_text, point.period, point.start_on, point.end_on, mark)


def _estimate(
    part: PartStatus, status: TargetStatus, decides: _Told | None, year: ReportYear
) -> _Told | None:
    """Return what was reported as an estimate of how the year ends; the whole year's first."""
    own = (p for p in status.series if p.part == part.part and p.comparable)
    found = [_told(point) for point in own]
    if decides is not None:
        same = (decides.start_on, decides.end_on)
        found = [one for one in found if (one.start_on, one.end_on) != same]
        found.append(decides)
    return max(
        (one for one in found if one.mark and one.start_on <= year.last_on <= one.end_on),
        key=lambda one: (one.is_of(year), one.end_on == year.last_on, -one.start_on.toordinal()),
        default=None,
    )


def _still_runs(status: TargetStatus, year: ReportYear) -> bool:
    """Tell whether a row is due after the day of the report, or when is not resolved."""
    if status.official_verdict is not None or status.phase == "withdrawn":
        return False
    return status.due_on is None or year.as_of < status.due_on
