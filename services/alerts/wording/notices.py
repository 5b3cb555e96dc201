"""Put notices into words: one alert, a morning's digest, a dead channel, a sample. Pure.

Vietnamese first, English beside. The HTML needs nothing from elsewhere: its styles stand in it, it
has no pictures, and whatever came from outside is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import jinja2

from contracts.alerts import AlertChanged, AlertData
from domain.alert_labels import row_words
from domain.alert_words import percent_words
from domain.alerting import OUTCOME_WORDS, RISK_WORDS, Outcome, Risk
from domain.reasons import Words
from domain.vietnamese.words import date_words
from services.alerts.channels.port import Written
from services.alerts.configuration.document import ChangeWord
from services.alerts.wording.told import told_as

SUBJECT_MAX_LENGTH = 160
ID_SHOWN = 8
_AGENCY = re.compile(r"local:[a-z0-9]+(?:-[a-z0-9]+)*|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){1,8}")
_STAGES = ("overdue", "at_risk", "stale", "watch")
_DONE = "#12602c"
_COLOURS = {"at_risk": "#8a4b00", "overdue": "#9b1515", "stale": "#4c3a7a", "watch": "#0b4a8f"}

CHANGE_WORDS: dict[ChangeWord, Words] = {
    "opened": Words("Cảnh báo mới", "New alert"),
    "updated": Words("Cập nhật", "Update"),
    "closed": Words("Đã đóng", "Closed"),
    "acknowledged": Words("Đã có người nhận xử lý", "Acknowledged"),
    "snoozed": Words("Tạm hoãn", "Snoozed"),
    "noted": Words("Ghi chú mới", "Note"),
    "resumed": Words("Mở lại để xử lý", "Resumed"),
    "escalated": Words("Báo lên cấp trên", "Escalated"),
    "reminded": Words("Nhắc lại", "Reminder"),
    "scored": Words("Đã chấm sau đánh giá", "Scored"),
}

_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("services.alerts.channels", "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One alert as a reader sees it."""

    headline: str
    colour: str
    title: str
    facts: tuple[tuple[str, str], ...]
    said_vi: str
    said_en: str
    handled: str
    link: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for one province: where its page is, and what its agencies are called."""

    page_url: str | None = None
    names: Mapping[str, str] | None = None

    def alert(self, change: AlertChanged) -> Written:
        """Return one change in words."""
        card = self._card(change)
        return Written(
            subject=_short(f"[Chỉ tiêu] {card.headline}: {card.title}"),
            text=_text([card]),
            html=_html(card.headline, [card]),
        )

    def digest(self, changes: Sequence[AlertChanged], day: date) -> Written:
        """Return a morning's changes in words: each alert once, by what was said of it last."""
        latest = {change.data.alert: change for change in changes}
        cards = [self._card(change) for change in sorted(latest.values(), key=_worst_first)]
        headline = f"Bản tin cảnh báo ngày {date_words(day)}: {len(cards)} mục"
        return Written(
            subject=f"[Chỉ tiêu] {headline}",
            text=_text(cards, headline),
            html=_html(headline, cards),
        )

    def sample(self, channel: str, change: AlertChanged | None = None) -> Written:
        """Return a sample that nobody can take for an alert."""
        headline = "THỬ KÊNH, không phải cảnh báo / A TEST, not an alert"
        told = Card(
            headline=headline,
            colour=_COLOURS["watch"],
            title=f"Kênh {channel}",
            facts=(),
            said_vi=f"Tin này thử kênh «{channel}»: nhận được là kênh hoạt động. Không cần làm gì.",
            said_en=f"This tests the channel “{channel}”: if it arrives, it works. Nothing to do.",
            handled="",
            link=self.page_url or "",
        )
        cards = [told] if change is None else [told, self._card(change)]
        return Written(f"[Chỉ tiêu] [THỬ] {channel}", _text(cards), _html(headline, cards))

    def report(self, headline: Words, words: Words) -> Written:
        """Return in words what an operator must hear of a channel."""
        told = Card(
            headline=f"{headline.vi} / {headline.en}",
            colour=_COLOURS["overdue"],
            title="",
            facts=(),
            said_vi=words.vi,
            said_en=words.en,
            handled="",
            link="",
        )
        return Written(f"[Chỉ tiêu] {headline.vi}", _text([told]), _html("", [told]))

    def _card(self, change: AlertChanged) -> Card:
        said = change.data
        happened = CHANGE_WORDS[told_as(change)].vi
        state = OUTCOME_WORDS[Outcome(said.closing.outcome)] if said.closing else None
        state = state or RISK_WORDS[Risk(said.evidence.risk)]
        number = f"{row_words(said.number, said.row)} " if said.number else ""
        thing = "Nhiệm vụ" if said.kind == "task" else "Chỉ tiêu"
        return Card(
            headline=f"{happened} – {state.vi.lower()}",
            colour=_DONE if said.closing else _COLOURS[said.stage],
            title=f"{thing} {number}{_short(said.text)}",
            facts=tuple(self._facts(said)),
            said_vi=self._named(said.words.vi),
            said_en=self._named(said.words.en),
            handled=self._named(said.handling.words.vi) if said.handling.words else "",
            link=f"{self.page_url.rstrip('/')}/canh-bao/{said.alert}" if self.page_url else "",
        )

    def _facts(self, said: AlertData) -> list[tuple[str, str]]:
        evidence = said.evidence
        must_act = said.addressees or said.lead
        facts = [
            ("Mức đề ra", evidence.target_text),
            ("Thời hạn", date_words(said.due_on) if said.due_on else "chưa xác định"),
            ("Số liệu mới nhất", evidence.value_text),
        ]
        if evidence.forecast is not None:
            chance = percent_words(evidence.forecast.chance, sure=evidence.sure)
            facts.append(("Khả năng chưa đạt", chance))
        facts.append(("Đơn vị phải xử lý", ", ".join(map(self._name, must_act))))
        # What the page and `chitieu alerts` find it by, also where no link can be given.
        facts.append(("Mã cảnh báo", str(said.alert)[:ID_SHOWN]))
        return [(label, value) for label, value in facts if value]

    def _name(self, agency: str) -> str:
        return (self.names or {}).get(agency, agency)

    def _named(self, text: str) -> str:
        """Return a text with agencies by their names; those without one stay as they are."""
        return _AGENCY.sub(lambda found: self._name(found[0]), text)


def _worst_first(change: AlertChanged) -> tuple[bool, int, date]:
    said = change.data
    return said.state == "closed", _STAGES.index(said.stage), said.due_on or date.max


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SUBJECT_MAX_LENGTH else f"{words[: SUBJECT_MAX_LENGTH - 1]}…"


def _text(cards: Sequence[Card], headline: str = "") -> str:
    return _PAGES.get_template("notice.txt").render(cards=cards, headline=headline)


def _html(headline: str, cards: Sequence[Card]) -> str:
    return _PAGES.get_template("notice.html").render(cards=cards, headline=headline)
