"""Rules that must hold in every reporting period: a rate, a maintained bound, a yearly growth.

Each period is judged by itself, the worst counts. A period that was never reported is told:
while the target runs in the reason, and once its time is over nothing can be concluded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from domain.due import Due
from domain.measurement import Done, ReportStated, extent
from domain.period import Period
from domain.reasons import WORST_FIRST, Reason, Verdict
from domain.spans import same_days, span_before, spans_of, whole_spans_of
from domain.target import Count, Growth, Maintenance, Reduction, SimpleRule, Target
from domain.verdict import Finding, judge_value


@dataclass(frozen=True, slots=True)
class SpanFinding:
    """What one reporting period amounts to, by the report that decides and those it leans on."""

    finding: Finding
    decided_by: ReportStated
    leans_on: tuple[ReportStated, ...] = ()


@dataclass(frozen=True, slots=True)
class EveryFinding:
    """What all reporting periods amount to; `others` are further reports that it rests on."""

    finding: Finding
    decided_by: ReportStated | None
    others: tuple[ReportStated, ...] = ()


def required_spans(rule: SimpleRule, target: Target, due: Due) -> tuple[Period, ...]:
    """Return the reporting periods in which a rule must hold, up to the target's deadline."""
    start_on = max(target.period.start_on, due.counts_from or date.min)
    end_on = due.last_on or target.period.end_on
    match rule:
        case Count(per=span) | Growth(each=span) | Reduction(each=span) if span is not None:
            return whole_spans_of(start_on, end_on, span)
        case _:
            return spans_of(start_on, end_on, target.frequency)


def required_days(rule: SimpleRule, target: Target, due: Due) -> Iterator[date]:
    """Return the days on which another period is over, for a rule that must hold in each."""
    if holds_in_every_span(rule):
        yield from (span.end_on + timedelta(days=1) for span in required_spans(rule, target, due))


def holds_in_every_span(rule: SimpleRule) -> bool:
    """Tell whether a rule must hold in every reporting period."""
    match rule:
        case Maintenance():
            return True
        case Count(per=span) | Growth(each=span) | Reduction(each=span):
            return span is not None
        case _:
            return False


def judge_every_span(
    rule: SimpleRule,
    target: Target,
    due: Due,
    comparable: Sequence[ReportStated],
    inside: Sequence[ReportStated],
    as_of: date,
) -> EveryFinding | None:
    """Judge a rule in every period; None where no period has a report that says anything.

    `inside` are the reports within the target's time, `comparable` older ones too, from which
    a growth may start.
    """
    spans = required_spans(rule, target, due)
    found = {
        span: said
        for span in spans
        if (said := _judge_span(rule, span, target, comparable, inside, as_of)) is not None
    }
    if not found:
        return None
    missing = any(span.end_on < as_of and span not in found for span in spans)
    over = spans[-1].end_on < as_of
    deciding = min(reversed(found.values()), key=lambda said: _rank(said.finding))
    finding = _together(deciding.finding, len(spans), missing=missing, over=over)
    facts = [fact for said in found.values() for fact in (said.decided_by, *said.leans_on)]
    others = tuple(dict.fromkeys(f.report for f in facts if f is not deciding.decided_by))
    by_report = {fact.report: fact for fact in facts}
    return EveryFinding(finding, deciding.decided_by, tuple(by_report[name] for name in others))


def _rank(finding: Finding) -> int:
    return WORST_FIRST.index(finding.verdict)


def _together(worst: Finding, spans: int, *, missing: bool, over: bool) -> Finding:
    if worst.verdict is Verdict.MISSED:
        return Finding(Verdict.MISSED, Reason.MISSED_IN_A_PERIOD) if spans > 1 else worst
    if worst.verdict not in (Verdict.MET, Verdict.EXCEEDED):
        return worst
    if missing and over:
        return Finding(Verdict.UNDETERMINED, Reason.PERIODS_MISSING)
    if missing:
        return Finding(worst.verdict, Reason.HELD_WHERE_REPORTED)
    if spans == 1:
        return worst
    return Finding(worst.verdict, Reason.HELD_THROUGHOUT if over else Reason.HELD_SO_FAR)


def _judge_span(
    rule: SimpleRule,
    span: Period,
    target: Target,
    comparable: Sequence[ReportStated],
    inside: Sequence[ReportStated],
    as_of: date,
) -> SpanFinding | None:
    match rule:
        case Count():
            return _judge_count(rule, span, target, inside, as_of)
        case Growth() | Reduction():
            return _judge_change(rule, span, target, comparable, inside)
        case _:
            return _judge_all_in(rule, span, target, inside, as_of)


def _judge_all_in(
    rule: SimpleRule, span: Period, target: Target, inside: Sequence[ReportStated], as_of: date
) -> SpanFinding | None:
    """Return the worst of what was reported of a period; an estimate only where nothing else."""
    first = bisect_left(inside, span.start_on, key=_end_on)
    here = inside[first : bisect_right(inside, span.end_on, lo=first, key=_end_on)]
    ended = [fact for fact in here if fact.measurement.period.end_on <= as_of]
    judged = [SpanFinding(_value_finding(rule, fact, target), fact) for fact in ended or here[-1:]]
    return min(reversed(judged), key=lambda said: _rank(said.finding), default=None)


def _end_on(fact: ReportStated) -> date:
    """Return the day by which reports of one part are in order."""
    return fact.measurement.period.end_on


def _judge_count(
    rule: Count, span: Period, target: Target, inside: Sequence[ReportStated], as_of: date
) -> SpanFinding | None:
    """Return what was counted from a period's first day on; parts of it do not add up."""
    here = [fact for fact in inside if _starts_in(fact, span)]
    counts = [fact for fact in here if fact.measurement.period.start_on == span.start_on]
    ended = [fact for fact in counts if fact.measurement.period.end_on <= as_of]
    fact = next(reversed(ended or counts), None)
    if fact is None:
        return None
    finding = _value_finding(rule, fact, target)
    more = any(other.measurement.period.end_on > fact.measurement.period.end_on for other in here)
    goes_on = finding.verdict is Verdict.MISSED and more
    return None if goes_on else SpanFinding(finding, fact)


def _starts_in(fact: ReportStated, span: Period) -> bool:
    period = fact.measurement.period
    return span.start_on <= period.start_on and period.end_on <= span.end_on


def _judge_change(
    rule: Growth | Reduction,
    span: Period,
    target: Target,
    comparable: Sequence[ReportStated],
    inside: Sequence[ReportStated],
) -> SpanFinding | None:
    """Return how a whole period changed; a level against that of the period before."""
    fact = next(_of_span(inside, span), None)
    if fact is None:
        return None
    if rule.measured == "change":
        return SpanFinding(_value_finding(rule, fact, target), fact)
    before = span_before(span, rule.each) if rule.each else None
    stated = rule.baseline
    if stated is not None and before is not None and same_days(stated.period, before):
        finding = _value_finding(rule, fact, target, Fraction(stated.value))
        return SpanFinding(finding, fact)
    base = next(_of_span(comparable, before), None) if before else None
    if base is None:
        return SpanFinding(Finding(Verdict.NO_DATA, Reason.NO_BASELINE), fact)
    level = _exact_level(base, target)
    if level is None:
        return SpanFinding(Finding(Verdict.UNDETERMINED, Reason.NOT_COMPARABLE), fact, (base,))
    return SpanFinding(_value_finding(rule, fact, target, level), fact, (base,))


def _of_span(facts: Sequence[ReportStated], span: Period) -> Iterator[ReportStated]:
    return (fact for fact in facts if same_days(fact.measurement.period, span))


def _exact_level(fact: ReportStated, target: Target) -> Fraction | None:
    value = fact.measurement.value
    if isinstance(value, Done):
        return None
    where = extent(value, percent=target.percent)
    return where.low.value if where.low is not None and where.low == where.high else None


def _value_finding(
    rule: SimpleRule, fact: ReportStated, target: Target, base: Fraction | None = None
) -> Finding:
    return judge_value(rule, fact.measurement.value, percent=target.percent, base=base)
