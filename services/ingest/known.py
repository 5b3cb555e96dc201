"""What admission knows: a snapshot of the registry, which grows as a batch is decided.

The events of one batch may build on one another, so what one of them changes is applied to
the snapshot before the next is decided. All of it can be folded from the log again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.identity import EventRef


@dataclass(frozen=True, slots=True)
class AgencyKnown:
    """A registered agency; `slug` is its part of its inbound topic's name."""

    id: str
    slug: str
    is_group: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanKnown:
    """A plan's issuer, focal point and row ids."""

    id: str
    issuer: str
    focal_point: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorKnown:
    """An indicator: who defined it, and the parts of each of its definitions."""

    id: str
    owner: str
    definitions: Mapping[int, tuple[str, ...]]

    def latest(self) -> int:
        """The number of the newest definition."""
        return max(self.definitions)


@dataclass(frozen=True, slots=True)
class TargetKnown:
    """A target: on which indicator, in which plan, for whom, led by whom, for when."""

    id: str
    indicator_id: str
    plan_id: str
    scope: str
    lead: tuple[str, ...]
    period: str
    deadline_open: bool


@dataclass(frozen=True, slots=True)
class TaskKnown:
    """A task: in which plan, for whom, led by whom, for when."""

    id: str
    plan_id: str
    scope: str
    lead: tuple[str, ...]
    period: str
    deadline_open: bool


@dataclass(frozen=True, slots=True)
class ReportKnown:
    """A report made: by whom, on what, for which scope."""

    ref: EventRef
    subject: str
    scope: str


@dataclass(frozen=True, slots=True)
class RevisionKnown:
    """The highest revision of a thing, and whether it has been withdrawn."""

    thing: str
    revision: int
    withdrawn: bool = False


Change = (
    AgencyKnown | PlanKnown | IndicatorKnown | TargetKnown | TaskKnown | ReportKnown | RevisionKnown
)


@dataclass(slots=True)
class Known:
    """The snapshot: what the registry holds of all that a batch mentions."""

    agencies: dict[str, AgencyKnown] = field(default_factory=dict)
    plans: dict[str, PlanKnown] = field(default_factory=dict)
    indicators: dict[str, IndicatorKnown] = field(default_factory=dict)
    targets: dict[str, TargetKnown] = field(default_factory=dict)
    tasks: dict[str, TaskKnown] = field(default_factory=dict)
    reports: dict[EventRef, ReportKnown] = field(default_factory=dict)
    revisions: dict[str, RevisionKnown] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Know one thing more, or better."""
        match change:
            case AgencyKnown():
                self.agencies[change.id] = change
            case PlanKnown():
                self.plans[change.id] = change
            case IndicatorKnown():
                self.indicators[change.id] = change
            case TargetKnown():
                self.targets[change.id] = change
            case TaskKnown():
                self.tasks[change.id] = change
            case ReportKnown():
                self.reports[change.ref] = change
            case RevisionKnown():
                self.revisions[change.thing] = change

    def revision(self, thing: str) -> int:
        """The highest revision known of a thing; 0 where it is unknown."""
        known = self.revisions.get(thing)
        return known.revision if known else 0

    def withdrawn(self, thing: str) -> bool:
        """Whether a thing has been withdrawn."""
        known = self.revisions.get(thing)
        return known is not None and known.withdrawn

    def standing_targets(self, indicator_id: str) -> Iterator[TargetKnown]:
        """The targets on an indicator that have not been withdrawn."""
        for target in self.targets.values():
            if target.indicator_id == indicator_id and not self.withdrawn(f"target/{target.id}"):
                yield target

    def is_group(self, agency_id: str) -> bool:
        """Whether an agency of the directory is a group of agencies."""
        agency = self.agencies.get(agency_id)
        return agency is not None and agency.is_group
