"""The JSON answers: what each holds, with units and meaning; OpenAPI is made from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from contracts.alerts import AlertData
from contracts.common import Document, Provenance
from contracts.plans import PlanRow, ReportDuty
from contracts.status import PhaseWord, TargetStatus, TaskStatus, VerdictWord

T = TypeVar("T")


class Answer(BaseModel):
    """Base of all answers: immutable once made."""

    model_config = ConfigDict(frozen=True)


class Words(Answer):
    """One thing said in Vietnamese and in English."""

    vi: str
    en: str


class UnsettledItem(Answer):
    """Why more may still come to be known of the instant that was asked for (*chưa chốt*)."""

    code: Literal["too_recent", "not_sent", "not_applied", "parked"]
    words: Words


class Axes(Answer):
    """How current an answer is, on both axes.

    `as_of`: the day that it is for. `known_at`: the last record known of each partition of the
    log, as `partition:offset`. `unsettled`: why more may come to be known of the instant that
    was asked for; null: asked again for it, the answer will be the same.
    """

    as_of: date
    known_at: list[str] = Field(examples=[["0:11", "3:1204"]])
    unsettled: UnsettledItem | None = None


class Known(Axes):
    """How current an answer is; `settled` is false where `unsettled` says why."""

    settled: bool = True


class ListAnswer(Known, Generic[T]):
    """A list. `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


class CoverageItem(Answer):
    """How many members of a group lead a value covers: `covered` of `of` add up.

    `reported` counts those too whose figures cannot be added; `decides`: the sum of the members
    is the value, else a report of the whole scope is.
    """

    covered: int
    reported: int
    of: int
    decides: bool
    words: Words


class StatusItem(Answer):
    """The status of a target in one line.

    `reason` is the code of why the provisional verdict is what it is; `official_reason` the
    words that came with the confirmed one (*Ghi chú*). `shown_words` is what a reader is to
    be shown: before its time a target is never *chưa đạt*.
    """

    target_id: str = Field(examples=["dong-thap-2022-kh144.phu-luc-i.4"])
    number: str = Field(examples=["4"])
    text: str = Field(examples=["Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến đạt 50%."])
    value_text: str = Field(examples=["25,94%"])
    provisional_verdict: VerdictWord = Field(examples=["chua_dat"])
    official_verdict: VerdictWord | None = Field(examples=["chua_dat"])
    phase: PhaseWord = Field(examples=["past_due"])
    reason: str = Field(examples=["short_of_target"])
    due_on: date | None
    reason_words: Words
    shown_words: Words
    official_reason: str
    estimated: bool
    plan_id: str
    row_id: str
    section: str
    indicator_id: str
    scope: str
    unit: str
    lead: list[str]
    coordinators: list[str]
    as_of: date
    known_at: str | None = Field(description="Bản ghi cuối mà trạng thái dựa vào; null với as_of.")
    coverage: CoverageItem | None = None


class TaskItem(Answer):
    """The status of a task in one line; `overdue`: past its deadline and not finished.

    `quantity` and `value_text` are what a task with a quantity asks for and what was reported.
    """

    task_id: str = Field(examples=["dong-thap-2023-cds.phu-luc-vii.vi-3"])
    number: str = Field(examples=["VI.3"])
    text: str = Field(examples=["Tổ chức Hội thảo chuyển đổi số ngành y tế"])
    state: str | None = Field(examples=["dang_trien_khai"])
    state_words: Words
    state_phrase: str
    state_on: date | None
    overdue: bool
    quantity: str = Field(default="", examples=["1/3 số sở; 1/3 số huyện"])
    value_text: str = ""
    phase: PhaseWord
    due_on: date | None
    provisional_verdict: VerdictWord
    official_verdict: VerdictWord | None
    reason: str
    reason_words: Words
    source_kind: str | None
    plan_id: str
    row_id: str
    section: str
    scope: str
    lead: list[str]
    coordinators: list[str]
    as_of: date
    known_at: str | None


class PlanItem(Answer):
    """A plan in one line. `provisional_key`: its number or date is still blank."""

    plan_id: str = Field(examples=["dong-thap-2022-kh144"])
    title: str
    number: str | None = Field(examples=["144/KH-UBND"])
    issued_on: date | None
    issuer: str
    period: str
    focal_point: str
    provisional_key: bool


class PlanAnswer(Known):
    """A plan with its rows and report duties, as issued or last amended."""

    plan: PlanItem
    rows: list[PlanRow]
    report_duties: list[ReportDuty]


class BreakItem(Answer):
    """A break in a series: what lies on its two sides is not the same quantity."""

    part: str | None
    last_period: str
    next_period: str | None
    from_definition: int
    to_definition: int
    reason: str


class EventItem(Answer):
    """An event behind a status: where it lies on the log, and the document behind it.

    `decides`: without it the status would be another; else it is a report of the series.
    `position` is null for an event that is not among the facts kept.
    """

    agency: str
    event_id: str
    type: str | None
    position: str | None = Field(examples=["3:1204"])
    occurred_at: datetime | None
    received_at: datetime | None
    decides: bool
    document: Document | None
    provenance: Provenance | None


class AlertItem(Answer):
    """An alert: its state, and all that the alerts service says of it (`detail`)."""

    alert_id: UUID
    target_id: str
    plan_id: str
    scope: str
    risk: str
    state: Literal["open", "closed"]
    outcome: str | None
    words: Words
    chance: str | None = Field(description="Khả năng không đạt, như trong thư và trên trang.")
    opened_on: date
    opened_at: datetime
    closed_at: datetime | None
    due_on: date | None
    lead: list[str]
    seq: int
    detail: AlertData


class StatusWords(Answer):
    """A status in words."""

    shown: Words
    reason: Words
    phase: Words
    deadline: str
    rule: str
    no_pace: Words | None = Field(
        default=None, description="Vì sao không dự báo được theo xu hướng; null nếu dự báo được."
    )


class IndicatorItem(Answer):
    """What is measured, in the definition that the target uses; `reason`: why it was redefined."""

    indicator_id: str
    name: str
    unit: str
    definition: int
    higher_is_better: bool
    method: str | None
    reason: str


class ParkedItem(Answer):
    """A subject of which events wait behind one that could not be applied (`code`, `words`).

    `position`: where the waiting begins on the log; `events`: how many wait; `event`: agency and
    id of the first, where they can be read; `shown_as_of`: the day for which what is shown of the
    subject was judged. `note`: what a reader is told.
    """

    subject: str
    position: str
    since: datetime | None
    events: int
    event: str | None
    shown_as_of: date
    code: str
    words: Words
    note: Words


class TargetAnswer(Known):
    """A target in full: its status, why, from which events, and its alerts (none with `as_of`)."""

    target: TargetStatus
    words: StatusWords
    indicator: IndicatorItem | None
    breaks: list[BreakItem]
    events: list[EventItem]
    alerts: list[AlertItem]
    parked: ParkedItem | None = None


class TaskAnswer(Known):
    """A task in full: its status and the events that decide it."""

    task: TaskStatus
    item: TaskItem
    events: list[EventItem]
    parked: ParkedItem | None = None


class AlertAnswer(Known):
    """One alert in full."""

    alert: AlertItem


class ProblemAnswer(BaseModel):
    """A refusal (RFC 9457): a stable code, the case in Vietnamese and English."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:chitieu:problem:no_such_plan"])
    title: str
    status: int
    code: str = Field(examples=["no_such_plan"])
    detail: str
    detail_en: str
    field: str | None = None
    problems: JsonValue = None
