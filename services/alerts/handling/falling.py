"""What falls due on an alert on a day, by the status of its target and the chain. Pure.

The sweep and `chitieu alerts verify` take this same step: the one as days pass, the other from the
record, which names the status and the chain.
"""

from __future__ import annotations

from datetime import date

from contracts.alert_handling import Basis
from contracts.alerts import AlertData, TypeWord
from contracts.status import Ref, TargetStatus, TaskStatus
from domain.alert_handling import Reading, due
from domain.forecast import pace
from domain.target import Milestone
from services.alerts.assessing.held import Held
from services.alerts.assessing.questions import aim_of
from services.alerts.assessing.series import measured
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.handled import UPWARD, fallen_due, standing

NO_FREQUENCY = "Q"
"""Tasks have none; people hear of them again each quarter."""


def basis_of(held: Held) -> Basis:
    """Return what falls due rests on, of what is held of a target."""
    doubt = held.life("input")
    suspicion = doubt.said.evidence.suspicion if doubt and doubt.alert.open else None
    return Basis(
        known_at=held.data.known_at,
        as_of=held.data.as_of,
        doubted=suspicion.event if suspicion else None,
    )


def fall_due(
    said: AlertData,
    today: date,
    *,
    status: TargetStatus | TaskStatus,
    basis: Basis,
    chain: ChainInForce,
) -> tuple[AlertData, TypeWord] | None:
    """Return what an alert says after the first thing that falls due on a day; None: nothing does.

    `status` is the one that `basis` names.
    """
    elsewhere = promised_elsewhere(status, said, basis.doubted)
    now = standing(said, today, frequency=frequency_of(status), elsewhere=elsewhere)
    fell = due(now, chain.waits, chain.working_days)
    return fallen_due(said, fell, chain, now=now, basis=basis) if fell else None


def frequency_of(status: TargetStatus | TaskStatus) -> str:
    """Return how often a target is reported (SDMX)."""
    return status.frequency if isinstance(status, TargetStatus) else NO_FREQUENCY


def promised_elsewhere(
    status: TargetStatus | TaskStatus, said: AlertData, doubted: Ref | None
) -> Reading | None:
    """Return the newest value of the part that was promised; None where the alert's own is it.

    None, too, where nothing was promised or nothing is known of that part. A value that is doubted
    counts for nothing here either.
    """
    taken = said.handling.acknowledgement
    if taken is None or taken.commitment.part == said.evidence.part:
        return None
    if not isinstance(status, TargetStatus):
        return None
    part = next((each for each in status.parts if each.part == taken.commitment.part), None)
    rule = part.rule.to_domain() if part else None
    aim = aim_of(rule) if rule and not isinstance(rule, Milestone) else None
    if part is None or rule is None or aim is None:
        return None
    believed = [each for each in measured(status, part, rule) if each.point.event != doubted]
    if not believed:
        return None
    return Reading(pace.figure(believed[-1].level), aim.relation.value in UPWARD)
