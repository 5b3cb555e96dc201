"""The official way to measure progress towards a target: Eurostat's ratio of growth rates.

    R = CAGR actual / CAGR required
    CAGR actual   = (latest / base) ** (1 / years from base to latest)   - 1
    CAGR required = (target / base) ** (1 / years from base to deadline) - 1

Classes as in Eurostat's monitoring of the sustainable development goals: from 0.95 on
significant progress, from 0.60 moderate, from 0 insufficient, below 0 movement away. Roots
of exact fractions are not exact, so they are taken in a decimal context of our own: the
same inputs give the same digits on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from domain.reasons import Words

# exp and ln are correctly rounded, so fifty digits are reproducible, and enough that the
# difference of two nearly equal growth rates keeps thirty.
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_ONE = Decimal(1)
_RECORDED_STEP = Decimal("0.000001")
_RECORDED_LIMIT = Decimal(1_000_000)


class ProgressClass(StrEnum):
    """Eurostat's classes of progress towards a target."""

    SIGNIFICANT = "significant"
    MODERATE = "moderate"
    INSUFFICIENT = "insufficient"
    AWAY = "away"


PROGRESS_WORDS: dict[ProgressClass, Words] = {
    ProgressClass.SIGNIFICANT: Words("tiến bộ đáng kể", "significant progress"),
    ProgressClass.MODERATE: Words("tiến bộ vừa phải", "moderate progress"),
    ProgressClass.INSUFFICIENT: Words("tiến bộ chưa đủ", "insufficient progress"),
    ProgressClass.AWAY: Words("đi xa mục tiêu", "movement away from the target"),
}

_LOWER_BOUNDS = (
    (Decimal("0.95"), ProgressClass.SIGNIFICANT),
    (Decimal("0.60"), ProgressClass.MODERATE),
    (Decimal(0), ProgressClass.INSUFFICIENT),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Eurostat's R, unrounded, and its class."""

    ratio: Decimal
    progress_class: ProgressClass

    @property
    def recorded(self) -> Decimal:
        """R as it is recorded: six decimals, held within a million either way."""
        held = max(-_RECORDED_LIMIT, min(_RECORDED_LIMIT, self.ratio))
        return held.quantize(_RECORDED_STEP, context=_CONTEXT)


def eurostat_progress(
    *,
    base: Fraction,
    latest: Fraction,
    target: Fraction,
    years_to_latest: Fraction,
    years_to_deadline: Fraction,
) -> Progress | None:
    """Return R from a base value to the latest one, or None where it is not defined.

    Not defined: a value of 0, values of different sign (a growth rate cannot cross zero), a
    base that is on the target already (no growth is required), no time. Whether lower is
    better does not enter: both rates are then negative.
    """
    values = (base, latest, target)
    same_sign = all(value > 0 for value in values) or all(value < 0 for value in values)
    if not same_sign or base == target or years_to_latest <= 0 or years_to_deadline <= 0:
        return None
    actual = growth(latest / base, years_to_latest)
    required = growth(target / base, years_to_deadline)
    ratio = _CONTEXT.divide(actual, required)
    return Progress(ratio, _class_of(ratio))


def growth(factor: Fraction, years: Fraction) -> Decimal:
    """Return the yearly rate of growth behind a factor over some years; the factor is positive."""
    logarithm = _CONTEXT.ln(_decimal(factor))
    return _CONTEXT.subtract(_CONTEXT.exp(_CONTEXT.divide(logarithm, _decimal(years))), _ONE)


def _decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _class_of(ratio: Decimal) -> ProgressClass:
    for bound, progress_class in _LOWER_BOUNDS:
        if ratio >= bound:
            return progress_class
    return ProgressClass.AWAY
