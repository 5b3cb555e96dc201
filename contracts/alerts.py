"""The life of an alert on `chitieu.alerts.v1`: opened, updated, handled, closed, scored.

Key and subject are the alert's id; `(alert id, seq)` names one change, and a reader that has
seen it ignores it when it comes again. Every change carries the whole state, in typed fields
and in words, and the decision behind it: as of which day, known up to where, from which
events, with which version of the parameters. So each can be derived again.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from contracts.alert_evidence import Chance, Evidence
from contracts.alert_handling import Handling
from contracts.common import Words
from contracts.fields import AgencyId, Contract, Day, Instant, Slug, Text
from contracts.rules import Stakes
from contracts.scores import Score
from contracts.status import Ref

ALERTS_SOURCE: Final = "/chitieu/alerts"
OPENED_TYPE: Final = "vn.chitieu.alert.opened.v1"
UPDATED_TYPE: Final = "vn.chitieu.alert.updated.v1"
CLOSED_TYPE: Final = "vn.chitieu.alert.closed.v1"

TypeWord = Literal[
    "vn.chitieu.alert.opened.v1",
    "vn.chitieu.alert.updated.v1",
    "vn.chitieu.alert.closed.v1",
    "vn.chitieu.alert.acknowledged.v1",
    "vn.chitieu.alert.snoozed.v1",
    "vn.chitieu.alert.noted.v1",
    "vn.chitieu.alert.resumed.v1",
    "vn.chitieu.alert.escalated.v1",
    "vn.chitieu.alert.reminded.v1",
    "vn.chitieu.alert.scored.v1",
]
DECIDED_TYPES: Final = frozenset({OPENED_TYPE, UPDATED_TYPE, CLOSED_TYPE})
"""What follows from a status; the other types tell of people, of working days, or of a verdict."""

KindWord = Literal["target", "report", "input", "task"]
StageWord = Literal["watch", "at_risk", "overdue", "stale"]
OutcomeWord = Literal["averted", "missed", "undetermined", "withdrawn", "resolved", "dismissed"]
ClosingWord = Literal[
    "target_withdrawn",
    "officially_reached",
    "officially_missed",
    "officially_undetermined",
    "officially_without_data",
    "reached",
    "missed_at_deadline",
    "chance_low",
    "amended",
    "cause_withdrawn",
    "reported",
    "evaluated",
    "value_corrected",
    "value_borne_out",
    "task_done",
    "task_reported",
    "closed_by_hand",
    "deadline_open",
    # As it was said before forecasts (parameters `pace-1`).
    "pace_suffices",
]


class Closing(Contract):
    """What ended the alert.

    Where its cause was withdrawn: `raised_by` are the events that had raised it and count no more,
    `cancelled_by` those that came in their place; none where they were withdrawn.
    """

    outcome: OutcomeWord
    reason: ClosingWord
    words: Words
    raised_by: tuple[Ref, ...] = ()
    cancelled_by: tuple[Ref, ...] = ()


class Thresholds(Contract):
    """From which chance of a miss an alert opens: `open` on two reports, `sure` on one.

    Below `close` a measurement closes it. `stakes` are the cost and loss from which a target's own
    follow, `given_by` who gave these: its plan, or the alerts' file; null of the usual ones, and
    in what older versions told.
    """

    open: Chance
    sure: Chance
    close: Chance
    stakes: Stakes | None = None
    given_by: Literal["plan", "file"] | None = None


class Decision(Contract):
    """How the change was decided: what derives it again.

    `known_at` is the position (`partition:offset`) on the log of the last fact in it;
    `status_seq` the status it was read from; `deciding` the events behind that status and
    `series` those of the measurements used. `parameters` is the version of the parameters of the
    class that it was forecast with. `absence_settled`: decided by the sweep, after the target had
    been quiet for the hold. `chance` is the chance of a miss as of that day; null where nothing
    was forecast. `report_due_on` is the day by which the plan's reports were waited for, where the
    alerts' file told one. `stage_before` is the stage that an update left; null where it left none,
    and in what older versions told.
    """

    as_of: Day
    known_at: str
    status_seq: Annotated[int, Field(ge=1)]
    deciding: tuple[Ref, ...]
    series: tuple[Ref, ...]
    parameters: str
    absence_settled: bool
    chance: Chance | None = None
    thresholds: Thresholds | None = None
    report_due_on: Day | None = None
    stage_before: StageWord | None = None


class AlertData(Contract):
    """An alert after a change. `evidence` is the last there was, also when it is closed.

    Where `kind` is `task`, `target` is the task's id and `indicator` is empty. `addressees` are
    the agencies that must act: whoever explains the gap, else the lead.
    """

    alert: UUID
    seq: Annotated[int, Field(ge=1)]
    opening: Annotated[int, Field(ge=1)]
    state: Literal["open", "closed"]
    kind: KindWord = "target"
    stage: StageWord = "at_risk"
    target: Slug
    indicator: Slug | Literal[""]
    plan: Slug
    row: Slug
    number: Text
    section: Text
    text: Text
    scope: AgencyId
    due_on: Day | None
    lead: tuple[AgencyId, ...]
    coordinators: tuple[AgencyId, ...]
    addressees: tuple[AgencyId, ...] = ()
    opened_on: Day
    evidence: Evidence
    words: Words
    handling: Handling = Handling()
    score: Score | None = None
    closing: Closing | None = None
    closed_on: Day | None = None
    decision: Decision


class AlertChanged(Contract):
    """A CloudEvent: something happened to an alert; the type says what."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["/chitieu/alerts"]
    type: TypeWord
    subject: str
    time: Instant
    data: AlertData


ALERT_ADAPTER: TypeAdapter[AlertChanged] = TypeAdapter(AlertChanged)
