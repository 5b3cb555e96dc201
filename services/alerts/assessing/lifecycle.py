"""One step in the life of a target's alerts: what is held, and a day, in; what changed, out.

Pure. The handler takes a step for every newer status, the sweep for time that has passed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.alert_evidence import TaskProgress
from contracts.alert_handling import Handling
from contracts.alerts import (
    CLOSED_TYPE,
    OPENED_TYPE,
    UPDATED_TYPE,
    AlertChanged,
    AlertData,
    Closing,
    Decision,
    KindWord,
    TypeWord,
)
from contracts.codec import encode
from contracts.common import Words
from contracts.status import TaskStatus
from domain.alerting import (
    CLOSING_WORDS,
    Alert,
    Change,
    Closed,
    Opened,
    Situation,
    Updated,
    after,
    decide,
)
from domain.identity import alert_id
from services.alerts.assessing.assess import assess
from services.alerts.assessing.finding import Calm, Finding
from services.alerts.assessing.held import Held, Life, event
from services.alerts.assessing.parameters import Parameters, thresholds_message
from services.alerts.handling.handled import opens_again
from services.alerts.handling.stages import come_from
from services.alerts.wording.alerts import alert_words, closing_words

_TYPES: dict[type[Change], TypeWord] = {
    Opened: OPENED_TYPE,
    Updated: UPDATED_TYPE,
    Closed: CLOSED_TYPE,
}
_NOT_OPENED = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Step:
    """What is held after a step, and the changes to tell, each of another alert."""

    held: Held
    changes: tuple[AlertChanged, ...] = ()


def step(held: Held, *, at: datetime, absence_settled: bool, parameters: Parameters) -> Step:
    """Assess what is held as of `assessed_on`, and move its alerts on."""
    status, as_of = held.data.status, held.assessed_on
    said = {life.said.kind: life.said for life in held.lives}
    found = assess(status, as_of, parameters=parameters, said=said)
    changes: list[AlertChanged] = []
    waits = False
    after_all = held
    for finding in found.findings:
        moved = move(held, finding, absence_settled=absence_settled)
        if moved.life is not None and moved.change is not None:
            after_all = after_all.living(moved.life)
            changes.append(event(moved.life.said, _TYPES[type(moved.change)], at))
        waits = waits or moved.waits
    # What the hold would change is looked at again, by the sweep, once the hold is over.
    review_on = as_of if waits else found.review_on
    calm = _calm(after_all, found.calm)
    return Step(replace(after_all, review_on=review_on, calm=calm), tuple(changes))


def _calm(held: Held, found: Calm | None) -> Calm | None:
    """Return what a later look needs; while an alert is open that is all of the status."""
    if found is None or any(life.alert.open for life in held.lives):
        return None
    return replace(found, status_seq=held.status_seq)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one kind's alert; `waits`: the hold would change it further."""

    life: Life | None
    change: Change | None = None
    waits: bool = False


def move(held: Held, finding: Finding, *, absence_settled: bool) -> Moved:
    """Move the alert of one kind on by what was found of it."""
    before = held.life(finding.kind)
    if before is None:
        # Where no alert was, no basis is compared: evidence is made only of what is told.
        now = _situation(finding, None, None)
        if decide(None, now, absence_settled=absence_settled) is None:
            waits = not absence_settled and decide(None, now, absence_settled=True) is not None
            return Moved(None, None, waits)
    draft = _draft(held, finding, before, absence_settled=absence_settled)
    now = _situation(finding, draft, before)
    alert = _by_todays_word(before, draft) if before else None
    change = decide(alert, now, absence_settled=absence_settled)
    stands = after(alert, change) if change else alert
    waits = not absence_settled and decide(stands, now, absence_settled=True) is not None
    if change is None or stands is None:
        return Moved(before, None, waits)
    said = _said(held, finding, change, draft, before, absence_settled=absence_settled)
    return Moved(Life(stands, said), change, waits)


def basis_of(said: AlertData) -> str:
    """Return the digest of all that an open alert rests on.

    Without what only grows with the day, and without the forecast: an alert speaks again when
    what is known has changed, not when it is reckoned anew.
    """
    evidence = said.evidence
    task = evidence.task
    if task is not None:
        task = TaskProgress(state=task.state, state_on=task.state_on)
    lasting = evidence.model_copy(
        update={"newest_age_days": None, "forecast": None, "official": (), "task": task}
    )
    about = (
        said.number,
        said.text,
        str(said.due_on),
        *said.lead,
        *said.coordinators,
        *said.addressees,
        *_plan_stakes(said),
    )
    return hashlib.sha256(encode(lasting) + "\n".join(about).encode()).hexdigest()


def _plan_stakes(said: AlertData) -> tuple[str, ...]:
    """Return what the plan says is at stake, where thresholds follow from it; else nothing.

    Another word of the operator's file is not told to people as news of the target.
    """
    told = said.decision.thresholds
    if told is None or told.stakes is None or told.given_by != "plan":
        return ()
    return (encode(told.stakes).decode(),)


def _by_todays_word(before: Life, draft: AlertData | None) -> Alert:
    """Return an alert as it would stand by today's thresholds, where the file's came or went."""
    alert, said = before.alert, before.said
    if not alert.open or draft is None or _by_file(said) == _by_file(draft):
        return alert
    decision = said.decision.model_copy(update={"thresholds": draft.decision.thresholds})
    return replace(alert, basis=basis_of(said.model_copy(update={"decision": decision})))


def _by_file(said: AlertData) -> bool:
    told = said.decision.thresholds
    return told is not None and told.given_by == "file"


def _situation(finding: Finding, draft: AlertData | None, before: Life | None) -> Situation:
    again = before is None or draft is None or opens_again(before.said, draft)
    return Situation(
        risk=finding.risk,
        stage=finding.stage,
        basis=basis_of(draft) if draft else "",
        may_open=finding.may_open and again,
        ending=finding.ending,
        absence=finding.absence,
        ending_waits=finding.ending_waits,
        other_deadline=bool(before and draft and before.said.due_on != draft.due_on),
    )


def _decision(held: Held, finding: Finding, *, absence_settled: bool) -> Decision:
    return Decision(
        as_of=held.assessed_on,
        known_at=held.data.known_at,
        status_seq=held.data.status_seq,
        deciding=held.data.status.deciding,
        series=finding.series,
        parameters=finding.parameters,
        absence_settled=absence_settled,
        chance=finding.chance,
        thresholds=thresholds_message(finding.thresholds) if finding.thresholds else None,
        report_due_on=finding.report_due_on,
    )


def _draft(
    held: Held, finding: Finding, before: Life | None, *, absence_settled: bool
) -> AlertData | None:
    """Return what an open alert would say, under a number that is not its own yet."""
    evidence = finding.evidence
    if evidence is None or finding.stage is None:
        return None
    status = held.data.status
    going = before.said if before and before.alert.open else None
    return AlertData(
        alert=going.alert if going else _NOT_OPENED,
        seq=1,
        opening=going.opening if going else 1,
        state="open",
        kind=finding.kind,
        stage=finding.stage.value,
        target=status.task if isinstance(status, TaskStatus) else status.target,
        indicator="" if isinstance(status, TaskStatus) else status.indicator,
        plan=status.plan,
        row=status.row,
        number=status.number,
        section=status.section,
        text=status.text,
        scope=status.scope,
        due_on=status.due_on,
        lead=status.lead,
        coordinators=status.coordinators,
        addressees=finding.addressees or status.lead,
        opened_on=going.opened_on if going else held.assessed_on,
        evidence=evidence,
        words=Words(vi="", en=""),
        handling=going.handling if going else Handling(),
        score=going.score if going else None,
        decision=_decision(held, finding, absence_settled=absence_settled),
    )


def _said(
    held: Held,
    finding: Finding,
    change: Change,
    draft: AlertData | None,
    before: Life | None,
    *,
    absence_settled: bool,
) -> AlertData:
    """Return the alert's whole state after a change; a closed one keeps its last evidence."""
    if isinstance(change, Closed):
        return _closed(held, finding, change, before, absence_settled=absence_settled)
    if draft is None:
        raise ValueError("an open alert has evidence")
    said = draft.model_copy(update={"seq": change.seq, "stage": change.stage.value})
    if isinstance(change, Opened):
        name = identity(finding.kind, draft, change.opening)
        said = said.model_copy(update={"alert": UUID(name), "opening": change.opening})
    elif before is not None and before.said.stage != said.stage:
        said = come_from(said, before.said.stage)
    if finding.outlook is not None:
        said = said.model_copy(update={"evidence": finding.outlook(said.evidence)})
    return said.model_copy(update={"words": alert_words(said)})


def identity(kind: KindWord, said: AlertData, opening: int) -> str:
    """Return the id of a target's or task's n-th alert of a kind: the same on every replay."""
    name = said.target if kind == "target" else f"{kind}/{said.target}"
    return alert_id(name, said.scope, said.due_on, opening)


def _closed(
    held: Held, finding: Finding, change: Closed, before: Life | None, *, absence_settled: bool
) -> AlertData:
    if before is None:
        raise ValueError("only an opening can be said of an alert that does not exist")
    status = held.data.status
    words = CLOSING_WORDS[change.reason]
    update = {
        "seq": change.seq,
        "state": "closed",
        "number": status.number,
        "section": status.section,
        "text": status.text,
        "due_on": status.due_on,
        "lead": status.lead,
        "coordinators": status.coordinators,
        "closing": Closing(
            outcome=change.outcome.value,
            reason=change.reason.value,
            words=Words(vi=words.vi, en=words.en),
            raised_by=finding.raised_by,
            cancelled_by=finding.cancelled_by,
        ),
        "closed_on": held.assessed_on,
        "decision": _decision(held, finding, absence_settled=absence_settled),
    }
    said = before.said.model_copy(update=update)
    return said.model_copy(update={"words": closing_words(said, status.value_text)})
