"""An alert as a card: target, deadline, pace so far and needed, on what evidence, who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contracts.alert_evidence import Evidence
from contracts.alerts import AlertData
from domain.alert_words import (
    GRADE_WORDS,
    METHOD_WORDS,
    QUALITY_WORDS,
    WINDOW_WORDS,
    percent_words,
    rough_ends,
)
from domain.alerting import OUTCOME_WORDS, RISK_WORDS, STAGE_WORDS, Outcome, Risk, Stage
from domain.forecast.official import PROGRESS_WORDS, ProgressClass
from domain.vietnamese.words import amount_words, date_words, number_words
from services.api.badges import Mark
from services.api.rows import Alert
from services.api.views import Names
from services.api.wording import period_words

WHOLE_MAX = 5
"""Up to so many alerts of a plan are all shown whole."""
_CENT = Decimal("0.01")
_WHOLE = Decimal(1)
_QUALITY_BADGES = {"derived": "derived", "illustrative": "illustrative"}


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert; `facts` are pairs of label and words, in reading order.

    `without_data`: it says only that nothing was reported.
    """

    alert_id: str
    open: bool
    target_id: str
    number: str
    text: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    outcome: str
    opened_on: str
    closed_on: str
    due: str
    lead: str
    without_data: bool
    of_task: bool = False

    @property
    def path(self) -> str:
        """The page of what it is about."""
        return f"/{'nhiem-vu' if self.of_task else 'chi-tieu'}/{self.target_id}"


@dataclass(frozen=True, slots=True)
class AlertGroups:
    """A plan's alerts: those shown whole, and the many without data, a line each."""

    whole: tuple[AlertCard, ...]
    brief: tuple[AlertCard, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.whole) + len(self.brief)


def alert_groups(cards: Sequence[AlertCard], order: Mapping[str, int]) -> AlertGroups:
    """Return alerts in the plan's `order` of targets; of many, those without data in brief."""
    sorted_ = sorted(cards, key=lambda card: (card.without_data, order.get(card.target_id, 0)))
    if len(cards) <= WHOLE_MAX:
        return AlertGroups(tuple(sorted_), ())
    return AlertGroups(
        tuple(card for card in sorted_ if not card.without_data),
        tuple(card for card in sorted_ if card.without_data),
    )


def alert_card(alert: Alert, names: Names) -> AlertCard:
    """Return an alert as a card."""
    body = alert.body
    evidence = body.evidence
    due = due_words(alert)
    lead = names.list(alert.lead) or "chưa giao"
    return AlertCard(
        alert_id=str(alert.alert_id),
        open=alert.state == "open",
        target_id=alert.target_id,
        number=body.number,
        text=body.text,
        headline=headline(body),
        facts=(
            *_outlook_facts(evidence),
            *_value_facts(due, evidence),
            *_who_facts(body, names),
            *_pace_facts(evidence),
            ("Phương pháp", _sentence(METHOD_WORDS[evidence.method].vi)),
            ("Bằng chứng", GRADE_WORDS[evidence.grade].vi),
            ("Đơn vị chủ trì", lead),
        ),
        marks=_marks(evidence),
        outcome=OUTCOME_WORDS[Outcome(alert.outcome)].vi if alert.outcome else "",
        opened_on=date_words(alert.opened_on),
        closed_on=date_words(body.closed_on) if body.closed_on else "",
        due=due,
        lead=lead,
        without_data=evidence.risk == Risk.NO_REPORT.value
        or (body.kind == "report" and body.stage == "watch"),
        of_task=body.kind == "task",
    )


def due_words(alert: Alert) -> str:
    """Return the deadline of what an alert is about."""
    return date_words(alert.due_on) if alert.due_on else "chưa xác định"


def chance_words(evidence: Evidence) -> str:
    """Return the chance of a miss; empty where nothing was forecast."""
    forecast = evidence.forecast
    return percent_words(forecast.chance, sure=evidence.sure) if forecast else ""


def interval_words(evidence: Evidence) -> str:
    """Return where the value will lie at the deadline with 80 %; empty where it is not known."""
    forecast = evidence.forecast
    if forecast is None or forecast.low is None or forecast.high is None:
        return ""
    low, high = rough_ends(forecast.low, forecast.high)
    return f"từ {number_words(low)} đến {amount_words(high, evidence.unit)}"


def headline(body: AlertData) -> str:
    """Return what is feared; of what is only watched, that it is."""
    risk = RISK_WORDS[Risk(body.evidence.risk)].vi
    if body.stage != Stage.WATCH.value:
        return risk
    return f"{STAGE_WORDS[Stage.WATCH].vi}: {risk[0].lower()}{risk[1:]}"


def _outlook_facts(evidence: Evidence) -> list[tuple[str, str]]:
    """Return how likely a miss is, where the value will lie, and what would turn it."""
    told = evidence.forecast
    if told is None:
        return []
    facts = [("Khả năng không đạt", chance_words(evidence))]
    interval = interval_words(evidence)
    if interval and evidence.target_value is not None:
        facts.append(("Kết quả lúc đến hạn", f"{interval} (8 phần 10 khả năng)"))
    if told.needed_next is not None and told.next_on is not None:
        by = f"số liệu đến {date_words(told.next_on)}"
        facts.append(("Đóng được nếu", f"{by}: {_needed(evidence, told.needed_next)}"))
    return facts


def _needed(evidence: Evidence, needed: Decimal) -> str:
    """Return what the next report must show."""
    if needed == evidence.target_value:
        return evidence.target_text
    side = "không quá" if evidence.target_relation in ("at_most", "below") else "từ"
    return f"{side} {amount_words(_rounded(needed), evidence.unit)}"


def _who_facts(body: AlertData, names: Names) -> list[tuple[str, str]]:
    """Return who must act where that is not the lead: the silent, the doubted, the few behind."""
    evidence, facts = body.evidence, []
    if evidence.silence is not None:
        silence = evidence.silence
        facts.append(("Báo cáo còn thiếu", period_words(silence.period)))
        if silence.members:
            facts.append(("Chưa báo cáo", names.list(silence.members)))
    if evidence.suspicion is not None and evidence.suspicion.fits is not None:
        fits = amount_words(_rounded(evidence.suspicion.fits), evidence.unit)
        facts.append(("Có thể là", fits))
    if evidence.explained is not None:
        share = number_words((evidence.explained.share * 100).quantize(_WHOLE))
        facts.append(("Cần xử lý", f"{names.list(body.addressees)} ({share}% phần còn thiếu)"))
    return facts


def _value_facts(due: str, evidence: Evidence) -> list[tuple[str, str]]:
    facts = []
    if evidence.part_text and evidence.part:
        facts.append(("Phần", evidence.part_text))
    if evidence.target_text:
        facts.append(("Mức đề ra", evidence.target_text))
    facts.append(("Thời hạn", due))
    if evidence.value_period:
        period = period_words(evidence.value_period)
        facts.append(("Số liệu mới nhất", f"{evidence.value_text} ({period})"))
    if evidence.gap is not None:
        facts.append(("Còn thiếu", _difference(evidence.gap, evidence.unit)))
    return facts


def _pace_facts(evidence: Evidence) -> list[tuple[str, str]]:
    facts = []
    if evidence.pace_so_far is not None:
        facts.append(("Tốc độ đến nay", f"{_difference(evidence.pace_so_far, evidence.unit)}/năm"))
    if evidence.pace_needed is not None:
        facts.append(("Tốc độ cần", f"{_difference(evidence.pace_needed, evidence.unit)}/năm"))
    for window in evidence.windows:
        words = (
            f"{date_words(window.from_on)} – {date_words(window.to_on)}: "
            f"{_difference(window.pace_per_year, evidence.unit)}/năm, đến hạn "
            f"{amount_words(_rounded(window.projected_value), evidence.unit)}"
        )
        if window.eurostat_ratio is not None and window.eurostat_class is not None:
            progress = PROGRESS_WORDS[ProgressClass(window.eurostat_class)].vi
            words += f"; R = {number_words(_rounded(window.eurostat_ratio))} ({progress})"
        counts = window.kind == evidence.counting_window and len(evidence.windows) > 1
        label = _sentence(WINDOW_WORDS[window.kind].vi)
        facts.append((f"{label} (được tính)" if counts else label, words))
    return facts


def _marks(evidence: Evidence) -> tuple[Mark, ...]:
    return tuple(
        Mark(_QUALITY_BADGES.get(field, "uoc"), words.vi)
        for field, words in QUALITY_WORDS.items()
        if getattr(evidence, field)
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _difference(value: Decimal, unit: str) -> str:
    """Return a difference with its unit: percentages differ by points."""
    return amount_words(_rounded(value), "điểm %" if unit.startswith("%") else unit)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)
