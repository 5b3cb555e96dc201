"""Was an alert right? What it told, and the verdict of its target, in; its mark out. Pure.

An alert that stood at its target's verdict was right if the target was missed. One that a
measurement had closed before was right to do so if the target was met. What people did with an
alert changes nothing here: a forecast is held to what happened, not to what was thought of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction

from domain.reasons import Verdict, Words

_HUNDREDTH = Decimal("0.01")
_MILLIONTH = Decimal("0.000001")
_MET = (Verdict.EXCEEDED, Verdict.MET)


class Mark(StrEnum):
    """What became of an alert."""

    HIT = "hit"
    FALSE = "false"
    AVERTED = "averted"
    LATE = "late"
    CALLED_OFF = "called_off"
    WATCHED = "watched"
    VOID = "void"


MARK_WORDS: dict[Mark, Words] = {
    Mark.HIT: Words("Báo đúng", "Hit"),
    Mark.FALSE: Words("Báo nhầm", "False alarm"),
    Mark.AVERTED: Words("Đã tránh được", "Averted"),
    Mark.LATE: Words("Báo muộn", "Late"),
    Mark.CALLED_OFF: Words("Thôi báo quá sớm", "Called off too early"),
    Mark.WATCHED: Words("Chỉ theo dõi, chưa cảnh báo", "Watched only, no warning"),
    Mark.VOID: Words("Không chấm", "Not marked"),
}


class Ending(StrEnum):
    """What closed an alert."""

    MEASUREMENT = "measurement"
    VERDICT = "verdict"
    AMENDMENT = "amendment"
    WITHDRAWN = "withdrawn"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Told:
    """The chance of a miss that was told as of a day."""

    on: date
    chance: Decimal


@dataclass(frozen=True, slots=True)
class Life:
    """What an alert told. `warned_on`: the first day at risk, None where it was only watched.

    `told` is in the order in which it was told; `ended_on` and `ending` are None while it is open.
    """

    warned_on: date | None
    ended_on: date | None = None
    ending: Ending | None = None
    told: tuple[Told, ...] = ()

    @property
    def daily(self) -> tuple[Told, ...]:
        """The last that was told of each day."""
        return tuple({one.on: one for one in self.told}.values())

    def stood(self, due_on: date | None) -> bool:
        """Tell whether it still warned at the deadline; what people closed had not been averted."""
        if self.ending is Ending.MEASUREMENT:
            return due_on is not None and self.ended_on is not None and self.ended_on > due_on
        return self.ending in (None, Ending.VERDICT, Ending.HAND)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the target. `period_days`: how long one reporting period of it is.

    `official`: confirmed; else it is what would be confirmed today, the deadline being past.
    """

    verdict: Verdict
    official: bool
    due_on: date | None
    known_on: date
    period_days: int
    withdrawn: bool = False

    @property
    def missed(self) -> bool | None:
        """Whether the target was missed; None where that cannot be said."""
        if self.withdrawn or self.verdict in (Verdict.UNDETERMINED, Verdict.NO_DATA):
            return None
        return self.verdict not in _MET


@dataclass(frozen=True, slots=True)
class Marked:
    """An alert's mark. `told` is the last chance of each day, `chance` that of the warning."""

    mark: Mark
    outcome: Outcome
    lead_days: int | None
    lead_periods: Decimal | None
    chance: Decimal | None
    told: tuple[Told, ...]
    brier: Decimal | None


def marked(life: Life, outcome: Outcome) -> Marked:
    """Mark an alert by what became of its target."""
    lead_days = None
    if life.warned_on is not None and outcome.due_on is not None:
        lead_days = (outcome.due_on - life.warned_on).days
    told = life.daily
    return Marked(
        mark=_mark(life, outcome, lead_days),
        outcome=outcome,
        lead_days=lead_days,
        lead_periods=_periods(lead_days, outcome.period_days),
        chance=_chance_of_warning(life),
        told=told,
        brier=brier(told, missed=outcome.missed),
    )


def reporting_period_days(frequency_days: int, given_days: int) -> int:
    """Return how long before its deadline a warning must come, in days, to be in time.

    One reporting period, so that a report can show what was done about it; but a quarter of the
    time that the target was given where that is shorter: of a target of one year that is reported
    once a year no warning could be in time.
    """
    return max(1, min(frequency_days, given_days // 4))


def brier(told: Sequence[Told], *, missed: bool | None) -> Decimal | None:
    """Return the mean squared error of what was told; None where there is nothing to compare."""
    if missed is None or not told:
        return None
    errors = [(Fraction(one.chance) - missed) ** 2 for one in told]
    return rounded(sum(errors, Fraction(0)) / len(errors))


def rounded(number: Fraction) -> Decimal:
    """Return a share as it is shown: six decimals, halves to even."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(_MILLIONTH, rounding=ROUND_HALF_EVEN)


def _mark(life: Life, outcome: Outcome, lead_days: int | None) -> Mark:
    missed = outcome.missed
    if missed is None or life.ending in (Ending.WITHDRAWN, Ending.AMENDMENT):
        return Mark.VOID
    if life.warned_on is None:
        return Mark.WATCHED
    stood = life.stood(outcome.due_on)
    if not missed:
        return Mark.FALSE if stood else Mark.AVERTED
    if not stood:
        return Mark.CALLED_OFF
    in_time = lead_days is None or lead_days >= outcome.period_days
    return Mark.HIT if in_time else Mark.LATE


def _periods(days: int | None, period_days: int) -> Decimal | None:
    if days is None:
        return None
    return (Decimal(days) / period_days).quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN)


def _chance_of_warning(life: Life) -> Decimal | None:
    """Return the chance told on the day of the warning, the first at risk."""
    on_the_day = [one.chance for one in life.told if one.on == life.warned_on]
    return on_the_day[-1] if on_the_day else None
