"""The least value of a function of a few numbers, without derivatives.

Nelder & Mead, A simplex method for function minimization, Computer Journal 7 (1965): the plain
form, bounded in its evaluations. Deterministic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]


def least(
    function: Callable[[Point], float],
    start: Point | Sequence[float],
    steps: Sequence[float],
    *,
    evaluations: int = 350,
    tolerance: float = 1e-4,
) -> Point:
    """Return where a function is least, near `start`; stops when its values differ by less."""
    points = [np.array(start, dtype=np.float64)]
    for index, step in enumerate(steps):
        point = points[0].copy()
        point[index] += step
        points.append(point)
    values = [function(point) for point in points]
    used = len(points)
    while used < evaluations:
        order = sorted(range(len(points)), key=lambda index: values[index])
        points, values = [points[i] for i in order], [values[i] for i in order]
        if values[-1] - values[0] < tolerance:
            break
        used += _improve(function, points, values)
    return points[min(range(len(points)), key=lambda index: values[index])]


def _improve(function: Callable[[Point], float], points: list[Point], values: list[float]) -> int:
    """Replace the worst point, or draw all towards the best; return the evaluations used."""
    worst = points[-1]
    centre = np.mean(np.stack(points[:-1]), axis=0)
    tried = 2 * centre - worst
    value, used = function(tried), 1
    if value < values[0]:
        further = 3 * centre - 2 * worst
        beyond, used = function(further), 2
        if beyond < value:
            tried, value = further, beyond
    elif value >= values[-2]:
        nearer = (centre + (tried if value < values[-1] else worst)) / 2
        closer, used = function(nearer), 2
        if closer >= min(value, values[-1]):
            for index in range(1, len(points)):
                points[index] = (points[0] + points[index]) / 2
                values[index] = function(points[index])
            return used + len(points) - 1
        tried, value = nearer, closer
    points[-1], values[-1] = tried, value
    return used
