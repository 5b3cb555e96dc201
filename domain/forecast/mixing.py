"""The weights of candidates, and the method of a class, by how each did on the past.

The weights make the mixture's Brier score least, and are drawn to the usual ones as far as
the past is short: ten windows of one year say less than ten of ten years.
"""

from __future__ import annotations

import numpy as np

from domain.forecast.candidates import CANDIDATES, USUAL_WEIGHTS
from domain.forecast.errors import Floats
from domain.forecast.parameters import MIXTURE, Skill

_STEPS = 300
_RATE = 8.0
_DRAWN = 3.0
_LEAST_WEIGHT = 0.02
CLEARLY = 0.98
"""What is simpler stays unless another's score is below this part of its own."""


def mixed_weights(chances: Floats, missed: Floats) -> tuple[float, ...]:
    """Return the weights of candidates' chances (a column each), by exponentiated gradient."""
    usual = np.array(USUAL_WEIGHTS)
    size = len(missed)
    products = np.einsum("wi,wj->ij", chances, chances) / size
    wanted = np.einsum("wi,w->i", chances, missed) / size
    drawn = _DRAWN / size
    weights = usual.copy()
    for _ in range(_STEPS):
        slope = 2 * ((products * weights).sum(axis=1) - wanted) + 2 * drawn * (weights - usual)
        weights = weights * np.exp(-_RATE * slope)
        weights /= weights.sum()
    weights = np.where(weights < _LEAST_WEIGHT, 0.0, weights)
    rounded = [round(float(each), 4) for each in weights / weights.sum()]
    rounded[int(np.argmax(weights))] += 1 - sum(rounded)
    return tuple(round(each, 4) for each in rounded)


def brier(chances: Floats, missed: Floats) -> float:
    """Return the mean squared error of chances."""
    return round(float(((chances - missed) ** 2).mean()), 6)


def choose(
    chances: Floats, mixed: Floats, missed: Floats, weights: tuple[float, ...]
) -> tuple[str, tuple[float, ...], tuple[Skill, ...]]:
    """Return the method, its weights, and the score of each method.

    A single candidate takes the place of the mixture where it did clearly better.
    """
    skill = [Skill(name, brier(chances[:, index], missed)) for index, name in enumerate(CANDIDATES)]
    mixture = Skill(MIXTURE, brier(mixed, missed))
    best = min(skill, key=lambda each: each.brier)
    if best.brier >= CLEARLY * mixture.brier:
        return MIXTURE, weights, (*skill, mixture)
    alone = tuple(float(name == best.method) for name in CANDIDATES)
    return best.method, alone, (*skill, mixture)
