"""What fell due on an alert (a step up, a reminder, a rest or promise over), made again. Pure.

A change names the day, the chain, and the status that was at hand: with these the service's own
step is taken again. What older versions told names no status. Of that a step follows where the
file with its chain is at hand; else, as for reminders, only that it was the next of its kind.
"""

from __future__ import annotations

from datetime import date

from contracts.alert_handling import ESCALATED_TYPE, FELL_DUE_TYPES, REMINDED_TYPE, Basis
from contracts.alerts import AlertChanged, AlertData, TypeWord
from contracts.status import TargetStatus, TaskStatus
from domain.alert_handling import Reading, Resume, Why, due
from services.alerts.handling.chain import NO_CHAIN, ChainInForce
from services.alerts.handling.falling import fall_due
from services.alerts.handling.handled import fallen_due, standing
from services.cli.alerts.chains import Chains


def basis_of(change: AlertChanged) -> Basis | None:
    """Return what a change that fell due rested on; None of any other, and of older ones."""
    return change.data.handling.basis if change.type in FELL_DUE_TYPES else None


def rule_of(change: AlertChanged) -> str:
    """Return the digest of the chain that a step or reminder names; of a resumption none."""
    handling = change.data.handling
    if change.type == ESCALATED_TYPE:
        return handling.escalation.rule
    reminded = change.type == REMINDED_TYPE and handling.reminder
    return reminded.rule if reminded else ""


def due_again(
    before: AlertChanged,
    change: AlertChanged,
    status: TargetStatus | TaskStatus,
    basis: Basis,
    chains: Chains,
) -> tuple[AlertData, TypeWord] | None:
    """Return what an alert says once that fell due which a change tells; None where nothing did."""
    on, rule = _day_of(change), rule_of(change)
    chain = chains.told.get(rule) if rule else NO_CHAIN
    if on is None or chain is None:
        return None
    return fall_due(before.data, on, status=status, basis=basis, chain=chain)


def due_as_recorded(
    before: AlertChanged, change: AlertChanged, chains: Chains
) -> tuple[AlertData, TypeWord] | None:
    """Return the same of a change that names no status; None where it cannot follow."""
    was, said = before.data, change.data.handling
    # Nobody may pass for older than that who comes after one that names what it rested on.
    if was.state != "open" or was.handling.basis is not None:
        return None
    if chain := _file_of(before, change, chains):
        now = standing(was, said.escalation.since_on or was.opened_on)
        fell = due(now, chain.waits, chain.working_days)
        return fallen_due(was, fell, chain, now=now, basis=None) if fell else None
    if change.type in (ESCALATED_TYPE, REMINDED_TYPE):
        return _the_next(was, change)
    return _resumed(was, change)


def only_ordered(before: AlertChanged, change: AlertChanged, chains: Chains) -> bool:
    """Tell whether of a change no more can be said than that it was the next of its kind."""
    stepped = change.type in (ESCALATED_TYPE, REMINDED_TYPE) and basis_of(change) is None
    return stepped and _file_of(before, change, chains) is None


def _day_of(change: AlertChanged) -> date | None:
    """Return the day on which something fell due."""
    handling = change.data.handling
    if change.type == ESCALATED_TYPE:
        return handling.escalation.since_on
    told = handling.reminder if change.type == REMINDED_TYPE else handling.resumption
    return told.on if told else None


def _file_of(before: AlertChanged, change: AlertChanged, chains: Chains) -> ChainInForce | None:
    """Return the chain of a file by which an older step follows; None where there is none.

    Nor is there where something else was promised than the alert speaks of by then: what there was
    of that is not in the record.
    """
    taken = before.data.handling.acknowledgement
    if taken is not None and taken.commitment.part != before.data.evidence.part:
        return None
    return chains.files.get(rule_of(change)) if change.type == ESCALATED_TYPE else None


def _the_next(was: AlertData, change: AlertChanged) -> tuple[AlertData, TypeWord] | None:
    """Return a step or a reminder as recorded, if it is the next one and nothing else changed."""
    said = change.data.handling
    news: dict[str, object] = {"words": said.words}
    if change.type == ESCALATED_TYPE:
        if said.escalation.level != was.handling.escalation.level + 1:
            return None
        news["escalation"] = said.escalation
    else:
        number = was.handling.reminder.number if was.handling.reminder else 0
        if said.reminder is None or said.reminder.number != number + 1:
            return None
        news["reminder"] = said.reminder
    handling = was.handling.model_copy(update=news)
    return was.model_copy(update={"handling": handling}), change.type


def _resumed(was: AlertData, change: AlertChanged) -> tuple[AlertData, TypeWord] | None:
    resumption = change.data.handling.resumption
    if resumption is None:
        return None
    # The day's report came with a change of its own, so the state before has it already.
    # Of a promised part that is not the alert's own, what there was is only in the record.
    told = resumption.value
    elsewhere = Reading(told, higher_is_better=True) if told is not None else None
    now = standing(was, resumption.on, elsewhere=elsewhere)
    return fallen_due(was, Resume(Why(resumption.reason)), NO_CHAIN, now=now, basis=None)
