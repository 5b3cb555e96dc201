"""What the read model's rows are in Python, and how a row becomes one.

A stored status is read back into the contract's model, so that everything behind this file
works on the same type, whether a status was stored or judged for a past day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict

from contracts.alerts import AlertData
from contracts.plans import PlanRow, ReportDuty
from contracts.status import TargetStatus, TaskStatus
from domain.identity import EventRef
from domain.period import Period
from domain.plan import Plan

S = TypeVar("S", TargetStatus, TaskStatus)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a partition of the log has been applied, and the day it is judged as of."""

    partition: int
    next_offset: int
    swept_to: date


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency's names."""

    agency_id: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in its latest definition; `targets`: how many use it."""

    indicator_id: str
    definition: int
    name: str
    unit: str
    higher_is_better: bool
    targets: int


@dataclass(frozen=True, slots=True)
class Known(Generic[S]):
    """A status, the day that it is for, and the last record that it rests on, if stored."""

    status: S
    as_of: date
    known_at: str | None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event behind a status, with its place on the log (`partition:offset`)."""

    ref: EventRef
    type: str
    position: str
    received_at: datetime
    record: bytes


@dataclass(frozen=True, slots=True)
class LoggedRecord:
    """A record that was known: its subject, its place on the log and its bytes."""

    subject: str
    partition: int
    offset: int
    record: bytes


@dataclass(frozen=True, slots=True)
class Alert:
    """The latest state of an alert, as the alerts service keeps it."""

    alert_id: UUID
    target_id: str
    scope: str
    plan_id: str
    risk: str
    state: str
    outcome: str | None
    opened_at: datetime
    opened_on: date
    closed_at: datetime | None
    seq: int
    due_on: date | None
    lead: tuple[str, ...]
    body: AlertData


class PlanBody(BaseModel):
    """The part of a plan's event that the views keep as it was sent."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    rows: tuple[PlanRow, ...] = ()
    report_duties: tuple[ReportDuty, ...] = ()


def plan_of(row: asyncpg.Record, body: PlanBody) -> Plan:
    """Return the plan of a row."""
    return Plan(
        id=row["plan_id"],
        issuer=row["issuer"],
        title=row["title"],
        number=row["number"],
        issued_on=row["issued_on"],
        period=Period.parse(row["period"]),
        focal_point=row["focal_point"],
        rows=tuple(item.to_domain() for item in body.rows),
        duties=tuple(duty.to_domain() for duty in body.report_duties),
    )


def target_of(row: asyncpg.Record) -> Known[TargetStatus]:
    """Return the target status of a row."""
    return Known(TargetStatus.model_validate_json(row["status"]), row["as_of"], _known_at(row))


def task_of(row: asyncpg.Record) -> Known[TaskStatus]:
    """Return the task status of a row."""
    return Known(TaskStatus.model_validate_json(row["status"]), row["as_of"], _known_at(row))


def event_of(row: asyncpg.Record) -> LoggedEvent:
    """Return the event of a row."""
    return LoggedEvent(
        ref=EventRef(row["agency"], row["event_id"]),
        type=row["type"],
        position=f"{row['partition']}:{row['offset']}",
        received_at=row["received_at"],
        record=row["record"],
    )


def alert_of(row: asyncpg.Record) -> Alert:
    """Return the alert of a row."""
    return Alert(
        alert_id=row["alert_id"],
        target_id=row["target_id"],
        scope=row["scope"],
        plan_id=row["plan_id"],
        risk=row["class"],
        state=row["state"],
        outcome=row["outcome"],
        opened_at=row["opened_at"],
        opened_on=row["opened_on"],
        closed_at=row["closed_at"],
        seq=row["seq"],
        due_on=row["due_on"],
        lead=tuple(row["lead"]),
        body=AlertData.model_validate_json(row["body"]),
    )


def _known_at(row: asyncpg.Record) -> str:
    return f"{row['known_partition']}:{row['known_offset']}"
