"""Fit a class: its axis, its trend, its errors, its method, from windows that have ended.

The same windows give the same parameters in whatever order they come, and every number is
rounded before it is used, so that what is recorded is what was computed with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from domain.forecast.axis import YEAR_DAYS, Axis, Transform, fitted_curve, transform_for
from domain.forecast.candidates import CANDIDATES, Guess, guesses
from domain.forecast.errors import HORIZON_EDGES, Floats, Grids, below, bucket, common, grids
from domain.forecast.homing import with_homing
from domain.forecast.lateness import fitted_overrun
from domain.forecast.mixing import CLEARLY, choose, mixed_weights
from domain.forecast.mixture import Mixture
from domain.forecast.moment import at_moment
from domain.forecast.parameters import MIXTURE, ClassParameters, default_parameters
from domain.forecast.past import Stretch, digest, paths, stretches
from domain.forecast.question import Question, Report, Scale, Window
from domain.forecast.trend import Trend
from domain.forecast.trend_fit import TREND_DECIMALS, Histories, fit_trend
from domain.reasons import Words

HALF_LIFE_PERIODS = 16.0
"""A lesson counts half as much when it is this many reporting periods older."""
FEWEST_STRETCHES = 8
LEAST_SPREAD = 1e-9
OWN_OF_LAST = (0.0, 1.0)
"""Whether a last value's error follows the scale of its own series: what scored better."""
_CUTS = (0.5, 0.75)
_FAST = 0.95
_SETTLED_ENDS = 10.0


def fit(
    class_id: str,
    windows: Sequence[Window],
    *,
    version: int = 1,
    source: Words | None = None,
    transform: Transform | None = None,
    for_others: bool = False,
) -> ClassParameters:
    """Return the parameters of a class, from windows that have ended.

    With too few the default of the scale remains, and says so. `transform` overrides the axis
    that the values suggest. What is fitted `for_others` leaves out where the
    class is at home, and how large its errors are just now.

    Raises:
        ValueError: no window, or windows of different scales.
    """
    scales = {window.question.scale for window in windows}
    if len(scales) != 1:
        raise ValueError("the windows of a class have one scale, and there is at least one")
    scale = scales.pop()
    usual = replace(default_parameters(class_id, scale), version=version)
    series = paths(windows)
    told = replace(
        usual,
        windows=len(windows),
        entities=len({path.entity for path in series}),
        fitted_on=digest(series),
        through=max(window.ended_on for window in windows),
        miss_rate=round((sum(each.missed for each in windows) + 1) / (len(windows) + 2), 4),
    )
    if scale in (Scale.MILESTONE, Scale.TASK, Scale.COUNT):
        return replace(told, overrun=fitted_overrun(windows), source=source or usual.source)
    lessons = stretches(series)
    if len(lessons) < FEWEST_STRETCHES:
        return told
    values = [seen.value for path in series for seen in path.seen]
    chosen = transform or transform_for(scale, values)
    fitted = _Fit(lessons, chosen, _curve(lessons, scale, told.curve)).into(
        replace(told, transform=chosen, source=source or _own_source(told)), for_others=for_others
    )
    return fitted if for_others else at_moment(fitted, series)


def _own_source(told: ClassParameters) -> Words:
    return Words(
        f"Tính từ {told.windows} đợt đã kết thúc của {told.entities} đơn vị trong nhóm",
        f"Fitted from {told.windows} ended windows of {told.entities} entities of the class",
    )


def _curve(lessons: Sequence[Stretch], scale: Scale, usual: tuple[float, ...]) -> tuple[float, ...]:
    if scale is not Scale.CUMULATIVE:
        return usual
    ended = [one for one in lessons if one.end == len(one.path.seen) - 1]
    pairs = []
    for one in ended:
        whole, part = one.path.seen[one.end].value, one.path.seen[one.start]
        year = part.on.timetuple().tm_yday / YEAR_DAYS
        if whole > 0:
            pairs.append((year, part.value / whole))
    return fitted_curve(pairs)


class _Fit:
    """The lessons of a class as columns, and what is computed from them."""

    def __init__(
        self, lessons: Sequence[Stretch], transform: Transform, curve: tuple[float, ...]
    ) -> None:
        ended = [lesson.path.seen[lesson.end] for lesson in lessons]
        self.curve = curve
        self.series: list[tuple[list[float], list[float]]] = []
        self.outcomes, self.targets = np.zeros(len(lessons)), np.zeros(len(lessons))
        for row, lesson in enumerate(lessons):
            question, end = lesson.path.question, ended[row]
            axis = Axis.of(transform, _asked(lesson), curve)
            history = lesson.history
            origin = history[-1].on
            times = [(seen.on - origin).days / YEAR_DAYS for seen in history]
            self.series.append((times, [axis.place(seen.value, seen.on) for seen in history]))
            self.outcomes[row] = axis.place(end.value, end.on)
            self.targets[row] = axis.place(question.target, end.on)
        self.missed = np.array(
            [one.path.question.misses(end.value) for one, end in zip(lessons, ended, strict=True)],
            dtype=np.float64,
        )
        self.strict = [lesson.path.question.strict for lesson in lessons]
        self.ahead = np.array([lesson.days / YEAR_DAYS for lesson in lessons])
        period_days = np.array(
            [lesson.path.question.period_days for lesson in lessons], dtype=float
        )
        self.periods = np.array([lesson.days for lesson in lessons]) / period_days
        self.buckets = [bucket(float(each)) for each in self.periods]
        days = np.array([end.on.toordinal() for end in ended], dtype=np.float64)
        self.ends = np.ceil(days / period_days)
        self.weights = 0.5 ** ((days.max() - days) / period_days / HALF_LIFE_PERIODS)

    def into(self, told: ClassParameters, *, for_others: bool) -> ClassParameters:
        """Return the parameters with all that the lessons teach."""
        fitted = self._shrunk(
            fit_trend(Histories.of(self.series, self.ahead, self.outcomes, self.weights))
        )
        ways = [self._by(replace(fitted, own_of_last=own), told) for own in OWN_OF_LAST]
        best = min(ways, key=_scored)
        if for_others:
            return best
        homing = self._by(self._homing(best.trend), told)
        return homing if _scored(homing) < CLEARLY * _scored(best) else best

    def _homing(self, trend: Trend) -> Trend:
        lasts = np.array([places[-1] for _, places in self.series])
        means = np.array([sum(places) / len(places) for _, places in self.series])
        return with_homing(trend, lasts, means, self.outcomes, self.ahead, self.weights)

    def _by(self, trend: Trend, told: ClassParameters) -> ClassParameters:
        """Return the parameters with this trend, scored on what came later."""
        guessed = [
            _spread_out(guesses(times, places, float(ahead), trend))
            for (times, places), ahead in zip(self.series, self.ahead, strict=True)
        ]
        chances, scored = self._rolled(guessed)
        missed = self.missed[scored]
        weights = mixed_weights(chances[scored], missed)
        mixed = np.einsum("wi,i->w", chances[scored], np.array(weights))
        method, weights, skill = choose(chances[scored], mixed, missed, weights)
        every = np.ones(len(self.missed), dtype=np.bool_)
        errors = self._errors(guessed, every)
        return replace(
            told,
            method=method,
            trend=trend,
            weights=weights,
            errors=errors,
            tails=self._tails(guessed, weights, scored),
            fast_pace=self._fast_pace(),
            curve=self.curve,
            skill=skill,
            scored=int(scored.sum()),
        )

    def _shrunk(self, trend: Trend) -> Trend:
        """Return the trend with as much of its drift as was not a few days' common movement."""
        paces = (self.outcomes - [places[-1] for _, places in self.series]) / self.ahead
        near = self.periods <= max(1.5, float(self.periods.min()))
        overlap = float(self.periods[near].mean())
        _, trust = common(paces[near], self.weights[near], self.ends[near], overlap)
        return replace(trend, drift=round(trust * trend.drift, TREND_DECIMALS))

    def _errors(
        self, guessed: Sequence[Sequence[Guess]], chosen: NDArray[np.bool_]
    ) -> tuple[Grids, ...]:
        found = np.array(guessed)
        errors = (self.outcomes[:, None] - found[:, :, 0]) / found[:, :, 1]
        return tuple(
            grids(
                errors[chosen, index],
                self.weights[chosen],
                self.ends[chosen],
                self.periods[chosen],
            )
            for index in range(len(CANDIDATES))
        )

    def _rolled(self, guessed: Sequence[Sequence[Guess]]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return each candidate's chances with errors of earlier windows, and where there are."""
        chances = np.zeros((len(guessed), len(CANDIDATES)))
        scored = np.zeros(len(guessed), dtype=np.bool_)
        cuts = [float(np.quantile(self.ends, cut, method="lower")) for cut in _CUTS]
        for cut, until in zip(cuts, [cuts[1], float("inf")], strict=True):
            rows = (self.ends > cut) & (self.ends <= until)
            self._chances(guessed, self._errors(guessed, self.ends <= cut), rows, chances)
            scored |= rows
        if not scored.any():
            scored[:] = True
            self._chances(guessed, self._errors(guessed, scored), scored, chances)
        return chances, scored

    def _chances(
        self,
        guessed: Sequence[Sequence[Guess]],
        errors: tuple[Grids, ...],
        rows: NDArray[np.bool_],
        chances: Floats,
    ) -> None:
        for row in self._rows(rows):
            for index, (middle, spread) in enumerate(guessed[row]):
                place = (float(self.targets[row]) - middle) / spread
                grid = errors[index][self.buckets[row]]
                chances[row, index] = below(grid, place, strict=self.strict[row])

    @staticmethod
    def _rows(chosen: NDArray[np.bool_]) -> list[int]:
        return [int(row) for row in np.flatnonzero(chosen)]

    def _tails(
        self,
        guessed: Sequence[Sequence[Guess]],
        weights: Sequence[float],
        scored: NDArray[np.bool_],
    ) -> tuple[float, float]:
        """Return the quantiles between which 80 % of later outcomes lay, drawn to .1 and .9."""
        cut = float(np.quantile(self.ends, _CUTS[0], method="lower"))
        errors = self._errors(guessed, (self.ends <= cut) if not scored.all() else scored)
        places = [
            Mixture(guessed[row], weights, errors, self.buckets[row]).below(
                float(self.outcomes[row]), strict=False
            )
            for row in self._rows(scored)
        ]
        ends = len(np.unique(self.ends[scored]))
        trust = ends / (ends + _SETTLED_ENDS)
        low, high = np.quantile(places, [0.1, 0.9])
        low, high = 0.1 + trust * (float(low) - 0.1), 0.9 + trust * (float(high) - 0.9)
        return round(min(max(low, 0.02), 0.2), 4), round(min(max(high, 0.8), 0.98), 4)

    def _fast_pace(self) -> float:
        starts = np.array([places[-1] for _, places in self.series])
        paces = (self.outcomes - starts) / self.ahead
        near = self.periods <= HORIZON_EDGES[1]
        return round(float(np.quantile(paces[near] if near.any() else paces, _FAST)), 6)


def _spread_out(guessed: Sequence[Guess]) -> list[Guess]:
    """Return guesses none of which is exact: series on a ruled line leave nothing to divide by."""
    return [(middle, max(spread, LEAST_SPREAD)) for middle, spread in guessed]


def _scored(fitted: ClassParameters) -> float:
    return fitted.skill_of(MIXTURE) or 0.0


def _asked(lesson: Stretch) -> Question:
    """Return the question as it stood at the start of a lesson."""
    reports = tuple(Report(*seen) for seen in lesson.history)
    return replace(lesson.path.question, reports=reports, as_of=reports[-1].on)
