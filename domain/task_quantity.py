"""The verdict on a task that names a quantity: of the reports that say how much was done.

A report of a task says how much had been done by a day, not of which period; so a quantity
that is asked for in each of several periods needs an indicator, and is not guessed at here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.due import Due
from domain.measurement import Value
from domain.reasons import WORST_FIRST, Reason, Verdict, worst
from domain.spans import whole_spans_of
from domain.target import Compound, Count, Growth, Maintenance, Reduction, SimpleRule
from domain.task import Task, TaskReported
from domain.verdict import Finding, judge_value


@dataclass(frozen=True, slots=True)
class QuantityPart:
    """One part of a task's quantity (the only one, without id, unless it is compound)."""

    part: str | None
    text: str
    rule: SimpleRule
    finding: Finding
    value: Value | None = None
    decided_by: TaskReported | None = None


def judge_quantity(
    task: Task, reports: Sequence[TaskReported], due: Due
) -> tuple[QuantityPart, ...]:
    """Judge the parts of a task's quantity, from its reports on a day, the latest last."""
    if task.quantity is None:
        return ()
    if isinstance(task.quantity, Compound):
        return tuple(
            _judge_part(task, part.rule, part.id, part.text, reports, due)
            for part in task.quantity.parts
        )
    return (_judge_part(task, task.quantity, None, task.text, reports, due),)


def whole_quantity(parts: Sequence[QuantityPart]) -> Finding:
    """Return the verdict on the whole quantity: that of its worst part."""
    if not parts:
        return Finding(Verdict.UNDETERMINED, Reason.NO_QUANTITY)
    if len(parts) == 1:
        return parts[0].finding
    return Finding(worst([part.finding.verdict for part in parts]), Reason.WORST_PART)


def _judge_part(
    task: Task,
    rule: SimpleRule,
    part: str | None,
    text: str,
    reports: Sequence[TaskReported],
    due: Due,
) -> QuantityPart:
    said = [(fact, value) for fact in reports if (value := _value_of(fact, part)) is not None]
    first_on, last_on = due.counts_from or date.min, due.last_on or date.max
    fresh_on = max(first_on, due.fresh_from or date.min)
    counted = [(fact, value) for fact, value in said if fresh_on <= fact.as_of_on <= last_on]
    if not counted:
        reason = _why_undecided(reports, said, due)
        return QuantityPart(part, text, rule, Finding(Verdict.NO_DATA, reason))
    if isinstance(rule, Maintenance):
        judged = [(_judge(task, rule, value), fact, value) for fact, value in counted]
        finding, fact, value = min(
            reversed(judged), key=lambda each: WORST_FIRST.index(each[0].verdict)
        )
    else:
        fact, value = counted[-1]
        finding = _judge(task, rule, value)
    return QuantityPart(part, text, rule, finding, value, fact)


def _value_of(fact: TaskReported, part: str | None) -> Value | None:
    return fact.quantity if part is None else dict(fact.quantities).get(part)


def _why_undecided(
    reports: Sequence[TaskReported], said: Sequence[tuple[TaskReported, Value]], due: Due
) -> Reason:
    if not reports:
        return Reason.NO_REPORT
    if not said:
        return Reason.QUANTITY_NOT_REPORTED
    if any(due.last_on is not None and fact.as_of_on > due.last_on for fact, _ in said):
        return Reason.REPORTED_AFTER_DEADLINE
    return Reason.LAST_PERIOD_MISSING if due.occurrences else Reason.BEFORE_WINDOW_ONLY


def _judge(task: Task, rule: SimpleRule, value: Value) -> Finding:
    percent = task.unit.startswith("%")
    if _asked_of_several_periods(task, rule):
        return Finding(Verdict.UNDETERMINED, Reason.NOT_BY_PERIOD)
    base = None
    if isinstance(rule, Growth | Reduction) and rule.baseline is not None:
        base = Fraction(rule.baseline.value)
    return judge_value(rule, value, percent=percent, base=base)


def _asked_of_several_periods(task: Task, rule: SimpleRule) -> bool:
    """Tell whether a rule asks for so much in each of several periods, or of the one before."""
    match rule:
        case Growth(each=span, measured="level") | Reduction(each=span, measured="level"):
            return span is not None
        case Count(per=span) | Growth(each=span) | Reduction(each=span) if span is not None:
            return len(whole_spans_of(task.period.start_on, task.period.end_on, span)) > 1
        case _:
            return False
