"""What became of each report on an indicator, for one target: counted, revised, or why not.

The order of the questions is that of `domain.history` and `domain.part_status`: which statement
of a report stands, is it of this target at all, which report of a period counts, and does it
lie within the target's time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain import coverage
from domain.aggregate import Aggregate
from domain.due import Due
from domain.evidence_words import Because
from domain.history import Fact, History, counting
from domain.identity import EventRef
from domain.measurement import Measurement, ReportFact, ReportStated, ReportWithdrawn
from domain.status import TargetStatus
from domain.target import Count, SimpleRule, Target

Slot = tuple[str, str | None, date, date, int]
"""Scope, part, start and end of the period, definition."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact with its reason; `by` is the event that took its place, where one did."""

    fact: Fact
    because: Because
    by: EventRef | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """A target's reports, sorted out once.

    `asked` are the rules by part and `members` who reports on each; `counts` the report that
    counts of each slot, `deciding` those that decide, `summed` those in any sum of members.
    """

    target: Target
    due: Due
    as_of: date
    history: History
    asked: Mapping[str | None, SimpleRule]
    members: Mapping[str | None, frozenset[str]]
    counts: Mapping[Slot, ReportStated]
    deciding: Mapping[EventRef, Because]
    summed: frozenset[EventRef]

    def evidence(self, fact: ReportFact) -> Evidence:
        """Return what became of a report."""
        standing = self.history.reports[fact.report]
        if standing.stamp.event != fact.stamp.event:
            gone = isinstance(standing, ReportWithdrawn)
            because = Because.REPORT_WITHDRAWN if gone else Because.CORRECTED
            return Evidence(fact, because, standing.stamp.event)
        if isinstance(fact, ReportWithdrawn):
            return Evidence(fact, Because.TAKES_BACK)
        decides = self.deciding.get(fact.stamp.event)
        if decides is not None:
            return Evidence(fact, decides)
        return self._undecisive(fact)

    def _undecisive(self, fact: ReportStated) -> Evidence:
        foreign = self._foreign(fact.measurement)
        if foreign is not None:
            return Evidence(fact, foreign)
        best = self.counts[slot_of(fact)]
        if best.stamp.event != fact.stamp.event:
            return Evidence(fact, self._why_another(fact, best), best.stamp.event)
        if fact.measurement.definition != self.target.definition:
            return Evidence(fact, Because.OTHER_DEFINITION)
        member = fact.measurement.scope != self.target.scope
        if member and fact.stamp.event not in self.summed:
            return Evidence(fact, Because.NOT_A_MEMBER_YET)
        outside = self._outside(fact.measurement)
        if outside is not None:
            return Evidence(fact, outside)
        return Evidence(fact, Because.MEMBER_BESIDE if member else Because.IN_SERIES)

    def _why_another(self, fact: ReportStated, best: ReportStated) -> Because:
        of_whole = fact.measurement.scope == self.target.scope
        if of_whole and best.stamp.event in self.summed:
            return Because.MEMBERS_FIRMER
        firmer = best.measurement.status.firmness > fact.measurement.status.firmness
        return Because.FIRMER_REPORT if firmer else Because.LATER_REPORT

    def _foreign(self, what: Measurement) -> Because | None:
        """Say why a report is none on what the target asks for on the day; None: it is one."""
        of_whole = what.scope == self.target.scope
        if not of_whole and not any(what.scope in own for own in self.members.values()):
            return Because.OTHER_SCOPE
        if what.part not in self.asked:
            return Because.OTHER_PART
        if not of_whole and what.scope not in self.members[what.part]:
            return Because.OTHER_SCOPE
        if (what.period.end_on if what.status.final else what.period.start_on) > self.as_of:
            return Because.AFTER_AS_OF
        return None

    def _outside(self, what: Measurement) -> Because | None:
        """Say why a report that counts lies outside the target's time; None: it does not."""
        period, target, due = what.period, self.target, self.due
        if period.end_on > (due.last_on or date.max):
            return Because.AFTER_DEADLINE
        if period.end_on < (due.counts_from or date.min):
            return Because.BEFORE_WINDOW
        if period.start_on < target.period.start_on:
            return Because.BEFORE_PERIOD
        rule = self.asked[what.part]
        if isinstance(rule, Count) and rule.per is None:
            first_on = max(target.period.start_on, due.counts_from or date.min)
            if period.start_on < first_on:
                return Because.BEFORE_WINDOW
            if period.start_on > first_on:
                return Because.LATER_PART_ONLY
        if due.fresh_from is not None and period.end_on < due.fresh_from:
            return Because.EARLIER_TURN
        return None


def slot_of(fact: ReportStated) -> Slot:
    """Return what a report is about: of those about one thing one counts."""
    what = fact.measurement
    return (what.scope, what.part, what.period.start_on, what.period.end_on, what.definition)


def sort_out(history: History, status: TargetStatus, due: Due, as_of: date) -> Reports:
    """Sort the reports of a target's indicator out, by the status that they have led to."""
    target = status.target
    scopes = {target.scope, *coverage.member_scopes(target)}
    by_scope: defaultdict[str, dict[EventRef, ReportFact]] = defaultdict(dict)
    for ref, fact in history.reports.items():
        if isinstance(fact, ReportStated) and fact.measurement.scope in scopes:
            by_scope[fact.measurement.scope][ref] = fact
    counts = {
        scope: counting(History(own), scope=scope, as_of=as_of) for scope, own in by_scope.items()
    }
    by_part = coverage.of_members(history, target, as_of)
    sums = [one for part in by_part.values() for one in part]
    by_slot = {slot_of(fact): fact for own in counts.values() for fact in own}
    parts = {part for part, _, _ in target.parts}
    whole = [fact for fact in counts.get(target.scope, ()) if fact.measurement.part in parts]
    for fact in coverage.with_sums(whole, by_part, target):
        by_slot[slot_of(fact)] = fact
    return Reports(
        target=target,
        due=due,
        as_of=as_of,
        history=history,
        asked={part: rule for part, _, rule in target.parts},
        members={
            part: frozenset(member.agency for member in coverage.members_for(rule, target))
            for part, _, rule in target.parts
        },
        counts=by_slot,
        deciding=dict(_deciding(status, sums)),
        summed=frozenset(fact.stamp.event for one in sums for fact in one.reports),
    )


def _deciding(status: TargetStatus, sums: list[Aggregate]) -> Iterator[tuple[EventRef, Because]]:
    """Yield the reports that decide, with how; a later reason of one counts over an earlier."""
    points = [point for part in status.parts for point in part.points]
    resting = {point.event for point in points}
    for part in status.parts:
        yield from ((point.event, Because.LEANED_ON) for point in part.others)
        if part.decided_by is not None:
            yield part.decided_by.event, Because.DECIDING_VALUE
    for one in sums:
        # A sum stands in the series under the event of the last report that is part of it.
        stands = any(fact.stamp.event in resting for fact in one.reports)
        if stands:
            yield from ((fact.stamp.event, Because.PART_OF_SUM) for fact in one.reports)
