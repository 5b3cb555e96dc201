"""On what scale a target's values move, which decides how its errors are measured. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.forecast.question import Scale
from domain.target import (
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Milestone,
    Rank,
    Reduction,
    SimpleRule,
)

_WHOLE = 100


def scale_of(
    rule: SimpleRule, unit: str, spans: Sequence[tuple[date, date]], levels: Sequence[float] = ()
) -> Scale:
    """Return the scale of a rule's values.

    `spans` are the first and last days of its reports, ascending. `levels`, where they are known,
    are those of the reports and of what is asked: percentages that leave 0..100 are no shares.
    """
    match rule:
        case Milestone() | ForAll():
            return Scale.MILESTONE
        case Rank():
            return Scale.RANK
        case Count() | EntityFraction():
            return Scale.COUNT
        case Growth() | Reduction():
            return Scale.SCORE
        case _:
            pass
    if runs_up(spans):
        return Scale.CUMULATIVE
    if unit.startswith("%") and all(0 <= level <= _WHOLE for level in levels):
        return Scale.PERCENT
    if "điểm" in unit.lower() or any(level <= 0 for level in levels):
        return Scale.SCORE
    return Scale.POSITIVE


def runs_up(spans: Sequence[tuple[date, date]]) -> bool:
    """Tell whether a series is counted up within its year: three months, then six, then nine."""
    if not spans:
        return False
    newest = spans[-1][0]
    partial = {
        end
        for start, end in spans
        if start == newest
        if (start.month, start.day) == (1, 1) and (end.month, end.day) != (12, 31)
    }
    return len(partial) > 1
