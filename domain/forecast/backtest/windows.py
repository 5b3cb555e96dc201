"""What could have been asked on each day of the past, and what then came.

*Tested* are the questions that the table itself asks: on the day of each report from the test
date on, will the value at the deadline miss? *Learned from* are, beside those whose deadline
has passed, questions made from history: on an earlier report, will the value of a later one
miss? Whatever is learned from ended before the day of the forecast that uses it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from domain.forecast.backtest.chance import share_of
from domain.forecast.backtest.table import Series
from domain.forecast.past import Path, Seen
from domain.forecast.question import Question, Report, Window

USUAL_PERIOD_DAYS = 365
HISTORY_MAX = 60
COURSE_MAX = 16


@dataclass(frozen=True, slots=True)
class Thinning:
    """How much is left of what was reported: the same seed leaves the same reports.

    `share` of the reports never arrived. Of the rest at most the newest `most` are looked at;
    where `fewest` is less, each question draws how many.
    """

    share: float = 0.0
    seed: int = 0
    fewest: int = 8
    most: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError(f"a share of 0 or more, below 1, is left out: {self.share}")
        if not 1 <= self.fewest <= self.most <= HISTORY_MAX:
            raise ValueError(f"1 to {HISTORY_MAX} reports, the fewest first")

    def arrived(self, series: str, report: Report) -> bool:
        """Say whether a report arrived; no other report has a say in it."""
        return share_of(self.seed, "report", series, report.on) >= self.share

    def reports_wanted(self, series: str, origin: date) -> int:
        """Return how many reports a question on a day looks at."""
        among = self.most - self.fewest + 1
        return self.fewest + int(share_of(self.seed, "history", series, origin) * among)


class History:
    """A series as it came in, for questions on any day."""

    def __init__(self, series: Series, thinning: Thinning) -> None:
        self.series = series
        self.days = [report.on.toordinal() for report in series.reports]
        self._thinning = thinning
        self._arrived = tuple(
            report for report in series.reports if thinning.arrived(series.name, report)
        )
        self._arrived_days = [report.on.toordinal() for report in self._arrived]

    @property
    def outcome(self) -> Report | None:
        """The value at the deadline: the last report up to it, at most a period before it.

        The period is the usual time between the reports before that one. None where the series
        ends too early, so that nothing can be said about the deadline.
        """
        due = self.series.head.due_on.toordinal()
        at = bisect_right(self.days, due) - 1
        if at < 0 or due - self.days[at] >= self._period(at):
            return None
        return self.series.reports[at]

    def ask(self, origin: int, due: int, target: float) -> Question | None:
        """Return the question as it stood on a day; None where nothing had arrived."""
        name, head = self.series.name, self.series.head
        until = bisect_right(self._arrived_days, origin)
        on = date.fromordinal(origin)
        begin = max(0, until - self._thinning.reports_wanted(name, on))
        if until == 0:
            return None
        return Question(
            scale=head.scale,
            direction=head.direction,
            reports=self._arrived[begin:until],
            target=target,
            strict=False,
            due_on=date.fromordinal(due),
            as_of=on,
            period_days=self._period(bisect_right(self.days, origin)),
        )

    def course(self, day: int) -> Path | None:
        """Return the newest reports that had arrived by a day; None where there were none."""
        head = self.series.head
        question = self.ask(day, max(day, head.due_on.toordinal()), head.target)
        if question is None:
            return None
        until = bisect_right(self._arrived_days, day)
        reports = self._arrived[max(0, until - COURSE_MAX) : until]
        return Path(head.entity, question, tuple(Seen(one.on, one.value) for one in reports))

    def newest_before(self, day: int) -> Report | None:
        """Return the newest report that had arrived before a day."""
        at = bisect_left(self._arrived_days, day)
        return self._arrived[at - 1] if at else None

    def _period(self, until: int) -> int:
        """Return the usual time between the first `until` reports, in days."""
        first = max(0, until - HISTORY_MAX)
        gaps = [self.days[at] - self.days[at - 1] for at in range(first + 1, until)]
        return min(median_low(gaps), 10 * USUAL_PERIOD_DAYS) if gaps else USUAL_PERIOD_DAYS


def tested(history: History, test_from: date, horizon_days: int | None) -> Iterator[Window]:
    """Return the windows of a series that are forecast, in order of their origins."""
    outcome = history.outcome
    if outcome is None:
        return
    head = history.series.head
    due = head.due_on.toordinal()
    earliest = test_from.toordinal()
    if horizon_days is not None:
        earliest = max(earliest, due - horizon_days)
    for origin in history.days[bisect_left(history.days, earliest) :]:
        if origin >= outcome.on.toordinal():
            return
        question = history.ask(origin, due, head.target)
        if question is not None:
            yield Window(head.entity, question, outcome.value, head.due_on)
