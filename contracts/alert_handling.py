"""What people do with an alert: who took it, what they promised, until when it rests.

It is a part of the alert's state and told whole with every change. It names agencies and
roles, never persons. What stands here was said by somebody with a key, or decided by the
sweep as of a business day; the evidence of the alert stands beside it.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from contracts.alert_evidence import Chance, Figure
from contracts.common import Words
from contracts.fields import AgencyId, Contract, Day, Exact, Instant, Slug, read_text
from contracts.status import Ref

ACKNOWLEDGED_TYPE: Final = "vn.chitieu.alert.acknowledged.v1"
SNOOZED_TYPE: Final = "vn.chitieu.alert.snoozed.v1"
NOTED_TYPE: Final = "vn.chitieu.alert.noted.v1"
RESUMED_TYPE: Final = "vn.chitieu.alert.resumed.v1"
ESCALATED_TYPE: Final = "vn.chitieu.alert.escalated.v1"
REMINDED_TYPE: Final = "vn.chitieu.alert.reminded.v1"
FELL_DUE_TYPES: Final = frozenset({RESUMED_TYPE, ESCALATED_TYPE, REMINDED_TYPE})
"""What follows from days and the chain, while nobody acts."""

NOTES_MAX = 20
ROLE_MAX_LENGTH = 120
SENTENCE_MAX_LENGTH = 1_000

Role = Annotated[
    str,
    StringConstraints(min_length=1, max_length=ROLE_MAX_LENGTH),
    AfterValidator(partial(read_text, min_length=1, max_length=ROLE_MAX_LENGTH)),
]
"""An office (*Trưởng phòng Kế hoạch*), never a person's name."""

Said = Annotated[
    str,
    StringConstraints(min_length=1, max_length=SENTENCE_MAX_LENGTH),
    AfterValidator(partial(read_text, min_length=1, max_length=SENTENCE_MAX_LENGTH)),
]
"""What somebody wrote."""


class Speaker(Contract):
    """Who said something: the agency of the key, the office that he named, and when."""

    agency: AgencyId
    role: Role | None = None
    at: Instant


class Commitment(Contract):
    """What is promised: an action, whose it is, the value to reach, and by when.

    `value` is in the unit of the alert's `part`, and at least it is to be reached in the
    direction of the target; null where nothing is counted (a milestone, a report): then the
    alert itself must be over by then.
    """

    action: Said
    responsible: Role
    part: Slug | None = None
    value: Exact | None = None
    by_on: Day


class Acknowledgement(Contract):
    """Somebody has taken the alert, with a commitment. `on`: the business day."""

    by: Speaker
    on: Day
    commitment: Commitment


class Snooze(Contract):
    """The alert rests until the next report or a day, `until_on`, which ends it either way.

    `newest_on` is the day that the newest report known then is about; one about a later day is
    the next report.
    """

    by: Speaker
    on: Day
    until: Literal["next_report", "date"]
    until_on: Day
    newest_on: Day | None = None
    reason: Said


class Note(Contract):
    """Something worth knowing about an alert. `on`: the business day."""

    by: Speaker
    on: Day | None = None
    text: Said


class Resumption(Contract):
    """A rest is over, or a promise lapsed: then it is told, with the value there was instead.

    `promise_unmeasured`: nothing is known any more of the part that was promised.
    `stage_worse`: the update that brought a worse stage ended the rest.
    """

    on: Day
    reason: Literal[
        "promise_lapsed", "promise_unmeasured", "next_report", "date_reached", "stage_worse"
    ]
    promise: Acknowledgement | None = None
    value: Figure | None = None


class Escalation(Contract):
    """How far up the plan's chain an alert has gone. Level 0: those who must act.

    `since_on` is where the waiting days of the next level count from, null: the opening.
    `rule` is the digest of the chain that decided, under which it is stated.
    """

    level: Annotated[int, Field(ge=0, le=10)] = 0
    role: Role | None = None
    to: tuple[AgencyId, ...] = ()
    since_on: Day | None = None
    rule: str = ""


class Reminder(Contract):
    """The last time that the alert was repeated, and why; `rule` is the digest of the chain."""

    on: Day
    why: Literal["reporting_period", "deadline_near"]
    number: Annotated[int, Field(ge=1)]
    rule: str = ""


class Basis(Contract):
    """What the last that fell due rested on, beside the alert's own state and the chain.

    `known_at` (`partition:offset`) and `as_of` name the status of its target that was at hand: it
    tells how often is reported, and what there is of a promised part. `doubted` is the report
    whose value was doubted then, and so counted for nothing.
    """

    known_at: Annotated[str, Field(pattern=r"^\d{1,9}:\d{1,18}$")]
    as_of: Day
    doubted: Ref | None = None


class ClosedByHand(Contract):
    """Who closed the alert, and why.

    `stage`, `chance`, `value` and `newest_on` (the day that the newest report is about) are what
    he knew: only what is newer and worse opens the next alert.
    """

    by: Speaker
    on: Day
    reason: Said
    stage: str
    chance: Chance | None = None
    value: Figure | None = None
    newest_on: Day | None = None


class Handling(Contract):
    """What people and time did with an alert; `words` say the last of it.

    `basis` is null until something fell due, and in what older versions told.
    """

    acknowledgement: Acknowledgement | None = None
    snooze: Snooze | None = None
    notes: Annotated[tuple[Note, ...], Field(max_length=NOTES_MAX)] = ()
    resumption: Resumption | None = None
    escalation: Escalation = Escalation()
    reminder: Reminder | None = None
    closed_by_hand: ClosedByHand | None = None
    words: Words | None = None
    basis: Basis | None = None
