"""The chains that alerts went up, from files of alerts; a step names its own by a digest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from contracts.alert_handling import ESCALATED_TYPE, REMINDED_TYPE
from contracts.alerts import AlertChanged, AlertData, TypeWord
from domain.alert_handling import Escalate, WorkingDays, due
from services.alerts.configuration.document import Calendar, Configuration
from services.alerts.configuration.escalation import Escalation
from services.alerts.delivery.calendar import workdays
from services.alerts.handling.handled import fallen_due, standing


@dataclass(frozen=True, slots=True)
class Chained:
    """A chain, and the calendar by which it waits."""

    escalation: Escalation
    calendar: Calendar

    def climbed(
        self, before: AlertChanged, change: AlertChanged
    ) -> tuple[AlertData, TypeWord] | None:
        """Return what an alert says after a step on the day recorded; None where none was due."""
        today = change.data.handling.escalation.since_on
        if today is None:
            return None
        now = standing(before.data, today)
        fell = due(now, self.escalation.chain, _working_days(self.calendar))
        if not isinstance(fell, Escalate):
            return None
        return fallen_due(before.data, fell, self.escalation, now=now)


Chains = Mapping[str, Chained]


def chains_of(files: Iterable[Configuration]) -> dict[str, Chained]:
    """Return the chains of files, by digest."""
    return {one.escalation.digest: Chained(one.escalation, one.calendar) for one in files}


def chain_of(before: AlertChanged, change: AlertChanged, chains: Chains) -> Chained | None:
    """Return the chain by which a step can be made again; None where it is taken as recorded.

    So it is where the chain is not at hand, and where something else was promised than the alert
    speaks of by then: what there was of that is not in the record.
    """
    taken = before.data.handling.acknowledgement
    if taken is not None and taken.commitment.part != before.data.evidence.part:
        return None
    if change.type != ESCALATED_TYPE:
        return None
    return chains.get(change.data.handling.escalation.rule)


def only_ordered(before: AlertChanged, change: AlertChanged, chains: Chains) -> bool:
    """Tell whether of a change no more can be said than that it was the next of its kind."""
    stepped = change.type in (ESCALATED_TYPE, REMINDED_TYPE)
    return stepped and chain_of(before, change, chains) is None


@lru_cache(maxsize=16)
def _working_days(calendar: Calendar) -> WorkingDays:
    return workdays(calendar).between
