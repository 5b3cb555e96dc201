"""Days, months, quarters, halves and years as plans write them: one moment at a time.

Reads folded text (see `text.fold`). A moment is the span of whole days that the words name;
what a phrase asks of it (before, until, within) is the business of `deadlines`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.period import FIRST_YEAR, LAST_YEAR, last_day_of_month
from domain.vietnamese.review import Review


class Grain(StrEnum):
    """What a moment is a whole of."""

    DAY = "day"
    MONTH = "month"
    SPAN = "span"
    """A quarter, a half, or months or quarters that follow one another."""
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Moment:
    """A span of whole days, both ends included.

    `assumed`: the year is not in the words; `repaired`: the words were mended to be read.
    """

    first_on: date
    last_on: date
    grain: Grain
    assumed: bool = False
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why words that look like a moment are none."""

    reason: Review
    detail: str = ""


SEVERAL = Trouble(
    Review.DEADLINE_NOT_UNDERSTOOD, "nhiều mốc thời gian trong một ô / several moments in one cell"
)
AMBIGUOUS = Trouble(
    Review.DEADLINE_NOT_UNDERSTOOD, "không rõ ngày hay tháng / it may be a day or months"
)
NO_YEAR = Trouble(
    Review.DEADLINE_NOT_UNDERSTOOD, "không ghi năm / no year is given, nor known of the plan"
)
NO_SUCH_DAY = Trouble(Review.DATE_IMPOSSIBLE)

_NUMBERS = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ t]\d{2}:\d{2}(?::\d{2})?(?:\.0{1,6})?)?")
_YEAR = re.compile(r"(?:năm ?)?(?<!\d)(\d{4})")
_YEAR_TAIL = re.compile(
    r"(?P<link> ?[/.,-] ?(?:của )?(?:năm )?| tháng (?=\d)| (?:của )?(?:năm )?)"
    r"(?P<year>\d{4})$"
)
_SHORT_YEAR = re.compile(
    r"(?:ngày )?(?P<day>\d{1,2}) ?(?P<mark>[/.-]) ?(?P<month>\d{1,2}) ?(?P=mark) ?(?P<year>\d{2})"
)
_DAY = re.compile(
    r"(?:ngày )?(?P<day>\d{1,2})(?: ?(?P<mark>[/.-]) ?|,? ?tháng )"
    r"(?P<month>\d{1,2}|[^\W\d]{2,5}(?: [^\W\d]{2,3})?)"
)
_MONTHS = re.compile(r"(?:tháng|th\.?|t\.?) ?(?P<list>[^;()]{1,60})")
_QUARTERS = re.compile(r"(?:qu[ýíyi]|q\.?) ?(?P<list>[^;()]{1,60})")
_PART = re.compile(
    r"(?:(?P<months>\d{1,2}|sáu|ba|chín) tháng|nửa) (?P<side>đầu|cuối)(?: (?:của )?năm(?: nay)?)?"
)
_ITEM = re.compile(r"[,&+]|-| và | đến | tới |tháng|quý")


def read_moment(text: str, year: int | None) -> Moment | Trouble | None:
    """Return the moment that folded words name; None where they are no moment at all.

    `year` is taken where the words give none.
    """
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR.fullmatch(text):
        return _span(int(match[1]), 1, 12, Grain.YEAR)
    if match := _SHORT_YEAR.fullmatch(text):
        short = _day(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
        return replace(short, assumed=True) if isinstance(short, Moment) else short
    tail = _YEAR_TAIL.search(text)
    if tail:
        return _with_year(text[: tail.start()], int(tail["year"]), tail["link"])
    found = _within(text, year or FIRST_YEAR)
    if isinstance(found, Moment):
        return replace(found, assumed=True) if year is not None else NO_YEAR
    return found


def _with_year(head: str, year: int, link: str) -> Moment | Trouble | None:
    mark = link.strip()
    if head.isdecimal() and len(head) <= 2:
        return _span(year, int(head), int(head), Grain.MONTH) if mark in ("/", ".", "-") else None
    day = _DAY.fullmatch(head)
    if day and day["mark"] and mark in ("/", ".", "-") and mark != day["mark"]:
        return AMBIGUOUS
    found = _within(head, year)
    if isinstance(found, Moment) and mark == "tháng":
        return replace(found, repaired=True)
    return found


def _within(text: str, year: int) -> Moment | Trouble | None:
    """Read what names no year, within a year."""
    if text == "năm":
        return _span(year, 1, 12, Grain.YEAR)
    if match := _PART.fullmatch(text):
        return _part(match, year)
    if match := _DAY.fullmatch(text):
        month = number(match["month"])
        return _day(year, month, int(match["day"])) if month is not None else None
    if match := _QUARTERS.fullmatch(text):
        return _listed(match["list"], year, 4)
    if match := _MONTHS.fullmatch(text):
        return _listed(match["list"], year, 12)
    return None


def _part(match: re.Match[str], year: int) -> Moment | Trouble:
    months = number(match["months"]) if match["months"] else 6
    if months not in (3, 6, 9):
        return NO_SUCH_DAY
    first = 1 if match["side"] == "đầu" else 13 - months
    return _span(year, first, first + months - 1, Grain.SPAN)


def _listed(text: str, year: int, parts: int) -> Moment | Trouble | None:
    """Read months (of 12 parts) or quarters (of 4) that follow one another."""
    items = [item.strip() for item in _ITEM.split(text)]
    numbers = [number(item, romans=parts == 4) for item in items if item]
    if not numbers or any(each is None for each in numbers):
        return None
    known = [each for each in numbers if each is not None]
    if not all(1 <= each <= parts for each in known):
        return NO_SUCH_DAY
    ranged = len(known) == 2 and re.search(r"-| đến | tới ", text)
    follows = known == list(range(known[0], known[-1] + 1))
    if not follows and not (ranged and known[0] < known[1]):
        return SEVERAL
    width = 12 // parts
    grain = Grain.MONTH if parts == 12 and len(known) == 1 else Grain.SPAN
    return _span(year, (known[0] - 1) * width + 1, known[-1] * width, grain)


def number(text: str, *, romans: bool = False) -> int | None:
    """Return a small number in figures, words or, if asked, Roman figures."""
    if text.isdecimal():
        return int(text) if len(text) <= 2 else None
    if romans and text in _ROMANS:
        return _ROMANS[text]
    if romans and re.fullmatch(r"[ivx]{1,5}", text):
        return 0
    return _NUMBERS.get(text)


def _day(year: int, month: int, day: int) -> Moment | Trouble:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _outside(year)
    try:
        on = date(year, month, day)
    except ValueError:
        return NO_SUCH_DAY
    return Moment(on, on, Grain.DAY)


def _span(year: int, first: int, last: int, grain: Grain) -> Moment | Trouble:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _outside(year)
    if not 1 <= first <= last <= 12:
        return NO_SUCH_DAY
    return Moment(date(year, first, 1), last_day_of_month(year, last), grain)


def _outside(year: int) -> Trouble:
    return Trouble(
        Review.DEADLINE_NOT_UNDERSTOOD,
        f"năm {year} ngoài khoảng {FIRST_YEAR}-{LAST_YEAR} / the year is out of range",
    )
