"""The series of a target as it is shown: its counting reports, oldest first, kept short.

A series that has grown long is cut in its middle. Of each part the oldest comparable point
stays and the two newest, as the pace over all of it and that of late rest on them; of the
others the newest stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.identity import EventRef
from domain.measurement import ObservationStatus, ReportStated, Value
from domain.period import Period
from domain.target import Target

SERIES_MAX = 24
"""Points that are shown, unless the parts of a compound target need more."""

POINTS_PER_PART = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One counting report of a series. `comparable`: under the definition the target uses."""

    part: str | None
    period: Period
    value: Value
    status: ObservationStatus
    phrase: str
    definition: int
    comparable: bool
    source_kind: str | None
    event: EventRef


def point_of(fact: ReportStated, target: Target) -> Point:
    """Return a report as a point of a target's series."""
    what = fact.measurement
    return Point(
        part=what.part,
        period=what.period,
        value=what.value,
        status=what.status,
        phrase=what.phrase,
        definition=what.definition,
        comparable=what.definition == target.definition,
        source_kind=what.source_kind,
        event=fact.stamp.event,
    )


def shown(counted: Sequence[ReportStated], target: Target) -> tuple[Point, ...]:
    """Return the points that are shown of the reports that count, in their order."""
    return tuple(point_of(fact, target) for fact in _cut(counted, target))


def _cut(counted: Sequence[ReportStated], target: Target) -> Sequence[ReportStated]:
    if len(counted) <= SERIES_MAX:
        return counted
    comparable: dict[str | None, list[ReportStated]] = {}
    for fact in counted:
        if fact.measurement.definition == target.definition:
            comparable.setdefault(fact.measurement.part, []).append(fact)
    kept = {fact.report for own in comparable.values() for fact in (own[0], *own[-2:])}
    newest = sorted(counted, key=lambda fact: fact.measurement.period.end_on, reverse=True)
    for fact in newest:
        if len(kept) >= SERIES_MAX:
            break
        kept.add(fact.report)
    return [fact for fact in counted if fact.report in kept]
