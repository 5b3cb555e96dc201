"""Put an explanation together: from the facts of a subject to the answer and its page. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.codec import encode
from contracts.render import target_status_message, task_status_message
from contracts.render_coverage import coverage_message
from contracts.render_rules import simple_rule_message
from contracts.status import TargetStatus, TaskStatus
from domain import status as judged
from domain.bound import Cut
from domain.evidence_words import Because
from domain.explanation import (
    HOW_DUE_WORDS,
    PartArgument,
    explain_target,
    explain_task,
)
from domain.history import fold
from domain.identity import EventRef
from domain.part_status import PartStatus
from domain.plan import PlanStated
from domain.reasons import PHASE_WORDS, REASON_WORDS, shown_words
from domain.target import Target
from domain.vietnamese.words import deadline_words, rule_words
from services.api.answers import ParkedItem
from services.api.assemble import words
from services.api.explanation import answers as made
from services.api.explanation.book import Book
from services.api.explanation.evidence import evidence_item, in_order
from services.api.explanation.words import (
    Explained,
    comparison_words,
    finding_words,
    headline,
    sentences,
    subject_of,
    value_and_source,
)
from services.api.load import Moment
from services.api.moments import told as told_moment
from services.api.rows import Known
from services.api.views import Names

EVIDENCE_MAX = 1_000
"""Facts told one by one at most; of those that do not count the last are left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be explained: the status that the read model says, and its subject."""

    known: Known[TargetStatus] | Known[TaskStatus]
    subject: str
    parked: ParkedItem | None

    @property
    def name(self) -> str:
        """The id of the target or task."""
        status = self.known.status
        return status.target if isinstance(status, TargetStatus) else status.task


def explain(question: Question, book: Book) -> Explained | None:
    """Explain from the facts; None where they speak of nothing that is in force on the day."""
    facts = book.facts(question.subject)
    if isinstance(question.known.status, TargetStatus):
        return explain_target(facts, question.name, question.known.as_of)
    return explain_task(facts, question.name, question.known.as_of)


def answer(
    question: Question, argued: Explained, book: Book, names: Names, moment: Moment
) -> made.ExplanationAnswer:
    """Return the explanation as it is answered."""
    status, what = question.known.status, subject_of(argued)
    line = plan_line(question, book)
    count, sha256 = book.digest(question.subject)
    evidence = in_order(argued.evidence)
    return made.ExplanationAnswer(
        **{**told_moment(moment), "as_of": argued.as_of},
        kind=status.kind,
        name=question.name,
        number=what.number,
        text=what.text,
        scope=what.scope,
        unit=what.unit,
        lead=list(what.lead),
        plan_line=line,
        rule_words=_asks(argued),
        deadline=_deadline(argued, book),
        verdict=_verdict(argued, book),
        headline=headline(argued),
        review_after=argued.review_after,
        sentences=sentences(argued, line, book, names),
        parts=[_part(argued, part, book, names) for part in argued.parts],
        evidence=[evidence_item(one, book, names, what.unit) for one in evidence[:EVIDENCE_MAX]],
        omitted=max(0, len(evidence) - EVIDENCE_MAX),
        facts=made.FactsItem(
            subject=question.subject,
            partition=book.partition(question.subject),
            count=count,
            sha256=sha256,
            of_others=count - len(evidence),
        ),
        parked=question.parked,
        status=status,
        consistent=encode(message_of(argued)) == encode(status),
    )


def message_of(argued: Explained) -> TargetStatus | TaskStatus:
    """Return the status that the facts amount to, as it crosses a boundary."""
    if isinstance(argued.status, judged.TargetStatus):
        return target_status_message(argued.status)
    return task_status_message(argued.status)


def plan_line(question: Question, book: Book) -> made.PlanLine:
    """Return the line of the plan, as the plan stood on the day; without one, as the row says."""
    status, as_of = question.known.status, question.known.as_of
    history = fold(book.facts(f"plan/{status.plan}"))
    stated = history.standing(PlanStated, status.plan, as_of)
    plan = stated.plan if isinstance(stated, PlanStated) else None
    row = next((row for row in plan.rows if row.id == status.row), None) if plan else None
    return made.PlanLine(
        plan_id=status.plan,
        title=plan.title if plan else "",
        number=plan.number if plan else None,
        issued_on=plan.issued_on if plan else None,
        issuer=plan.issuer if plan else "",
        row_id=status.row,
        row_number=row.number if row else status.number,
        section=row.section if row else status.section,
        text=row.text if row else status.text,
        stated_by=book.place(stated.stamp.event) if stated else None,
    )


def _asks(argued: Explained) -> str:
    what = subject_of(argued)
    if isinstance(what, Target):
        return rule_words(what.rule, what.unit)
    return rule_words(what.quantity, what.unit) if what.quantity is not None else ""


def _deadline(argued: Explained, book: Book) -> made.DeadlineItem:
    found = argued.deadline
    return made.DeadlineItem(
        words=found.deadline.text or deadline_words(found.deadline),
        due_on=found.due_on,
        how=found.how,
        how_words=words(HOW_DUE_WORDS[found.how]),
        resolved_by=_place(found.resolved_by, book),
    )


def _verdict(argued: Explained, book: Book) -> made.VerdictItem:
    status = argued.status
    finding, confirmed = status.provisional, argued.first(Because.OFFICIAL_VERDICT)
    return made.VerdictItem(
        provisional=finding.verdict.value,
        reason=finding.reason.value,
        reason_words=words(REASON_WORDS[finding.reason]),
        official=status.official.value if status.official else None,
        official_reason=status.official_reason,
        confirmed_by=book.place(confirmed.fact.stamp.event) if confirmed else None,
        shown=words(shown_words(finding.verdict, status.official, status.phase)),
        phase=status.phase.value,
        phase_words=words(PHASE_WORDS[status.phase]),
    )


def _part(argued: Explained, part: PartArgument, book: Book, names: Names) -> made.PartItem:
    unit, status = subject_of(argued).unit, part.status
    whole = status if isinstance(status, PartStatus) else None
    point = whole.decided_by if whole else None
    value, _ = value_and_source(status, book, names, unit)
    rests_on = [point.event for point in whole.points] if whole else []
    return made.PartItem(
        part=status.part,
        text=status.text,
        rule=simple_rule_message(part.rule),
        rule_words=rule_words(part.rule, unit),
        verdict=status.finding.verdict.value,
        reason=status.finding.reason.value,
        reason_words=words(REASON_WORDS[status.finding.reason]),
        value_text=value,
        period=point.period.code if point else None,
        comparison=_comparison(argued, part, value, book),
        coverage=coverage_message(whole, unit) if whole else None,
        rests_on=[book.place(ref) for ref in rests_on],
    )


def _comparison(
    argued: Explained, part: PartArgument, value: str, book: Book
) -> made.ComparisonItem | None:
    found, unit = part.comparison, subject_of(argued).unit
    if found is None:
        return None
    shown = finding_words(argued, part.status.finding.verdict)
    base = found.base
    return made.ComparisonItem(
        words=comparison_words(part.rule, found, value, shown, unit),
        value_low=_cut(found.where.low) if found.where else None,
        value_high=_cut(found.where.high) if found.where else None,
        asked_low=_cut(found.mark.low) if found.mark else None,
        asked_high=_cut(found.mark.high) if found.mark else None,
        higher_is_better=found.mark.higher_is_better if found.mark else None,
        base=str(base.level) if base else None,
        base_stated_by=_place(base.point.event, book) if base and base.point else None,
    )


def _cut(cut: Cut | None) -> made.CutItem | None:
    if cut is None:
        return None
    return made.CutItem(value=str(cut.value), epsilon=cut.epsilon)


def _place(ref: EventRef | None, book: Book) -> made.Place | None:
    return book.place(ref) if ref is not None else None
