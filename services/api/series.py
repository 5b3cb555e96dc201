"""Where a series breaks: points on two sides of a break are not the same quantity.

Pure. A break lies where the indicator's definition changes, and before a report marked `B`
(SDMX CL_OBS_STATUS). The definition that the target uses may have no report yet; the break
then stands behind the last report of the other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contracts.status import SeriesPoint, TargetStatus


@dataclass(frozen=True, slots=True)
class Run:
    """Points of one part that may be joined by a line."""

    part: str | None
    definition: int
    points: tuple[SeriesPoint, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A break between two runs; `next_period` is None where nothing is reported after it."""

    part: str | None
    last_period: str
    next_period: str | None
    from_definition: int
    to_definition: int


def runs(points: Iterable[SeriesPoint], part: str | None) -> list[Run]:
    """Cut a part's points into runs without a break, older definitions first."""
    own = [point for point in points if point.part == part]
    found: list[list[SeriesPoint]] = []
    for point in sorted(own, key=lambda p: (p.definition, p.end_on, p.start_on)):
        joins = (
            found
            and found[-1][-1].definition == point.definition
            and point.observation_status != "B"
        )
        if joins:
            found[-1].append(point)
        else:
            found.append([point])
    return [Run(part, run[0].definition, tuple(run)) for run in found]


def parts_of(status: TargetStatus) -> list[str | None]:
    """Return the parts that a target's series has, in the order of its rule."""
    return [part.part for part in status.parts]


def breaks(status: TargetStatus) -> list[Break]:
    """Return all breaks in a target's series, part by part, oldest first."""
    return [
        found
        for part in parts_of(status)
        for found in _between(part, runs(status.series, part), status.definition)
    ]


def _between(part: str | None, own: Sequence[Run], definition: int) -> list[Break]:
    found = [
        Break(
            part,
            before.points[-1].period,
            after.points[0].period,
            before.definition,
            after.definition,
        )
        for before, after in pairwise(own)
    ]
    if own and own[-1].definition < definition:
        last = own[-1]
        found.append(Break(part, last.points[-1].period, None, last.definition, definition))
    return found
