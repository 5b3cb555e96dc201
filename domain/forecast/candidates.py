"""The candidates: four ways to say where a series leads, and how far it may be off.

`last_value` trusts no movement, `trend` as much of it as the class's series deserve, `line`
all of it (least squares), `mean` none: it takes back half of the last jump, or as much as series of
the class go back. Which one, or which mixture, a
class uses is decided by how well each did in its past.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt

from domain.forecast.trend import Trend, project

CANDIDATES = ("last_value", "trend", "line", "mean")
USUAL_WEIGHTS = (0.3, 0.5, 0.1, 0.1)
"""What a class without a past uses, and what a short past is drawn towards."""
LONGEST_SERIES = 10
"""Only the newest reports count: older ones say little, and cost time."""
_USUAL_FREEDOM = 4.0

Guess = tuple[float, float]
"""Where the series will be, and the standard error of that."""


def guesses(
    times: Sequence[float], places: Sequence[float], ahead: float, trend: Trend
) -> tuple[Guess, Guess, Guess, Guess]:
    """Return each candidate's guess, in the order of `CANDIDATES`; of at least one report."""
    projected = project(times, places, ahead, trend)
    still = (
        ahead * (trend.walk**2 + ahead * (trend.drift_spread**2 + ahead * trend.turn**2 / 3))
        + 2 * trend.noise**2
    )
    spread, last = projected.own * sqrt(still), places[-1]
    of_last = (1 + trend.own_of_last * (projected.own - 1)) * sqrt(still)
    count = len(places)
    mean = sum(places) / count
    middle = projected.middle, projected.spread
    line = _line(times, places, ahead, trend, mean) if count > 2 else middle
    return (last, of_last), middle, line, (_back(last, mean, ahead, trend), spread)


def _back(last: float, mean: float, ahead: float, trend: Trend) -> float:
    if not trend.pull:
        return (mean + last) / 2
    gone = 1 - exp(-trend.pull * ahead)
    return last + gone * (trend.to_mean * (mean - last) + trend.to_home * (trend.home - last))


def _line(
    times: Sequence[float], places: Sequence[float], ahead: float, trend: Trend, mean: float
) -> Guess:
    """Least squares; the variance of one report is shrunk to the class's."""
    count = len(times)
    centre = sum(times) / count
    across = slope = 0.0
    for time, place in zip(times, places, strict=True):
        across += (time - centre) ** 2
        slope += (time - centre) * (place - mean)
    slope /= across
    rest = sum(
        (place - mean - slope * (time - centre)) ** 2
        for time, place in zip(times, places, strict=True)
    )
    distance = times[-1] + ahead - centre
    step = (times[-1] - times[0]) / (count - 1)
    usual = trend.walk**2 * step + trend.noise**2
    variance = (_USUAL_FREEDOM * usual + rest) / (_USUAL_FREEDOM + count - 2)
    leverage = 1 + 1 / count + distance * distance / across
    return mean + slope * distance, sqrt(variance * leverage)
