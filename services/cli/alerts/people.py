"""What people did with an alert, made again from its own last state. Pure.

What a person said is in the record; that he could say it then, and what it made of the alert,
follows.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.alert_commands import Acknowledge, AddNote, CloseByHand, Command, SnoozeFor
from contracts.alert_handling import (
    ACKNOWLEDGED_TYPE,
    NOTED_TYPE,
    SNOOZED_TYPE,
    Handling,
    Speaker,
)
from contracts.alerts import CLOSED_TYPE, AlertChanged, AlertData, TypeWord
from services.alerts.handling.handled import commanded, standing, unable


def commanded_again(
    before: AlertChanged, change: AlertChanged
) -> tuple[AlertData, TypeWord] | None:
    """Return what an alert says after the command of a change; None where it was not legal."""
    said = change.data.handling
    found = _command(change.type, said)
    if found is None:
        return None
    command, by, on = found
    now = standing(before.data, on or before.data.decision.as_of)
    if unable(command, now):
        return None
    return commanded(before.data, command, agency=by.agency, now=now, at=change.time)


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
