"""What the projector says of a target or task: complete enough to act on without asking back.

One message per (target or task, scope), on `chitieu.status.v1`. `status_seq` only rises; a
reader ignores what is not newer than it has seen. `as_of` is the day for which the status
was judged, `known_at` the position (`partition:offset`) of the last fact it rests on.

A status that does not change is not told again, so silence alone does not say whether the
projector is alive. Therefore it also tells how far it has come, on every partition of the topic
behind the statuses that this led to: key `swept`, type `vn.chitieu.status.swept.v1`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from contracts.common import Value
from contracts.deadlines import Deadline
from contracts.fields import (
    AgencyId,
    Contract,
    Day,
    EventId,
    Exact,
    Instant,
    PeriodCode,
    Slug,
    Text,
)
from contracts.rules import MEMBERS_MAX, PARTS_MAX, GroupMember, Rule, SimpleRule, Stakes
from domain.series import POINTS_PER_PART

STATUS_TYPE = "vn.chitieu.status.changed.v1"
SWEPT_TYPE: Final = "vn.chitieu.status.swept.v1"
SWEPT_KEY = "swept"
PROJECTOR_SOURCE = "/chitieu/projector"

CONTRIBUTIONS_MAX = 40
SERIES_LIMIT = PARTS_MAX * POINTS_PER_PART

VerdictWord = Literal["vuot", "dat", "chua_dat", "khong_xac_dinh", "chua_co_so_lieu"]
PhaseWord = Literal["not_due", "due_soon", "past_due", "deadline_unresolved", "withdrawn"]


class Ref(Contract):
    """An event's identity."""

    agency: AgencyId
    id: EventId

    def __hash__(self) -> int:
        # Cheap, as all of a series are looked up with each status. With its agency: many of them
        # number their events alike.
        return hash((self.agency, self.id))


class SeriesPoint(Contract):
    """One counting report. `comparable` is false before a break in series."""

    part: Slug | None = None
    period: PeriodCode
    start_on: Day
    end_on: Day
    value: Value
    value_text: Text
    observation_status: Literal["A", "E", "P", "B"]
    definition: int
    comparable: bool
    source_kind: str | None = None
    event: Ref

    def __hash__(self) -> int:
        # Cheap for the same reason: what was read of a point before is looked up by it.
        event = self.event
        return hash((event.agency, event.id))


class Contribution(Contract):
    """What one member of a group lead adds to the value of the whole.

    `short`: below what is asked, by its own figures; `lack` how much its numerator, or its
    count, lacks to that (6 decimals). Why a value was not added is `share`.
    """

    agency: AgencyId
    share: Literal["counted", "silent", "percentage_only", "bound_only", "not_comparable"]
    value_text: Text = ""
    short: bool = False
    lack: Exact | None = None


class Coverage(Contract):
    """What the members of a group lead have reported for a period: `covered` of `of` add up.

    `decides`: their sum is the value; else a report of the whole scope is. `contributions` begin
    with the members who explain the gap; of a great many the last are left out (`omitted`).
    """

    covered: Annotated[int, Field(ge=0)]
    reported: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=1)]
    period: PeriodCode
    method: Literal["ratio_of_sums", "sum", "members_done"]
    decides: bool
    value_text: Text = ""
    contributions: Annotated[tuple[Contribution, ...], Field(max_length=CONTRIBUTIONS_MAX)] = ()
    omitted: Annotated[int, Field(ge=0)] = 0


class PartStatus(Contract):
    """One part of a target (the only one unless it is compound) and what it amounts to."""

    part: Slug | None = None
    text: Text
    rule: SimpleRule
    verdict: VerdictWord
    reason: str
    value_text: Text = ""
    period: PeriodCode | None = None
    coverage: Coverage | None = None


class TargetStatus(Contract):
    """The status of a target for its scope.

    A long series is cut in its middle: `series_omitted` says how many points are left out;
    all of them are in the facts. `stakes` as the plan gives them, if it does.
    """

    kind: Literal["target"]
    target: Slug
    indicator: Slug
    plan: Slug
    row: Slug
    number: Text
    section: Text
    text: Text
    scope: AgencyId
    unit: Text
    rule: Rule
    definition: int
    period: PeriodCode
    deadline: Deadline
    due_on: Day | None
    report_due_on: Day | None
    frequency: Literal["A", "S", "Q", "M"]
    lead: tuple[AgencyId, ...]
    coordinators: tuple[AgencyId, ...]
    members: Annotated[tuple[GroupMember, ...], Field(max_length=MEMBERS_MAX)] = ()
    stakes: Stakes | None = None
    phase: PhaseWord
    provisional_verdict: VerdictWord
    reason: str
    official_verdict: VerdictWord | None
    official_reason: Text
    estimated: bool
    value_text: str
    parts: tuple[PartStatus, ...]
    series: Annotated[tuple[SeriesPoint, ...], Field(max_length=SERIES_LIMIT)]
    series_omitted: Annotated[int, Field(ge=0)] = 0
    deciding: tuple[Ref, ...]


class TaskStatus(Contract):
    """The status of a task for its scope; `parts` where it names a quantity to reach."""

    kind: Literal["task"]
    task: Slug
    plan: Slug
    row: Slug
    number: Text
    section: Text
    text: Text
    scope: AgencyId
    deadline: Deadline
    due_on: Day | None
    lead: tuple[AgencyId, ...]
    coordinators: tuple[AgencyId, ...]
    phase: PhaseWord
    state: str | None
    state_phrase: Text
    state_on: Day | None
    overdue: bool
    provisional_verdict: VerdictWord
    reason: str
    official_verdict: VerdictWord | None
    official_reason: Text
    source_kind: str | None = None
    unit: Text = ""
    quantity: Rule | None = None
    value_text: str = ""
    parts: tuple[PartStatus, ...] = ()
    deciding: tuple[Ref, ...]


class StatusData(Contract):
    """A status with where it stands in time."""

    status_seq: Annotated[int, Field(ge=1)]
    as_of: Day
    known_at: Annotated[str, Field(pattern=r"^\d{1,9}:\d{1,18}$")]
    status: Annotated[TargetStatus | TaskStatus, Field(discriminator="kind")]


class StatusChanged(Contract):
    """A CloudEvent: the latest status of a target or task."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: Literal["vn.chitieu.status.changed.v1"]
    subject: str
    time: Instant
    data: StatusData


class SweptPartition(Contract):
    """A partition of the log that was applied to its end, `next_offset`, and judged for a day."""

    partition: Annotated[int, Field(ge=0)]
    next_offset: Annotated[int, Field(ge=0)]
    swept_to: Day


class SweptData(Contract):
    """The partitions that one projector has applied and judged."""

    partitions: Annotated[tuple[SweptPartition, ...], Field(max_length=1_000)]


class StatusesSwept(Contract):
    """A CloudEvent: nothing acknowledged before `time` is missing from the statuses told so far.

    That holds for the partitions of the log named in it, and for the statuses that stand before
    it on its own partition of this topic.
    """

    specversion: Literal["1.0"]
    id: str
    source: str
    type: Literal["vn.chitieu.status.swept.v1"]
    subject: Literal["swept"]
    time: Instant
    data: SweptData


STATUS_ADAPTER: TypeAdapter[StatusChanged] = TypeAdapter(StatusChanged)
SWEPT_ADAPTER: TypeAdapter[StatusesSwept] = TypeAdapter(StatusesSwept)


def status_key(kind: str, name: str, scope: str) -> str:
    """Return the key of a status: `target/<id>@<scope>` or `task/<id>@<scope>`."""
    return f"{kind}/{name}@{scope}"
