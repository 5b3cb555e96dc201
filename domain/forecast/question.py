"""What a forecast is asked: will the value at the deadline miss the target, as seen on a day?

A question carries all that its answer depends on, so that the same question and parameters
give the same answer for ever. Reports after `as_of` are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite

LONGEST_PERIOD_DAYS = 3_660


class Scale(StrEnum):
    """The kind of value, which decides on what axis its errors are alike."""

    PERCENT = "percent"
    POSITIVE = "positive"
    SCORE = "score"
    RANK = "rank"
    CUMULATIVE = "cumulative"
    COUNT = "count"
    MILESTONE = "milestone"
    TASK = "task"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"

    @property
    def sign(self) -> int:
        """Return +1 where more is better, -1 where less is."""
        return 1 if self is Direction.UP else -1


@dataclass(frozen=True, slots=True)
class Report:
    """A value, at the end of the period that it is about."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Question:
    """Will the value on `due_on` miss `target`?

    `reports` ascend by day, one a day. `strict`: the target itself does not meet it (*trên*).
    `period_days` is the usual time between two reports: horizons are counted in it.
    `started_on` is when a task, milestone or count began, where that is known.

    Raises:
        ValueError: reports out of order, a number that is not finite, or no period.
    """

    scale: Scale
    direction: Direction
    reports: tuple[Report, ...]
    target: float
    strict: bool
    due_on: date
    as_of: date
    period_days: int
    started_on: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.period_days <= LONGEST_PERIOD_DAYS:
            raise ValueError(f"a period has 1 to {LONGEST_PERIOD_DAYS} days: {self.period_days}")
        if not isfinite(self.target):
            raise ValueError(f"a target is a finite number: {self.target}")
        for report in self.reports:
            if not isfinite(report.value):
                raise ValueError(f"a report is a finite number: {report.value} on {report.on}")
        for one, other in pairwise(self.reports):
            if one.on >= other.on:
                raise ValueError(f"reports ascend, one a day: {one.on}, {other.on}")

    @property
    def known(self) -> tuple[Report, ...]:
        """Return the reports up to `as_of`, and none after the deadline."""
        last = min(self.as_of, self.due_on)
        if not self.reports or self.reports[-1].on <= last:
            return self.reports
        return tuple(report for report in self.reports if report.on <= last)

    @property
    def of_its_year(self) -> tuple[Report, ...]:
        """Return the known reports that count: of a sum within the year, only that year's."""
        if self.scale is not Scale.CUMULATIVE:
            return self.known
        began_on = year_began_on(self.due_on)
        return tuple(report for report in self.known if report.on >= began_on)

    def misses(self, value: float) -> bool:
        """Say whether a value at the deadline misses the target."""
        gap = (self.target - value) * self.direction.sign
        return gap >= 0 if self.strict else gap > 0

    @property
    def next_report_on(self) -> date:
        """Return when the next report may be expected: a period on, at the deadline at last."""
        known = self.known
        following = (known[-1].on if known else self.as_of) + timedelta(days=self.period_days)
        return min(max(following, self.as_of), self.due_on)


def year_began_on(due_on: date) -> date:
    """Return the first day of the year that a yearly sum is about.

    A deadline in its first weeks (disbursement runs until 31 January) closes the year before.
    """
    return date(due_on.year if due_on.month > 3 else due_on.year - 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A question of the past with the value that then came, to fit and to score on.

    `entity` is whose series it is: windows of one entity are not independent. `ended_on` is
    when the outcome was known, not before the question's deadline.
    """

    entity: str
    question: Question
    outcome: float
    ended_on: date

    @property
    def missed(self) -> bool:
        """Say whether the target was missed."""
        return self.question.misses(self.outcome)
