"""How large a class's errors are just now: what its series did together lately tells.

Movements of all series may shrink at once: a survey settles, a method is changed for good. The
newest step of each series is known at once, long before its deadline. Each step's error by the
trend, divided by its own standard error, is pooled over the class, newer ones weighing more:

    s(t) = (mean of sqrt|e| over steps that ended by t, half as much after `half_life` periods)²

drawn to `LONG` as if by ten steps. A half-life is followed where, period by period, it foretold
the size of the steps that came next clearly better than `LONG` did; then errors are as large as
they were, times s by it over s by `LONG`. Only downwards: of growth a series' own scale tells
(`trend`), and a shock that passed made worse what followed it. After RiskMetrics' moving variance
(J.P. Morgan 1996), by roots, that one wild step may not decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from domain.forecast.axis import YEAR_DAYS, Axis
from domain.forecast.candidates import LONGEST_SERIES
from domain.forecast.errors import Floats
from domain.forecast.parameters import ClassParameters
from domain.forecast.past import Path, Seen
from domain.forecast.trend_fit import Histories, project_all

HALF_LIVES = (0.5, 1.0, 2.0, 4.0)
"""Half-lives that are tried, in years or periods, whichever are longer: a season is no news."""
LONG = 16.0
"""That of the errors themselves, in periods."""
CLEAR_GAIN = 0.03
"""Of log score a step: what a scale off by a third loses."""
GAINED_OF_LOST = 2.0
"""So much more must have been won in some periods than lost in others."""
JUDGED_PERIODS = 5.0
LONGEST_STEP_PERIODS = 2.5
LEAST_SHARE = 0.2
_DRAWN = 10.0
_LEAST = 1e-3
_OF_SPREAD = 0.68
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps from one report to the next, by last day: both days, and the standardised error."""

    starts: Floats
    ends: Floats
    errors: Floats
    period_days: float


def at_moment(parameters: ClassParameters, series: Iterable[Path]) -> ClassParameters:
    """Return parameters with how large errors are when so much of the class's series is known."""
    steps = steps_of(series, parameters)
    half_life = followed(steps) if steps else 0.0
    if not steps or not half_life:
        return replace(parameters, moment=1.0)
    now = steps.ends[-1:]
    share = float((scales(steps, half_life, now) / scales(steps, LONG, now))[0])
    return replace(parameters, moment=round(min(max(share, LEAST_SHARE), 1.0), _DECIMALS))


def steps_of(series: Iterable[Path], parameters: ClassParameters) -> Steps | None:
    """Return the steps within some series, where there are any; one told by several is one."""
    found: dict[tuple[str, Seen, Seen], tuple[Path, int]] = {}
    for path in series:
        longest = LONGEST_STEP_PERIODS * path.question.period_days
        for end in range(1, len(path.seen)):
            one, other = path.seen[end - 1], path.seen[end]
            key = path.entity, one, other
            if (other.on - one.on).days <= longest and found.get(key, (path, 0))[1] < end:
                found[key] = path, end
    rows = list(found.values())
    if not rows:
        return None
    placed = {id(path): _placed(path, parameters) for path, _ in rows}
    before, ahead, outcomes = [], np.zeros(len(rows)), np.zeros(len(rows))
    days = np.zeros((2, len(rows)))
    for row, (path, end) in enumerate(rows):
        when, where = placed[id(path)]
        first, last = max(0, end - LONGEST_SERIES), when[end - 1]
        before.append(([(day - last) / YEAR_DAYS for day in when[first:end]], where[first:end]))
        ahead[row], outcomes[row] = (when[end] - last) / YEAR_DAYS, where[end]
        days[:, row] = last, when[end]
    histories = Histories.of(before, ahead, outcomes, np.ones(len(rows)))
    middle, variance, _ = project_all(histories, parameters.trend)
    errors = (outcomes - middle) / np.sqrt(variance)
    order = np.argsort(days[1], kind="stable")
    period = float(np.median([path.question.period_days for path, _ in rows]))
    return Steps(days[0][order], days[1][order], errors[order], period)


def _placed(path: Path, parameters: ClassParameters) -> tuple[list[int], list[float]]:
    axis = Axis.of(parameters.transform, path.question, parameters.curve)
    days = [seen.on.toordinal() for seen in path.seen]
    return days, [axis.place(seen.value, seen.on) for seen in path.seen]


def scales(steps: Steps, half_life: float, days: Floats) -> Floats:
    """Return the scale of the moment on some days, by steps that ended by then; 1 before any."""
    known, first = np.unique(steps.ends, return_index=True)
    sizes = np.sqrt(np.abs(steps.errors))
    groups = np.split(sizes, first[1:])
    near, far = np.zeros(2), np.zeros(2)
    found = [1.0]
    for at, group in enumerate(groups):
        passed = (known[at] - known[at - 1]) / steps.period_days if at else 0.0
        told = np.array([group.sum(), len(group)])
        near = near * 0.5 ** (passed / half_life) + told
        far = far * 0.5 ** (passed / LONG) + told
        usual = far[0] / far[1]
        found.append(float((near[0] + _DRAWN * usual) / (near[1] + _DRAWN)) ** 2)
    by_day: Floats = np.maximum(np.array(found), _LEAST)[np.searchsorted(known, days, side="right")]
    return by_day


def followed(steps: Steps) -> float:
    """Return the half-life, in periods, by which the scale is followed; 0 where it is not."""
    still = _densities(steps, LONG)
    periods = np.ceil((steps.ends - steps.ends[-1]) / steps.period_days)
    groups, of = np.unique(periods, return_inverse=True)
    counts = np.bincount(of)
    shares = 0.5 ** (-groups / JUDGED_PERIODS) * (counts / (counts + _DRAWN))
    best, chosen = CLEAR_GAIN, 0.0
    usual = max(YEAR_DAYS / steps.period_days, 1.0)
    for half_life in (usual * each for each in HALF_LIVES if usual * each < LONG):
        gains = np.bincount(of, _densities(steps, half_life) - still) / counts * shares
        gained, lost = float(gains[gains > 0].sum()), -float(gains[gains < 0].sum())
        mean = (gained - lost) / float(shares.sum())
        if mean > best and gained >= GAINED_OF_LOST * lost:
            best, chosen = mean, half_life
    return chosen


def _densities(steps: Steps, half_life: float) -> Floats:
    """Return the log density (Student's t, four degrees) of each step as foretold at its start."""
    wide = scales(steps, half_life, steps.starts) / _OF_SPREAD
    found: Floats = -np.log(wide) - 2.5 * np.log1p((steps.errors / wide) ** 2 / 4)
    return found
