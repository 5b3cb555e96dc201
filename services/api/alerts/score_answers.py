"""The record of alerts as an answer: figures, and words where they are too few to say. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import Field

from domain.alert_record import ENOUGH, Bin, Record, Share
from domain.vietnamese.words import number_words
from services.api import answers
from services.api.alerts.score_fold import NO_CLASS, Records, Wish
from services.api.load import Moment
from services.api.moments import axes

CLASS_WORDS: Mapping[str, str] = {
    "percent": "Tỷ lệ phần trăm",
    "positive": "Số lượng, giá trị",
    "score": "Điểm, chỉ số",
    "rank": "Thứ hạng",
    "cumulative": "Lũy kế trong năm",
    "count": "Đếm số lượng",
    "milestone": "Mốc hoàn thành",
    "task": "Nhiệm vụ",
    NO_CLASS: "Chưa dự báo",
}


class ShareItem(answers.Answer):
    """`hits` of `of`; value and 95 % interval are null where `of` is below `enough`."""

    hits: int = Field(examples=[44])
    of: int = Field(examples=[50])
    value: Decimal | None = Field(examples=["0.88"])
    low: Decimal | None
    high: Decimal | None


class BinItem(answers.Answer):
    """Chances told from `low` up to `high`: how many, their mean, the share then missed."""

    low: Decimal
    high: Decimal
    n: int
    chance: Decimal | None
    missed: Decimal | None


class RecordItem(answers.Answer):
    """The figures of some alerts; what is of too few cases is null.

    `marks` counts alerts by mark; `provisional` of them wait for a confirmed verdict. Lead is the
    median of the warnings that were right. `brier`, `ece` and `reliability` are of all `forecasts`
    that these alerts told, those that were only watched included.
    """

    alerts: int
    marks: dict[str, int]
    provisional: int
    missed: int
    without_alert: int
    precision: ShareItem
    recall: ShareItem
    lead_days: Decimal | None
    lead_periods: Decimal | None
    forecasts: int
    brier: Decimal | None
    ece: Decimal | None
    reliability: list[BinItem]
    words: answers.Words


class ScoreAsked(answers.Answer):
    """Of which alerts the record is."""

    class_id: str | None
    agency: str | None
    plan: str | None
    from_on: date | None
    to_on: date | None


class ScoreAnswer(answers.Axes):
    """How good alerts have been; `enough` is how many cases a share must be of."""

    asked: ScoreAsked
    enough: int
    total: RecordItem
    by_class: dict[str, RecordItem]
    by_agency: dict[str, RecordItem]


def score_answer(found: Records, wish: Wish, moment: Moment) -> ScoreAnswer:
    """Return the record as an answer."""
    return ScoreAnswer(
        **axes(moment),
        asked=ScoreAsked(
            class_id=wish.class_id,
            agency=wish.agency,
            plan=wish.plan,
            from_on=wish.from_on,
            to_on=wish.to_on,
        ),
        enough=ENOUGH,
        total=record_item(found.total),
        by_class={name: record_item(one) for name, one in found.by_class.items()},
        by_agency={name: record_item(one) for name, one in found.by_agency.items()},
    )


def record_item(found: Record) -> RecordItem:
    """Return figures as an item of an answer."""
    return RecordItem(
        alerts=found.alerts,
        marks={mark.value: number for mark, number in found.marks.items()},
        provisional=found.provisional,
        missed=found.missed,
        without_alert=found.without_alert,
        precision=_share(found.precision),
        recall=_share(found.recall),
        lead_days=found.lead_days,
        lead_periods=found.lead_periods,
        forecasts=found.forecasts,
        brier=found.brier,
        ece=found.ece,
        reliability=[_bin(one) for one in found.reliability],
        words=record_words(found),
    )


def record_words(found: Record) -> answers.Words:
    """Say the record in a sentence or two, and where it is too few to say."""
    vi = [_said(found.precision, "cảnh báo đến khi đánh giá thì đúng", "đánh giá độ đúng")]
    vi.append(_said(found.recall, "chỉ tiêu chưa đạt đã được báo trước kịp", "đánh giá độ đủ"))
    en = [
        _said_en(found.precision, "of the alerts that stood were right", "precision"),
        _said_en(found.recall, "of the misses were warned of in time", "recall"),
    ]
    if found.lead_days is not None:
        late, days = found.lead_days < 0, abs(found.lead_days)
        vi.append(f"báo {'sau' if late else 'trước'} hạn {number_words(days)} ngày (trung vị)")
        en.append(f"median {days:f} days {'after' if late else 'before'} the deadline")
    return answers.Words(vi="; ".join(vi) + ".", en="; ".join(en) + ".")


def percent_words(value: Decimal | None) -> str:
    """Return a share as per cent with no decimals; a dash where it is too few to say."""
    return "—" if value is None else f"{number_words((value * 100).quantize(Decimal(1)))}%"


def brier_words(value: Decimal | None) -> str:
    """Return a Brier score with three decimals; a dash where it is of too few."""
    return "—" if value is None else number_words(value.quantize(Decimal("0.001")))


def _said(share: Share, words: str, few: str) -> str:
    if share.value is None:
        return f"mới có {share.hits}/{share.of}, chưa đủ {ENOUGH} để {few}"
    return f"{share.hits}/{share.of} ({percent_words(share.value)}) {words}"


def _said_en(share: Share, words: str, what: str) -> str:
    if share.value is None:
        return f"{share.hits} of {share.of}: below {ENOUGH}, too few to tell the {what}"
    return f"{share.hits} of {share.of} {words}"


def _share(share: Share) -> ShareItem:
    return ShareItem(
        hits=share.hits, of=share.of, value=share.value, low=share.low, high=share.high
    )


def _bin(one: Bin) -> BinItem:
    return BinItem(low=one.low, high=one.high, n=one.n, chance=one.chance, missed=one.missed)
