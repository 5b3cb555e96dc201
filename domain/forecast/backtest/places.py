"""Many values at once on the axis on which their errors are alike; up is better.

Fixed by the scale, not by what suits ours: the methods beside it get the plainest choice,
logit for percentages, logarithm for positive quantities, else none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from domain.forecast.question import Scale

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

PERCENT_CLIP = 0.5
SMALLEST_SHARE = 0.001

_FAR = 700.0


def placed(scale: Scale, values: Numbers, unit: Numbers, sign: Numbers) -> Numbers:
    """Return where values lie; `unit` is what a thousandth of counts as nothing (logarithm)."""
    if scale is Scale.PERCENT:
        held = np.clip(values, PERCENT_CLIP, 100 - PERCENT_CLIP)
        return sign * np.log(held / (100 - held))
    if scale is Scale.POSITIVE:
        return sign * np.log(np.maximum(values, SMALLEST_SHARE * unit))
    return sign * values


def valued(scale: Scale, places: Numbers, sign: Numbers) -> Numbers:
    """Return the values at places."""
    if scale is Scale.PERCENT:
        return 100 / (1 + np.exp(-np.clip(sign * places, -_FAR, _FAR)))
    if scale is Scale.POSITIVE:
        return np.exp(np.clip(sign * places, -_FAR, _FAR))
    return sign * places
