"""An alert after what somebody did with it, or what fell due: the next change of its life. Pure.

All is decided from the alert's own last state, the day, the chain and the status of its target,
which the change names, so that it can be decided again from the topics alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.alert_commands import Acknowledge, AddNote, CloseByHand, Command, SnoozeFor
from contracts.alert_handling import (
    ACKNOWLEDGED_TYPE,
    ESCALATED_TYPE,
    NOTED_TYPE,
    NOTES_MAX,
    REMINDED_TYPE,
    RESUMED_TYPE,
    SNOOZED_TYPE,
    Acknowledgement,
    Basis,
    ClosedByHand,
    Commitment,
    Note,
    Reminder,
    Resumption,
    Snooze,
    Speaker,
)
from contracts.alert_handling import Escalation as Level
from contracts.alerts import (
    CLOSED_TYPE,
    AlertData,
    Closing,
    TypeWord,
)
from contracts.common import Words
from domain.alert_again import Known, may_open_again
from domain.alert_handling import (
    Due,
    Escalate,
    Promise,
    Reading,
    Remind,
    Rest,
    Resume,
    Standing,
    Unable,
    Why,
    latest_rest,
    there,
    unable_to_promise,
    unable_to_rest,
    unable_to_speak,
)
from domain.alerting import CLOSING_WORDS, ClosingReason, Outcome
from domain.period import FREQUENCY_DAYS
from services.alerts.handling.chain import ChainInForce
from services.alerts.wording import handling as words

UPWARD = ("at_least", "above")
_OF_A_PROMISE = frozenset({Why.PROMISE_LAPSED, Why.PROMISE_UNMEASURED})


def standing(
    said: AlertData, today: date, *, frequency: str = "Q", elsewhere: Reading | None = None
) -> Standing:
    """Return how an alert stands on a day; `frequency`: how often its target is reported.

    `elsewhere` is what is known of the part that was promised, where the alert is about another.
    """
    handling, evidence = said.handling, said.evidence
    taken, snooze = handling.acknowledgement, handling.snooze
    since_on = handling.escalation.since_on or said.opened_on
    spoken = (handling.reminder, taken, snooze, handling.resumption)
    return Standing(
        today=today,
        open=said.state == "open",
        sought=said.stage != "watch",
        opened_on=said.opened_on,
        due_on=said.due_on,
        counted=said.kind == "target" and evidence.target_value is not None,
        higher_is_better=evidence.target_relation in (None, *UPWARD),
        part=evidence.part,
        value=evidence.value_so_far,
        newest_on=newest_on(said),
        promise=_promise(taken) if taken else None,
        rest=Rest(snooze.until_on, snooze.until == "next_report", snooze.newest_on)
        if snooze
        else None,
        elsewhere=elsewhere,
        level=handling.escalation.level,
        since_on=since_on,
        touched_on=max(since_on, *(each.on for each in spoken if each), said.opened_on),
        period_days=FREQUENCY_DAYS[frequency],
    )


def newest_on(said: AlertData) -> date | None:
    """Return the day that the newest report is about."""
    task = said.evidence.task
    return task.state_on if task else said.evidence.value_on


def unable(command: Command, now: Standing) -> Unable | None:
    """Return why a command cannot be carried out."""
    match command:
        case Acknowledge(by_on=by_on, value=value):
            return unable_to_promise(now, Promise(by_on, value, now.part))
        case SnoozeFor(until=until):
            return unable_to_rest(now, until if isinstance(until, date) else None)
        case AddNote() | CloseByHand():
            return unable_to_speak(now)


def commanded(
    said: AlertData, command: Command, *, agency: str, now: Standing, at: datetime
) -> tuple[AlertData, TypeWord]:
    """Return what an alert says after a command, which must be able to be carried out."""
    by = Speaker(agency=agency, role=command.role, at=at)
    match command:
        case Acknowledge():
            taken = Acknowledgement(
                by=by,
                on=now.today,
                commitment=Commitment(
                    action=command.action,
                    responsible=command.responsible,
                    part=now.part,
                    value=command.value,
                    by_on=command.by_on,
                ),
            )
            told = words.acknowledged(taken, said.evidence.unit)
            # Whoever takes an alert no longer lets it rest.
            taken_on: dict[str, Any] = {"acknowledgement": taken, "words": told}
            taken_on |= {"snooze": None, "resumption": None}
            return _change(said, ACKNOWLEDGED_TYPE, taken_on)
        case SnoozeFor():
            snooze = _snooze(command, by, now)
            rests = {"snooze": snooze, "words": words.snoozed(snooze), "resumption": None}
            return _change(said, SNOOZED_TYPE, rests)
        case AddNote():
            note = Note(by=by, on=now.today, text=command.text)
            notes = (*said.handling.notes, note)[-NOTES_MAX:]
            return _change(said, NOTED_TYPE, {"notes": notes, "words": words.noted(note)})
        case CloseByHand():
            return _closed(said, command, by, now)


def fallen_due(
    said: AlertData, due: Due, chain: ChainInForce, *, now: Standing, basis: Basis | None
) -> tuple[AlertData, TypeWord]:
    """Return what an alert says after something fell due on a day.

    `basis` is what `now` rests on beside the alert; None only in what older versions told.
    """
    handling: dict[str, Any]
    name: TypeWord
    match due:
        case Resume(why=why):
            handling, name = _resumed(said, why, now), RESUMED_TYPE
        case Escalate(level=level):
            role, to = chain.told_at(level, said)
            reached = Level(level=level, role=role, to=to, since_on=now.today, rule=chain.rule)
            handling = {"escalation": reached, "words": words.escalated(reached, now)}
            name = ESCALATED_TYPE
        case Remind(why=why):
            reminder = _reminder(said, why, chain, now)
            handling = {"reminder": reminder, "words": words.reminded(reminder, now)}
            name = REMINDED_TYPE
    return _change(said, name, {**handling, "basis": basis})


def opens_again(closed: AlertData, opening: AlertData) -> bool:
    """Whether the next alert may follow one; after any but a closing by hand it may.

    Another deadline or another value to reach is another thing to be warned of.
    """
    by_hand = closed.handling.closed_by_hand
    if by_hand is None or closed.due_on != opening.due_on:
        return True
    asked = closed.evidence.target_relation, closed.evidence.target_value
    if asked != (opening.evidence.target_relation, opening.evidence.target_value):
        return True
    knew = by_hand.stage, by_hand.newest_on, by_hand.value, by_hand.chance
    then = Known(*knew, about=_about(closed))
    upward = closed.evidence.target_relation in (None, *UPWARD)
    return may_open_again(then, known(opening), higher_is_better=upward)


def known(said: AlertData) -> Known:
    """Return what an alert knows of its target."""
    forecast = said.evidence.forecast
    return Known(
        said.stage,
        newest_on(said),
        said.evidence.value_so_far,
        forecast.chance if forecast else None,
        about=_about(said),
    )


def _about(said: AlertData) -> str | None:
    """Return which event is doubted, or which period is missing; None where the value counts."""
    doubt, silence = said.evidence.suspicion, said.evidence.silence
    if said.kind == "input" and doubt is not None:
        return f"{doubt.event.agency}/{doubt.event.id}"
    return silence.period if said.kind == "report" and silence is not None else None


def _promise(taken: Acknowledgement) -> Promise:
    commitment = taken.commitment
    return Promise(commitment.by_on, commitment.value, commitment.part)


def _snooze(command: SnoozeFor, by: Speaker, now: Standing) -> Snooze:
    until = command.until
    return Snooze(
        by=by,
        on=now.today,
        until="date" if isinstance(until, date) else "next_report",
        until_on=until if isinstance(until, date) else latest_rest(now),
        newest_on=now.newest_on,
        reason=command.reason,
    )


def _reminder(said: AlertData, why: Why, chain: ChainInForce, now: Standing) -> Reminder:
    before = said.handling.reminder
    return Reminder(
        on=now.today,
        why="deadline_near" if why is Why.DEADLINE_NEAR else "reporting_period",
        number=before.number + 1 if before else 1,
        rule=chain.rule,
    )


def _resumed(said: AlertData, why: Why, now: Standing) -> dict[str, Any]:
    """A lapsed promise is taken off the alert, and told; a rest that is over ends alone."""
    lapsed = why in _OF_A_PROMISE
    promise = said.handling.acknowledgement if lapsed else None
    reason: Any = why.value
    value = now.value
    if lapsed:
        found = there(now)
        value = found.value if found else None
    resumption = Resumption(on=now.today, reason=reason, promise=promise, value=value)
    told = words.resumed(resumption, said.evidence.unit)
    changed: dict[str, Any] = {"snooze": None, "resumption": resumption, "words": told}
    if lapsed:
        changed["acknowledgement"] = None
    # The waiting days of the next level count anew from here.
    restarted = said.handling.escalation.model_copy(update={"since_on": now.today})
    return {**changed, "escalation": restarted}


def _closed(
    said: AlertData, command: CloseByHand, by: Speaker, now: Standing
) -> tuple[AlertData, TypeWord]:
    knew = known(said)
    by_hand = ClosedByHand(
        by=by,
        on=now.today,
        reason=command.reason,
        stage=knew.stage,
        chance=knew.chance,
        value=knew.value,
        newest_on=knew.newest_on,
    )
    why = CLOSING_WORDS[ClosingReason.CLOSED_BY_HAND]
    told = words.closed(by_hand)
    closing = Closing(
        outcome=Outcome.DISMISSED.value,
        reason=ClosingReason.CLOSED_BY_HAND.value,
        words=Words(vi=why.vi, en=why.en),
    )
    ended = {"state": "closed", "closing": closing, "closed_on": now.today, "words": told}
    changed = {"closed_by_hand": by_hand, "snooze": None, "words": told}
    return _change(said, CLOSED_TYPE, changed, **ended)


def _change(
    said: AlertData, name: TypeWord, handling: Mapping[str, Any], **more: object
) -> tuple[AlertData, TypeWord]:
    after = said.handling.model_copy(update=dict(handling))
    return said.model_copy(update={**more, "handling": after}), name
