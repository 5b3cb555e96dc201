"""Marks of probabilities: Brier, log loss, calibration, coverage, precision and recall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.forecast.backtest.places import Flags, Numbers, Places

BINS = 10
ALERT_FROM = 0.6
CERTAIN = 1e-4
"""A chance of 0 or 1 that fails would cost without bound: for the log loss it is held here."""

RESAMPLES = 1_000
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Bin:
    """Chances from `low` up to `high`: how many, their mean, and the share that then missed."""

    low: float
    high: float
    n: int
    chance: float
    missed: float


def brier(chances: Numbers, missed: Flags) -> float:
    """Return the mean squared distance of chances from what happened (Brier, 1950)."""
    return float(np.mean((chances - missed) ** 2))


def log_loss(chances: Numbers, missed: Flags) -> float:
    """Return the mean negative logarithm of the chance given to what happened."""
    held = np.clip(chances, CERTAIN, 1 - CERTAIN)
    return float(-np.mean(np.where(missed, np.log(held), np.log(1 - held))))


def bins_of(chances: Numbers) -> Places:
    """Return the bin of each chance, counted from 0."""
    return np.minimum((chances * BINS).astype(np.int64), BINS - 1)


def reliability(chances: Numbers, missed: Flags) -> tuple[Bin, ...]:
    """Return the bins that hold something, a tenth wide; a chance of 1 is in the last."""
    of_bin = bins_of(chances)
    found = []
    for place in range(BINS):
        at = of_bin == place
        if at.any():
            mean, share = float(chances[at].mean()), float(missed[at].mean())
            found.append(Bin(place / BINS, (place + 1) / BINS, int(at.sum()), mean, share))
    return tuple(found)


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the expected calibration error: how far chances are from shares, by weight."""
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.chance - one.missed) for one in bins) / total


def coverage(held: Numbers) -> float | None:
    """Return the share of intervals that held the outcome; None where there are none."""
    given = held[~np.isnan(held)]
    return float(given.mean()) if len(given) else None


def precision_recall(alerts: Flags, missed: Flags) -> tuple[float | None, float | None]:
    """Return which share of alerts was right, and of misses was told; None of nothing."""
    hits = int((alerts & missed).sum())
    return (
        hits / int(alerts.sum()) if alerts.any() else None,
        hits / int(missed.sum()) if missed.any() else None,
    )


def resampled_means(losses: Numbers, entities: Places, seed: int) -> Numbers:
    """Return the mean loss of each column in a thousand samples of whole entities.

    Windows of one entity are not independent, so entities are drawn, with replacement.
    """
    _, of_entity = np.unique(entities, return_inverse=True)
    many = int(of_entity.max()) + 1
    sums = np.stack([np.bincount(of_entity, weights=column, minlength=many) for column in losses.T])
    sizes = np.bincount(of_entity, minlength=many)
    generator = np.random.default_rng(seed)
    means = []
    for _ in range(RESAMPLES // _AT_ONCE):
        drawn = generator.multinomial(many, np.full(many, 1 / many), size=_AT_ONCE)
        means.append((drawn @ sums.T) / (drawn @ sizes)[:, None])
    return np.concatenate(means)


def interval(means: Numbers) -> tuple[float, float]:
    """Return what 95 of 100 resampled means lie between."""
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)
