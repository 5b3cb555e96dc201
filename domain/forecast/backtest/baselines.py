"""The methods that ours must beat: official ones as they are used, and a line of one's own.

The official methods answer yes or no: would the path that they draw miss? Eurostat's R is
read as Open SDG reads it, which tells what to do with zeros and with targets met already; a
series of one report has no path and is taken at its word. `domain.forecast.official` holds
the exact formula that alerts show; here it is computed for arrays.
"""

from __future__ import annotations

import numpy as np

from domain.forecast.backtest.answers import Answers
from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.places import Numbers
from domain.forecast.backtest.student import cumulative, ninth_decile

ON_TRACK = 0.95
ALMOST_NOTHING = 0.001
"""What Open SDG puts in the place of 0, of which no growth rate can be taken."""

YEAR_DAYS = 365.25

_LEAST_SCATTER = 1e-6


def last_value(batch: Batch) -> Answers:
    """Return a miss where the newest value misses."""
    return Answers.certain(batch.last_misses)


def eurostat_ratio(batch: Batch) -> Numbers:
    """Return R: growth so far over growth needed, from the oldest report looked at.

    Infinite where the target is met already; no number where R is not defined.
    """
    base, latest, target = (
        np.where(values == 0, ALMOST_NOTHING, values)
        for values in (batch.values[:, 0], batch.values[:, -1], batch.targets)
    )
    one_sign = ((base > 0) & (latest > 0) & (target > 0)) | (
        (base < 0) & (latest < 0) & (target < 0)
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        so_far = (latest / base) ** (YEAR_DAYS / (batch.days[:, -1] - batch.days[:, 0])) - 1
        needed = (target / base) ** (YEAR_DAYS / -batch.days[:, 0]) - 1
        better = np.sign(latest - base) * batch.signs
        ratio = better * np.abs(so_far) / np.abs(needed)
    defined = one_sign & (batch.counts > 1) & (base != target)
    return np.where(batch.last_misses, np.where(defined, ratio, np.nan), np.inf)


def eurostat(batch: Batch) -> Answers:
    """Return a miss where R is under 0,95, or not defined and the target not met yet."""
    with np.errstate(invalid="ignore"):
        return Answers.certain(~(eurostat_ratio(batch) >= ON_TRACK))


def sdsn(batch: Batch) -> Answers:
    """Return a miss where the straight line from the oldest to the newest report ends in one."""
    span = batch.days[:, -1] - batch.days[:, 0]
    rate = (batch.values[:, -1] - batch.values[:, 0]) / np.where(span == 0, 1, span)
    return _where_it_leads(batch, batch.values[:, -1] - rate * batch.days[:, -1])


def escap(batch: Batch) -> Answers:
    """Return a miss where a line through all reports, later ones weighing more, ends in one.

    The published weights are not known: here they rise evenly from the oldest to the newest.
    """
    weights = np.where(batch.known, 1 + batch.days - batch.days[:, :1], 0.0)
    middle, level, slope, _ = _line(batch.days, batch.values, weights)
    return _where_it_leads(batch, level - slope * middle)


def own_line(batch: Batch, otherwise: Answers) -> Answers:
    """Return the chance by the series' own line and Student's t, from three reports on.

    With fewer there is no scatter to judge by: then the answer is `otherwise`.
    """
    weights = batch.known.astype(float)
    middle, level, slope, spread = _line(batch.days, batch.places, weights)
    freedom = np.maximum(batch.counts - 2, 1)
    fitted = level[:, None] + slope[:, None] * (batch.days - middle[:, None])
    residual = (weights * (batch.places - fitted) ** 2).sum(axis=1)
    scatter = np.sqrt(
        residual / freedom * (1 + 1 / batch.counts + middle**2 / np.where(spread == 0, 1, spread))
    )
    scatter = np.maximum(scatter, _LEAST_SCATTER)
    expected = level - slope * middle
    chance = cumulative((batch.target_places - expected) / scatter, freedom)
    reach = np.array([ninth_decile(int(degrees)) for degrees in freedom]) * scatter
    own = Answers.between(batch, chance, expected - reach, expected + reach)
    return own.where(batch.counts >= 3, otherwise)


def _line(
    days: Numbers, values: Numbers, weights: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return the weighted mean day and value, the slope, and the spread of the days."""
    total = weights.sum(axis=1)
    middle = (weights * days).sum(axis=1) / total
    level = (weights * values).sum(axis=1) / total
    apart = days - middle[:, None]
    spread = (weights * apart**2).sum(axis=1)
    slope = (weights * apart * values).sum(axis=1) / np.where(spread == 0, 1, spread)
    return middle, level, slope, spread


def _where_it_leads(batch: Batch, expected: Numbers) -> Answers:
    misses = (batch.targets - expected) * batch.signs > 0
    return Answers.certain(np.where(batch.counts > 1, misses, batch.last_misses))
