"""The facts of an explanation one by one: what each says, what became of it, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.evidence_reports import Evidence
from domain.evidence_words import ROLE_WORDS, Because, Role
from domain.history import Fact
from domain.measurement import Measurement, ReportStated, ReportWithdrawn
from domain.plan import IndicatorStated
from domain.reasons import VERDICT_WORDS
from domain.target import TargetStated, TargetWithdrawn
from domain.task import TaskReported, TaskStated, TaskWithdrawn
from domain.vietnamese.words import date_words, rule_words, value_words
from services.api.assemble import words
from services.api.explanation import answers as made
from services.api.explanation.book import Book, record_sha256
from services.api.views import Names
from services.api.wording import STATE_WORDS

_BY_WHOM = (Because.CORRECTED, Because.REPORT_WITHDRAWN, Because.AMENDED)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a fact says, in words, and of what: the columns of a table of evidence."""

    words: str
    scope: str | None = None
    period: str | None = None
    measurement: Measurement | None = None
    phrase: str = ""


def in_order(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Put what decides first, what does not count last; within a role, as it was said."""
    order = {role: at for at, role in enumerate(Role)}
    return sorted(evidence, key=lambda one: order[one.because.role])


def evidence_item(one: Evidence, book: Book, names: Names, unit: str) -> made.EvidenceItem:
    """Return a fact of an explanation with its place on the log and the document behind it.

    Raises:
        LookupError: it is not in the book that the explanation was made from.
    """
    entry = book.entry(one.fact.stamp.event)
    if entry is None:
        raise LookupError(one.fact.stamp.event)
    said, data = _said(one.fact, unit), entry.data
    what = said.measurement
    return made.EvidenceItem(
        role=one.because.role,
        role_words=words(ROLE_WORDS[one.because.role]),
        because=one.because,
        because_words=words(one.because.words),
        by=book.place(one.by) if one.by is not None else None,
        words=evidence_words(one, book, names),
        event=book.place(one.fact.stamp.event),
        type=entry.said.type,
        occurred_at=entry.said.occurred_at,
        received_at=entry.said.received_at,
        scope=said.scope,
        period=said.period,
        part=what.part if what else None,
        definition=what.definition if what else None,
        value_text=said.words,
        phrase=said.phrase,
        observation_status=what.status.value if what else None,
        source_kind=data.source_kind,
        document=data.document,
        provenance=data.provenance,
        record_sha256=record_sha256(entry.logged.record),
    )


def evidence_words(one: Evidence, book: Book, names: Names) -> str:
    """Say what became of a fact and why, naming the event that took its place."""
    said, fact = one.because.words.vi, one.fact
    if one.by is not None:
        said += f"{' bởi ' if one.because in _BY_WHOM else ': '}{book.cite(one.by)}"
    if isinstance(fact, ReportStated) and one.because is Because.OTHER_SCOPE:
        said += f" ({names.short(fact.measurement.scope)})"
    if isinstance(fact, ReportStated) and one.because is Because.OTHER_DEFINITION:
        said += f": định nghĩa {fact.measurement.definition}"
    if isinstance(fact, ReportWithdrawn):
        said += f": {book.cite(fact.report)}"
    return said


def _said(fact: Fact, unit: str) -> _Said:
    match fact:
        case ReportStated(measurement=what):
            told = what.phrase or value_words(what.value, unit)
            return _Said(told, what.scope, what.period.code, what, what.phrase)
        case TaskReported():
            told = STATE_WORDS[fact.state].vi
            if fact.quantity is not None:
                told += f"; {value_words(fact.quantity, unit)}"
            return _Said(told, fact.scope, fact.as_of_on.isoformat(), phrase=fact.phrase)
        case TargetStated(target=target):
            return _Said(rule_words(target.rule, target.unit), target.scope, target.period.code)
        case TaskStated(task=task):
            asked = rule_words(task.quantity, task.unit) if task.quantity is not None else ""
            return _Said(asked, task.scope, task.period.code)
        case EvaluationConfirmed():
            told = VERDICT_WORDS[fact.verdict].vi + (f": {fact.reason}" if fact.reason else "")
            return _Said(told, fact.scope, fact.period.code)
        case DeadlineResolved():
            return _Said(f"hạn {date_words(fact.due_on)}")
        case IndicatorStated(indicator=indicator):
            return _Said(f"định nghĩa {indicator.definition}: {indicator.name}")
        case ReportWithdrawn() | TargetWithdrawn() | TaskWithdrawn():
            return _Said(fact.reason)
        case _:
            return _Said("")
