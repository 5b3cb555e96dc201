"""What the members of a group lead report, put beside the reports of the whole scope.

A complete sum of the members is a report of the whole, where there is none that was made as
such, or only an estimate. An incomplete one decides only what the missing members cannot change;
it is shown with how many of them it covers, and never as if it were the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.aggregate import Aggregate, aggregates, as_report, judge_partial, nobody
from domain.due import Due
from domain.every_span import holds_in_every_span, required_spans
from domain.history import History, counting
from domain.measurement import ReportStated
from domain.part_status import PartStatus
from domain.reasons import Reason, Verdict
from domain.series import point_of
from domain.spans import same_days
from domain.target import Count, ForAll, Member, SimpleRule, Target
from domain.verdict import Finding

ByPart = Mapping[str | None, tuple[Aggregate, ...]]


def member_scopes(target: Target) -> frozenset[str]:
    """Return whose own reports a target's status rests on, besides those of its own scope."""
    named = {member.agency for _, _, rule in target.parts for member in members_for(rule, target)}
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
    counted = [
        fact
        for scope in sorted(scopes)
        for fact in counting(history, scope=scope, as_of=as_of, definition=target.definition)
    ]
    return {
        part: aggregates(
            rule,
            members_for(rule, target),
            [fact for fact in counted if fact.measurement.part == part],
            percent=target.percent,
        )
        for part, _, rule in target.parts
        if members_for(rule, target)
    }


def with_sums(counted: Sequence[ReportStated], found: ByPart, target: Target) -> list[ReportStated]:
    """Return the reports that count, with each complete sum of which the whole says nothing firmer.

    What is reported of the whole counts before a sum that is as firm (A and B over P over E).
    """
    if not found:
        return list(counted)
    by_slot = {_slot(fact): fact for fact in counted}
    for part in found.values():
        for one in part:
            fact = as_report(one, target.scope) if one.complete else None
            if fact is not None and _firmness(fact) > _firmness(by_slot.get(_slot(fact))):
                by_slot[_slot(fact)] = fact
    return sorted(by_slot.values(), key=_order)


def _firmness(fact: ReportStated | None) -> int:
    return -1 if fact is None else fact.measurement.status.firmness


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
    own = next((one for one in inside if decided and same_days(one.period, decided.period)), None)
    beside = replace(judged, aggregate=own or current)
    if holds_in_every_span(rule):
        return _in_every_span(beside, current, rule, target, due, inside, settled=settled)
    if _tells_all(current):
        return beside
    if decided is not None and not (settled and current.period.end_on > decided.period.end_on):
        return beside
    finding = judge_partial(rule, current, percent=target.percent, settled=settled)
    return _decided_by(current, finding, judged, target)


def _tells_all(found: Aggregate) -> bool:
    """Tell whether a sum is among the reports that have been judged already."""
    return found.complete and found.value is not None


def _in_every_span(
    beside: PartStatus,
    current: Aggregate,
    rule: SimpleRule,
    target: Target,
    due: Due,
    inside: Sequence[Aggregate],
    *,
    settled: bool,
) -> PartStatus:
    """Return a part whose rule must hold in every period, with a sum that lacks members beside it.

    A period that is missed whoever is silent decides; one that is met says nothing of the others.
    """
    told = [point.period for point in beside.points]
    untold = [one for one in inside if not any(same_days(one.period, each) for each in told)]
    spans = len(required_spans(rule, target, due))
    if beside.finding.verdict is Verdict.MISSED:
        return beside
    for one in reversed(untold):
        certain = judge_partial(rule, one, percent=target.percent, settled=True)
        if certain.verdict is Verdict.MISSED:
            reason = Reason.MISSED_IN_A_PERIOD if spans > 1 else certain.reason
            return _decided_by(one, replace(certain, reason=reason), beside, target)
    if beside.decided_by is not None or _tells_all(current):
        return beside
    finding = judge_partial(rule, current, percent=target.percent, settled=settled)
    if spans > 1 and finding.verdict in (Verdict.MET, Verdict.EXCEEDED):
        finding = (
            Finding(Verdict.UNDETERMINED, Reason.INCOMPLETE_COVERAGE)
            if settled
            else Finding(finding.verdict, Reason.PARTIAL_COVERAGE)
        )
    return _decided_by(current, finding, beside, target)


def _decided_by(
    found: Aggregate, finding: Finding, judged: PartStatus, target: Target
) -> PartStatus:
    part = as_report(found, target.scope)
    point = point_of(part, target) if part else None
    return PartStatus(judged.part, judged.text, finding, point, aggregate=found)


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
    for scope in member_scopes(target):
        yield from history.days_ahead(scope, as_of)


def _slot(fact: ReportStated) -> tuple[object, ...]:
    what = fact.measurement
    return (what.part, what.period.start_on, what.period.end_on, what.definition)


def _order(fact: ReportStated) -> tuple[str, date, int, int]:
    # As `domain.history.counting` has them: by part, then end, then the longer period last.
    what = fact.measurement
    start = -what.period.start_on.toordinal()
    return (what.part or "", what.period.end_on, start, what.definition)
