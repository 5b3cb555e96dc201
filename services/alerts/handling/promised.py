"""What there is of a promised part of a target, where its alert is about another by now. Pure."""

from __future__ import annotations

from contracts.alerts import AlertData
from contracts.status import TargetStatus
from domain.alert_handling import Reading
from domain.forecast import pace
from domain.target import Milestone
from services.alerts.assessing.held import Held
from services.alerts.assessing.questions import aim_of
from services.alerts.assessing.series import measured
from services.alerts.handling.handled import UPWARD


def promised_elsewhere(held: Held, said: AlertData) -> Reading | None:
    """Return the newest value of the part that was promised; None where the alert's own is it.

    None, too, where nothing was promised or nothing is known of that part. A value that is doubted
    counts for nothing here either.
    """
    taken, status = said.handling.acknowledgement, held.data.status
    if taken is None or taken.commitment.part == said.evidence.part:
        return None
    if not isinstance(status, TargetStatus):
        return None
    part = next((each for each in status.parts if each.part == taken.commitment.part), None)
    rule = part.rule.to_domain() if part else None
    aim = aim_of(rule) if rule and not isinstance(rule, Milestone) else None
    if part is None or rule is None or aim is None:
        return None
    doubt = held.life("input")
    doubted = doubt.said.evidence.suspicion if doubt and doubt.alert.open else None
    believed = [
        each
        for each in measured(status, part, rule)
        if doubted is None or each.point.event != doubted.event
    ]
    if not believed:
        return None
    return Reading(pace.figure(believed[-1].level), aim.relation.value in UPWARD)
