"""Make one recorded decision again, from the status that its events give and what was said before.

Pure. Decisions by older rules (before forecasts; of tasks, before they had a chance) cannot be made
again, as what they were made by is gone: of them it is checked that they rest on the events named.
"""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.alerts import DECIDED_TYPES, AlertChanged, AlertData
from contracts.status import StatusData, TargetStatus, TaskStatus
from domain.alerting import Alert, Risk, Stage
from services.alerts.assessing.assess import assess
from services.alerts.assessing.held import Held, Life
from services.alerts.assessing.lifecycle import basis_of, move
from services.alerts.assessing.parameters import Parameters, by_older_rules

_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_FIELDS = (
    "stage",
    "evidence",
    "addressees",
    "closing",
    "closed_on",
    "words",
    "due_on",
    "lead",
    "coordinators",
    "text",
)


def decided(change: AlertChanged) -> bool:
    """Tell whether a change follows from a status: not from people, working days or a verdict."""
    by_hand = change.data.closing is not None and change.data.closing.reason == "closed_by_hand"
    return change.type in DECIDED_TYPES and not by_hand


def rederived(
    said: AlertData,
    before: AlertData | None,
    status: TargetStatus | TaskStatus,
    parameters: Parameters,
) -> tuple[str, ...]:
    """Return in what a decided change differs from its decision made again.

    `before` is what the same alert said last, None of an opening; `status` the one that the
    recorded events and day give; `parameters` those that the decision names. Empty: derived bit
    for bit.
    """
    decision = said.decision
    if decision.deciding != status.deciding:
        return ("deciding",)
    if by_older_rules(said):
        return ()
    parameters = parameters.as_recorded(said)
    known = {said.kind: before} if before else {}
    found = assess(status, decision.as_of, parameters=parameters, said=known)
    held = _held(said, before, status)
    moved = move(held, found.by_kind[said.kind], absence_settled=decision.absence_settled)
    if moved.change is None or moved.life is None:
        return ("change",)
    again = moved.life.said
    differing = [name for name in _FIELDS if getattr(said, name) != getattr(again, name)]
    differing += [
        name
        for name in ("series", "parameters", "chance", "thresholds", "report_due_on")
        if getattr(decision, name) != getattr(again.decision, name)
    ]
    return tuple(differing)


def alert_before(before: AlertData) -> Alert:
    """Return where an alert that is open stood, from what it said."""
    return Alert(
        opening=before.opening,
        seq=before.seq,
        open=before.state == "open",
        risk=Risk(before.evidence.risk),
        basis=basis_of(before),
        stage=Stage(before.stage),
        dismissed=bool(before.closing and before.closing.outcome == "dismissed"),
    )


def _held(said: AlertData, before: AlertData | None, status: TargetStatus | TaskStatus) -> Held:
    data = StatusData.model_construct(
        status_seq=said.decision.status_seq,
        as_of=said.decision.as_of,
        known_at=said.decision.known_at,
        status=status,
    )
    lives = (Life(alert_before(before), before),) if before else ()
    return Held(data, _EVER, said.decision.as_of, lives=lives)
