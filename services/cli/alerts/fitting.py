"""Whether the province's own past foretells its targets better than what is in force. Pure.

The later half of the windows is the examination: what is in force answers it, and so does what is
fitted on the earlier half alone. Only then is everything fitted on the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.forecast.answer import forecasts
from domain.forecast.fitting import fit
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.question import Scale, Window

FEWEST_WINDOWS = 30
FEWEST_TARGETS = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One class: its past, the Brier scores of old and new on the later half, the new values.

    The scores and `new` are None where the past is too short to tell.
    """

    class_id: str
    windows: int
    targets: int
    examined: int
    old_brier: float | None
    new_brier: float | None
    old: ClassParameters
    new: ClassParameters | None

    @property
    def better(self) -> bool:
        """Whether the province's own past did better."""
        return (
            self.old_brier is not None
            and self.new_brier is not None
            and self.new_brier < self.old_brier
        )


def compare(
    past: Mapping[str, Sequence[Window]], in_force: Mapping[str, ClassParameters]
) -> list[Compared]:
    """Return the comparison of every class that has a past."""
    return [
        _compared(name, windows, in_force.get(name) or default_parameters(name, Scale(name)))
        for name, windows in sorted(past.items())
    ]


def _compared(name: str, windows: Sequence[Window], old: ClassParameters) -> Compared:
    targets = len({window.entity for window in windows})
    days = sorted(window.ended_on for window in windows)
    cut = days[len(days) // 2] if days else None
    earlier = [window for window in windows if cut and window.ended_on < cut]
    later = [window for window in windows if cut and window.ended_on >= cut]
    if len(earlier) < FEWEST_WINDOWS or targets < FEWEST_TARGETS or not later:
        return Compared(name, len(windows), targets, 0, None, None, old, None)
    return Compared(
        name,
        len(windows),
        targets,
        len(later),
        brier(later, old),
        brier(later, fit(name, earlier)),
        old,
        replace(fit(name, windows), version=old.version + 1),
    )


def brier(windows: Sequence[Window], parameters: ClassParameters) -> float:
    """Return the mean squared error of the chances of windows."""
    told = forecasts([window.question for window in windows], parameters)
    errors = [(one.chance - window.missed) ** 2 for one, window in zip(told, windows, strict=True)]
    return sum(errors) / len(errors)
