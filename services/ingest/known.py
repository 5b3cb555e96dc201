"""What admission knows: a snapshot of the registry, which grows as a batch is decided.

The events of one batch may build on one another, so what one of them changes is applied to
the snapshot before the next is decided. All of it can be folded from the log again.

A plan, a target and a task are known in every revision, with the day from which each holds:
who reports today is what is in force today, and not what will be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from domain.identity import EventRef


@dataclass(frozen=True, slots=True)
class AgencyKnown:
    """A registered agency; `slug` is its part of its inbound topic's name."""

    id: str
    slug: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class PlanKnown:
    """A revision of a plan: its issuer, focal point and row ids."""

    id: str
    revision: int
    effective_on: date
    issuer: str
    focal_point: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorKnown:
    """An indicator: who defined it, and the parts of each of its definitions."""

    id: str
    owner: str
    definitions: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TargetKnown:
    """A revision of a target: on which indicator, in which plan, for whom, led by whom, when."""

    id: str
    revision: int
    effective_on: date
    indicator_id: str
    plan_id: str
    scope: str
    lead: tuple[str, ...]
    period: str
    deadline_open: bool


@dataclass(frozen=True, slots=True)
class TaskKnown:
    """A revision of a task: in which plan, for whom, led by whom, when; its quantity's parts."""

    id: str
    revision: int
    effective_on: date
    plan_id: str
    scope: str
    lead: tuple[str, ...]
    period: str
    deadline_open: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportKnown:
    """A report made: by whom, on what, for which scope."""

    ref: EventRef
    subject: str
    scope: str


@dataclass(frozen=True, slots=True)
class RevisionKnown:
    """The highest revision of a thing, and whether it has been withdrawn.

    `effective_on` is the day from which a withdrawal holds; None is at once. What belongs to a
    plan has its plan, its row and its subject; `digest` is that of the state that stands.
    """

    thing: str
    revision: int
    withdrawn: bool = False
    effective_on: date | None = None
    plan_id: str | None = None
    row_id: str | None = None
    subject: str | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class DirectoryKnown:
    """A statement of the directory: who was registered, or succeeded by whom, from which day."""

    agency_id: str
    statement: Literal["registered", "succeeded"]
    revision: int
    effective_on: date
    name: str
    kind: str
    members: tuple[str, ...]


Change = (
    AgencyKnown
    | PlanKnown
    | IndicatorKnown
    | TargetKnown
    | TaskKnown
    | ReportKnown
    | RevisionKnown
    | DirectoryKnown
)

Revised = TypeVar("Revised", PlanKnown, TargetKnown, TaskKnown)


@dataclass(slots=True)
class Known:
    """The snapshot: what the registry holds of all that a batch mentions.

    `plans`, `targets` and `tasks` are the latest revisions; `in_force` finds the others.
    """

    agencies: dict[str, AgencyKnown] = field(default_factory=dict)
    plans: dict[str, PlanKnown] = field(default_factory=dict)
    indicators: dict[str, IndicatorKnown] = field(default_factory=dict)
    targets: dict[str, TargetKnown] = field(default_factory=dict)
    tasks: dict[str, TaskKnown] = field(default_factory=dict)
    reports: dict[EventRef, ReportKnown] = field(default_factory=dict)
    revisions: dict[str, RevisionKnown] = field(default_factory=dict)
    _stated: dict[tuple[type, str], list[Any]] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Know one thing more, or better; revisions of one thing come in their order."""
        if isinstance(change, PlanKnown | TargetKnown | TaskKnown):
            self._stated.setdefault((type(change), change.id), []).append(change)
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

    def withdrawn(self, thing: str, *, by: date = date.max) -> bool:
        """Whether the withdrawal of a thing holds by a day; by default: is stated at all."""
        known = self.revisions.get(thing)
        if known is None or not known.withdrawn:
            return False
        return known.effective_on is None or known.effective_on <= by

    def in_force(self, latest: Revised, day: date) -> Revised:
        """The highest revision that holds on a day; before them all, the first one stated."""
        stated: list[Revised] = self._stated[type(latest), latest.id]
        holding = [revision for revision in stated if revision.effective_on <= day]
        return holding[-1] if holding else stated[0]

    def revised(self) -> Iterator[PlanKnown | TargetKnown | TaskKnown]:
        """Every known revision of plans, targets and tasks."""
        for stated in self._stated.values():
            yield from stated

    def standing_targets(self, indicator_id: str, day: date) -> Iterator[TargetKnown]:
        """The targets on an indicator as a day has them, without those withdrawn by then."""
        for latest in self.targets.values():
            if latest.indicator_id != indicator_id:
                continue
            if not self.withdrawn(f"target/{latest.id}", by=day):
                yield self.in_force(latest, day)

    def is_group(self, agency_id: str) -> bool:
        """Whether an agency of the directory is a group of agencies."""
        agency = self.agencies.get(agency_id)
        return agency is not None and agency.is_group
