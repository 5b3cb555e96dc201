"""The smallest things that alerts say: names, chances in tenths, amounts, days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from contracts.alert_evidence import Evidence, ForecastEvidence
from contracts.alerts import AlertData
from contracts.common import Words as WordsMessage
from domain.alert_labels import row_words
from domain.alert_words import UNSURE_AT_MOST
from domain.period import Period
from domain.reasons import Words
from domain.vietnamese.words import (
    amount_words,
    date_words,
    number_words,
    period_words,
    stakes_words,
)

NAME_MAX = 400
TEXT_MAX = 4_000
ASKED_MAX = 6
_STEP = Decimal("0.01")
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_ASKED_EN = {
    "at_least": "at least",
    "above": "more than",
    "at_most": "at most",
    "below": "less than",
}
UPDATE = Words("cập nhật tình hình thực hiện", "tell how it stands")
_NEARLY = Decimal("0.95")
_GIVEN_BY = {
    "plan": Words("kế hoạch", "the plan"),
    "file": Words("tệp cấu hình cảnh báo", "the alerts' file"),
}


def joined(said: Sequence[Words]) -> WordsMessage:
    """Return lines as one text in each language."""
    return WordsMessage(
        vi=" ".join(each.vi for each in said)[:TEXT_MAX],
        en=" ".join(each.en for each in said)[:TEXT_MAX],
    )


def name(said: AlertData) -> Words:
    """Return how an alert's target or task is called; the head of a long text names it."""
    text = said.text if len(said.text) <= NAME_MAX else f"{said.text[: NAME_MAX - 1]}…"
    number = f" {row_words(said.number, said.row)}" if said.number else ""
    task = said.kind == "task"
    vi = f"{'Nhiệm vụ' if task else 'Chỉ tiêu'}{number} ({text})"
    en = f"{'Task' if task else 'Target'}{number} ({text})"
    if said.evidence.part:
        vi += f", phần «{said.evidence.part_text}»"
        en += f", part “{said.evidence.part_text}”"
    return Words(vi, en)


def asked_of(said: AlertData, what: Words) -> list[Words]:
    """Ask who must act for the next step, or for a commitment; nobody for what is only watched."""
    if said.stage == "watch":
        return []
    who = ", ".join((said.addressees or said.lead)[:ASKED_MAX])
    if not who:
        return [Words("Đề nghị giao đơn vị xử lý.", "Please charge somebody with it.")]
    if len(said.addressees or said.lead) > ASKED_MAX:
        who = f"{who}, …"
    return [
        Words(
            f"Đề nghị {who} {what.vi}, hoặc tiếp nhận cảnh báo kèm cam kết.",
            f"Asked of {who}: {what.en}, or take the alert with a commitment.",
        )
    ]


def chance_words(chance: Decimal, *, sure: bool) -> Words:
    """Return a chance as people say it, in tenths: nobody knows it better.

    Not `sure`, of one report, is never almost certain.
    """
    if chance >= _NEARLY:
        if sure:
            return Words("gần như chắc chắn", "almost certain")
        share = tenths_words(UNSURE_AT_MOST)
        return Words(f"hơn {share.vi} khả năng", f"more than {share.en} chances")
    share = tenths_words(min(chance, UNSURE_AT_MOST))
    return Words(f"khoảng {share.vi} khả năng", f"about {share.en} chances")


def tenths_words(share: Decimal) -> Words:
    """Return a share in tenths."""
    tenths = int((share * 10).quantize(Decimal(1), context=_CONTEXT))
    return Words(f"{tenths} phần 10", f"{tenths} of 10")


def asked_en(evidence: Evidence) -> str:
    """Return in English what is asked for."""
    if evidence.target_relation is None or evidence.target_value is None:
        return "completion"
    asked = amount(evidence.target_value, evidence.unit).en
    return f"{_ASKED_EN[evidence.target_relation]} {asked}"


def own_thresholds(said: AlertData) -> list[Words]:
    """Say from which chance on one is warned of a target, and why, where that is its own."""
    told = said.decision.thresholds
    if told is None or told.stakes is None or told.given_by is None:
        return []
    from_two, from_one = (amount(each * 100, "%") for each in (told.open, told.sure))
    stakes = told.stakes.to_domain()
    cost, loss = amount(stakes.cost, "").en, amount(stakes.loss, "").en
    by = _GIVEN_BY[told.given_by]
    said_so = [
        Words(
            f"Cảnh báo từ {from_two.vi} khả năng không đạt (nếu chỉ có một số liệu: {from_one.vi}),"
            f" theo {by.vi}: {stakes_words(stakes)}.",
            f"One is warned from a chance of {from_two.en} on (by one measurement alone:"
            f" {from_one.en}), as {by.en} says that acting costs {cost} and a miss loses {loss}.",
        )
    ]
    chance = said.decision.chance
    if said.stage == "watch" or chance is None or chance >= told.open:
        return said_so
    close = amount(told.close * 100, "%")
    still = Words(
        f"Nay đã dưới mức đó; cảnh báo chỉ đóng khi số liệu mới đưa xuống dưới {close.vi}.",
        f"It is less by now; only a report that brings it below {close.en} ends the alert.",
    )
    return [*said_so, still]


def within_reach(evidence: Evidence, forecast: ForecastEvidence) -> bool:
    """Tell whether the range told holds the target, or the pace so far suffices.

    Who says so cannot say in the same breath that even the fastest would hardly come there.
    """
    target, low, high = evidence.target_value, forecast.low, forecast.high
    if target is not None and low is not None and high is not None and low <= target <= high:
        return True
    so_far, needed = evidence.pace_so_far, evidence.pace_needed
    if so_far is None or needed is None:
        return False
    return so_far * needed > 0 and abs(so_far) >= abs(needed)


def points(value: Decimal, unit: str) -> Words:
    """Return a difference with its unit: percentages differ by points."""
    if not unit.startswith("%"):
        return amount(value, unit)
    number = amount(value, "")
    return Words(f"{number.vi} điểm %", f"{number.en} percentage points")


def amount(value: Decimal, unit: str) -> Words:
    """Return a figure with its unit, to two decimals."""
    rounded = value.quantize(_STEP, context=_CONTEXT)
    vi = amount_words(rounded, unit)
    plain = f"{rounded:,f}".rstrip("0").rstrip(".")
    return Words(vi, vi.replace(number_words(rounded), plain, 1))


def day(on: date | None) -> str:
    """Return a day, or that there is none."""
    return date_words(on) if on else "—"


def period_said(code: str) -> str:
    """Return a period within a sentence."""
    return period_words(Period.parse(code))
