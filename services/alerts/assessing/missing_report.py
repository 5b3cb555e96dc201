"""Which reports are owed of a target and not there, and who is silent. Pure.

An absence is told only once the hold is over. Before a report is owed, half of a reporting period
without any figure at all is watched; with the deadline near somebody must act. Under a group lead
the silent members are named: the group itself cannot answer.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice

from contracts.alert_evidence import MEMBERS_NAMED_MAX, Evidence, Silence
from contracts.alerts import AlertData
from contracts.fields import period
from contracts.status import PartStatus, Ref, TargetStatus
from domain.alert_rules import evaluated
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.due import DUE_SOON_DAYS
from domain.reasons import Phase, Verdict
from services.alerts.assessing.evidence import Basis, evidence_of
from services.alerts.assessing.finding import Finding
from services.alerts.assessing.owed import Slot, slots_of, turns_after
from services.alerts.assessing.parameters import ABSENCE_RULES
from services.alerts.assessing.series import Points

STALE_PERIODS = 2
"""So many reporting periods without a report, one after another, and all is stale."""


Reported = tuple[Set[date], ...]
"""Of each part of a target the days to which something was reported."""


def report_finding(
    status: TargetStatus,
    points: Points,
    reported: Reported,
    as_of: date,
    before: AlertData | None,
    plan_due_on: date | None,
) -> Finding:
    """Return which report is missing as of a day, or what ends the alert of a missing one.

    `plan_due_on` is the day by which the plan's reports are waited for, None where it names none.
    """
    found = _report_finding(status, points, reported, as_of, before, plan_due_on)
    own = status.report_due_on is not None
    return replace(found, report_due_on=None if own else plan_due_on)


def _report_finding(
    status: TargetStatus,
    points: Points,
    reported: Reported,
    as_of: date,
    before: AlertData | None,
    plan_due_on: date | None,
) -> Finding:
    official = Verdict(status.official_verdict) if status.official_verdict else None
    ending = evaluated(Phase(status.phase), official)
    slots = slots_of(status, plan_due_on)
    series = partial(_comparable, status)
    if ending or status.due_on is None or not slots:
        return Finding(
            "report", ending=ending, may_open=False, parameters=ABSENCE_RULES, reports=series
        )
    absent = _absent(status, points, slots, reported, as_of)
    if absent is None:
        ended = _came(slots, before)
        return Finding(
            "report", ending=ended, absence=True, parameters=ABSENCE_RULES, reports=series
        )
    told, overdue, stage = absent
    silence = _silence(status, told, max(overdue, 1))
    return Finding(
        "report",
        risk=Risk.MISSING_REPORT,
        stage=stage if silence.members or status.lead else Stage.WATCH,
        evidenced=partial(_evidence, status, points, as_of, silence),
        addressees=silence.members or status.lead,
        absence=True,
        parameters=ABSENCE_RULES,
        reports=series,
    )


def _comparable(status: TargetStatus) -> tuple[Ref, ...]:
    return tuple(point.event for point in status.series if point.comparable)


def report_review(
    status: TargetStatus,
    points: Points,
    reported: Reported,
    as_of: date,
    plan_due_on: date | None,
) -> tuple[date, ...]:
    """Return the first day on which, with no news, another report is missing than as of a day."""
    if status.official_verdict is not None or status.phase == Phase.WITHDRAWN.value:
        return ()
    if status.due_on is None:
        return ()
    slots, near = slots_of(status, plan_due_on), status.due_on - timedelta(days=DUE_SOON_DAYS)
    ahead = {*turns_after(as_of, status, plan_due_on), *([near] if near > as_of else [])}
    absent = partial(_absent, status, points, slots, reported)
    now = absent(as_of)
    # Most targets are reported on, and so looked at only when their next report is missing.
    return tuple(islice((day for day in sorted(ahead) if absent(day) != now), 1))


def _evidence(status: TargetStatus, points: Points, as_of: date, silence: Silence) -> Evidence:
    """Return what is known of the only part; of several, that there is a silence."""
    part = status.parts[0] if len(status.parts) == 1 else None
    rule = part.rule.to_domain() if part else None
    own = points[part.part] if part else ()
    basis = Basis(part, rule, own, Risk.MISSING_REPORT, "report_due")
    return evidence_of(status, basis, as_of).model_copy(update={"silence": silence})


def _came(
    slots: tuple[Slot, ...], before: AlertData | None
) -> tuple[Outcome, ClosingReason] | None:
    """Return what ended a silence: a report, or another period that is asked for."""
    if before is None:
        return None
    silence = before.evidence.silence
    if silence and silence.period not in {slot.period.code for slot in slots}:
        return Outcome.RESOLVED, ClosingReason.AMENDED
    return Outcome.RESOLVED, ClosingReason.REPORTED


def _absent(
    status: TargetStatus,
    points: Points,
    slots: tuple[Slot, ...],
    reported: Reported,
    as_of: date,
) -> tuple[Slot, int, Stage] | None:
    """Return the period of which to tell, how many are overdue, and how far that has come."""
    tail = _tail(status, points, slots, reported, as_of)
    if not tail:
        return None
    overdue = [slot for slot in tail if slot.due_on < as_of]
    told = overdue[-1] if overdue else tail[-1]
    return told, len(overdue), _stage(status, len(overdue), as_of)


def _tail(
    status: TargetStatus,
    points: Points,
    slots: tuple[Slot, ...],
    reported: Reported,
    as_of: date,
) -> list[Slot]:
    """Return the periods without a report that no reported one follows.

    One whose report is not owed yet and that nobody has spoken of says nothing of those before it.
    """
    found: list[Slot] = []
    for slot in reversed(slots):
        if slot.half_on > as_of:
            continue
        owed = slot.due_on < as_of
        if _told(reported, slot, slot.counts_from if owed else slot.period.start_on):
            break
        if owed or any(_never_reported(part, points) for part in status.parts):
            found.append(slot)
    return found[::-1]


def _told(reported: Reported, slot: Slot, first_on: date) -> bool:
    """Tell whether of each part something is reported that reaches from a day on into a period."""
    end_on = slot.period.end_on
    return all(any(first_on <= on <= end_on for on in days) for days in reported)


def _never_reported(part: PartStatus, points: Points) -> bool:
    """Tell whether there is no figure at all that could be compared with what is asked."""
    some = part.coverage is not None and part.coverage.reported > 0
    return not some and not points[part.part]


def reported_on(status: TargetStatus) -> Reported:
    """Return to which days each part was reported, of the whole scope or by all members."""
    days: dict[str | None, set[date]] = {part.part: set() for part in status.parts}
    for point in status.series:
        if point.comparable and point.part in days:
            days[point.part].add(point.end_on)
    for part in status.parts:
        coverage = part.coverage
        if coverage is not None and coverage.covered == coverage.of:
            days[part.part].add(period(coverage.period).end_on)
    return tuple(days.values())


def _silence(status: TargetStatus, slot: Slot, number: int) -> Silence:
    members = _silent_members(status, slot)
    named = members[:MEMBERS_NAMED_MAX]
    return Silence(
        period=slot.period.code,
        due_on=slot.due_on,
        periods=number,
        members=named,
        omitted=len(members) - len(named),
        of=len(status.members),
    )


def _silent_members(status: TargetStatus, slot: Slot) -> tuple[str, ...]:
    """Return the members of a group lead who have told nothing of a period."""
    spoken: set[str] = set()
    for part in status.parts:
        coverage = part.coverage
        if coverage is None or not slot.period.contains(period(coverage.period)):
            continue
        if coverage.omitted:
            # Who is left out may have reported: only those who are named are known to be silent.
            return tuple(c.agency for c in coverage.contributions if c.share == "silent")
        spoken |= {one.agency for one in coverage.contributions if one.share != "silent"}
    return tuple(sorted({one.agency for one in status.members} - spoken))


def _stage(status: TargetStatus, overdue: int, as_of: date) -> Stage:
    """Return how far it has come: without a figure near the deadline somebody must act."""
    if overdue:
        return Stage.STALE if overdue >= STALE_PERIODS else Stage.OVERDUE
    near = status.due_on is not None and as_of >= status.due_on - timedelta(days=DUE_SOON_DAYS)
    return Stage.AT_RISK if near else Stage.WATCH
