"""An alert in words, Vietnamese first: what a duty officer reads. Pure."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from contracts.alert_evidence import Evidence, Window
from contracts.common import Words as WordsMessage
from contracts.status import TargetStatus
from domain.alert_words import GRADE_WORDS, QUALITY_WORDS, WINDOW_WORDS
from domain.alerting import CLOSING_WORDS, OUTCOME_WORDS, ClosingReason, Outcome
from domain.forecast.official import PROGRESS_WORDS, ProgressClass
from domain.reasons import VERDICT_WORDS, Verdict, Words
from domain.vietnamese.words import amount_words, date_words, number_words

_STEP = Decimal("0.01")
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_ASKED_EN = {
    "at_least": "at least",
    "above": "more than",
    "at_most": "at most",
    "below": "less than",
}


def alert_words(status: TargetStatus, evidence: Evidence) -> WordsMessage:
    """Return what an open alert says."""
    said = [
        _headline(status, evidence),
        *_measured(evidence),
        *_pace(evidence),
        _grade(evidence),
        _who(status),
    ]
    return _joined(said)


def closing_words(status: TargetStatus, outcome: Outcome, reason: ClosingReason) -> WordsMessage:
    """Return what a closed alert says."""
    name_vi, name_en = _name(status)
    ended, why = OUTCOME_WORDS[outcome], CLOSING_WORDS[reason]
    said = Words(
        f"{name_vi}: đóng cảnh báo, {ended.vi.lower()}. {why.vi}.",
        f"{name_en}: alert closed, {ended.en.lower()}. {why.en}.",
    )
    now = f"{status.value_text}" if status.value_text else ""
    return _joined([said, *([Words(f"Kết quả: {now}.", f"Result: {now}.")] if now else [])])


def _joined(said: list[Words]) -> WordsMessage:
    return WordsMessage(
        vi=" ".join(each.vi for each in said)[:4000], en=" ".join(each.en for each in said)[:4000]
    )


def _name(status: TargetStatus) -> tuple[str, str]:
    # The text of a target may be long; its head names it.
    text = status.text if len(status.text) <= 400 else f"{status.text[:399]}…"
    number = f" {status.number}" if status.number else ""
    return f"Chỉ tiêu{number} ({text})", f"Target{number} ({text})"


def _headline(status: TargetStatus, evidence: Evidence) -> Words:
    name_vi, name_en = _name(status)
    if evidence.part:
        name_vi += f", phần «{evidence.part_text}»"
        name_en += f", part “{evidence.part_text}”"
    due = _day(status.due_on)
    if evidence.risk == "no_report":
        return Words(
            f"{name_vi}: đã qua nửa thời gian mà chưa có số liệu so được; "
            f"mức đề ra {evidence.target_text}, hạn {due}.",
            f"{name_en}: half of the time is gone without a comparable report; "
            f"asked is {_asked_en(evidence)}, due {due}.",
        )
    return Words(
        f"{name_vi}: nguy cơ chưa đạt mức {evidence.target_text}, hạn {due}.",
        f"{name_en}: heading for a miss of {_asked_en(evidence)}, due {due}.",
    )


def _measured(evidence: Evidence) -> list[Words]:
    if not evidence.value_period:
        return []
    vi = f"Số liệu mới nhất: {evidence.value_text} (kỳ {evidence.value_period})"
    en = f"Latest: {evidence.value_text} (period {evidence.value_period})"
    if evidence.gap is not None:
        gap = _points(evidence.gap, evidence.unit)
        vi, en = f"{vi}, còn thiếu {gap.vi}", f"{en}, {gap.en} to go"
    return [Words(f"{vi}.", f"{en}.")]


def _pace(evidence: Evidence) -> list[Words]:
    said = []
    if evidence.pace_needed is not None:
        needed = _points(evidence.pace_needed, evidence.unit)
        if evidence.pace_so_far is None:
            return [Words(f"Cần {needed.vi} mỗi năm.", f"Needed: {needed.en} a year.")]
        so_far = _points(evidence.pace_so_far, evidence.unit)
        said.append(
            Words(
                f"Tốc độ đến nay {so_far.vi} mỗi năm, cần {needed.vi} mỗi năm.",
                f"Pace so far {so_far.en} a year, needed {needed.en} a year.",
            )
        )
    return [*said, *(_window(window, evidence) for window in evidence.windows)]


def _window(window: Window, evidence: Evidence) -> Words:
    kind = WINDOW_WORDS[window.kind]
    verdict = VERDICT_WORDS[Verdict(window.projected_verdict)]
    projected = _amount(window.projected_value, evidence.unit)
    pace = _points(window.pace_per_year, evidence.unit)
    span = f"{date_words(window.from_on)}–{date_words(window.to_on)}"
    vi = f"{kind.vi.capitalize()} ({span}): {pace.vi} mỗi năm, đến hạn {projected.vi}, "
    en = f"{kind.en.capitalize()} ({span}): {pace.en} a year, {projected.en} by the deadline, "
    vi, en = f"{vi}{verdict.vi.lower()}", f"{en}{verdict.en.lower()}"
    if window.eurostat_ratio is not None and window.eurostat_class is not None:
        ratio = _amount(window.eurostat_ratio, "")
        progress = PROGRESS_WORDS[ProgressClass(window.eurostat_class)]
        vi = f"{vi}; R Eurostat {ratio.vi}, {progress.vi}"
        en = f"{en}; Eurostat's R {ratio.en}, {progress.en}"
    if window.kind == evidence.counting_window and len(evidence.windows) > 1:
        vi, en = f"{vi} (khoảng được tính)", f"{en} (this one counts)"
    return Words(f"{vi}.", f"{en}.")


def _grade(evidence: Evidence) -> Words:
    grade = GRADE_WORDS[evidence.grade]
    marks = [words for field, words in QUALITY_WORDS.items() if getattr(evidence, field)]
    vi = ", ".join([grade.vi, *(each.vi for each in marks)])
    en = ", ".join([grade.en, *(each.en for each in marks)])
    if evidence.newest_age_days is not None:
        vi = f"{vi}, mới nhất cách nay {evidence.newest_age_days} ngày"
        en = f"{en}, the newest {evidence.newest_age_days} days old"
    return Words(f"Bằng chứng: {vi}.", f"Evidence: {en}.")


def _who(status: TargetStatus) -> Words:
    lead = ", ".join(status.lead) or "—"
    vi, en = f"Chủ trì: {lead}", f"Lead: {lead}"
    if status.coordinators:
        others = ", ".join(status.coordinators)
        vi, en = f"{vi}; phối hợp: {others}", f"{en}; with: {others}"
    return Words(f"{vi}.", f"{en}.")


def _asked_en(evidence: Evidence) -> str:
    if evidence.target_relation is None or evidence.target_value is None:
        return "completion"
    asked = _amount(evidence.target_value, evidence.unit).en
    return f"{_ASKED_EN[evidence.target_relation]} {asked}"


def _points(value: Decimal, unit: str) -> Words:
    """Return a difference with its unit: percentages differ by points."""
    if not unit.startswith("%"):
        return _amount(value, unit)
    number = _amount(value, "")
    return Words(f"{number.vi} điểm %", f"{number.en} percentage points")


def _amount(value: Decimal, unit: str) -> Words:
    rounded = value.quantize(_STEP, context=_CONTEXT)
    vi = amount_words(rounded, unit)
    plain = f"{rounded:,f}".rstrip("0").rstrip(".")
    return Words(vi, vi.replace(number_words(rounded), plain, 1))


def _day(day: date | None) -> str:
    return date_words(day) if day else "—"
