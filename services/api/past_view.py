"""What a page says of a look back: which day, by what was known, and how its links keep both."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from domain.vietnamese.words import date_words
from infra.clock import BUSINESS_ZONE
from services.api.known import UNSETTLED_WORDS, KnownInstant, is_day, parse_known
from services.api.load import Moment
from services.api.params import OnDay
from services.api.wording import lower_first


@dataclass(frozen=True, slots=True)
class PastView:
    """A look back in words; all empty where the present is looked at.

    `query` is appended to links (`?as_of=…`), `more` to links that have a query already.
    `known_on` is the day to fill into the form, `known_at` what is no day.
    """

    query: str = ""
    more: str = ""
    sentence: str = ""
    unsettled: str = ""
    known_on: str = ""
    known_at: str = ""


def past_view(asked: OnDay, moment: Moment) -> PastView:
    """Return what a page says of what it looks at."""
    told = {
        "as_of": asked.as_of.isoformat() if asked.as_of else "",
        "known_at": asked.known_at or "",
    }
    query = urlencode({name: value for name, value in told.items() if value}, safe=":,")
    if not query:
        return PastView()
    day = f"tại ngày {date_words(moment.as_of)}"
    if asked.known_at is None:
        sentence = f"Đang xem {day}, đánh giá lại từ mọi sự kiện đã biết đến nay."
        return PastView(f"?{query}", f"&{query}", sentence)
    plain = is_day(asked.known_at)
    sentence = (
        f"Đang xem lại: tình hình {day}, theo những gì đã biết đến {known_until(asked.known_at)}."
    )
    unsettled = ""
    if moment.unsettled is not None:
        unsettled = f"Chưa chốt: {lower_first(UNSETTLED_WORDS[moment.unsettled].vi)}."
    return PastView(
        query=f"?{query}",
        more=f"&{query}",
        sentence=sentence,
        unsettled=unsettled,
        known_on=asked.known_at if plain else "",
        known_at="" if plain else asked.known_at,
    )


def known_until(known_at: str) -> str:
    """Return until when something was known, in words: a day's end, an instant, positions."""
    known = parse_known(known_at)
    if not isinstance(known, KnownInstant):
        return f"các vị trí {known_at.replace(',', ', ')} trên nhật ký"
    if is_day(known_at):
        return f"hết ngày {date_words(known.day)}"
    local = known.before.astimezone(BUSINESS_ZONE)
    return f"{local:%H:%M:%S} ngày {date_words(local.date())}"
