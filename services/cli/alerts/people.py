"""What people and working days did with an alert, made again from its own last state. Pure.

What a person said is in the record; that he could say it then, and what it made of the alert,
follows. How far up an alert went follows from a chain that is configured and not on the log: with
the file, a step is made again; without, as for each repeat, the rest of the alert must be as it
was, and the step the next one.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.alert_commands import Acknowledge, AddNote, CloseByHand, Command, SnoozeFor
from contracts.alert_handling import (
    ACKNOWLEDGED_TYPE,
    ESCALATED_TYPE,
    NOTED_TYPE,
    REMINDED_TYPE,
    RESUMED_TYPE,
    SNOOZED_TYPE,
    Handling,
    Speaker,
)
from contracts.alerts import CLOSED_TYPE, AlertChanged, AlertData, TypeWord
from domain.alert_handling import Reading, Resume, Why
from services.alerts.assessing.held import event
from services.alerts.configuration.escalation import Escalation
from services.alerts.handling.handled import commanded, fallen_due, standing, unable
from services.cli.alerts.chains import Chains, chain_of


def handle_again(before: AlertChanged, change: AlertChanged, chains: Chains) -> AlertChanged | None:
    """Return the change that follows from a command or a day; None where it was not legal."""
    said = change.data.handling
    if chain := chain_of(before, change, chains):
        climbed = chain.climbed(before, change)
        return _next(before, *climbed, change) if climbed else None
    if change.type in (ESCALATED_TYPE, REMINDED_TYPE):
        return _one_step(before, change)
    if change.type == RESUMED_TYPE:
        return _resumed(before, change)
    found = _command(change.type, said)
    if found is None:
        return None
    command, by, on = found
    now = standing(before.data, on or before.data.decision.as_of)
    if unable(command, now):
        return None
    after, name = commanded(before.data, command, agency=by.agency, now=now, at=change.time)
    return _next(before, after, name, change)


def _command(kind: str, said: Handling) -> tuple[Command, Speaker, date | None] | None:
    """Return the command that a change records, who gave it, and as of which day."""
    taken, snooze, by_hand = said.acknowledgement, said.snooze, said.closed_by_hand
    if kind == ACKNOWLEDGED_TYPE and taken:
        promised = taken.commitment
        command = Acknowledge(
            role=taken.by.role,
            action=promised.action,
            responsible=promised.responsible,
            value=promised.value,
            by_on=promised.by_on,
        )
        return command, taken.by, taken.on
    if kind == SNOOZED_TYPE and snooze:
        until: Literal["next_report"] | date = "next_report"
        if snooze.until == "date":
            until = snooze.until_on
        rest = SnoozeFor(role=snooze.by.role, until=until, reason=snooze.reason)
        return rest, snooze.by, snooze.on
    if kind == NOTED_TYPE and said.notes:
        note = said.notes[-1]
        return AddNote(role=note.by.role, text=note.text), note.by, note.on
    if kind == CLOSED_TYPE and by_hand:
        closing = CloseByHand(role=by_hand.by.role, reason=by_hand.reason)
        return closing, by_hand.by, by_hand.on
    return None


def _resumed(before: AlertChanged, change: AlertChanged) -> AlertChanged | None:
    resumption = change.data.handling.resumption
    if resumption is None or before.data.state != "open":
        return None
    # The day's report came with a change of its own, so the state before has it already.
    # Of a promised part that is not the alert's own, what there was is only in the record.
    told = resumption.value
    elsewhere = Reading(told, higher_is_better=True) if told is not None else None
    now = standing(before.data, resumption.on, elsewhere=elsewhere)
    due = Resume(Why(resumption.reason))
    said, name = fallen_due(before.data, due, Escalation(), now=now)
    return _next(before, said, name, change)


def _one_step(before: AlertChanged, change: AlertChanged) -> AlertChanged | None:
    """Return a step up the chain, or a repeat, if it is the next one and nothing else changed."""
    was, said = before.data, change.data.handling
    if was.state != "open":
        return None
    if change.type == ESCALATED_TYPE:
        if said.escalation.level != was.handling.escalation.level + 1:
            return None
        news: dict[str, object] = {"escalation": said.escalation, "words": said.words}
    else:
        number = was.handling.reminder.number if was.handling.reminder else 0
        if said.reminder is None or said.reminder.number != number + 1:
            return None
        news = {"reminder": said.reminder, "words": said.words}
    handling = was.handling.model_copy(update=news)
    return _next(before, was.model_copy(update={"handling": handling}), change.type, change)


def _next(
    before: AlertChanged, said: AlertData, name: TypeWord, change: AlertChanged
) -> AlertChanged:
    """Return the change after another, under the next number."""
    return event(said.model_copy(update={"seq": before.data.seq + 1}), name, change.time)
