"""One step in the life of a target's alert: what is held, and a day, in; what changed, out.

Pure. The handler takes a step for every newer status, the sweep for time that has passed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from contracts.alert_evidence import Evidence
from contracts.alerts import (
    ALERTS_SOURCE,
    CLOSED_TYPE,
    OPENED_TYPE,
    UPDATED_TYPE,
    AlertChanged,
    AlertData,
    Closing,
    Decision,
    TypeWord,
)
from contracts.codec import encode
from contracts.common import Words
from contracts.status import StatusData, TargetStatus, TaskStatus, status_key
from domain.alerting import (
    CLOSING_WORDS,
    Alert,
    Change,
    Closed,
    Opened,
    Risk,
    Situation,
    Updated,
    after,
    decide,
)
from domain.identity import alert_id
from domain.reasons import Phase, Verdict
from services.alerts.assess import Assessment, Parameters, assess
from services.alerts.words import alert_words, closing_words

_TYPES: dict[type[Change], TypeWord] = {
    Opened: OPENED_TYPE,
    Updated: UPDATED_TYPE,
    Closed: CLOSED_TYPE,
}


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of one target or task: its latest status, and its latest alert.

    `assessed_on` never goes back; `review_on` is the first day on which time alone could
    change the assessment. `alert` and `said` are both there or both None. `partition` is that of
    the topic on which the status came.
    """

    data: StatusData
    received_at: datetime
    assessed_on: date
    review_on: date | None = None
    alert: Alert | None = None
    said: AlertData | None = None
    partition: int = 0

    @property
    def log_partition(self) -> int:
        """The partition of the log on which the target's facts stand."""
        return int(self.data.known_at.partition(":")[0])

    @property
    def key(self) -> str:
        """Where it is kept: `target/<id>@<scope>` or `task/<id>@<scope>`."""
        status = self.data.status
        name = status.target if isinstance(status, TargetStatus) else status.task
        return status_key(status.kind, name, status.scope)


@dataclass(frozen=True, slots=True)
class Step:
    """What is held after a step, and the change to tell, if any."""

    held: Held
    change: AlertChanged | None = None


def received(data: StatusData, known: Held | None, at: datetime) -> Held | None:
    """Return what is held with a newer status, before its step; None where it is not newer."""
    if known is None:
        return Held(data, at, assessed_on=data.as_of)
    if data.status_seq <= known.data.status_seq:
        return None
    assessed_on = max(known.assessed_on, data.as_of)
    return replace(known, data=data, received_at=at, assessed_on=assessed_on)


def joined(held: Held, alert: Alert, said: AlertData) -> Held:
    """Give back to a target the alert that alone was kept of it, where tables were rebuilt."""
    assessed_on = max(held.assessed_on, said.decision.as_of)
    return replace(held, assessed_on=assessed_on, alert=alert, said=said)


def waiting(held: Held) -> Held:
    """Return what is held without a decision, to be looked at by the sweep.

    A projector that reads the log anew tells old news first; by them no alert may be moved on.
    """
    return replace(held, review_on=held.assessed_on)


def step(held: Held, *, at: datetime, absence_settled: bool, parameters: Parameters) -> Step:
    """Assess what is held as of `assessed_on`, and move its alert on."""
    status = held.data.status
    if isinstance(status, TaskStatus):
        return Step(replace(held, review_on=None))
    found = assess(status, held.assessed_on, parameters=parameters)
    situation = _situation(status, found, held.said.evidence.part if held.said else None)
    change = decide(held.alert, situation, absence_settled=absence_settled)
    alert = after(held.alert, change) if change else held.alert
    # What the hold would change is looked at again, by the sweep, once the hold is over.
    waits = not absence_settled and decide(alert, situation, absence_settled=True) is not None
    reviewed = replace(held, review_on=held.assessed_on if waits else found.review_on, alert=alert)
    if change is None:
        return Step(reviewed)
    decision = _decision(held, found, parameters, absence_settled=absence_settled)
    said = _said(held, status, change, found.evidence, decision)
    return Step(replace(reviewed, said=said), _event(said, change, at))


def basis_of(status: TargetStatus | AlertData, evidence: Evidence) -> str:
    """Return the digest of all that an open alert says, save what only grows with the day.

    An open alert says of its target what the status said.
    """
    ageless = evidence.model_copy(update={"newest_age_days": None})
    about = (status.number, status.text, str(status.due_on), *status.lead, *status.coordinators)
    return hashlib.sha256(encode(ageless) + "\n".join(about).encode()).hexdigest()


def _situation(status: TargetStatus, found: Assessment, part: str | None) -> Situation:
    """Return what is known. That a deadline has passed is the projector's to say, not the day's.

    `part` is the one that the alert speaks of, None in the beginning.
    """
    official = status.official_verdict
    return Situation(
        due_on=status.due_on,
        phase=Phase(status.phase),
        provisional=Verdict(status.provisional_verdict),
        official=Verdict(official) if official else None,
        risk=found.risk,
        basis=basis_of(status, found.evidence) if found.evidence else "",
        assessed=part not in found.unknown,
    )


def _decision(
    held: Held, found: Assessment, parameters: Parameters, *, absence_settled: bool
) -> Decision:
    return Decision(
        as_of=held.assessed_on,
        known_at=held.data.known_at,
        status_seq=held.data.status_seq,
        deciding=held.data.status.deciding,
        series=tuple(dict.fromkeys(point.event for point in found.used)),
        parameters=parameters.version,
        absence_settled=absence_settled,
    )


def _said(
    held: Held,
    status: TargetStatus,
    change: Change,
    evidence: Evidence | None,
    decision: Decision,
) -> AlertData:
    """Return the alert's whole state after a change; a closed one keeps its last evidence."""
    before = held.said
    if isinstance(change, Opened):
        name = alert_id(status.target, status.scope, status.due_on, change.opening)
        identity, opening, opened_on = UUID(name), change.opening, held.assessed_on
    elif before is not None:
        identity, opening, opened_on = before.alert, before.opening, before.opened_on
    else:
        raise ValueError("only an opening can be said of an alert that does not exist")
    closed = change if isinstance(change, Closed) else None
    shown = before.evidence if closed and before else evidence
    if shown is None:
        raise ValueError("an open alert has evidence")
    return AlertData(
        alert=identity,
        seq=change.seq,
        opening=opening,
        state="closed" if closed else "open",
        target=status.target,
        indicator=status.indicator,
        plan=status.plan,
        row=status.row,
        number=status.number,
        section=status.section,
        text=status.text,
        scope=status.scope,
        due_on=status.due_on,
        lead=status.lead,
        coordinators=status.coordinators,
        opened_on=opened_on,
        evidence=shown,
        words=(
            closing_words(status, closed.outcome, closed.reason)
            if closed
            else alert_words(status, shown)
        ),
        closing=_closing(closed) if closed else None,
        closed_on=held.assessed_on if closed else None,
        decision=decision,
    )


def _closing(closed: Closed) -> Closing:
    words = CLOSING_WORDS[closed.reason]
    return Closing(
        outcome=closed.outcome.value,
        reason=closed.reason.value,
        words=Words(vi=words.vi, en=words.en),
    )


def _event(said: AlertData, change: Change, at: datetime) -> AlertChanged:
    return AlertChanged(
        specversion="1.0",
        id=f"{said.alert}/{said.seq}",
        source=ALERTS_SOURCE,
        type=_TYPES[type(change)],
        subject=f"alert/{said.alert}",
        time=at,
        data=said,
    )


def rederived(said: AlertData, status: TargetStatus, parameters: Parameters) -> tuple[str, ...]:
    """Return in what an alert's record differs from its decision made again.

    `status` is the one that its recorded events and day give. Empty: derived bit for bit.
    """
    found = assess(status, said.decision.as_of, parameters=parameters)
    pairs: tuple[tuple[str, object, object], ...] = (
        ("parameters", said.decision.parameters, parameters.version),
        ("series", said.decision.series, tuple(point.event for point in found.used)),
        ("deciding", said.decision.deciding, status.deciding),
        *(_closed_again if said.closing else _opened_again)(said, status, found),
    )
    return tuple(name for name, recorded, again in pairs if recorded != again)


def _opened_again(
    said: AlertData, status: TargetStatus, found: Assessment
) -> tuple[tuple[str, object, object], ...]:
    words = alert_words(status, found.evidence) if found.evidence else None
    return ("evidence", said.evidence, found.evidence), ("words", said.words, words)


def _closed_again(
    said: AlertData, status: TargetStatus, found: Assessment
) -> tuple[tuple[str, object, object], ...]:
    """Decide again on the alert as it stood before its last change: open, on its last evidence."""
    before = Alert(said.opening, said.seq - 1, open=True, risk=Risk(said.evidence.risk), basis="")
    situation = _situation(status, found, said.evidence.part)
    change = decide(before, situation, absence_settled=said.decision.absence_settled)
    if not isinstance(change, Closed):
        return (("closing", said.closing, None),)
    words = closing_words(status, change.outcome, change.reason)
    return (
        ("closing", said.closing, _closing(change)),
        ("words", said.words, words),
        ("closed_on", said.closed_on, said.decision.as_of),
    )
