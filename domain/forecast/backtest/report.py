"""The report of a back-test: every method's marks, overall, by class, by history and horizon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from domain.forecast.backtest import scores
from domain.forecast.backtest.alerts import Lives, lives
from domain.forecast.backtest.learned import METHODS, OURS
from domain.forecast.backtest.luck import Luck, ece_if_calibrated
from domain.forecast.backtest.places import Flags, Numbers, Places
from domain.forecast.backtest.replay import Marked, Plan, joined, replay
from domain.forecast.backtest.scores import Bin
from domain.forecast.backtest.table import Series
from domain.forecast.backtest.windows import History, tested

BY_REPORTS = ((1, "1"), (2, "2"), (3, "3"), (5, "4-5"), (8, "6-8"))
BY_PERIODS = ((1, "<=1"), (3, "2-3"), (5, "4-5"))
MORE_REPORTS, MORE_PERIODS = ">8", ">5"


@dataclass(frozen=True, slots=True)
class Part:
    """Marks of a method on a part of its windows."""

    n: int
    brier: float
    ece: float
    ece_if_calibrated: Luck
    coverage_80: float | None


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of a method.

    Intervals hold 95 of 100 means over resampled entities. A skill is the share of the other's
    Brier score that this method saves. `behind_chitieu` is this Brier score less ours.
    """

    n: int
    brier: float
    brier_interval: tuple[float, float]
    behind_chitieu: float
    behind_chitieu_interval: tuple[float, float]
    skill_base_rate: float | None
    skill_last_value: float | None
    log_loss: float
    ece: float
    ece_if_calibrated: Luck
    reliability: tuple[Bin, ...]
    coverage_80: float | None
    precision: float | None
    recall: float | None
    alerts: Lives
    by_reports: dict[str, Part]
    by_periods: dict[str, Part]


@dataclass(frozen=True, slots=True)
class Summary:
    """A set of windows: how many, of how many, how often missed, and each method's marks.

    `chosen` are the methods that ours took in turn.
    """

    n: int
    series: int
    entities: int
    missed: float
    base_rate_brier: float
    chosen: tuple[str, ...]
    methods: dict[str, Marks]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole back-test; `untested` series had no question to ask, or no outcome to mark by."""

    series: int
    untested: int
    overall: Summary
    classes: dict[str, Summary]


class NothingToTest(ValueError):
    """No series has a report from the test date on and an outcome after it."""


def backtest(series: Sequence[Series], plan: Plan, advance: Callable[[int], None]) -> Report:
    """Forecast, as it would have been done, all that the table asks, and mark it.

    `advance` is told of windows as they are forecast.

    Raises:
        NothingToTest: no window is left.
    """
    marked: list[Marked] = []
    by_class = sorted(series, key=lambda one: (one.head.class_id, one.name))
    for class_id, members in groupby(by_class, key=lambda one: one.head.class_id):
        histories = [History(member, plan.thinning) for member in members]
        found = replay(class_id, histories, plan, advance)
        if found is not None:
            marked.append(found)
    if not marked:
        raise NothingToTest
    classes = {one.class_id: summary(one, plan.thinning.seed) for one in marked}
    overall = summary(joined(marked), plan.thinning.seed)
    return Report(len(series), len(series) - overall.series, overall, classes)


def windows_to_test(series: Sequence[Series], plan: Plan) -> int:
    """Return how many windows a back-test will forecast, for who waits."""
    histories = (History(one, plan.thinning) for one in series)
    return sum(1 for one in histories for _ in tested(one, plan.test_from, plan.horizon_days))


def summary(marked: Marked, seed: int) -> Summary:
    """Return the marks of all methods on the same windows."""
    losses = np.stack([_losses(marked, method) for method in METHODS], axis=1)
    means = scores.resampled_means(losses, _codes(marked.entities), seed)
    base = float(np.mean((marked.base_rates - marked.missed) ** 2))
    last = float(_losses(marked, "last_value").mean())
    ours = METHODS.index(OURS)
    return Summary(
        n=len(marked.missed),
        series=len(np.unique(marked.series)),
        entities=len(set(marked.entities)),
        missed=float(marked.missed.mean()),
        base_rate_brier=base,
        chosen=tuple(dict.fromkeys(one.parameters.method for one in marked.learned)),
        methods={
            method: _marks(marked, method, (means[:, at], means[:, ours]), (base, last), seed)
            for at, method in enumerate(METHODS)
        },
    )


def _marks(
    marked: Marked,
    method: str,
    resampled: tuple[Numbers, Numbers],
    beside: tuple[float, float],
    seed: int,
) -> Marks:
    """Return the marks of a method: with its and our resampled means, beside two Brier scores."""
    chances, missed = marked.chances[method], marked.missed
    (means, ours), (base, last) = resampled, beside
    bins = scores.reliability(chances, missed)
    brier = scores.brier(chances, missed)
    precision, recall = scores.precision_recall(chances >= scores.ALERT_FROM, missed)
    leads = (marked.due - marked.origins) / marked.period_days
    return Marks(
        n=len(missed),
        brier=brier,
        brier_interval=scores.interval(means),
        behind_chitieu=brier - scores.brier(marked.chances[OURS], missed),
        behind_chitieu_interval=scores.interval(means - ours),
        skill_base_rate=1 - brier / base if base else None,
        skill_last_value=1 - brier / last if last else None,
        log_loss=scores.log_loss(chances, missed),
        ece=scores.calibration_error(bins),
        ece_if_calibrated=ece_if_calibrated(chances, marked.series, seed),
        reliability=bins,
        coverage_80=scores.coverage(marked.held[method]),
        precision=precision,
        recall=recall,
        alerts=lives(marked.series, marked.origins, leads, missed, chances, marked.aside[method]),
        by_reports=_parts(marked, method, marked.counts, (BY_REPORTS, MORE_REPORTS), seed),
        by_periods=_parts(
            marked, method, np.round(marked.horizons), (BY_PERIODS, MORE_PERIODS), seed
        ),
    )


def _parts(
    marked: Marked,
    method: str,
    by: Numbers | Places,
    groups: tuple[tuple[tuple[int, str], ...], str],
    seed: int,
) -> dict[str, Part]:
    edges, more = groups
    group = np.searchsorted([edge for edge, _ in edges], by, side="left")
    names = [*(name for _, name in edges), more]
    return {
        name: _part(marked, method, group == at, seed)
        for at, name in enumerate(names)
        if (group == at).any()
    }


def _part(marked: Marked, method: str, at: Flags, seed: int) -> Part:
    chances, missed = marked.chances[method][at], marked.missed[at]
    return Part(
        len(missed),
        scores.brier(chances, missed),
        scores.calibration_error(scores.reliability(chances, missed)),
        ece_if_calibrated(chances, marked.series[at], seed),
        scores.coverage(marked.held[method][at]),
    )


def _losses(marked: Marked, method: str) -> Numbers:
    losses: Numbers = (marked.chances[method] - marked.missed) ** 2
    return losses


def _codes(names: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    codes = {name: at for at, name in enumerate(sorted(set(names)))}
    return np.array([codes[name] for name in names], dtype=np.int64)
