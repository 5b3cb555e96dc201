"""An explanation in sentences that can be read aloud, each naming its event. Pure.

Before its evaluation time nothing is called *chưa đạt* here either: verdicts are said in the
words of `domain.reasons.shown_words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.bound import Cut
from domain.comparison import Comparison
from domain.evidence_words import Because
from domain.explanation import HOW_DUE_WORDS, Explanation, PartArgument
from domain.identity import EventRef
from domain.measurement import ObservationStatus
from domain.part_status import PartStatus
from domain.reasons import REASON_WORDS, VERDICT_WORDS, Phase, Verdict, shown_words
from domain.status import TargetStatus
from domain.target import SimpleRule, Target
from domain.task import Task
from domain.task_quantity import QuantityPart
from domain.task_status import TaskStatus
from domain.verdict import Mark
from domain.vietnamese.coverage import coverage_words
from domain.vietnamese.words import (
    amount_words,
    date_words,
    deadline_words,
    period_words,
    rule_words,
    value_words,
)
from services.api.explanation.answers import PlanLine
from services.api.explanation.book import Book
from services.api.target_views import document_words
from services.api.views import Names
from services.api.wording import (
    NO_STATE,
    OBSERVATION_WORDS,
    STATE_WORDS,
    lower_first,
    upper_first,
)

Explained = Explanation[TargetStatus] | Explanation[TaskStatus]

_PLACES = Decimal("0.000001")
_DAY = timedelta(days=1)
CITED_MAX = 6
"""Members' reports that one sentence names; all of them stand in the evidence."""


def sentences(told: Explained, plan: PlanLine, book: Book, names: Names) -> list[str]:
    """Return the argument in sentences: plan line, deadline, each part, verdict, what next."""
    return [
        _plan_sentence(told, plan, book, names),
        _deadline_sentence(told, book),
        *(_state_sentences(told, book, names)),
        *(part_sentence(told, part, book, names) for part in told.parts),
        *_provisional_sentences(told),
        _official_sentence(told, book),
        _next_sentence(told),
    ]


def headline(told: Explained) -> str:
    """Return what a reader is shown first: the verdict, or of a task how far it has come."""
    status = told.status
    if isinstance(status, TaskStatus) and status.phase is not Phase.WITHDRAWN:
        said = STATE_WORDS[status.state].vi if status.state else NO_STATE.vi
        said += "; đã quá hạn" if status.overdue else ""
        if not status.parts and status.official is None:
            return said
        shown = shown_words(status.provisional.verdict, status.official, status.phase).vi
        return f"{said}; {lower_first(shown)}"
    return shown_words(status.provisional.verdict, status.official, status.phase).vi


def subject_of(told: Explained) -> Target | Task:
    """Return what is explained, as its plan states it."""
    return told.status.target if isinstance(told.status, TargetStatus) else told.status.task


def finding_words(told: Explained, verdict: Verdict) -> str:
    """Return a verdict as what the values say; before its time it is only told as of so far."""
    settled = told.status.phase is Phase.PAST_DUE or told.status.official is verdict
    if settled:
        return VERDICT_WORDS[verdict].vi
    return shown_words(verdict, None, told.status.phase).vi


def comparison_words(
    rule: SimpleRule, made: Comparison, value: str, verdict: str, unit: str
) -> str:
    """Return a comparison in one line: `82,50% so với trên 80% → vượt`."""
    asked = rule_words(rule, unit)
    if made.base is not None and made.mark is not None:
        asked = f"{mark_words(made.mark, unit)} (mức gốc {level_words(made.base.level, unit)})"
    return f"{value} so với {asked} → {verdict.lower()}"


def mark_words(mark: Mark, unit: str) -> str:
    """Return what a mark asks for, from its two cuts."""
    low, high = mark.low, mark.high
    if low != high:
        return f"{_cut_words(low, mark, unit)} đến {level_words(high.value, unit)}"
    return _cut_words(low, mark, unit)


def level_words(level: Fraction, unit: str) -> str:
    """Return an exact number in words; one without end is cut to six decimals and marked."""
    number = Decimal(level.numerator) / Decimal(level.denominator)
    short = number.quantize(_PLACES, rounding=ROUND_HALF_UP)
    sign = "" if Fraction(short) == level else "≈ "
    return f"{sign}{amount_words(short, unit)}"


def part_sentence(told: Explained, part: PartArgument, book: Book, names: Names) -> str:
    """Say of one part what counts, by whom, against what, and what it amounts to."""
    unit, status = subject_of(told).unit, part.status
    head = f"Phần “{status.text}”: " if len(told.parts) > 1 else ""
    verdict = finding_words(told, status.finding.verdict)
    reason = REASON_WORDS[status.finding.reason].vi
    made = part.comparison
    if made is None:
        asked = rule_words(part.rule, unit)
        return upper_first(
            f"{head}mức đề ra là {asked}; {lower_first(reason)} → {verdict.lower()}."
        )
    value, source = value_and_source(status, book, names, unit)
    compared = comparison_words(part.rule, made, value, verdict, unit)
    return f"{head}{upper_first(source)}: {compared} ({lower_first(reason)})."


def _plan_sentence(told: Explained, plan: PlanLine, book: Book, names: Names) -> str:
    number = f"số {plan.number}" if plan.number else "(chưa ghi số)"
    day = f" ngày {date_words(plan.issued_on)}" if plan.issued_on else " (chưa ghi ngày)"
    if not plan.number and not plan.issued_on:
        number, day = "(chưa ghi số, ngày)", ""
    stated = told.first(Because.STATES_TARGET, Because.LAST_WORDING)
    cited = f" [{book.cite(stated.fact.stamp.event)}]" if stated else ""
    what = subject_of(told)
    kind = "chỉ tiêu" if isinstance(what, Target) else "nhiệm vụ"
    asks = ""
    if isinstance(what, Target):
        asks = f"; mức đề ra: {rule_words(what.rule, what.unit)}"
    elif what.quantity is not None:
        asks = f"; định lượng: {rule_words(what.quantity, what.unit)}"
    by = plan.stated_by
    said = f" [{book.cite(EventRef(by.agency, by.event_id))}]" if by else ""
    return (
        f"Kế hoạch {number}{day} của {names.full(plan.issuer)}{said} ghi {kind} {what.number}:"
        f" “{what.text}”{asks}{cited}."
    )


def _deadline_sentence(told: Explained, book: Book) -> str:
    found = told.deadline
    words = found.deadline.text or deadline_words(found.deadline)
    by = f" [{book.cite(found.resolved_by)}]" if found.resolved_by else ""
    how = HOW_DUE_WORDS[found.how].vi
    if found.due_on is None:
        return f"Thời điểm đánh giá: “{words}”; {how}."
    return f"Thời điểm đánh giá: “{words}”, tức ngày {date_words(found.due_on)} ({how}){by}."


def _state_sentences(told: Explained, book: Book, names: Names) -> Iterator[str]:
    status = told.status
    if not isinstance(status, TaskStatus):
        return
    latest = told.first(Because.LATEST_STATE, Because.DECIDING_QUANTITY)
    if status.state is None or latest is None or status.state_on is None:
        yield "Chưa có báo cáo nào về tiến độ."
        return
    words = STATE_WORDS[status.state].vi
    other = status.state_phrase.casefold() not in ("", words.casefold())
    phrase = f" (“{status.state_phrase}”)" if other else ""
    source = _source(latest.fact.stamp.event, book, names)
    yield (
        f"Đến ngày {date_words(status.state_on)}: {words}{phrase},"
        f" {source}{'; đã quá hạn' if status.overdue else ''}."
    )


def _provisional_sentences(told: Explained) -> Iterator[str]:
    """Say what the parts together amount to; of one part its own sentence has said it."""
    status = told.status
    if status.phase is Phase.WITHDRAWN:
        yield "Đã được rút khỏi kế hoạch nên không đánh giá."
    elif not told.parts:
        yield "Nhiệm vụ không có định lượng nên không có đánh giá vượt hay đạt."
    elif len(told.parts) > 1:
        shown = finding_words(told, status.provisional.verdict)
        reason = REASON_WORDS[status.provisional.reason].vi
        yield f"Theo số liệu: {lower_first(shown)} ({lower_first(reason)})."


def _official_sentence(told: Explained, book: Book) -> str:
    status, confirmed = told.status, told.first(Because.OFFICIAL_VERDICT)
    if status.official is None or confirmed is None:
        return "Chưa có đánh giá chính thức."
    note = f"; ghi chú: {status.official_reason}" if status.official_reason else ""
    ref = confirmed.fact.stamp.event
    behind = document_words(book.document(ref))
    document = f", theo {behind}" if behind else ""
    return (
        f"Đánh giá chính thức: {VERDICT_WORDS[status.official].vi}{note}{document}"
        f" [{book.cite(ref)}]."
    )


def _next_sentence(told: Explained) -> str:
    if told.review_after is None:
        return "Nếu không có sự kiện mới, kết luận này không đổi theo ngày."
    last = date_words(told.review_after - _DAY)
    return (
        f"Nếu không có sự kiện mới, kết luận này giữ nguyên đến hết ngày {last};"
        f" xem lại ngày {date_words(told.review_after)}."
    )


def value_and_source(
    status: PartStatus | QuantityPart, book: Book, names: Names, unit: str
) -> tuple[str, str]:
    """Return what counts in words, and which reports say it."""
    if isinstance(status, QuantityPart):
        report = status.decided_by
        source = _source(report.stamp.event, book, names) if report else ""
        when = f"đến ngày {date_words(report.as_of_on)}" if report else ""
        value = value_words(status.value, unit) if status.value is not None else ""
        return value, f"{when}, {source}"
    point = status.decided_by
    if point is None:
        return "", ""
    value = point.phrase or value_words(point.value, unit)
    if point.status is not ObservationStatus.NORMAL:
        value += f" ({OBSERVATION_WORDS[point.status.value].vi})"
    period = period_words(point.period)
    found = status.aggregate
    if status.by_members and found is not None:
        covered = coverage_words(found.covered, found.reported, found.of).vi
        cited = "; ".join(book.cite(fact.stamp.event) for fact in found.reports[:CITED_MAX])
        more = "; …" if len(found.reports) > CITED_MAX else ""
        return value, f"{period}, gộp của các đơn vị ({covered}) [{cited}{more}]"
    return value, f"{period}, {_source(point.event, book, names)}"


def _source(ref: EventRef, book: Book, names: Names) -> str:
    document = document_words(book.document(ref))
    behind = f", {document}" if document else ""
    return f"theo báo cáo của {names.short(ref.agency)}{behind} [{book.cite(ref)}]"


def _cut_words(cut: Cut, mark: Mark, unit: str) -> str:
    level = level_words(cut.value, unit)
    if mark.higher_is_better:
        return f"trên {level}" if cut.epsilon > 0 else f"từ {level} trở lên"
    return f"dưới {level}" if cut.epsilon < 0 else f"không quá {level}"
