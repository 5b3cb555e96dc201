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

    fact: ReportStated
    comparable: bool

    def __hash__(self) -> int:
        # Cheap, as a point is looked up with each status that shows it; the event names it well.
        return hash(self.fact.stamp.event.id)

    @property
    def part(self) -> str | None:
        """The part that is reported on; None where there are none."""
        return self.fact.measurement.part

    @property
    def period(self) -> Period:
        """The time that the value is of."""
        return self.fact.measurement.period

    @property
    def value(self) -> Value:
        """What was reported."""
        return self.fact.measurement.value

    @property
    def status(self) -> ObservationStatus:
        """How firm the value is."""
        return self.fact.measurement.status

    @property
    def phrase(self) -> str:
        """The words in which it was reported."""
        return self.fact.measurement.phrase

    @property
    def definition(self) -> int:
        """The definition of the indicator under which it was measured."""
        return self.fact.measurement.definition

    @property
    def source_kind(self) -> str | None:
        """Whether the value is printed, derived or illustrative, where that is said."""
        return self.fact.measurement.source_kind

    @property
    def event(self) -> EventRef:
        """The event that reported it."""
        return self.fact.stamp.event


def point_of(fact: ReportStated, target: Target) -> Point:
    """Return a report as a point of a target's series."""
    return Point(fact, fact.measurement.definition == target.definition)


def shown(counted: Sequence[ReportStated], target: Target) -> tuple[Point, ...]:
    """Return the points that are shown of the reports that count, in their order."""
    return tuple(point_of(fact, target) for fact in _cut(counted, target))


def _cut(counted: Sequence[ReportStated], target: Target) -> Sequence[ReportStated]:
    if len(counted) <= SERIES_MAX:
        return counted
    own: dict[str | None, list[int]] = {}
    for at, fact in enumerate(counted):
        if fact.measurement.definition == target.definition:
            own.setdefault(fact.measurement.part, []).append(at)
    kept = {at for places in own.values() for at in (places[0], *places[-2:])}
    newest = sorted(
        range(len(counted)), key=lambda at: counted[at].measurement.period.end_on, reverse=True
    )
    for at in newest:
        if len(kept) >= SERIES_MAX:
            break
        kept.add(at)
    return [counted[at] for at in sorted(kept)]
