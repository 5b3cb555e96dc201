"""For which periods a report is owed, and by which day: the plan's own clock.

Three clocks are kept apart. A target is evaluated at its deadline; its report is due on the day
that the target names, else on that of the plan's report duty (*trước ngày 30/11*), else at the
end of the period that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.directory import Directory, expansion
from domain.period import Frequency, Period, last_day_of_month
from domain.plan import Plan, ReportDuty
from domain.spans import MONTHS, same_days, spans_of

_FREQUENCIES: dict[str, Frequency] = {"A": "A", "S": "S", "Q": "Q", "M": "M"}


class DueBy(StrEnum):
    """What fixes the day by which a report is due."""

    TARGET = "target"
    DUTY = "duty"
    PERIOD_END = "period_end"


@dataclass(frozen=True, slots=True)
class Slot:
    """One reporting period, with the day by which its report is due (included)."""

    period: Period
    due_on: date
    due_by: DueBy

    @property
    def counts_from(self) -> date:
        """The first day to which a report must reach to be the period's and not an interim one.

        Where the report is due before its period ends it is a result to date: one that reaches
        into the month in which it is due will do.
        """
        return min(self.period.end_on, self.due_on.replace(day=1))

    def holds(self, told: Period) -> bool:
        """Whether a report about a span of days is this period's."""
        return self.period.contains(told) and told.end_on >= self.counts_from


def periods(start_on: date, end_on: date, frequency: Frequency) -> tuple[Period, ...]:
    """Return the reporting periods of a span of days, each in its shortest notation."""
    return tuple(_shortest(span) for span in spans_of(start_on, end_on, frequency))


def _shortest(span: Period) -> Period:
    """Return a period as SDMX writes it shortest, so that an example event is a plain one."""
    start_on, quarter = span.start_on, (span.start_on.month - 1) // 3 + 1
    for code in (
        f"{start_on.year}-S{(quarter + 1) // 2}",
        f"{start_on.year}-Q{quarter}",
        f"{start_on.year}-{start_on.month:02d}",
        start_on.isoformat(),
    ):
        period = Period.parse(code)
        if same_days(period, span):
            return period
    return span


def slots(
    own: tuple[Period, ...],
    frequency: Frequency,
    *,
    report_due_on: date | None,
    duty: ReportDuty | None,
    plan: Plan,
) -> tuple[Slot, ...]:
    """Put to each reporting period the day by which its report is due."""
    return tuple(_slot(period, frequency, report_due_on, duty, plan, own) for period in own)


@dataclass(frozen=True, slots=True)
class Duties:
    """The report duties of a plan with whom they bind on a day, expanded once for everybody.

    `members` are by reporter; `whole` the reporters that are not known to be one agency.
    """

    all: tuple[ReportDuty, ...]
    members: Mapping[str, frozenset[str]]
    whole: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, known: Directory, on: date) -> Duties:
        """Return the duties of a plan as the directory of a day expands them."""
        names = {duty.reporter for duty in plan.duties}
        return cls(
            plan.duties,
            {
                name: frozenset(one.agency for one in expansion((name,), known, on).members)
                for name in names
            },
            frozenset(name for name in names if not known.reports_for_itself(name, on)),
        )

    def binding(self, agency: str) -> ReportDuty | None:
        """Return the duty that binds an agency: its own, else that of a group it is in.

        Else that of any group, or of whoever is not in the directory, since a plan binds those
        too whose group is not listed in full. Of several the one that is due first.
        """
        for bound in (
            [duty for duty in self.all if duty.reporter == agency],
            [duty for duty in self.all if agency in self.members[duty.reporter]],
            [duty for duty in self.all if duty.reporter in self.whole],
        ):
            if bound:
                return min(bound, key=lambda duty: (duty.due_on, duty.reporter))
        return None


def frequency_of(duty: ReportDuty | None) -> Frequency:
    """Return how often a duty comes; once a year where there is none."""
    return _FREQUENCIES[duty.frequency] if duty else "A"


def begun(found: Sequence[Slot], as_of: date) -> tuple[Slot, ...]:
    """Return the slots whose period has begun; before all of them, the first one."""
    return tuple(slot for slot in found if slot.period.start_on <= as_of) or tuple(found[:1])


def _slot(
    period: Period,
    frequency: Frequency,
    report_due_on: date | None,
    duty: ReportDuty | None,
    plan: Plan,
    own: Sequence[Period],
) -> Slot:
    if report_due_on is not None and period == _about(report_due_on, own):
        return Slot(period, report_due_on, DueBy.TARGET)
    due_on = _duty_day(period, frequency, duty, plan) if duty else None
    if due_on is not None:
        return Slot(period, due_on, DueBy.DUTY)
    return Slot(period, period.end_on, DueBy.PERIOD_END)


def _about(due_on: date, own: Sequence[Period]) -> Period:
    """Return the period that a day of report is about: the one around it, else the last before."""
    begun_by_then = [period for period in own if period.start_on <= due_on]
    return begun_by_then[-1] if begun_by_then else own[0]


def _duty_day(period: Period, frequency: Frequency, duty: ReportDuty, plan: Plan) -> date | None:
    """Return the day that a duty comes to in a period, as it comes again in every span of its own.

    None where it does not fall into the period, so that the period's own end counts.
    """
    every = MONTHS[frequency_of(duty)]
    named = min(duty.due_on, plan.period.end_on)
    first = date(named.year, (named.month - 1) // every * every + 1, 1)
    offset = (duty.due_on.year - first.year) * 12 + duty.due_on.month - first.month
    days = []
    at = date(period.start_on.year, (period.start_on.month - 1) // every * every + 1, 1)
    while at <= period.end_on:
        month = _month_later(at, offset)
        day = min(duty.due_on.day, last_day_of_month(month.year, month.month).day)
        days.append(month.replace(day=day))
        at = _month_later(at, every)
    # One duty for several periods is met within one of them: the others end by themselves.
    shared = every > MONTHS[frequency]
    return None if shared and not period.start_on <= days[-1] <= period.end_on else days[-1]


def _month_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
