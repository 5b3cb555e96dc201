"""Is a target heading for *chưa đạt*? A status and a day in, the risk with its evidence out.

Pure. With two or more measurements the pace decides, over the longest and the last window,
the worse one counting; with one, the gap against the time left; with none, half of the time.
A milestone has no pace: it is judged as one measurement, however often it was reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from contracts.alert_evidence import Evidence
from contracts.fields import period
from contracts.status import PartStatus, SeriesPoint, TargetStatus
from domain.alerting import Risk
from domain.due import due_of, phase_on
from domain.forecast import pace
from domain.forecast.pace import Aim
from domain.reasons import Phase, Verdict
from domain.reasons import Reason as Because
from domain.target import Milestone, SimpleRule
from services.alerts.evidence import evidence_of, used_points
from services.alerts.series import Measured, measured

_REACHED = (Verdict.EXCEEDED.value, Verdict.MET.value)
_OF_A_PART = (Because.PARTIAL_COVERAGE.value, Because.INCOMPLETE_COVERAGE.value)
# Evidence of a miss before a feared one, a feared one before a silence.
_WORST_FIRST = (Risk.SHORT_OF_PACE, Risk.LARGE_GAP, Risk.NO_REPORT)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the assessment is set to; a change gets a new version.

    With one measurement a gap over `gap_share` of the target is a risk once less than
    `time_share` of the time is left. No measurement is one from that moment on.
    """

    version: str = "pace-1"
    gap_share: Fraction = Fraction(1, 2)
    time_share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The worst part's risk, its evidence, and when time alone could change the answer.

    `unknown` are the parts of which nothing can be said: no risk found there is no comfort.
    `used` are the measurements that the evidence rests on.
    """

    risk: Risk | None
    evidence: Evidence | None
    unknown: frozenset[str | None]
    used: tuple[SeriesPoint, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Time:
    """The time that the plan gives for a target, seen from a day."""

    start_on: date
    due_on: date
    as_of: date
    share: Fraction

    def at_most_share_left(self) -> bool:
        return Fraction((self.due_on - self.as_of).days) <= self._allowance()

    def less_than_share_left(self) -> bool:
        return Fraction((self.due_on - self.as_of).days) < self._allowance()

    def review_on(self) -> date:
        """Return the next day on which an answer can change with no news."""
        allowance = self._allowance()
        days = (
            self.due_on - timedelta(days=floor(allowance)),
            self.due_on - timedelta(days=ceil(allowance) - 1),
            self.due_on + timedelta(days=1),
        )
        return min(day for day in days if day > self.as_of)

    def _allowance(self) -> Fraction:
        """The days that the set share of the whole time comes to."""
        return max((self.due_on - self.start_on).days, 1) * self.share


@dataclass(frozen=True, slots=True)
class _PartRisk:
    part: PartStatus
    rule: SimpleRule
    points: tuple[Measured, ...]
    risk: Risk | None
    windows: tuple[pace.Window, ...] = ()
    unknown: bool = False


def assess(status: TargetStatus, as_of: date, *, parameters: Parameters) -> Assessment:
    """Assess a target as of a day, which is not before the day its status was judged for.

    Nothing is found for a target that is withdrawn, evaluated, past due, or without a
    resolved deadline; of that nothing follows either.
    """
    due_on = status.due_on
    settled = status.phase == Phase.WITHDRAWN.value or status.official_verdict is not None
    if settled or due_on is None or phase_on(due_on, as_of) is Phase.PAST_DUE:
        return Assessment(None, None, unknown=frozenset(part.part for part in status.parts))
    time = _Time(_start_on(status, due_on), due_on, as_of, parameters.time_share)
    found = [_part_risk(status, part, time, parameters) for part in status.parts]
    worst = _worst(found)
    return Assessment(
        risk=worst.risk if worst else None,
        evidence=(
            evidence_of(
                status, worst.part, worst.rule, worst.points, worst.windows, worst.risk, as_of
            )
            if worst and worst.risk
            else None
        ),
        unknown=frozenset(each.part.part for each in found if each.unknown),
        used=used_points(worst.points) if worst else (),
        review_on=time.review_on(),
    )


def _start_on(status: TargetStatus, due_on: date) -> date:
    """Return the first day of the time that a target has, or its current turn where it recurs."""
    whole = period(status.period)
    due = due_of(status.deadline.to_domain(), whole, status.frequency, due_on)
    turn = due.occurrence_of(due_on)
    return turn.start_on if turn else whole.start_on


def _worst(found: Iterable[_PartRisk]) -> _PartRisk | None:
    """Return the part with the worst risk; of equal ones the first in the plan."""
    at_risk = {each.risk: each for each in reversed(list(found)) if each.risk is not None}
    return next((at_risk[risk] for risk in _WORST_FIRST if risk in at_risk), None)


def _part_risk(
    status: TargetStatus, part: PartStatus, time: _Time, parameters: Parameters
) -> _PartRisk:
    rule = part.rule.to_domain()
    points = measured(status, part, rule)
    if part.reason in _OF_A_PART:
        # Some members of the group are missing: neither the whole, nor a silence.
        return _PartRisk(part, rule, points, risk=None, unknown=True)
    if part.verdict in _REACHED:
        return _PartRisk(part, rule, points, risk=None)
    if not points:
        silent = Risk.NO_REPORT if time.at_most_share_left() else None
        return _PartRisk(part, rule, points, silent, unknown=True)
    aim = Aim.of(rule)
    if aim is None:
        # What holds or changes span by span has no pace: no risk found here is no comfort.
        return _PartRisk(part, rule, points, risk=None, unknown=True)
    if aim.verdict(points[-1].level).value in _REACHED:
        return _PartRisk(part, rule, points, risk=None)
    windows = (
        ()
        if isinstance(rule, Milestone)
        else pace.windows([each.observation for each in points], aim, time.due_on)
    )
    if windows:
        missed = pace.counting_window(windows, aim).verdict is Verdict.MISSED
        return _PartRisk(part, rule, points, Risk.SHORT_OF_PACE if missed else None, windows)
    wide = aim.gap(points[-1].level) > abs(aim.level) * parameters.gap_share
    risk = Risk.LARGE_GAP if wide and time.less_than_share_left() else None
    return _PartRisk(part, rule, points, risk)
