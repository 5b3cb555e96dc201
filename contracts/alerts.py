"""The life of an alert on `chitieu.alerts.v1`: opened, updated, closed; the truth of alerts.

Key and subject are the alert's id; `(alert id, seq)` names one change, and a reader that has
seen it ignores it when it comes again. Every change carries the whole state, in typed fields
and in words, and the decision behind it: as of which day, known up to where, from which
events, with which version of the parameters. So each can be derived again.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, PlainSerializer, TypeAdapter, WithJsonSchema
from pydantic_core import PydanticCustomError

from contracts.common import RelationWord
from contracts.common import Words as Words
from contracts.fields import AgencyId, Contract, Day, Instant, PeriodCode, Slug, Text, decimal_text
from contracts.status import Ref, VerdictWord

ALERTS_SOURCE: Final = "/chitieu/alerts"
OPENED_TYPE: Final = "vn.chitieu.alert.opened.v1"
UPDATED_TYPE: Final = "vn.chitieu.alert.updated.v1"
CLOSED_TYPE: Final = "vn.chitieu.alert.closed.v1"

_FIGURE = re.compile(r"-?\d{1,40}(?:\.\d{1,6})?", re.ASCII)

TypeWord = Literal[
    "vn.chitieu.alert.opened.v1",
    "vn.chitieu.alert.updated.v1",
    "vn.chitieu.alert.closed.v1",
]
RiskWord = Literal["short_of_pace", "large_gap", "no_report"]
OutcomeWord = Literal["averted", "missed", "undetermined", "withdrawn"]
MethodWord = Literal["linear_pace", "gap_and_time", "no_report_by_half_time"]
WindowWord = Literal["longest", "last"]
GradeWord = Literal["khong_so_lieu", "mot_so_lieu", "hai_so_lieu", "tu_ba_so_lieu"]
ProgressWord = Literal["significant", "moderate", "insufficient", "away"]


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


class Closing(Contract):
    """What ended the alert."""

    outcome: OutcomeWord
    reason: Literal[
        "target_withdrawn",
        "officially_reached",
        "officially_missed",
        "officially_undetermined",
        "officially_without_data",
        "reached",
        "missed_at_deadline",
        "pace_suffices",
        "deadline_open",
    ]
    words: Words


class Decision(Contract):
    """How the change was decided: what derives it again.

    `known_at` is the position (`partition:offset`) on the log of the last fact in it;
    `status_seq` the status it was read from; `deciding` the events behind that status and
    `series` those of the measurements used. `absence_settled`: decided by the sweep, after
    the target had been quiet for the hold. `chance` is null until forecasts are calibrated.
    """

    as_of: Day
    known_at: str
    status_seq: Annotated[int, Field(ge=1)]
    deciding: tuple[Ref, ...]
    series: tuple[Ref, ...]
    parameters: str
    absence_settled: bool
    chance: None = None


class AlertData(Contract):
    """An alert after a change. `evidence` is the last there was, also when it is closed."""

    alert: UUID
    seq: Annotated[int, Field(ge=1)]
    opening: Annotated[int, Field(ge=1)]
    state: Literal["open", "closed"]
    target: Slug
    indicator: Slug
    plan: Slug
    row: Slug
    number: Text
    section: Text
    text: Text
    scope: AgencyId
    due_on: Day | None
    lead: tuple[AgencyId, ...]
    coordinators: tuple[AgencyId, ...]
    opened_on: Day
    evidence: Evidence
    words: Words
    closing: Closing | None = None
    closed_on: Day | None = None
    decision: Decision


class AlertChanged(Contract):
    """A CloudEvent: an alert was opened, updated or closed."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["/chitieu/alerts"]
    type: TypeWord
    subject: str
    time: Instant
    data: AlertData


ALERT_ADAPTER: TypeAdapter[AlertChanged] = TypeAdapter(AlertChanged)
