"""What an alert rests on, in typed fields: the forecast, the pace, who is silent, what looks wrong.

Every figure was computed once, rounded, and is recorded; it can be derived again from the status
and the parameters that the decision names. What does not apply to an alert is left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from contracts.common import RelationWord
from contracts.fields import AgencyId, Contract, Day, Exact, PeriodCode, Slug, Text, decimal_text
from contracts.status import Ref, VerdictWord

MEMBERS_NAMED_MAX = 40
OFFICIAL_MAX = 8

_FIGURE = re.compile(r"-?\d{1,40}(?:\.\d{1,6})?", re.ASCII)

RiskWord = Literal[
    "likely_miss",
    "missed_in_a_period",
    "missing_report",
    "suspicious_value",
    "task_at_risk",
    "task_overdue",
    "task_stale",
    # As they were said before forecasts (parameters `pace-1`).
    "short_of_pace",
    "large_gap",
    "no_report",
]
MethodWord = Literal[
    "forecast",
    "by_period",
    "report_due",
    "likeness",
    "task_dates",
    "linear_pace",
    "gap_and_time",
    "no_report_by_half_time",
]
WindowWord = Literal["longest", "last"]
GradeWord = Literal["khong_so_lieu", "mot_so_lieu", "hai_so_lieu", "tu_ba_so_lieu"]
ProgressWord = Literal["significant", "moderate", "insufficient", "away"]
OfficialName = Literal[
    "eurostat",
    "open_sdg",
    "sdsn",
    "unsd",
    "escap_anticipated",
    "escap_current",
    "earned_schedule",
]
SuspicionWord = Literal["decimal_point", "cumulative_falls", "jump"]

Chance = Annotated[Exact, Field(ge=0, le=1)]
"""A probability, rounded to four decimals."""


def _figure(value: object) -> Decimal:
    text = f"{value:f}" if isinstance(value, Decimal) else value
    if not isinstance(text, str) or not _FIGURE.fullmatch(text):
        raise PydanticCustomError("figure", "a decimal as a string, with at most 6 decimals")
    number = Decimal(text)
    return number.copy_abs() if number == 0 else number


Figure = Annotated[
    Decimal,
    BeforeValidator(_figure),
    PlainSerializer(decimal_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,40}(\.\d{1,6})?$"}),
]
"""A computed number, rounded to six decimals; a projection may be longer than any report."""


class Window(Contract):
    """What two measurements say: the pace per year between them, and where it leads.

    `eurostat_ratio` is null where it is not defined: a value of 0, values of different sign,
    or a base that meets the target. It is held within a million either way.
    """

    kind: WindowWord
    from_on: Day
    to_on: Day
    from_value: Figure
    to_value: Figure
    pace_per_year: Figure
    projected_value: Figure
    projected_verdict: VerdictWord
    eurostat_ratio: Figure | None
    eurostat_class: ProgressWord | None


class ClassRecord(Contract):
    """How forecasts of this class have done so far, over `windows` that have ended.

    `brier` is the mean squared error of the chance; `source` says on what data. How often values
    came to lie within the 80 % interval is told by a back-test (`coverage_80`).
    """

    windows: Annotated[int, Field(ge=0)]
    brier: Figure | None = None
    source: Text = ""


class OfficialMethod(Contract):
    """What an official method of measuring progress says of the same reports, for quoting."""

    name: OfficialName
    value: Figure
    word: Text = ""


class ForecastEvidence(Contract):
    """The chance of a miss, and where the value will lie at the deadline with 80 % (`low`, `high`).

    `chance_without_newest` is the chance with the newest report set aside; null with one report.
    `needed_next` is the value that the next report (for `next_on`) must show to bring the chance
    under `close_below`; null where none can. After `no_return_on` even a pace as good as that of
    the best twentieth of its class does not reach the target.
    """

    class_id: Text
    method: Text
    chance: Chance
    chance_without_newest: Chance | None = None
    low: Figure | None = None
    median: Figure | None = None
    high: Figure | None = None
    close_below: Chance
    next_on: Day | None = None
    needed_next: Figure | None = None
    no_return_on: Day | None = None
    record: ClassRecord | None = None


class Silence(Contract):
    """Reports that are owed and not there: of which period, due when, by whom.

    `periods` counts the reporting periods without a report up to now. `members` are those of a
    group who are silent, of `of` in all (`omitted` are left out of the list).
    """

    period: PeriodCode
    due_on: Day
    periods: Annotated[int, Field(ge=1)]
    members: Annotated[tuple[AgencyId, ...], Field(max_length=MEMBERS_NAMED_MAX)] = ()
    omitted: Annotated[int, Field(ge=0)] = 0
    of: Annotated[int, Field(ge=0)] = 0


class Suspicion(Contract):
    """A reported value that looks wrong, and why.

    `decimal_point`: divided by `factor` it would be `fits`. `cumulative_falls`: less than
    `before`, of which it should be a continuation. `jump`: beyond any change its class has seen.
    """

    kind: SuspicionWord
    event: Ref
    period: PeriodCode
    value: Figure
    value_text: Text = ""
    before: Figure | None = None
    before_period: PeriodCode | None = None
    factor: int | None = None
    fits: Figure | None = None


class Explained(Contract):
    """Who explains the gap: `share` of it is theirs together (0 to 1)."""

    agencies: Annotated[tuple[AgencyId, ...], Field(max_length=MEMBERS_NAMED_MAX)]
    share: Chance
    short: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=1)]


class TaskProgress(Contract):
    """Where a task stands: its last state, on which day, and how long it has been silent.

    `done_early_on` to `done_late_on` is when it will be done in 8 cases of 10, by how long such
    tasks took; `done_about_on` lies in the middle. Null where that cannot be said.
    """

    state: Text = ""
    state_on: Day | None = None
    silent_days: Annotated[int, Field(ge=0)] | None = None
    late_days: Annotated[int, Field(ge=0)] = 0
    done_early_on: Day | None = None
    done_about_on: Day | None = None
    done_late_on: Day | None = None


class Evidence(Contract):
    """What an alert rests on.

    `part` is the worst part of a compound target. The windows are shown both; the worse one
    counts and gives `pace_so_far`, `projected_value` and Eurostat's R. `measurements` is the
    number of comparable ones. `newest_age_days` runs from the end of the newest period.
    `bounded`: of some value only a bound is known (*Trên 85%*), and the bound is used.
    """

    risk: RiskWord
    method: MethodWord
    part: Slug | None = None
    part_text: Text = ""
    unit: Text
    pace_unit: Text
    target_text: Text
    target_relation: RelationWord | None
    target_value: Figure | None
    value_so_far: Figure | None
    value_text: Text = ""
    value_period: PeriodCode | None
    value_on: Day | None
    gap: Figure | None
    pace_so_far: Figure | None
    pace_needed: Figure | None
    projected_value: Figure | None
    projected_verdict: VerdictWord | None
    windows: Annotated[tuple[Window, ...], Field(max_length=2)]
    counting_window: WindowWord | None
    eurostat_ratio: Figure | None
    eurostat_class: ProgressWord | None
    grade: GradeWord
    measurements: Annotated[int, Field(ge=0)]
    estimated: bool
    derived: bool
    illustrative: bool
    bounded: bool
    newest_age_days: int | None
    forecast: ForecastEvidence | None = None
    official: Annotated[tuple[OfficialMethod, ...], Field(max_length=OFFICIAL_MAX)] = ()
    silence: Silence | None = None
    suspicion: Suspicion | None = None
    explained: Explained | None = None
    task: TaskProgress | None = None

    @property
    def sure(self) -> bool:
        """Whether the chance rests on more than one report, or for a task on tasks that ended."""
        if self.task is not None:
            return self.forecast is not None and self.forecast.record is not None
        return self.measurements > 1
