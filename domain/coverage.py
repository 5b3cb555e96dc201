"""What the members of a group lead report, put beside the reports of the whole scope.

A complete sum of the members is a report of the whole, where there is none that was made as
such. An incomplete one decides only what the missing members cannot change; it is shown with
how many of them it covers, and never as if it were the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.aggregate import Aggregate, aggregates, as_report, judge_partial, nobody
from domain.due import Due
from domain.history import History, counting
from domain.identity import EventRef
from domain.measurement import ReportFact, ReportStated, ReportWithdrawn
from domain.part_status import PartStatus
from domain.series import point_of
from domain.spans import same_days
from domain.target import Compound, Count, ForAll, Member, SimpleRule, Target

ByPart = Mapping[str | None, tuple[Aggregate, ...]]


def member_scopes(target: Target) -> frozenset[str]:
    """Return whose own reports a target's status rests on, besides those of its own scope."""
    named = {member.agency for _, rule in _parts(target) for member in members_for(rule, target)}
    return frozenset(named - {target.scope})


def members_for(rule: SimpleRule, target: Target) -> tuple[Member, ...]:
    """Return the members that one part is summed over: those its own rule names, else all."""
    if isinstance(rule, ForAll) and rule.members:
        return rule.members
    return target.members


def of_members(history: History, target: Target, as_of: date) -> ByPart:
    """Return what the members' counting reports come to, by part, the latest period last."""
    scopes = member_scopes(target)
    if not scopes:
        return {}
    by_scope: dict[str, dict[EventRef, ReportFact]] = {}
    for ref, fact in history.reports.items():
        if isinstance(fact, ReportStated) and fact.measurement.scope in scopes:
            by_scope.setdefault(fact.measurement.scope, {})[ref] = fact
    counted = [
        fact
        for scope in sorted(by_scope)
        for fact in counting(History(by_scope[scope]), scope=scope, as_of=as_of)
        if fact.measurement.definition == target.definition
    ]
    return {
        part: aggregates(
            rule,
            members_for(rule, target),
            [fact for fact in counted if fact.measurement.part == part],
            percent=target.percent,
        )
        for part, rule in _parts(target)
        if members_for(rule, target)
    }


def with_sums(counted: Sequence[ReportStated], found: ByPart, target: Target) -> list[ReportStated]:
    """Return the reports that count, with each complete sum for which the whole has no report."""
    told = {_slot(fact) for fact in counted}
    sums = [
        fact
        for part in found.values()
        for one in part
        if one.complete
        and (fact := as_report(one, target.scope)) is not None
        and _slot(fact) not in told
    ]
    return sorted([*counted, *sums], key=_order) if sums else list(counted)


def with_coverage(
    judged: PartStatus, rule: SimpleRule, target: Target, due: Due, found: ByPart, as_of: date
) -> PartStatus:
    """Return a part with the sum of its members beside it, which decides where nothing else does.

    Once the deadline has passed it also takes the place of what was reported of an earlier
    period: the members speak of a later one, though not all of them.
    """
    members = members_for(rule, target)
    if not members:
        return judged
    inside = list(_inside(rule, target, due, found.get(judged.part, ())))
    settled = due.last_on is not None and as_of > due.last_on
    current = _current(inside, settled=settled, as_of=as_of)
    if current is None:
        return replace(judged, aggregate=nobody(rule, members, target.period))
    decided = judged.decided_by
    if decided is not None:
        own = next((one for one in inside if same_days(one.period, decided.period)), current)
        later = settled and current.period.end_on > decided.period.end_on
        if not later or current.complete:
            return replace(judged, aggregate=own)
    finding = judge_partial(rule, current, percent=target.percent, settled=settled)
    part = as_report(current, target.scope)
    return PartStatus(
        judged.part,
        judged.text,
        finding,
        point_of(part, target) if part else None,
        aggregate=current,
    )


def _current(inside: Sequence[Aggregate], *, settled: bool, as_of: date) -> Aggregate | None:
    """Return the sum that speaks: of the widest coverage; after the deadline of the last period.

    A period that has ended comes before one that is only estimated.
    """
    ended = [one for one in inside if one.period.end_on <= as_of]
    return max(
        ended or inside,
        key=lambda one: (
            (one.period.end_on, one.covered) if settled else (one.covered, one.period.end_on),
            -one.period.start_on.toordinal(),
        ),
        default=None,
    )


def _inside(
    rule: SimpleRule, target: Target, due: Due, found: Sequence[Aggregate]
) -> Iterator[Aggregate]:
    """Yield the sums of periods that count: within the target's time, of a count all of it."""
    first_on = max(target.period.start_on, due.counts_from or date.min)
    fresh_from = due.fresh_from or date.min
    for one in found:
        period = one.period
        if period.end_on < max(first_on, fresh_from) or period.end_on > (due.last_on or date.max):
            continue
        if period.start_on < target.period.start_on:
            continue
        if isinstance(rule, Count) and rule.per is None and period.start_on != first_on:
            continue
        yield one


def change_days(history: History, target: Target, as_of: date) -> Iterator[date]:
    """Yield the days on which a member's report begins to count by itself."""
    scopes = member_scopes(target)
    for fact in history.reports.values():
        if isinstance(fact, ReportWithdrawn) or fact.measurement.period.end_on <= as_of:
            continue
        if fact.measurement.scope in scopes:
            yield fact.measurement.period.start_on
            yield fact.measurement.period.end_on


def _parts(target: Target) -> list[tuple[str | None, SimpleRule]]:
    if isinstance(target.rule, Compound):
        return [(part.id, part.rule) for part in target.rule.parts]
    return [(None, target.rule)]


def _slot(fact: ReportStated) -> tuple[object, ...]:
    what = fact.measurement
    return (what.part, what.period.start_on, what.period.end_on, what.definition)


def _order(fact: ReportStated) -> tuple[str, date, int, int]:
    # As `domain.history.counting` has them: by part, then end, then the longer period last.
    what = fact.measurement
    start = -what.period.start_on.toordinal()
    return (what.part or "", what.period.end_on, start, what.definition)
