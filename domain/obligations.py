"""All obligations of a plan on a day: the rows of `domain.obligation`, in the plan's order.

Who owes follows from the target's members, or, where a target or task names none, from the
directory on the day since which it holds; until when, from `domain.reporting`; whether it is
there, from `domain.owed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.aggregate import aggregates
from domain.coverage import members_for
from domain.directory import Directory, Unresolved, expansion
from domain.membership import members_of
from domain.obligation import Obligation, ReportState, Role, Why
from domain.owed import Followed, FollowedTarget, FollowedTask, Told, day_of, runs
from domain.plan import Plan, ReportDuty
from domain.reporting import Duties, Slot, begun, frequency_of, periods, slots
from domain.target import ForAll, Member, SimpleRule, Target


@dataclass(frozen=True, slots=True)
class _Party:
    """Who owes a report on something, as what, and about whose unit or area."""

    agency: str
    role: Role
    scope: str
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """The state of one obligation."""

    state: ReportState
    why: Why
    on: date | None = None
    missing: tuple[str, ...] = ()


def obligations(
    plan: Plan, followed: Iterable[Followed], known: Directory, as_of: date
) -> Iterator[Obligation]:
    """Yield who owes which report on a plan's targets and tasks for which period, on a day.

    Periods that have begun by then; before all of them, the first. Of a target or task of
    another plan nothing is yielded.
    """
    order = {row.id: place for place, row in enumerate(plan.rows)}
    own = [one for one in followed if one.stated.plan_id == plan.id]
    own.sort(key=lambda one: (order.get(one.stated.row_id, len(order)), one.stated.id))
    duties = {on: Duties.of(plan, known, on) for on in {each.stated_on for each in own}}
    for one in own:
        for party in _parties(plan, one, known):
            duty = duties[one.stated_on].binding(party.agency)
            for slot in begun(_slots(plan, one, duty), as_of):
                yield _obligation(plan, one, party, slot, as_of)


def _parties(plan: Plan, one: Followed, known: Directory) -> list[_Party]:
    """Return who owes a report: members and the focal point, or the leads themselves."""
    stated, on = one.stated, one.stated_on
    members = members_of(one.target) if isinstance(one, FollowedTarget) else ()
    found = expansion(stated.lead, known, on)
    members = members or found.members
    synthesis = _Party(plan.focal_point, Role.SYNTHESIS, stated.scope)
    if members:
        first_on = min(member.valid_from for member in members)
        return [*(_member(member, first_on) for member in members), synthesis]
    if any(problem.reason is Unresolved.NO_MEMBERS for problem in found.problems):
        return [*(_of_unresolved(lead, known, on) for lead in stated.lead), synthesis]
    leads = stated.lead or (plan.focal_point,)
    return [_Party(lead, Role.LEAD, stated.scope) for lead in dict.fromkeys(leads)]


def _member(member: Member, first_on: date) -> _Party:
    # The first members were there before the plan.
    joined_on = None if member.valid_from == first_on else member.valid_from
    return _Party(member.agency, Role.MEMBER, member.agency, joined_on)


def _of_unresolved(lead: str, known: Directory, on: date) -> _Party:
    return _Party(lead, Role.GROUP if known.is_group(lead, on) else Role.MEMBER, lead)


def _slots(plan: Plan, one: Followed, duty: ReportDuty | None) -> tuple[Slot, ...]:
    if isinstance(one, FollowedTarget):
        frequency, report_due_on = one.target.frequency, one.target.report_due_on
    else:
        frequency, report_due_on = frequency_of(duty), None
    own = periods(*runs(one), frequency)
    return slots(own, frequency, report_due_on=report_due_on, duty=duty, plan=plan)


def _obligation(plan: Plan, one: Followed, party: _Party, slot: Slot, as_of: date) -> Obligation:
    stated = one.stated
    found = _found(one, party, slot, as_of)
    return Obligation(
        plan_id=plan.id,
        kind="target" if isinstance(one, FollowedTarget) else "task",
        subject_id=stated.id,
        row_id=stated.row_id,
        number=stated.number,
        text=stated.text,
        indicator_id=one.target.indicator_id if isinstance(one, FollowedTarget) else None,
        agency=party.agency,
        role=party.role,
        scope=party.scope,
        period=slot.period,
        due_on=slot.due_on,
        due_by=slot.due_by,
        state=found.state,
        why=found.why,
        reported_on=found.on,
        missing=found.missing,
    )


def _found(one: Followed, party: _Party, slot: Slot, as_of: date) -> _Found:
    if party.role is Role.GROUP:
        return _Found(ReportState.NOT_APPLICABLE, Why.GROUP_NOT_RESOLVED)
    found = (
        _of_target(one, party, slot, as_of)
        if isinstance(one, FollowedTarget)
        else _of_task(one, party, slot, as_of)
    )
    if found.state not in (ReportState.OWING, ReportState.SILENT):
        return found
    if one.withdrawn:
        return _Found(ReportState.NOT_APPLICABLE, Why.WITHDRAWN)
    if party.joined_on is not None and party.joined_on > slot.period.end_on:
        return _Found(ReportState.NOT_APPLICABLE, Why.JOINED_LATER)
    return found


def _of_target(one: FollowedTarget, party: _Party, slot: Slot, as_of: date) -> _Found:
    target, told = one.target, one.told.get(party.scope, ())
    parts = _parts_of(target, party)
    comparable = [each for each in told if _definition(each) == target.definition]
    fitting = [each for each in comparable if slot.holds(each.fact.measurement.period)]
    by_part = {
        part: [each for each in fitting if each.fact.measurement.part == part] for part in parts
    }
    there = {part: own for part, own in by_part.items() if own}
    missing = tuple(part for part in parts if part not in there and part is not None)
    # A member may have nothing to say on some level; the sum shows whom it lacks.
    if there and (party.role is Role.MEMBER or len(there) == len(parts)):
        return _reported(there, slot, missing)
    if party.role is Role.SYNTHESIS and _added_up(one, slot, as_of):
        return _Found(ReportState.NOT_APPLICABLE, Why.ADDED_UP)
    within = [each for each in told if slot.period.contains(each.fact.measurement.period)]
    return _Found(
        ReportState.SILENT if as_of > slot.due_on else ReportState.OWING,
        _why_not(bool(there), within, target.definition),
        missing=missing,
    )


def _reported(
    there: Mapping[str | None, Sequence[Told]], slot: Slot, missing: tuple[str, ...]
) -> _Found:
    on = max(min(each.first_on for each in own) for own in there.values())
    if on > slot.due_on:
        return _Found(ReportState.LATE, Why.AFTER_DUE, on, missing)
    firm = all(any(each.fact.measurement.status.final for each in own) for own in there.values())
    why = Why.SOME_PARTS if missing else Why.IN_TIME if firm else Why.ESTIMATE_ONLY
    return _Found(ReportState.REPORTED, why, on, missing)


def _why_not(some_parts: bool, within: Sequence[Told], definition: int) -> Why:
    if some_parts:
        return Why.PARTS_MISSING
    if any(_definition(each) == definition for each in within):
        return Why.INTERIM_ONLY
    return Why.OTHER_DEFINITION if within else Why.NOTHING_REPORTED


def _definition(told: Told) -> int:
    return told.fact.measurement.definition


def _parts_of(target: Target, party: _Party) -> list[str | None]:
    """Return the parts that an agency is asked for: of a for-all only those that name it."""
    own = [part for part, _, rule in target.parts if _asks(rule, party)]
    return own or [part for part, _, _ in target.parts]


def _asks(rule: SimpleRule, party: _Party) -> bool:
    if party.role is not Role.MEMBER or not isinstance(rule, ForAll) or not rule.members:
        return True
    return any(member.agency == party.agency for member in rule.members)


def _added_up(one: FollowedTarget, slot: Slot, as_of: date) -> bool:
    """Tell whether the members' reports of a period come to the value of the whole."""
    target = one.target
    reports = [
        fact
        for own in one.counting.values()
        for fact in own
        if fact.measurement.definition == target.definition
        and slot.holds(fact.measurement.period)
        and fact.measurement.period.start_on <= as_of
    ]
    return all(
        any(
            found.complete and found.value is not None
            for found in aggregates(
                rule,
                members_for(rule, target),
                [fact for fact in reports if fact.measurement.part == part],
                percent=target.percent,
            )
        )
        for part, _, rule in target.parts
    )


def _of_task(one: FollowedTask, party: _Party, slot: Slot, as_of: date) -> _Found:
    told = one.told.get(party.scope, ())
    before = [fact for fact in told if fact.as_of_on < slot.period.start_on]
    # What recurs is asked for again; else the last word on it, before the period, counts.
    if before and before[-1].state.finished and not one.due.occurrences:
        return _Found(ReportState.NOT_APPLICABLE, Why.TASK_FINISHED)
    within = [fact for fact in told if slot.period.start_on <= fact.as_of_on <= slot.period.end_on]
    fitting = [fact for fact in within if fact.state.finished or fact.as_of_on >= slot.counts_from]
    if fitting:
        on = min(day_of(fact.stamp.occurred_at) for fact in fitting)
        if on > slot.due_on:
            return _Found(ReportState.LATE, Why.AFTER_DUE, on)
        done = any(fact.state.finished for fact in fitting)
        return _Found(ReportState.REPORTED, Why.TASK_FINISHED if done else Why.IN_TIME, on)
    return _Found(
        ReportState.SILENT if as_of > slot.due_on else ReportState.OWING,
        Why.INTERIM_ONLY if within else Why.NOTHING_REPORTED,
    )
